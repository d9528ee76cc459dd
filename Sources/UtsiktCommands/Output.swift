import Foundation
import ScenarioFiles

/// Output that appears all at once: a failure, a full disk or Ctrl-C leaves what was there before.
enum Output {
  /// Refuses a folder that could not be written, before work starts.
  static func check(_ path: String, isOwn: (String) -> Bool) throws(OutputFolder.Failure) {
    try Interruption.begin(path, isOwn: isOwn).discard()
  }

  /// Writes a folder.
  ///
  /// - Parameters:
  ///   - isOwn: Whether a name in an existing folder is one that the command writes; only such folders are replaced.
  ///   - work: Writes the files.
  /// - Returns: the path of the folder.
  static func write(
    _ path: String, isOwn: (String) -> Bool, _ work: (OutputFolder) throws -> Void
  ) throws -> String {
    let folder = try Interruption.begin(path, isOwn: isOwn)
    do {
      try work(folder)
      try Interruption.finish { try folder.commit() }
    } catch {
      folder.discard()
      throw error
    }
    return folder.target
  }

  /// Writes a folder of files that are at hand.
  static func write(
    _ path: String, files: [(name: String, data: Data)], isOwn: (String) -> Bool
  ) throws -> String {
    try write(path, isOwn: isOwn) { folder in
      for file in files { try folder.write(file.data, to: file.name) }
    }
  }

  /// Writes a single file.
  static func replace(_ path: String, with data: Data) throws {
    try Interruption.finish { try OutputFolder.replace(path, with: data) }
  }
}
