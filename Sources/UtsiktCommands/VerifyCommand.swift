import ArgumentParser
import PledgeModel
import ScenarioFiles

/// `utsikt verify`: whether the files a result was made from are still the same.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare saved results with the files they were made from.")

  @Argument(help: "The saved results.", completion: .file(extensions: ["json"]))
  var results: String

  func run() throws {
    let (found, diagnostics) = ResultsFile.read(results)
    Terminal.report(diagnostics)
    guard let found else { throw Failure.input }
    _ = try ScenarioReader.findRoot(near: results)
    let check = InputCheck(found, at: results)
    for (path, state) in check.states { Terminal.print("\(path): \(state)") }
    var isStale = !check.changed.isEmpty
    if found.engine.version != Utsikt.version {
      isStale = true
      Terminal.print("utsikt: \(found.engine.version) then, \(Utsikt.version) now")
    }
    if isStale {
      Terminal.error("the results are stale", hint: "run the scenario again")
      throw Failure.input
    }
  }
}
