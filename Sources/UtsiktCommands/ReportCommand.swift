import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt report`: formats again from a saved result, without a new simulation.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write reports again from saved results.")

  @Argument(
    help: "The saved results of a run or a comparison.", completion: .file(extensions: ["json"]))
  var results: String

  @Option(help: "Formats to write, with commas between: \(ReportFormat.list).")
  var format: String = "html"

  @Option(
    help:
      "Code or name of a municipality, or `all`: one side of A4 about it, html or pdf, instead of the report."
  )
  var municipality: String?

  @Option(
    help: "Folder for the output; that of the results when not given.", completion: .directory)
  var out: String?

  @Option(help: "Language of the report: sv or en.")
  var language: Language = .sv

  func run() throws {
    if ComparisonFile.isComparison(results) { return try reportComparison() }
    let formats = try ReportFormat.parse(format)
    let (found, diagnostics) = ResultsFile.read(results)
    Terminal.report(diagnostics)
    guard let found else { throw Failure.input }
    let settings = settings(found.inputs)
    try write(isOwn: ReportFormat.isOwn) { folder in
      if let municipality {
        return try Self.writeSheets(municipality, found, formats, settings, into: folder)
      }
      try ReportFormat.write(found, formats, settings: settings, into: folder)
      return formats.map(\.fileName)
    }
  }

  private func reportComparison() throws {
    let formats = try ComparisonFormat.parse(format)
    if municipality != nil {
      Terminal.error("a comparison has no sheets about municipalities")
      throw Failure.input
    }
    let (found, diagnostics) = ComparisonFile.read(results)
    Terminal.report(diagnostics)
    guard let found else { throw Failure.input }
    let settings = settings(found.inputs)
    try write(isOwn: ComparisonFormat.isOwn) { folder in
      try ComparisonFormat.write(found, formats, settings: settings, into: folder)
      return formats.map(\.fileName)
    }
  }

  /// Warns of inputs that have changed, and has the reports say so.
  private func settings(_ inputs: [InputFile]) -> ReportSettings {
    let check = InputCheck(inputs, at: results)
    check.warn()
    return ReportSettings(language: language, command: command, changedInputs: check.changed)
  }

  /// Writes files beside the results, where what stands there already is kept.
  ///
  /// - Parameter work: Writes and returns the names of the files.
  private func write(
    isOwn: (String) -> Bool, _ work: (OutputFolder) throws -> [String]
  ) throws {
    let target = out ?? URL(filePath: results).deletingLastPathComponent().path
    var written: [String] = []
    let folder = try Output.write(target, isOwn: isOwn) { folder in
      written = try work(folder)
      try folder.keepOthers()
    }
    for name in written { Terminal.print("\(folder)/\(name)") }
  }

  private var command: String {
    ShellCommand.utsikt(["report", results], [("municipality", municipality)])
  }

  /// Writes the sheets of one municipality or of all.
  ///
  /// - Returns: the names of the files.
  private static func writeSheets(
    _ wanted: String, _ results: Results, _ formats: [ReportFormat], _ settings: ReportSettings,
    into folder: OutputFolder
  ) throws -> [String] {
    guard formats.allSatisfy({ $0 == .html || $0 == .pdf }) else {
      Terminal.error("a sheet about a municipality is `html` or `pdf`")
      throw Failure.input
    }
    let towns = results.areas.filter { $0.kind == .municipality }
    let codes =
      wanted == "all"
      ? towns.map(\.code) : [towns.first { $0.name == wanted }?.code ?? wanted]
    let page = try settings.onePager(results, codes)
    let stem = wanted == "all" ? "municipalities" : "municipality-\(codes[0])"
    return try formats.map { format in
      let name = "\(stem).\(format.rawValue)"
      if format == .pdf {
        try settings.print(page, as: name, in: folder)
      } else {
        try folder.write(page, to: name)
      }
      return name
    }
  }
}
