import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles
import Simulation

/// `utsikt run`: simulates a scenario and writes results and report.
struct RunCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario and write its results and report.",
    discussion: """
      Writes results.json, results.csv (IAMC) and report.html into a folder of its own under Reports, all at once or \
      not at all. What a run took and when it was made stands beside them in run.json.
      """)

  @OptionGroup var source: ScenarioArguments

  @OptionGroup var drawing: DrawArguments<RunCommand>

  @Option(help: "Folder for the output.", completion: .directory)
  var out: String?

  @Option(help: "Formats to write, with commas between: \(ReportFormat.list).")
  var format: String = "json,csv,html"

  @Option(help: "Language of the report: sv or en.")
  var language: Language = .sv

  @Option(help: "Save every draw of every municipality's emissions as CSV.", completion: .file())
  var saveDraws: String?

  @Flag(help: "Go on until the Monte Carlo error of every headline is below its rounding.")
  var untilError = false

  @Flag(help: "Print how long each phase took.")
  var timings = false

  @Flag(help: "Print the headlines as JSON.")
  var json = false

  func run() throws {
    let clock = PhaseClock()
    var loaded = try source.load(sayingNoticeIn: language)
    let formats = try ReportFormat.parse(format)
    if let seed = drawing.seed { loaded.input.scenario.seed = seed }
    loaded.input.scenario.draws = try drawing.checkedDraws(in: loaded.input.scenario)
    let threads = try drawing.checkedThreads()
    let target = out ?? "Reports/\(loaded.input.scenario.name)"
    if let saveDraws { try checkPlace(ofDraws: saveDraws, beside: target) }
    try Output.check(target, isOwn: ReportFormat.isOwn)
    if formats.contains(.pdf) { try ReportSettings.checkPrinter() }
    clock.end("read")
    let simulation = SimulationRun(
      loaded: loaded, threads: threads, untilError: untilError, keepsDraws: saveDraws != nil,
      language: language)
    let outcome = try simulation.results(clock)
    let settings = ReportSettings(language: language, command: command(outcome.results))
    var unprinted: (any Error)?
    let folder = try Output.write(target, isOwn: ReportFormat.isOwn) { folder in
      try ReportFormat.write(
        outcome.results, formats.filter { $0 != .pdf }, settings: settings, into: folder)
      if formats.contains(.pdf) {
        // A browser that fails takes nothing else away.
        do {
          try ReportFormat.write(outcome.results, [.pdf], settings: settings, into: folder)
        } catch {
          unprinted = error
        }
      }
      clock.end("write")
      try folder.write(
        try JSONEncoder.readable.encode(RunRecord(clock: clock)), to: RunRecord.fileName)
      if let saveDraws { try Output.replace(saveDraws, with: outcome.drawTable) }
    }
    if timings { Terminal.note(clock.table) }
    try announce(outcome.results, folder)
    if let unprinted { throw unprinted }
  }

  /// The command that gives the same results.
  private func command(_ results: Results) -> String {
    let emissions = source.emissions
    return ShellCommand.utsikt(
      ["run", source.scenario],
      [
        ("inventory", emissions.inventory), ("national", emissions.national),
        ("draws", drawing.draws != nil || untilError ? "\(results.draws)" : nil),
        ("seed", drawing.seed.map { "\($0)" }),
      ])
  }

  /// Refuses a file of draws that could not be written or would not stay, before work starts.
  private func checkPlace(ofDraws file: String, beside folder: String) throws {
    if OutputFolder.holds(file, in: folder) {
      Terminal.error(
        "the draws cannot be saved as `\(file)`, for the folder `\(folder)` is replaced as a whole",
        hint: "`--save-draws` takes a file outside the output folder")
      throw Failure.input
    }
    if OutputFolder.holds(file, in: source.scenario) {
      Terminal.error("the draws cannot be saved in the place of the scenario `\(file)`")
      throw Failure.input
    }
    try OutputFolder.checkReplaceable(file)
  }

  private func announce(_ results: Results, _ folder: String) throws {
    if json {
      try Terminal.print(json: results.headlines)
    } else {
      Terminal.print(folder)
    }
    SimulationRun.noteFewDraws(results.draws, language)
    let open = results.unsettled ?? []
    if !open.isEmpty {
      let names = open.map { "`\($0.id)`" }.joined(separator: ", ")
      let words = LocalizedText(
        sv:
          "slumpfelet är större än avrundningen för \(names)\n\ntips: fler utfall, eller `--until-error`",
        en:
          "the Monte Carlo error of \(names) is larger than its rounding\n\nhint: use more draws, or `--until-error`"
      )
      Terminal.note(words[language])
    }
  }
}
