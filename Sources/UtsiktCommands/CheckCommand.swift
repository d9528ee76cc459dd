import ArgumentParser
import ScenarioFiles

/// `utsikt check`: every fault of scenario files, with its place.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find every fault in scenario files.")

  @Argument(help: "The scenario files.", completion: .file(extensions: ["yaml"]))
  var scenarios: [String]

  func run() throws {
    var isFaulty = false
    for scenario in scenarios {
      let (loaded, diagnostics) = try ScenarioReader.findRoot(near: scenario).read(scenario)
      Terminal.report(diagnostics)
      if loaded == nil { isFaulty = true } else { Terminal.print("\(scenario): no faults") }
    }
    if isFaulty { throw Failure.input }
  }
}
