import ArgumentParser
import Foundation
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A form in which results are written.
enum ReportFormat: String, CaseIterable {
  case json, csv, html, pdf, xlsx, gpkg, md

  /// The formats as listed in help texts.
  static let list = allCases.map(\.rawValue).joined(separator: ", ")

  var fileName: String {
    switch self {
    case .json, .csv: "results.\(rawValue)"
    case .html, .pdf, .xlsx, .gpkg, .md: "report.\(rawValue)"
    }
  }

  /// Reads a list with commas between.
  static func parse(_ text: String) throws(ExitCode) -> [ReportFormat] {
    var formats: [ReportFormat] = []
    for name in text.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let format = ReportFormat(rawValue: name) else {
        Terminal.error("there is no format `\(name)`", hint: "the formats are \(list)")
        throw Failure.input
      }
      formats.append(format)
    }
    return formats
  }

  /// Whether a file in an output folder is one that this program writes.
  static func isOwn(_ name: String) -> Bool {
    name == RunRecord.fileName || allCases.contains { $0.fileName == name }
      || name.wholeMatch(of: /municipalit(ies|y-\d{4})\.(html|pdf)/) != nil
  }

  /// Writes results in the formats asked for.
  static func write(
    _ results: Results, _ formats: [ReportFormat], options: ReportSettings,
    into folder: OutputFolder
  ) throws {
    for format in formats {
      let name = format.fileName
      switch format {
      case .json: try keep(ResultsFile.data(results), as: format, in: folder)
      case .csv: try keep(Data(IAMCTable.csv(results).utf8), as: format, in: folder)
      case .html: try keep(Data(try options.html(results).utf8), as: format, in: folder)
      case .md: try keep(Data(try options.markdown(results).utf8), as: format, in: folder)
      case .pdf: try options.print(options.html(results), as: name, in: folder)
      case .xlsx: try options.workbook(results, as: name, in: folder)
      case .gpkg: try options.geoPackage(results, as: name, in: folder)
      }
    }
  }

  private static func keep(_ data: Data, as format: ReportFormat, in folder: OutputFolder) throws {
    try Failure.reporting { () throws(OutputFolder.Failure) in
      try folder.write(data, to: format.fileName)
    }
  }
}
