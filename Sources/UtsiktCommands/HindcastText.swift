import Analysis
import PledgeModel
import ReportWriter

/// A hindcast as people read it.
struct HindcastText: StyledText {
  let rounds: [RoundHindcast]
  let equivalences: [EquivalenceCheck]
  /// What the equivalences are called.
  let names: [Equivalence]
  let style: NumberStyle

  /// A table for each round, then the published equivalences.
  var text: String { (rounds.map(table) + [equivalenceTable]).joined(separator: "\n\n") }

  private func table(_ round: RoundHindcast) -> String {
    let others = round.predictedFrom.joined(separator: ", ")
    let heading = words(
      sv: "\(round.round), förutsagd ur uppföljningen av \(others)",
      en: "\(round.round), predicted from the follow-up of \(others)")
    let quantiles = [0.05, 0.10, 0.50, 0.90, 0.95].map { style.percent($0) }
    var table = TextTable(
      columns: [("", false), (words(sv: "publicerat", en: "published"), true)]
        + (quantiles + ["PIT", "p90/p10"]).map { ($0, true) })
    table.rows = [
      row(words(sv: "genomförda", en: "done"), round.done, step: 1),
      row(words(sv: "påbörjade", en: "started"), round.started, step: 1),
      row(words(sv: "ton", en: "tonnes"), round.tonnes, step: 1),
      row(
        words(sv: "ton ÷ potential", en: "tonnes ÷ potential"), round.shareOfPotential, step: 0.01),
    ]
    for mix in ElectricityMix.allCases {
      guard let tonnes = round.tonnesByElectricity[mix.rawValue] else { continue }
      table.rows.append(row(words(sv: "ton, ", en: "tonnes, ") + mix.rawValue, tonnes, step: 1))
    }
    return heading + "\n" + table.plain
  }

  private func row(_ name: String, _ prediction: Prediction, step: Double) -> [String] {
    let values = [
      prediction.published, prediction.p5, prediction.p10, prediction.p50, prediction.p90,
      prediction.p95,
    ]
    return [name] + values.map { style.number($0, step: step) }
      + [prediction.pit, prediction.p90OverP10].map { style.number($0, step: 0.01) }
  }

  private var equivalenceTable: String {
    var table = TextTable(columns: [
      (words(sv: "ton", en: "tonnes"), true), (words(sv: "publicerat", en: "published"), true),
      (words(sv: "beräknat", en: "computed"), true), ("", false),
    ])
    table.rows = equivalences.map { check in
      [check.tonnes, Double(check.published), Double(check.computed)].map {
        style.number($0, step: 1)
      } + [names.first { $0.id == check.kind }?.name[language] ?? check.kind]
    }
    return words(sv: "Publicerade jämförelser", en: "Published equivalences") + "\n" + table.plain
  }
}
