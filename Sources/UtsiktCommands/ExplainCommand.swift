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
    let scenario = try source.load().input.scenario
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Terminal.print(String(decoding: try encoder.encode(scenario), as: UTF8.self))
    } else {
      Terminal.print(Explanation(scenario: scenario, language: language).text)
    }
  }
}

/// A resolved scenario in words.
struct Explanation {
  let scenario: ResolvedScenario
  let language: Language

  var text: String {
    var lines = [scenario.title[language]]
    if let notice = scenario.notice { lines.append(notice[language]) }
    lines += ["", heading(sv: "Förutsättningar", en: "Setting")]
    lines += setting.map { "  \($0): \($1)" }
    for evidence in Evidence.allCases {
      let assumptions = scenario.assumptions.filter { $0.provenance.evidence == evidence }
      guard !assumptions.isEmpty else { continue }
      lines += ["", "\(name(of: evidence)) (\(assumptions.count))"]
      for assumption in assumptions {
        lines.append("  \(assumption.id) = \(assumption.value)")
        lines.append("      \(assumption.text[language])")
        lines.append("      \(heading(sv: "källa", en: "source")): \(assumption.provenance.source)")
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
        heading(sv: "omgångar", en: "rounds"),
        scenario.rounds.map { "\($0.catalogue) (\($0.period))" }.joined(separator: ", ")
      ),
      (
        heading(sv: "åtgärder", en: "measures"),
        scenario.measures.map { $0.name[language] }.joined(separator: ", ")
      ),
      (
        heading(sv: "mål", en: "targets"),
        scenario.targets.map { $0.name[language] }.joined(separator: ", ")
      ),
      (heading(sv: "dragningar", en: "draws"), "\(scenario.draws)"),
      (heading(sv: "frö", en: "seed"), "\(scenario.seed)"),
    ].filter { !$0.1.isEmpty }
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
