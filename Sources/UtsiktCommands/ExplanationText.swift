import Analysis
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A resolved scenario in words.
struct ExplanationText: StyledText {
  let scenario: ResolvedScenario
  let choices: [HistoryChoice]
  let style: NumberStyle

  var text: String {
    var lines = [scenario.title[language]]
    if let notice = scenario.notice { lines.append(notice[language]) }
    lines += ["", words(sv: "Förutsättningar", en: "Setting")]
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
        lines.append("      \(words(sv: "källa", en: "source")): \(source)")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var setting: [(String, String)] {
    [
      (words(sv: "kommuner", en: "municipalities"), "\(scenario.municipalities.count)"),
      (
        words(sv: "utsläppsdata", en: "inventory"),
        words(sv: "utgåva ", en: "release ") + "\(scenario.inventoryRelease), "
          + words(sv: "till och med ", en: "through ") + "\(scenario.lastInventoryYear)"
      ),
      (words(sv: "horisont", en: "horizon"), "\(scenario.horizon)"),
      (words(sv: "utan nya åtgärder", en: "baseline"), scenario.baseline.words),
      (
        words(sv: "sparad el räknas som", en: "saved electricity counts as"),
        scenario.catalogues.isEmpty
          ? ""
          : "\(scenario.accounting.electricityMix.rawValue), "
            + "\(scenario.accounting.electricity.value.words[language]) g CO2e per kWh"
      ),
      (
        words(sv: "omgångar", en: "rounds"),
        scenario.rounds.map { "\($0.catalogue) (\($0.period))" }.joined(separator: ", ")
      ),
      (
        words(sv: "åtgärder", en: "measures"),
        scenario.measures.map { $0.name[language] }.joined(separator: ", ")
      ),
      (
        words(sv: "alternativ", en: "options"), scenario.sweep.map { "\($0.optionCount)" } ?? ""
      ),
      (
        words(sv: "mål", en: "targets"),
        scenario.targets.map { $0.name[language] }.joined(separator: ", ")
      ),
      (words(sv: "utfall", en: "draws"), "\(scenario.draws)"),
      (words(sv: "frö", en: "seed"), "\(scenario.seed)"),
    ].filter { !$0.1.isEmpty }
  }

  /// What another last year or another window would change.
  private var history: [String] {
    guard let own = choices.first else { return [] }
    let title = words(
      sv:
        "Vad valet av år betyder: regionens utsläpp \(scenario.horizon) utan ytterligare löften och åtgärder, median av \(HistoryChoice.draws) utfall",
      en:
        "What the choice of years means: the region's emissions in \(scenario.horizon) without further pledges and measures, median of \(HistoryChoice.draws) draws"
    )
    return ["", title]
      + choices.map { choice in
        let years = words(
          sv: "historia till \(choice.lastYear), trend från \(choice.window)",
          en: "history through \(choice.lastYear), trend from \(choice.window)")
        let note =
          choice == own
          ? words(sv: "scenariots val", en: "the scenario's choice")
          : style.signed(100 * (choice.tonnes / own.tonnes - 1), step: 0.1)
            + words(sv: " %", en: "%")
        return "  \(years): \(style.number(choice.tonnes / 1000, step: 1)) kt (\(note))"
      }
  }

  private func name(of evidence: Evidence) -> String {
    switch evidence {
    case .published: words(sv: "Publicerade uppgifter", en: "Published figures")
    case .derived: words(sv: "Härledda uppgifter", en: "Derived figures")
    case .assumption: words(sv: "Antaganden", en: "Assumptions")
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
