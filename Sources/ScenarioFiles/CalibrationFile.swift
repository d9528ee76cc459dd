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

  /// One hash of all files that a calibration depends on.
  public static func hash(of files: [InputFile]) -> String {
    let lines = files.map { "\($0.sha256)  \($0.path)\n" }.sorted().joined()
    return ContentHash.hexadecimal(lines.utf8)
  }
}
