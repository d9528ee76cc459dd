import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt explain`: the resolved scenario and everything it takes for granted.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show a scenario with every default filled in, and every assumption with its source.")

  @OptionGroup var source: ScenarioArguments

  @Option(help: "Language of the texts: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print the resolved scenario as JSON.")
  var json = false

  func run() throws {
    let input = try source.load(sayingNoticeIn: json ? language : nil).input
    let scenario = input.scenario
    if json {
      try Terminal.print(json: scenario)
    } else {
      let choices: [HistoryChoice]
      do {
        choices = try HistoryChoice.alternatives(to: input, threads: 1)
      } catch {
        Terminal.error("the baseline cannot be fitted: \(error)")
        throw Failure.input
      }
      Terminal.print(
        Explanation(scenario: scenario, choices: choices, language: language).text)
    }
  }
}

/// A resolved scenario in words.
struct Explanation {
  let scenario: ResolvedScenario
  let choices: [HistoryChoice]
  let language: Language

  var text: String {
    var lines = [scenario.title[language]]
    if let notice = scenario.notice { lines.append(notice[language]) }
    lines += ["", heading(sv: "Förutsättningar", en: "Setting")]
    lines += setting.map { "  \($0): \($1)" }
    lines += history
    for evidence in Evidence.allCases {
      let assumptions = scenario.assumptions.filter { $0.provenance.evidence == evidence }
      guard !assumptions.isEmpty else { continue }
      lines += ["", "\(name(of: evidence)) (\(assumptions.count))"]
      for assumption in assumptions {
        lines.append("  \(assumption.id) = \(assumption.value[language])")
        lines.append("      \(assumption.text[language])")
        let source = assumption.provenance.source[language]
        lines.append("      \(heading(sv: "källa", en: "source")): \(source)")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var setting: [(String, String)] {
    [
      (heading(sv: "kommuner", en: "municipalities"), "\(scenario.municipalities.count)"),
      (
        heading(sv: "utsläppsdata", en: "inventory"),
        heading(sv: "utgåva ", en: "release ") + "\(scenario.inventoryRelease), "
          + heading(sv: "till och med ", en: "through ") + "\(scenario.lastInventoryYear)"
      ),
      (heading(sv: "horisont", en: "horizon"), "\(scenario.horizon)"),
      (heading(sv: "utan nya åtgärder", en: "baseline"), scenario.baseline.words),
      (
        heading(sv: "sparad el räknas som", en: "saved electricity counts as"),
        scenario.catalogues.isEmpty
          ? ""
          : "\(scenario.accounting.electricityMix.rawValue), "
            + String(format: "%g g CO2e per kWh", scenario.accounting.electricity.value)
      ),
      (
        heading(sv: "omgångar", en: "rounds"),
        scenario.rounds.map { "\($0.catalogue) (\($0.period))" }.joined(separator: ", ")
      ),
      (
        heading(sv: "åtgärder", en: "measures"),
        scenario.measures.map { $0.name[language] }.joined(separator: ", ")
      ),
      (
        heading(sv: "alternativ", en: "options"), scenario.sweep.map { "\($0.optionCount)" } ?? ""
      ),
      (
        heading(sv: "mål", en: "targets"),
        scenario.targets.map { $0.name[language] }.joined(separator: ", ")
      ),
      (heading(sv: "dragningar", en: "draws"), "\(scenario.draws)"),
      (heading(sv: "frö", en: "seed"), "\(scenario.seed)"),
    ].filter { !$0.1.isEmpty }
  }

  /// What another last year or another window would change.
  private var history: [String] {
    guard let own = choices.first else { return [] }
    let title = heading(
      sv:
        "Vad valet av år betyder: regionens utsläpp \(scenario.horizon) utan ytterligare löften och åtgärder, median av \(HistoryChoice.draws) utfall",
      en:
        "What the choice of years means: the region's emissions in \(scenario.horizon) without further pledges and measures, median of \(HistoryChoice.draws) draws"
    )
    return ["", title]
      + choices.map { choice in
        let years = heading(
          sv: "historia till \(choice.lastYear), trend från \(choice.window)",
          en: "history through \(choice.lastYear), trend from \(choice.window)")
        let change = String(format: "%+.1f", 100 * (choice.tonnes / own.tonnes - 1))
        let note =
          choice == own
          ? heading(sv: "scenariots val", en: "the scenario's choice")
          : heading(sv: change.replacing(".", with: ",") + " %", en: change + "%")
        return "  \(years): \(Int((choice.tonnes / 1000).rounded())) kt (\(note))"
      }
  }

  private func heading(sv: String, en: String) -> String { language == .sv ? sv : en }

  private func name(of evidence: Evidence) -> String {
    switch evidence {
    case .published: heading(sv: "Publicerade uppgifter", en: "Published figures")
    case .derived: heading(sv: "Härledda uppgifter", en: "Derived figures")
    case .assumption: heading(sv: "Antaganden", en: "Assumptions")
    }
  }
}

extension BaselineKind {
  /// The kind as it is written in a scenario file.
  var words: String {
    switch self {
    case .trend(let window): "trend, window \(window)"
    case .medianLine: "medianLine"
    case .frozen: "frozen"
    case .path(let paths): "path (\(paths.map(\.sector.rawValue).joined(separator: ", ")))"
    }
  }
}
