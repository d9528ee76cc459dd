import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt compare`: policy options on the same draws.
struct CompareCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare policy options on the same draws; the first is the reference.",
    discussion: """
      Says what differs between the scenarios, then for every municipality and county the difference of each option from \
      the reference with its uncertainty, which measures and rounds of pledges it consists of, how often the option is \
      better, what it is expected to miss, the probability of the target and, as far as it is known, the cost. Writes comparison.json, comparison.csv (IAMC) and comparison.html.
      """)

  @Argument(
    help: "The reference and the options, as scenario files.",
    completion: .file(extensions: ["yaml"]))
  var scenarios: [String]

  @OptionGroup var inventory: InventoryArguments

  @OptionGroup var drawing: DrawArguments<CompareCommand>

  @OptionGroup var analysis: AnalysisArguments

  @Option(help: "Formats to write, with commas between: \(ComparisonFormat.list).")
  var format: String = "json,csv,html"

  func validate() throws {
    if scenarios.count < 2 { throw ValidationError("two or more scenarios are needed") }
  }

  func run() throws {
    let formats = try ComparisonFormat.parse(format)
    let threads = try drawing.checkedThreads()
    var loaded: [LoadedScenario] = []
    for path in scenarios {
      loaded.append(try inventory.load(path, sayingNoticeIn: analysis.language))
    }
    if let seed = drawing.seed {
      for index in loaded.indices { loaded[index].input.scenario.seed = seed }
    }
    let draws = try drawing.checkedDraws(in: loaded[0].input.scenario)
    let target = target(loaded)
    try Output.check(target, isOwn: ComparisonFormat.isOwn)
    if formats.contains(.pdf) { try ReportSettings.checkPrinter() }
    let results = try results(loaded, draws: draws, threads: threads)
    let folder = try write(results, formats, to: target)
    if analysis.json {
      Terminal.print(
        String(decoding: ComparisonFile.data(results), as: UTF8.self)
          .trimmingCharacters(in: .newlines))
    } else {
      Terminal.print(
        ComparisonText(results: results, style: try analysis.style()).text)
    }
    SimulationRun.noteFewDraws(draws, analysis.language)
    Terminal.note(folder)
  }

  private func results(
    _ loaded: [LoadedScenario], draws: Int, threads: Int
  ) throws -> ComparisonResults {
    do {
      let comparison = try Comparison(loaded.map(\.input), threads: threads)
      try SimulationRun.checkMemory(comparison.memoryNeeded(draws: draws), draws)
      return try comparison.results(
        draws: draws, engineVersion: Utsikt.version, files: loaded.map(\.files),
        progress: { Terminal.progress($0) })
    } catch let refusal as Comparison.Refusal {
      switch refusal {
      case .noSharedMunicipality:
        Terminal.error(
          "the scenarios have no municipality in common",
          hint: "scenarios of one region can be compared")
      case .noSharedYear:
        Terminal.error(
          "the scenarios have no projected year in common",
          hint: "`horizon` and `inventory: {lastYear: …}` set the years")
      }
      throw Failure.input
    } catch let code as ExitCode {
      throw code
    } catch {
      throw AnalysisArguments.failure(error)
    }
  }

  private func target(_ loaded: [LoadedScenario]) -> String {
    let name = loaded.map(\.input.scenario.name).joined(separator: "-")
    // A file name holds at most 255 bytes; what runs beside it takes some of them.
    return analysis.out
      ?? "Reports/compare-\(String(decoding: name.utf8.prefix(200), as: UTF8.self))"
  }

  private func write(
    _ results: ComparisonResults, _ formats: [ComparisonFormat], to target: String
  ) throws -> String {
    try Output.write(target, isOwn: ComparisonFormat.isOwn) { folder in
      try ComparisonFormat.write(
        results, formats,
        settings: ReportSettings(
          language: analysis.language,
          command: ShellCommand.utsikt(
            ["compare"] + scenarios,
            [
              ("inventory", inventory.inventory), ("national", inventory.national),
              ("draws", drawing.draws.map { "\($0)" }), ("seed", drawing.seed.map { "\($0)" }),
            ])),
        into: folder)
    }
  }
}
