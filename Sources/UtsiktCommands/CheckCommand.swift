import ArgumentParser
import ScenarioFiles

/// `utsikt check`: every fault of scenario, catalogue and data files, with its place.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find every fault in scenario files.")

  @Argument(help: "The scenario files.", completion: .file(extensions: ["yaml"]))
  var scenarios: [String]

  func run() throws {
    var isFaulty = false
    for scenario in scenarios {
      let diagnostics = try ScenarioReader.findRoot(near: scenario).check(scenario)
      Terminal.report(diagnostics)
      if diagnostics.contains(where: { $0.severity == .error }) {
        isFaulty = true
      } else {
        Terminal.print("\(scenario): no faults")
      }
    }
    if isFaulty { throw Failure.input }
  }
}
