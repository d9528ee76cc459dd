import Foundation
import PledgeModel
import ScenarioFiles

/// The scenarios in `Scenarios`, read as the program reads them.
enum ShippedRounds {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Scenarios").standardizedFileURL.path

  static var reader: ScenarioReader { ScenarioReader(root: root) }

  static let settings = reader.hindcastSettings().0

  static func input(_ file: String = "adopted-pledges") -> SimulationInput {
    reader.read("\(root)/vastra-gotaland/\(file).yaml").0!.input
  }

  static let adopted = input().scenario

  /// The scenario with one round alone.
  static func only(_ catalogue: String, in scenario: ResolvedScenario = adopted)
    -> ResolvedScenario
  {
    var scenario = scenario
    scenario.rounds.removeAll { $0.catalogue != catalogue }
    return scenario
  }
}
