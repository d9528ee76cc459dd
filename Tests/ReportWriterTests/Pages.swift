import Foundation
import ReportWriter

/// Where the browser's tests find what these tests wrote; nothing is kept unless `UTSIKT_PAGES` names a folder.
enum Pages {
  static var folder: URL? {
    ProcessInfo.processInfo.environment["UTSIKT_PAGES"].map { URL(fileURLWithPath: $0) }
  }

  static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }

  /// Whether a Chromium is installed; without one nothing can be printed.
  static var hasBrowser: Bool {
    searchPath.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/chromium")
    }
  }

  static func keep(_ text: String, as name: String) throws {
    guard let folder else { return }
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Prints a page with a folder of its own for the browser.
  static func pdf(_ page: String, to path: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "utsikt-test-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Report.pdf(page, to: path, searchPath: searchPath, scratchFolder: folder.path)
  }

  /// Runs a body with a path to write to, in the folder that is kept or one that is removed afterwards.
  static func withPath(_ name: String, _ body: (String) throws -> Void) throws {
    if let folder { return try body(folder.appendingPathComponent(name).path) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent(name).path)
  }
}
