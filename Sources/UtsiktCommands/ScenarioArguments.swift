public import ArgumentParser
public import PledgeModel
import ScenarioFiles

/// A scenario and the inventory it starts from.
struct ScenarioArguments: ParsableArguments {
  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml"]))
  var scenario: String

  @Option(
    help: "Emissions to use instead of the scenario's inventory.",
    completion: .file(extensions: ["csv"]))
  var inventory: String?

  @Option(
    help: "National emissions of the same release as --inventory.",
    completion: .file(extensions: ["csv"]))
  var national: String?

  /// Reads the scenario; prints every fault found and ends when one is an error.
  func load() throws(ExitCode) -> LoadedScenario { try load(scenario) }

  /// Reads another scenario with the same inventory.
  func load(_ path: String) throws(ExitCode) -> LoadedScenario {
    let reader = try ScenarioReader.findRoot(near: path)
    let (loaded, diagnostics) = reader.read(
      path, inventoryFile: inventory, nationalFile: national)
    Terminal.report(diagnostics)
    guard let loaded else { throw Failure.input }
    return loaded
  }
}

extension ScenarioReader {
  /// The reader of the `Scenarios` folder nearest to a path.
  static func findRoot(near path: String) throws(ExitCode) -> ScenarioReader {
    if let reader = ScenarioReader(near: path) { return reader }
    Terminal.error(
      "there is no `Scenarios` folder with the data near `\(path)`",
      hint: "run the command inside the project, or keep scenarios in its `Scenarios` folder")
    throw Failure.world
  }
}

extension Language: ExpressibleByArgument {}
