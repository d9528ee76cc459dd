import ArgumentParser
import Foundation
import LinearAlgebra
import PledgeModel
import ReportWriter
import ScenarioFiles
import Simulation

/// What every analysis of a scenario takes, and how it ends.
struct AnalysisArguments: ParsableArguments {
  @Option(help: "Folder for the output.", completion: .directory)
  var out: String?

  @Option(help: "Language of the texts: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print JSON.")
  var json = false

  /// The folder that an analysis is written to; refused when it could not be, before work starts.
  func checkedFolder(_ name: String, _ scenario: ResolvedScenario) throws -> String {
    let folder = out ?? "Reports/\(name)-\(scenario.name)"
    try Output.check(folder, isOwn: Self.isOwn)
    return folder
  }

  /// Says why a scenario cannot be simulated.
  static func failure(_ error: any Error) -> ExitCode {
    Terminal.progress(1)
    if error is LinearAlgebraError {
      Terminal.error(
        "the baseline cannot be fitted to this inventory, or effects are correlated in a way that nothing can be",
        hint:
          "give the region more municipalities or years, or look at `effectCorrelations` in the scenario"
      )
    } else {
      Terminal.error(
        "a draw is infinite, or an average above 10¹⁵ tonnes",
        hint: "an effect or a path in the scenario is too large; `utsikt explain` shows them")
    }
    return Failure.input
  }

  /// Whether a file is one that an analysis writes.
  private static func isOwn(_ file: String) -> Bool {
    let parts = file.split(separator: ".")
    return parts.count == 2 && ["json", "csv", "md"].contains(parts[1])
      && ["sensitivity", "inputs", "sweep", "municipalities", "portfolio"].contains(parts[0])
  }

  /// How numbers and words are written in the language asked for.
  func style() throws(ReportError) -> NumberStyle { try NumberStyle(language) }

  /// What an analysis found, as people and programs read it.
  struct Outputs {
    var text: String
    var markdown: String?
    /// Tables by file name.
    var tables: [(name: String, table: CSVTable)]
  }

  /// Writes `name`.json and the other files into a folder and prints the text, or the JSON.
  ///
  /// Everything begins with what the scenarios say must be read first: texts in their first lines, tables in their first
  /// column, which names the scenario, JSON under `about`.
  func finish(
    _ result: some Encodable, of scenarios: [LoadedScenario], name: String, in folder: String,
    _ outputs: Outputs
  ) throws {
    let scenario = scenarios[0].input.scenario
    let about = Self.notice(scenarios.map(\.input.scenario))
    let data = try JSONEncoder.readable.encode(
      AnalysisFile(
        about: about,
        engine: Engine(version: Utsikt.version),
        inputs: Set(scenarios.flatMap(\.files)).sorted { $0.path < $1.path }, found: result))
    let heading = try Texts(language)["page.notice"]
    var files = [("\(name).json", data)]
    let first = IAMCTable.name(scenario.name, about)
    for (name, table) in outputs.tables {
      let named = CSVTable(
        head: ["scenario"] + table.head, rows: table.rows.map { [first] + $0 })
      files.append((name, Data(named.text.utf8)))
    }
    if let markdown = outputs.markdown {
      let lead =
        about.map { "> **\(heading).** \(MarkdownSummary.escaped($0[language]))\n\n" } ?? ""
      files.append(("\(name).md", Data((lead + markdown).utf8)))
    }
    let written = try Output.write(folder, files: files, isOwn: Self.isOwn)
    let lead = about.map { "\(heading). \($0[language])\n\n" } ?? ""
    Terminal.print(json ? String(decoding: data, as: UTF8.self) : lead + outputs.text)
    Terminal.note(written)
  }

  /// What must be read first, of all scenarios together; nil when none says anything.
  private static func notice(_ scenarios: [ResolvedScenario]) -> LocalizedText? {
    var notices: [LocalizedText] = []
    for case let notice? in scenarios.map(\.notice) where !notices.contains(notice) {
      notices.append(notice)
    }
    return notices.isEmpty
      ? nil
      : LocalizedText(
        sv: notices.map(\.sv).joined(separator: " "),
        en: notices.map(\.en).joined(separator: " "))
  }
}

/// What an analysis found, with what a reader must know first and where it comes from; all keys stand side by side.
private struct AnalysisFile<Found: Encodable>: Encodable {
  let about: LocalizedText?
  let engine: Engine
  let inputs: [InputFile]
  let found: Found

  private enum CodingKeys: CodingKey {
    case about, engine, inputs
  }

  func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encodeIfPresent(about, forKey: .about)
    try keys.encode(engine, forKey: .engine)
    try keys.encode(inputs, forKey: .inputs)
    try found.encode(to: encoder)
  }
}
