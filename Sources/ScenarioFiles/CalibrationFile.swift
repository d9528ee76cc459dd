public import Foundation
public import PledgeModel

/// Writes the fixed factor of a published round beside its catalogue, where ``ScenarioReader`` finds it.
public enum CalibrationFile {
  /// The name of the file that holds a catalogue's calibration.
  public static func name(catalogue: String) -> String { "\(catalogue).calibration.json" }

  /// The bytes of the file.
  public static func data(_ calibration: Calibration) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(calibration) + Data("\n".utf8)
  }

  /// Everything that a catalogue's factor depends on.
  private struct Inputs: Encodable {
    var catalogue: Catalogue
    var rounds: [Round]
    var municipalities: [Municipality]
    var adoptionSpread: Sourced<Double>
    var proposedBonus: Sourced<Double>
    var accounting: Accounting
  }

  /// One hash of everything that a catalogue's factor depends on, wherever it is written.
  public static func hash(of catalogue: Catalogue, in scenario: ResolvedScenario) throws -> String {
    var catalogue = catalogue
    catalogue.calibration = nil
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let inputs = Inputs(
      catalogue: catalogue, rounds: scenario.rounds.filter { $0.catalogue == catalogue.id },
      municipalities: scenario.municipalities, adoptionSpread: scenario.adoptionSpread,
      proposedBonus: scenario.proposedBonus, accounting: scenario.accounting)
    return ContentHash.hexadecimal(try encoder.encode(inputs))
  }
}
