import ArgumentParser
import Foundation
import LinearAlgebra
import PledgeModel
import ScenarioFiles

/// What every analysis of a scenario takes, and how it ends.
struct AnalysisArguments: ParsableArguments {
  @Option(help: "Number of draws.")
  var draws: Int?

  @Option(help: "Seed of the random numbers; the scenario's own when not given.")
  var seed: UInt64?

  @Option(help: "Number of workers; all cores when not given. Does not change the results.")
  var threads: Int?

  @Option(help: "Folder for the output.", completion: .directory)
  var out: String?

  @Option(help: "Language of the texts: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print JSON.")
  var json = false

  /// The number of draws, or the one to use when none is given.
  func checkedDraws(_ usual: Int, limit: Int) throws(ExitCode) -> Int {
    let count = draws ?? usual
    guard (1...limit).contains(count) else {
      Terminal.error("\(count) draws are outside 1…\(limit)")
      throw Failure.input
    }
    return count
  }

  func checkedThreads() throws(ExitCode) -> Int {
    if let threads, threads < 1 {
      Terminal.error("\(threads) workers cannot work", hint: "`--threads` takes 1 or more")
      throw Failure.input
    }
    return threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Says why a scenario cannot be simulated.
  static func failure(_ error: any Error) -> ExitCode {
    Terminal.progress(1)
    if error is LinearAlgebraError {
      Terminal.error("the baseline cannot be fitted: \(error)")
    } else {
      Terminal.error(
        "a draw is infinite, or an average above 10¹⁵ tonnes",
        hint: "an effect or a path in the scenario is too large; `utsikt explain` shows them")
    }
    return Failure.input
  }

  /// Whether a file is one that an analysis writes.
  private static func isOwn(_ file: String) -> Bool {
    let parts = file.split(separator: ".")
    return parts.count == 2 && ["json", "csv", "md"].contains(parts[1])
      && ["sensitivity", "inputs", "sweep", "municipalities", "portfolio"].contains(parts[0])
  }

  /// Writes `name`.json and the other files into a folder and prints the text, or the JSON.
  func finish(
    _ result: some Encodable, name: String, scenario: String, files: [(String, String)],
    text: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(result)
    let folder = try Output.write(
      out ?? "Reports/\(name)-\(scenario)",
      files: [("\(name).json", data)] + files.map { ($0, Data($1.utf8)) }, isOwn: Self.isOwn)
    Terminal.print(json ? String(decoding: data, as: UTF8.self) : text)
    Terminal.note(folder)
  }
}
