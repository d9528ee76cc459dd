import ArgumentParser
import Foundation
import ScenarioFiles

/// A form in which what was found is written.
protocol OutputFormat: RawRepresentable<String>, CaseIterable, Hashable {
  associatedtype Found

  /// What the formats are of, where it need be said.
  static var subject: String { get }

  var fileName: String { get }

  /// Whether a file in an output folder is one that this program writes.
  static func isOwn(_ name: String) -> Bool

  /// Writes what was found in this format.
  func write(_ found: Found, settings: ReportSettings, into folder: OutputFolder) throws
}

extension OutputFormat {
  /// The formats as listed in help texts.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// Reads a list with commas between; a format that is named twice is written once.
  static func parse(_ text: String) throws(ExitCode) -> [Self] {
    var formats: [Self] = []
    let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    for name in names where !name.isEmpty {
      guard let format = Self(rawValue: name) else {
        throw refusal("there is no format `\(name)`\(subject)")
      }
      if !formats.contains(format) { formats.append(format) }
    }
    guard !formats.isEmpty else { throw refusal("no format is named") }
    return formats
  }

  private static func refusal(_ message: String) -> ExitCode {
    Terminal.error(message, hint: "the formats are \(list)")
    return Failure.input
  }

  /// Writes what was found in the formats asked for.
  static func write(
    _ found: Found, _ formats: [Self], settings: ReportSettings, into folder: OutputFolder
  ) throws {
    for format in formats { try format.write(found, settings: settings, into: folder) }
  }
}
