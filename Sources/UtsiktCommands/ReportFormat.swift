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
      let path = "\(folder.staging)/\(format.fileName)"
      switch format {
      case .json: try keep(ResultsFile.data(results), as: format, in: folder)
      case .csv: try keep(Data(IAMCTable.csv(results).utf8), as: format, in: folder)
      case .html: try keep(Data(try options.html(results).utf8), as: format, in: folder)
      case .md: try keep(Data(try options.markdown(results).utf8), as: format, in: folder)
      case .pdf: try options.print(options.html(results), to: path)
      case .xlsx: try options.workbook(results, to: path)
      case .gpkg: try options.geoPackage(results, to: path)
      }
    }
  }

  private static func keep(_ data: Data, as format: ReportFormat, in folder: OutputFolder) throws {
    try Failure.reporting { () throws(OutputFolder.Failure) in
      try folder.write(data, to: format.fileName)
    }
  }
}

/// What a report needs besides the results.
struct ReportSettings {
  let language: Language
  /// The command that makes the report again.
  let command: String

  private var options: ReportOptions {
    ReportOptions(
      language: language, date: Date.now.formatted(.iso8601.year().month().day()), command: command)
  }

  /// The page about the whole region, dated today.
  func html(_ results: Results) throws(ExitCode) -> String {
    try reporting { () throws(ReportError) in try Report.html(results, options: options) }
  }

  /// One side of A4 about each of some municipalities.
  func onePager(_ results: Results, _ codes: [String]) throws(ExitCode) -> String {
    try reporting { () throws(ReportError) in
      try Report.onePager(results, municipalities: codes, options: options)
    }
  }

  func markdown(_ results: Results) throws(ExitCode) -> String {
    try reporting { () throws(ReportError) in try Report.markdown(results, options: options) }
  }

  func workbook(_ results: Results, to path: String) throws(ExitCode) {
    try reporting { () throws(ReportError) in
      try Report.workbook(results, options: options, to: path)
    }
  }

  func geoPackage(_ results: Results, to path: String) throws(ExitCode) {
    try reporting { () throws(ReportError) in
      try Report.geoPackage(results, options: options, to: path)
    }
  }

  /// Prints a page with the Chromium that `PATH` leads to.
  func print(_ page: String, to path: String) throws(ExitCode) {
    let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? ""
    try reporting { () throws(ReportError) in
      try Report.pdf(page, to: path, searchPath: searchPath)
    }
  }

  private func reporting<Value>(
    _ work: () throws(ReportError) -> Value
  ) throws(ExitCode) -> Value {
    do { return try work() } catch {
      Terminal.error("\(error)")
      if case .unknownArea = error { throw Failure.input }
      throw Failure.world
    }
  }
}
