public import Foundation
public import PledgeModel

/// Saves comparisons and reads them back, as ``ResultsFile`` does with results.
public enum ComparisonFile {
  /// The bytes of a comparison file.
  ///
  /// - Precondition: Every number is finite; those of a comparison are.
  public static func data(_ results: ComparisonResults) -> Data { SavedJSON.data(results) }

  /// Whether a file holds a comparison and not the results of a run.
  public static func isComparison(_ path: String) -> Bool {
    SavedJSON.keys(path).contains("options")
  }

  /// Reads a comparison file; nil, with diagnostics, when it is not one that can be reported on.
  public static func read(_ path: String) -> (ComparisonResults?, [Diagnostic]) {
    SavedJSON.read(path, decode: decode)
  }

  /// Reads the bytes of a comparison file.
  package static func read(_ data: Data, file: String) -> (ComparisonResults?, [Diagnostic]) {
    SavedJSON.read(data, file: file, decode: decode)
  }

  private static func decode(
    _ data: Data, at place: Place, diagnostics: Diagnostics
  ) -> ComparisonResults? {
    SavedJSON.decode(
      ComparisonResults.self, format: ComparisonResults.currentFormat, from: data, at: place,
      diagnostics: diagnostics
    ) { results throws(Misfit) in try results.checkShape() }
  }
}
