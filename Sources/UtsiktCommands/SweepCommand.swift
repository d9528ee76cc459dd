import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt sweep`: every option that a scenario lists, on the same draws.
struct SweepCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Hold all options that a scenario lists under `sweep` against each other.",
    discussion: """
      Options add adoptions to the newest round: sets of pledges, shares of them, numbers of municipalities, levels of \
      support, and mixes of all. What support does by itself for what is adopted already stands apart. Every option is drawn with the same random numbers; printed are those that no other one \
      beats in tonnes, chance of the target and cost, or new adoptions where costs are not known. Writes sweep.json, sweep.csv, \
      municipalities.csv and sweep.md.
      """)

  static let drawLimits = 1...1_000_000

  @OptionGroup var source: ScenarioArguments
  @OptionGroup var drawing: DrawArguments<SweepCommand>
  @OptionGroup var analysis: AnalysisArguments

  @Flag(help: "Print to standard error how long it took and how fast the products were.")
  var timings = false

  func run() throws {
    let clock = PhaseClock()
    let loaded = try source.load(sayingNoticeIn: nil)
    clock.end("read")
    let draws = try drawing.checkedDraws(in: loaded.input.scenario)
    let threads = try drawing.checkedThreads()
    let folder = try analysis.checkedFolder("sweep", loaded.input.scenario)
    let products = ProductClock(workers: threads)
    let (result, table): (SweepResult, SweepTable)
    do {
      let sweep = try PolicySweep(loaded.input, seed: drawing.seed, threads: threads)
      try SimulationRun.checkMemory(sweep.memoryNeeded(draws: draws), draws)
      clock.end("fit")
      var observer = SweepObserver(progress: { Terminal.progress($0) })
      if timings { observer.product = { products.note($0, isDone: $1) } }
      (result, table) = try sweep.result(draws: draws, observer: observer)
      clock.end("options")
    } catch let code as ExitCode {
      throw code
    } catch let error as SweepError {
      throw Self.failure(error)
    } catch {
      throw AnalysisArguments.failure(error)
    }
    SimulationRun.noteFewDraws(draws, analysis.language)
    let text = SweepText(
      result: result, table: table, scenario: loaded.input.scenario,
      style: try analysis.style())
    try analysis.finish(
      result, of: [loaded], name: "sweep", in: folder,
      AnalysisArguments.Outputs(
        text: text.text, markdown: text.markdown,
        tables: [("sweep.csv", text.csv), ("municipalities.csv", text.municipalities)]))
    clock.end("write")
    if timings {
      Terminal.note(clock.table)
      Terminal.note(products.line(operations: table.productOperations))
    }
  }

  private static func failure(_ error: SweepError) -> ExitCode {
    switch error {
    case .noSweep:
      Terminal.error(
        "the scenario lists no options", hint: "write them under `sweep`; see Scenarios/README.md")
    case .noTonnes:
      Terminal.error(
        "no pledge of the newest round takes territorial tonnes off",
        hint: "only those can be swept")
    }
    return Failure.input
  }
}

/// The time that workers spend in products, each on its own processor time.
private final class ProductClock: @unchecked Sendable {
  // Sharing is safe because a worker writes its own places only.
  private let began: UnsafeMutableBufferPointer<Double>
  private let spent: UnsafeMutableBufferPointer<Double>

  init(workers: Int) {
    began = .allocate(capacity: workers)
    spent = .allocate(capacity: workers)
    began.initialize(repeating: 0)
    spent.initialize(repeating: 0)
  }

  deinit {
    began.deallocate()
    spent.deallocate()
  }

  func note(_ worker: Int, isDone: Bool) {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    let seconds = Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    if isDone { spent[worker] += seconds - began[worker] } else { began[worker] = seconds }
  }

  func line(operations: Double) -> String {
    let seconds = spent.reduce(0, +)
    return String(
      format: "products\t%.3f ms of processor\t%.2f GFlop/s", 1e3 * seconds,
      operations / max(seconds, 1e-9) / 1e9)
  }
}
