import Foundation
import PledgeModel
import ReportWriter
import ScenarioFiles

/// What a report needs besides the results.
struct ReportSettings {
  let language: Language
  /// The command that makes the report again.
  let command: String
  /// The files that have changed since the results were made.
  var changedInputs: [String] = []

  private var options: ReportOptions {
    ReportOptions(
      language: language, date: Date.now.formatted(.iso8601.year().month().day()),
      command: command, changedInputs: changedInputs)
  }

  /// The page about the whole region, dated today.
  func html(_ results: Results) throws(ReportError) -> String {
    try Report.html(results, options: options)
  }

  /// The page about a comparison, dated today.
  func html(_ results: ComparisonResults) throws(ReportError) -> String {
    try Report.html(results, options: options)
  }

  /// One side of A4 about each of some municipalities.
  func onePager(_ results: Results, _ codes: [String]) throws(ReportError) -> String {
    try Report.onePager(results, municipalities: codes, options: options)
  }

  func markdown(_ results: Results) throws(ReportError) -> String {
    try Report.markdown(results, options: options)
  }

  func workbook(_ results: Results, as name: String, in folder: OutputFolder) throws(ReportError) {
    // The library looks for another place for its temporary files when the folder is taken away.
    try write(name, in: folder) { path throws(ReportError) in
      try Interruption.finish { () throws(ReportError) in
        try Report.workbook(results, options: options, to: path)
      }
    }
  }

  func geoPackage(_ results: Results, as name: String, in folder: OutputFolder) throws(ReportError)
  {
    try write(name, in: folder) { path throws(ReportError) in
      try Report.geoPackage(results, options: options, to: path)
    }
  }

  private static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }

  /// Refuses to print without a browser, before work starts.
  static func checkPrinter() throws(ReportError) {
    try Report.checkPrinter(searchPath: searchPath)
  }

  /// Prints a page with the Chromium that `PATH` leads to.
  func print(_ page: String, as name: String, in folder: OutputFolder) throws(ReportError) {
    let searchPath = Self.searchPath
    try write(name, in: folder) { path throws(ReportError) in
      let scratch: ScratchFolder
      do { scratch = try Interruption.beginScratch() } catch {
        throw .cannotWrite(
          FileManager.default.temporaryDirectory.path, reason: error.systemReason)
      }
      defer { scratch.remove() }
      try Report.pdf(page, to: path, searchPath: searchPath, scratchFolder: scratch.path)
    }
  }

  /// Lets a file be written where it stands until the folder is finished, and names it by where it would have stood.
  private func write(
    _ name: String, in folder: OutputFolder, _ work: (String) throws(ReportError) -> Void
  ) throws(ReportError) {
    let path = "\(folder.scratch.path)/\(name)"
    do throws(ReportError) { try work(path) } catch {
      guard case .cannotWrite(path, let reason) = error else { throw error }
      throw .cannotWrite("\(folder.target)/\(name)", reason: reason)
    }
  }
}
