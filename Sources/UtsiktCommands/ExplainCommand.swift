import Analysis
import ArgumentParser
import PledgeModel
import ReportWriter
import ScenarioFiles

/// `utsikt explain`: the resolved scenario and everything it takes for granted.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show a scenario with every default filled in, and every assumption with its source.")

  @OptionGroup var source: ScenarioArguments

  @Option(help: "Language of the texts: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print the resolved scenario as JSON.")
  var json = false

  func run() throws {
    let input = try source.load(sayingNoticeIn: json ? language : nil).input
    let scenario = input.scenario
    if json {
      try Terminal.print(json: scenario)
    } else {
      let choices: [HistoryChoice]
      do {
        choices = try HistoryChoice.alternatives(to: input, threads: 1)
      } catch {
        Terminal.error("the baseline cannot be fitted: \(error)")
        throw Failure.input
      }
      Terminal.print(
        ExplanationText(
          scenario: scenario, choices: choices, style: try NumberStyle(language)
        ).text)
    }
  }
}
