import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt hindcast`: followed-up rounds predicted from each other, beside what is published.
struct HindcastCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindcast",
    abstract: "Predict followed-up rounds from each other and compare with what is published.",
    discussion: """
      Each round's own follow-up is left out: its counts are predicted from the other round's, its tonnes from its \
      published potential. A published figure should lie inside the central 90 per cent; the probability integral \
      transform (PIT) says where.
      """)

  static let drawLimits = 1...1_000_000
  static let usualDraws: Int? = 10_000

  @Argument(
    help: "The scenario file; Västra Götaland's adopted pledges when not given.",
    completion: .file(extensions: ["yaml"]))
  var scenario: String?

  @OptionGroup var drawing: DrawArguments<HindcastCommand>

  @Option(help: "Language of the texts: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print JSON.")
  var json = false

  /// What `--json` prints.
  private struct Output: Encodable {
    let rounds: [RoundHindcast]
    let equivalences: [EquivalenceCheck]
  }

  func run() throws {
    let draws = try drawing.checkedDraws()
    let threads = try drawing.checkedThreads()
    let reader = try ScenarioReader.findRoot(near: scenario ?? ".")
    let path = scenario ?? reader.path(ofShipped: "vastra-gotaland/adopted-pledges.yaml")
    let (loaded, diagnostics) = reader.read(path)
    let (settings, faults) = reader.hindcastSettings()
    Terminal.report(diagnostics + faults)
    guard let loaded, !faults.contains(where: { $0.severity == .error }) else {
      throw Failure.input
    }
    let resolved = loaded.input.scenario
    let hindcast = Hindcast(resolved, settings: settings, threads: threads)
    guard hindcast.roundCount >= 2 else {
      Terminal.error(
        "the scenario has no two rounds with published counts, tonnes and potential",
        hint: "a round needs `total` and a `followUp` with `done`, `started` and `tonnes`")
      throw Failure.input
    }
    let rounds: [RoundHindcast]
    do {
      rounds = try hindcast.rounds(draws: draws, seed: drawing.seed(in: resolved))
    } catch {
      Terminal.error("the rounds cannot be predicted: \(error)")
      throw Failure.input
    }
    let equivalences = hindcast.equivalences()
    if json {
      try Terminal.print(json: Output(rounds: rounds, equivalences: equivalences))
    } else {
      Terminal.print(
        HindcastText(
          rounds: rounds, equivalences: equivalences, names: resolved.equivalences,
          language: language
        ).text)
    }
  }
}

/// A hindcast as tables for the terminal.
private struct HindcastText {
  let rounds: [RoundHindcast]
  let equivalences: [EquivalenceCheck]
  let names: [Equivalence]
  let language: Language

  var text: String {
    (rounds.flatMap(lines) + equivalenceLines).joined(separator: "\n")
  }

  private func lines(_ round: RoundHindcast) -> [String] {
    let others = round.predictedFrom.joined(separator: ", ")
    let mixes = ElectricityMix.allCases.compactMap { mix in
      round.tonnesByElectricity[mix.rawValue].map {
        row(words(sv: "  ton, \(mix.rawValue)", en: "  tonnes, \(mix.rawValue)"), $0, decimals: 0)
      }
    }
    return [
      words(
        sv: "\(round.round), förutsagd ur uppföljningen av \(others)",
        en: "\(round.round), predicted from the follow-up of \(others)"),
      header,
      row(words(sv: "  genomförda", en: "  done"), round.done, decimals: 0),
      row(words(sv: "  påbörjade", en: "  started"), round.started, decimals: 0),
      row(words(sv: "  ton", en: "  tonnes"), round.tonnes, decimals: 0),
      row(
        words(sv: "  ton ÷ potential", en: "  tonnes ÷ potential"), round.shareOfPotential,
        decimals: 2),
    ] + mixes + [""]
  }

  private var header: String {
    columns(
      "",
      [words(sv: "publicerat", en: "published"), "5 %", "10 %", "50 %", "90 %", "95 %", "PIT"]
        + ["p90/p10"])
  }

  private func row(_ name: String, _ prediction: Prediction, decimals: Int) -> String {
    let values = [
      prediction.published, prediction.p5, prediction.p10, prediction.p50, prediction.p90,
      prediction.p95,
    ]
    return columns(
      name,
      values.map { String(format: "%.\(decimals)f", $0) }
        + [prediction.pit, prediction.p90OverP10].map { String(format: "%.2f", $0) })
  }

  private var equivalenceLines: [String] {
    [
      words(sv: "Publicerade jämförelser", en: "Published equivalences"),
      columns(
        "",
        [
          words(sv: "ton", en: "tonnes"), words(sv: "publicerat", en: "published"),
          words(sv: "beräknat", en: "computed"),
        ]),
    ]
      + equivalences.map { check in
        let name = names.first { $0.id == check.kind }?.name[language] ?? check.kind
        return columns(
          "", [String(format: "%.0f", check.tonnes), "\(check.published)", "\(check.computed)"])
          + "  " + name
      }
  }

  private func columns(_ name: String, _ cells: [String]) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(1, width - text.count)) + text
    }
    return name + String(repeating: " ", count: max(0, 24 - name.count))
      + cells.map { padded($0, 11) }.joined()
  }

  private func words(sv: String, en: String) -> String { language == .sv ? sv : en }
}
