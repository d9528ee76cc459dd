import ArgumentParser
import Foundation
import PledgeModel

/// A command that draws random numbers.
protocol DrawingCommand: ParsableCommand {
  /// How many draws it can make.
  static var drawLimits: ClosedRange<Int> { get }
  /// How many it makes when not told; nil for as many as its scenario says.
  static var usualDraws: Int? { get }
  /// The seed when none is given; nil for that of its scenario.
  static var usualSeed: UInt64? { get }
}

extension DrawingCommand {
  static var drawLimits: ClosedRange<Int> { 1...10_000_000 }
  static var usualDraws: Int? { nil }
  static var usualSeed: UInt64? { nil }
}

/// How many draws, which ones and by how many workers, checked before work starts.
struct DrawArguments<Command: DrawingCommand>: ParsableArguments {
  @Option(
    help: "Number of draws, \(Self.limits); \(Self.usual(Command.usualDraws)) when not given.")
  var draws: Int?

  @Option(help: "Seed of the random numbers; \(Self.usual(Command.usualSeed)) when not given.")
  var seed: UInt64?

  @Option(help: "Number of workers; all cores when not given. Does not change the results.")
  var threads: Int?

  /// The number of draws.
  ///
  /// - Parameter scenario: What says how many, where neither the command line nor the command does.
  func checkedDraws(in scenario: ResolvedScenario? = nil) throws(ExitCode) -> Int {
    let count = draws ?? Command.usualDraws ?? scenario!.draws
    guard Command.drawLimits.contains(count) else {
      Terminal.error("\(count) draws are outside \(Self.limits)")
      throw Failure.input
    }
    return count
  }

  /// The seed.
  ///
  /// - Parameter scenario: What has one, where neither the command line nor the command does.
  func seed(in scenario: ResolvedScenario? = nil) -> UInt64 {
    seed ?? Command.usualSeed ?? scenario!.seed
  }

  func checkedThreads() throws(ExitCode) -> Int {
    if let threads, !(1...1024).contains(threads) {
      Terminal.error("\(threads) workers cannot work", hint: "`--threads` takes 1…1024")
      throw Failure.input
    }
    return threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  private static var limits: String {
    "\(Command.drawLimits.lowerBound)…\(Command.drawLimits.upperBound)"
  }

  private static func usual(_ number: (some BinaryInteger)?) -> String {
    number.map { "\($0)" } ?? "the scenario's own"
  }
}
