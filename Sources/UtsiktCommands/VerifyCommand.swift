import ArgumentParser
import Foundation
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
    let reader = try ScenarioReader.findRoot(near: results)
    let folder = URL(filePath: results).deletingLastPathComponent().path
    var stale = 0
    for input in found.inputs {
      let state = reader.state(of: input, in: folder)
      if state != .same { stale += 1 }
      Terminal.print("\(input.path): \(state)")
    }
    if found.engine.version != Utsikt.version {
      stale += 1
      Terminal.print("utsikt: \(found.engine.version) then, \(Utsikt.version) now")
    }
    if stale > 0 {
      Terminal.error("the results are stale", hint: "run the scenario again")
      throw Failure.input
    }
  }
}
