public import ArgumentParser
public import PledgeModel
import ScenarioFiles

/// The emissions to start from, where not those of the scenario or the command.
struct InventoryArguments: ParsableArguments {
  @Option(
    help: "Emissions of municipalities to use instead of those the command starts from.",
    completion: .file(extensions: ["csv"]))
  var inventory: String?

  @Option(
    help: "National emissions of the same release as --inventory.",
    completion: .file(extensions: ["csv"]))
  var national: String?

  /// Reads a scenario; prints every fault found and ends when one is an error, and the notice before all else.
  ///
  /// - Parameter language: The notice's language; nil where the output itself begins with it.
  func load(
    _ path: String, sayingNoticeIn language: Language?
  ) throws(ExitCode) -> LoadedScenario {
    let reader = try ScenarioReader.findRoot(near: path)
    let (loaded, diagnostics) = reader.read(
      path, inventoryFile: inventory, nationalFile: national)
    Terminal.report(diagnostics)
    guard let loaded else { throw Failure.input }
    if let notice = loaded.input.scenario.notice, let language { Terminal.note(notice[language]) }
    return loaded
  }
}

/// A scenario and the inventory it starts from.
struct ScenarioArguments: ParsableArguments {
  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml"]))
  var scenario: String

  @OptionGroup var emissions: InventoryArguments

  /// Reads the scenario, or another one with the same inventory.
  ///
  /// - Parameters:
  ///   - path: The other scenario.
  ///   - language: The notice's language; nil where the output itself begins with it.
  func load(
    _ path: String? = nil, sayingNoticeIn language: Language?
  ) throws(ExitCode) -> LoadedScenario {
    try emissions.load(path ?? scenario, sayingNoticeIn: language)
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
