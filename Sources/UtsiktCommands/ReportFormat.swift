import ArgumentParser
import Foundation
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A form in which results are written.
enum ReportFormat: String, CaseIterable {
  case json, csv, html

  /// The formats as listed in help texts.
  static let list = allCases.map(\.rawValue).joined(separator: ", ")

  var fileName: String {
    switch self {
    case .json, .csv: "results.\(rawValue)"
    case .html: "report.html"
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
  }

  /// Writes results in the formats asked for.
  static func write(
    _ results: Results, _ formats: [ReportFormat], options: ReportSettings,
    into folder: OutputFolder
  ) throws {
    for format in formats {
      let data: Data =
        switch format {
        case .json: ResultsFile.data(results)
        case .csv: Data(IAMCTable.csv(results).utf8)
        case .html: Data(try options.html(results).utf8)
        }
      try Failure.reporting { () throws(OutputFolder.Failure) in
        try folder.write(data, to: format.fileName)
      }
    }
  }
}

/// What a report needs besides the results.
struct ReportSettings {
  let language: Language
  /// The command that makes the report again.
  let command: String

  /// The page about the whole region, dated today.
  func html(_ results: Results) throws(ExitCode) -> String {
    let date = Date.now.formatted(.iso8601.year().month().day())
    do {
      return try Report.html(
        results, options: ReportOptions(language: language, date: date, command: command))
    } catch {
      Terminal.error("the report cannot be made: \(error)")
      throw Failure.world
    }
  }
}
