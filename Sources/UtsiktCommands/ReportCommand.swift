import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt report`: formats again from a saved result, without a new simulation.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write reports again from saved results.")

  @Argument(help: "The saved results.", completion: .file(extensions: ["json"]))
  var results: String

  @Option(help: "Formats to write, with commas between: \(ReportFormat.list).")
  var format: String = "html"

  @Option(
    help: "Folder for the output; that of the results when not given.", completion: .directory)
  var out: String?

  @Option(help: "Language of the report: sv or en.")
  var language: Language = .sv

  func run() throws {
    Interruption.watch()
    let formats = try ReportFormat.parse(format)
    let (found, diagnostics) = ResultsFile.read(results)
    Terminal.report(diagnostics)
    guard let found else { throw Failure.input }
    let target = out ?? URL(filePath: results).deletingLastPathComponent().path
    let folder = try Failure.reporting { () throws(OutputFolder.Failure) in
      try OutputFolder(target, isOwn: ReportFormat.isOwn)
    }
    Interruption.discard(folder)
    do {
      try ReportFormat.keep(in: folder, except: formats)
      try ReportFormat.write(
        found, formats,
        options: ReportSettings(language: language, command: "utsikt report \(results)"),
        into: folder)
      try Failure.reporting { () throws(OutputFolder.Failure) in try folder.commit() }
    } catch {
      folder.discard()
      throw error
    }
    for format in formats { Terminal.print("\(folder.target)/\(format.fileName)") }
  }
}

extension ReportFormat {
  /// Copies what is not written anew from the folder that is about to be replaced.
  static func keep(in folder: OutputFolder, except formats: [ReportFormat]) throws(ExitCode) {
    let names = allCases.filter { !formats.contains($0) }.map(\.fileName) + [RunRecord.fileName]
    for name in names {
      let old = URL(filePath: "\(folder.target)/\(name)")
      guard let data = try? Data(contentsOf: old) else { continue }
      try Failure.reporting { () throws(OutputFolder.Failure) in
        try folder.write(data, to: name)
      }
    }
  }
}
