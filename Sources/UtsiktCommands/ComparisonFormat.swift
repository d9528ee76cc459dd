import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// A form in which a comparison is written.
enum ComparisonFormat: String, CaseIterable {
  case json, csv, html, pdf

  /// The formats as listed in help texts.
  static let list = allCases.map(\.rawValue).joined(separator: ", ")

  var fileName: String { "comparison.\(rawValue)" }

  /// Reads a list with commas between.
  static func parse(_ text: String) throws(ExitCode) -> [ComparisonFormat] {
    var formats: [ComparisonFormat] = []
    for name in text.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let format = ComparisonFormat(rawValue: name) else {
        Terminal.error(
          "there is no format `\(name)` of a comparison", hint: "the formats are \(list)")
        throw Failure.input
      }
      formats.append(format)
    }
    return formats
  }

  /// Whether a file in an output folder is one that this program writes.
  static func isOwn(_ name: String) -> Bool { allCases.contains { $0.fileName == name } }

  /// Writes a comparison in the formats asked for.
  static func write(
    _ results: ComparisonResults, _ formats: [ComparisonFormat], settings: ReportSettings,
    into folder: OutputFolder
  ) throws {
    for format in formats {
      switch format {
      case .json: try keep(ComparisonFile.data(results), as: format, in: folder)
      case .csv: try keep(Data(IAMCTable.csv(results).utf8), as: format, in: folder)
      case .html: try keep(Data(try settings.html(results).utf8), as: format, in: folder)
      case .pdf: try settings.print(settings.html(results), as: format.fileName, in: folder)
      }
    }
  }

  private static func keep(
    _ data: Data, as format: ComparisonFormat, in folder: OutputFolder
  ) throws {
    try Failure.reporting { () throws(OutputFolder.Failure) in
      try folder.write(data, to: format.fileName)
    }
  }
}
