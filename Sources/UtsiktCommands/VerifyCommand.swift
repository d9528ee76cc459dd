import ArgumentParser
import PledgeModel
import ScenarioFiles

/// `utsikt verify`: whether the files a result was made from are still the same.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare saved results with the files they were made from.")

  @Argument(help: "The saved results or comparison.", completion: .file(extensions: ["json"]))
  var results: String

  func run() throws {
    let (inputs, version) = try recorded()
    _ = try ScenarioReader.findRoot(near: results)
    let check = InputCheck(inputs, at: results)
    for (path, state) in check.states { Terminal.print("\(path): \(state)") }
    var isStale = !check.changed.isEmpty
    if version != Utsikt.version {
      isStale = true
      Terminal.print("utsikt: \(version) then, \(Utsikt.version) now")
    }
    if isStale {
      Terminal.error("the results are stale", hint: "run the scenario again")
      throw Failure.input
    }
  }

  /// The files that results or a comparison were made from, and the version that made them.
  private func recorded() throws -> (inputs: [InputFile], version: String) {
    if ComparisonFile.isComparison(results) {
      let (found, diagnostics) = ComparisonFile.read(results)
      Terminal.report(diagnostics)
      guard let found else { throw Failure.input }
      return (found.inputs, found.engine.version)
    }
    let (found, diagnostics) = ResultsFile.read(results)
    Terminal.report(diagnostics)
    guard let found else { throw Failure.input }
    return (found.inputs, found.engine.version)
  }
}
