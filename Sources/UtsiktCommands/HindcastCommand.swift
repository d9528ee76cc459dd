import Analysis
import ArgumentParser
import PledgeModel
import ReportWriter
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
          style: try NumberStyle(language)
        ).text)
    }
  }
}
