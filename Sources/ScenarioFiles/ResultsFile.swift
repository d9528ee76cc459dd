public import Foundation
public import PledgeModel

/// Saves results and reads them back.
///
/// The file is JSON with sorted keys and numbers in their shortest form, so that equal results give equal bytes. Nothing
/// that changes from run to run, such as a date or a duration, is in it. `Reports/README.md` describes the keys.
public enum ResultsFile {
  /// The bytes of a results file.
  ///
  /// - Precondition: Every number is finite; results of a simulation are.
  public static func data(_ results: Results) -> Data { SavedJSON.data(results) }

  /// Reads a results file; nil, with diagnostics, when it is not one that can be reported on.
  public static func read(_ path: String) -> (Results?, [Diagnostic]) {
    SavedJSON.read(path, decode: decode)
  }

  /// Reads the bytes of a results file.
  package static func read(_ data: Data, file: String) -> (Results?, [Diagnostic]) {
    SavedJSON.read(data, file: file, decode: decode)
  }

  private static func decode(_ data: Data, at place: Place, diagnostics: Diagnostics) -> Results? {
    SavedJSON.decode(
      Results.self, format: Results.currentFormat, from: data, at: place, diagnostics: diagnostics
    ) { results throws(Misfit) in try results.checkShape() }
  }
}
