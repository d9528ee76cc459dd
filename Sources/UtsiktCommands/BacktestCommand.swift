import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ReportWriter
import ScenarioFiles

/// `utsikt backtest`: how the baseline would have done, from years in the past.
struct BacktestCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract:
      "Project from years in the past with what was known then, and compare with what came.",
    discussion: """
      Beside the median of the projection stand two rules that need no model: the last value unchanged, and a \
      median-regression line through the municipality's own totals. Each county is also projected by a fit to the \
      other counties alone and by a fit to itself alone. Starts from the project's release 2025 where no other \
      inventory is given. Writes backtest.json, backtest.csv (scores) and \
      projections.csv (every municipality, origin and year).
      """)

  static let usualDraws: Int? = 10_000
  static let usualSeed: UInt64? = 2030

  @OptionGroup var emissions: InventoryArguments

  @Option(help: "The years to project from: a year, years with commas between, or a range.")
  var origins = "2017-2020"

  @Option(
    parsing: .upToNextOption,
    help: "Codes of the municipalities or counties to score; all of the inventory when not given.")
  var municipalities: [String] = []

  @Option(help: "The first year of the national trend's window.")
  var window = 2010

  @OptionGroup var drawing: DrawArguments<BacktestCommand>

  @Option(help: "Folder for the output.", completion: .directory)
  var out = "Reports/backtest"

  @Flag(help: "Print the scores as JSON.")
  var json = false

  func run() throws {
    let backtest = try backtest()
    try Output.check(out, isOwn: Self.isOwn)
    try SimulationRun.checkMemory(backtest.memoryNeeded, backtest.draws)
    let result: BacktestResult
    do {
      result = try backtest.result { Terminal.progress($0) }
    } catch {
      Terminal.error("the baseline cannot be fitted: \(error)")
      throw Failure.input
    }
    let text = BacktestText(result, style: try NumberStyle(.en))
    let files = [
      ("backtest.json", try JSONEncoder.readable.encode(result)),
      ("backtest.csv", Data(text.scores.text.utf8)),
      ("projections.csv", Data(text.projections.text.utf8)),
    ]
    _ = try Output.write(out, files: files, isOwn: Self.isOwn)
    if json { try Terminal.print(json: result.summary) } else { Terminal.print(text.text) }
    Terminal.note("the files are in \(out)")
  }

  /// Whether a file is one that the command writes.
  private static func isOwn(_ name: String) -> Bool {
    ["backtest.json", "backtest.csv", "projections.csv"].contains(name)
  }

  /// Reads the inventories and checks everything that was asked for against them.
  private func backtest() throws(ExitCode) -> Backtest {
    let draws = try drawing.checkedDraws()
    let threads = try drawing.checkedThreads()
    let reader = try ScenarioReader.findRoot(near: emissions.inventory ?? ".")
    let (inventories, diagnostics) = reader.inventories(
      release: 2025, inventoryFile: emissions.inventory, nationalFile: emissions.national)
    Terminal.report(diagnostics)
    guard let (pool, nation) = inventories else { throw Failure.input }
    return Backtest(
      pool: pool, nation: nation, municipalities: try chosenMunicipalities(pool),
      origins: try chosenOrigins(pool.years), window: window, draws: draws,
      seed: drawing.seed(), threads: threads)
  }

  private func chosenMunicipalities(_ pool: Inventory) throws(ExitCode) -> [String] {
    let codes = municipalities.flatMap { $0.split(separator: ",").map(String.init) }
    if codes.isEmpty { return pool.areas }
    var chosen: Set<String> = []
    for code in codes {
      let found = pool.areas.filter { $0 == code || code.utf8.count == 2 && $0.hasPrefix(code) }
      guard !found.isEmpty else {
        let counties = Set(pool.areas.map { "`\($0.prefix(2))`" }).sorted()
        Terminal.error(
          "the inventory has no municipality or county `\(code)`",
          hint: "its counties are \(counties.joined(separator: ", "))")
        throw Failure.input
      }
      chosen.formUnion(found)
    }
    return chosen.sorted()
  }

  private func chosenOrigins(_ years: [Int]) throws(ExitCode) -> [Int] {
    var chosen: Set<Int> = []
    for part in origins.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        Int($0.trimmingCharacters(in: .whitespaces))
      }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last
      else {
        Terminal.error(
          "`\(part)` is neither a year nor a range of years",
          hint: "write `2017-2020` or `2017,2019`")
        throw Failure.input
      }
      // A range may run over years that the inventory has not; a year that is named must be there.
      let found = years.dropLast().filter { (first...last).contains($0) }
      guard !found.isEmpty else {
        Terminal.error(
          "the inventory has no year \(part) with a later one to compare with",
          hint: "accepted: " + years.dropLast().map { "`\($0)`" }.joined(separator: ", "))
        throw Failure.input
      }
      chosen.formUnion(found)
    }
    return chosen.sorted()
  }
}
