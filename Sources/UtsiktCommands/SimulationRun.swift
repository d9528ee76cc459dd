import Analysis
import ArgumentParser
import Foundation
import LinearAlgebra
import PledgeModel
import ScenarioFiles
import Simulation
import Synchronization

/// One simulation with its limits: enough memory before work starts, more draws until the error is small enough.
struct SimulationRun {
  let loaded: LoadedScenario
  let threads: Int
  let untilError: Bool
  let keepsDraws: Bool
  let language: Language

  private static let most = 10_000_000

  /// Results and, when asked for, every draw as CSV.
  struct Outcome {
    let results: Results
    let drawTable: Data
  }

  func results(_ clock: PhaseClock) throws -> Outcome {
    var draws = loaded.input.scenario.draws
    if untilError { draws = max(draws, Results.fewestJudged) }
    let simulator: Simulator
    do {
      // More workers than blocks would find nothing to do.
      let workers = untilError ? threads : min(threads, DrawBlock.count(draws: draws))
      simulator = try Simulator(
        loaded.input, settings: SimulationSettings(threads: workers), attributing: .group)
    } catch {
      throw AnalysisArguments.failure(error)
    }
    try Self.checkMemory(memoryNeeded(simulator, draws), draws)
    while true {
      let table = DrawTableText(years: simulator.years)
      var observer = SimulationObserver(
        progress: { Terminal.progress($0) }, phaseEnded: { clock.end($0.rawValue) })
      if keepsDraws { observer.emissionDraws = { table.add($0, $1) } }
      let results: Results
      do {
        results = try simulator.run(
          draws: draws, engineVersion: Utsikt.version, inputs: loaded.files, observer: observer)
      } catch {
        throw AnalysisArguments.failure(error)
      }
      let errors = results.headlines.filter { !$0.isSettled }.map { headline in
        headline.standardError / headline.rounding
      }
      if untilError, let worst = errors.max(), let more = more(than: draws, worst, simulator) {
        draws = more
        note(sv: "fortsätter till \(draws) utfall", en: "going on to \(draws) draws")
        continue
      }
      let judged = try judged(results)
      clock.end("past performance")
      return Outcome(results: judged, drawTable: table.data)
    }
  }

  private func memoryNeeded(_ simulator: Simulator, _ draws: Int) -> Int {
    let needed = simulator.memoryNeeded(draws: draws, isWhole: keepsDraws)
    guard keepsDraws else { return needed }
    // As text and once more as data.
    let municipalities = loaded.input.scenario.municipalities.count
    return needed + 2 * municipalities * draws * DrawTableText.lineLength(simulator.years)
  }

  /// How many draws to go on to; nil where that is not possible, which is then said.
  private func more(than draws: Int, _ worst: Double, _ simulator: Simulator) -> Int? {
    if draws >= Self.most {
      note(
        sv: "stannar vid \(draws) utfall, som är det största antalet",
        en: "stopping at \(draws) draws, which is the largest number")
      return nil
    }
    // The error falls with the root of the number of draws; a tenth more makes one round enough.
    let more = Int(
      min(Double(Self.most), max(2 * Double(draws), 1.1 * Double(draws) * worst * worst)))
    if let available = Self.availableMemory,
      memoryNeeded(simulator, more) > available
    {
      note(
        sv: "stannar vid \(draws) utfall, för minnet räcker inte till de \(more) som behövs",
        en: "stopping at \(draws) draws, for the \(more) needed do not fit in memory")
      return nil
    }
    return more
  }

  private func note(sv: String, en: String) {
    Terminal.note(LocalizedText(sv: sv, en: en)[language])
  }

  /// The results with how the baseline's method did in the past, and what other years would change.
  private func judged(_ results: Results) throws -> Results {
    let performances = try Backtest.pastPerformance(of: loaded.input, threads: threads)
    let choices = try HistoryChoice.alternatives(to: loaded.input, threads: threads)
    var results = results
    results.historyChoices = choices.isEmpty ? nil : choices
    for index in results.areas.indices where results.areas[index].kind != .subregion {
      results.areas[index].pastPerformance = performances[results.areas[index].code]
    }
    return results
  }

  /// Says when there are too few draws to judge them by.
  static func noteFewDraws(_ draws: Int, _ language: Language) {
    guard draws < Results.fewestJudged else { return }
    let words = LocalizedText(
      sv:
        "\(draws) är för få utfall för att visa hur stort slumpfelet är\n\ntips: ta minst \(Results.fewestJudged)",
      en:
        "\(draws) is too few draws to tell how large the Monte Carlo error is\n\nhint: use \(Results.fewestJudged) or more"
    )
    Terminal.note(words[language])
  }

  /// Refuses a run that would not fit, before it starts.
  static func checkMemory(_ needed: Int, _ draws: Int) throws(ExitCode) {
    guard let available = availableMemory, needed > available else { return }
    Terminal.error(
      "\(draws) draws need \(needed >> 20) MiB, and \(available >> 20) MiB are free",
      hint: "use fewer draws or workers, or a region with fewer municipalities")
    throw Failure.input
  }

  /// What the machine says is free; nil when it does not say.
  static var availableMemory: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }
}

/// Every draw of every municipality's emissions as CSV, a line for each municipality and draw.
final class DrawTableText: Sendable {
  private let text: Mutex<String>

  /// About how many bytes a line has.
  static func lineLength(_ years: [Int]) -> Int { 12 * (years.count + 1) }

  init(years: [Int]) {
    text = Mutex("municipality,draw," + years.map(String.init).joined(separator: ",") + "\n")
  }

  func add(_ municipality: Municipality, _ rows: [[Double]]) {
    text.withLock { text in
      for draw in rows[0].indices {
        text += "\(municipality.code),\(draw)"
        for row in rows { text += ",\(row[draw].published)" }
        text += "\n"
      }
    }
  }

  var data: Data { text.withLock { Data($0.utf8) } }
}
