import Analysis
import ArgumentParser
import PledgeModel
import ScenarioFiles

/// `utsikt sensitivity`: which uncertain inputs matter most.
struct SensitivityCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Find which uncertain inputs matter most, in every municipality and county.",
    discussion: """
      First-order (Saltelli 2010) and total (Jansen 1999) Sobol indices of groups of inputs in the scenario's last year, \
      with the central 90 per cent of a bootstrap. With a second scenario it also says what knowing each group would be \
      worth before choosing between the two, which must be about the same municipalities, years and inventory. An index whose \
      interval is wider than 25 per cent of the variance is marked as uncertain: more draws are needed. Single numbers are moved to the 10 and 90 per cent of their \
      distribution with all others at their mean. Writes sensitivity.json, sensitivity.csv and inputs.csv.
      """)

  // Fewer draws say nothing about shares of a variance.
  static let drawLimits = 64...100_000
  static let usualDraws: Int? = 4_096

  @OptionGroup var source: ScenarioArguments

  @Option(
    help: "Another option, for what it is worth to know more before choosing.",
    completion: .file(extensions: ["yaml"]))
  var against: String?

  @OptionGroup var drawing: DrawArguments<SensitivityCommand>

  @OptionGroup var analysis: AnalysisArguments

  func run() throws {
    let loaded = try source.load(sayingNoticeIn: nil)
    let alternative = try against.map { try source.load($0, sayingNoticeIn: nil) }
    let draws = try drawing.checkedDraws()
    let threads = try drawing.checkedThreads()
    let folder = try analysis.checkedFolder("sensitivity", loaded.input.scenario)
    let result: SensitivityResult
    do {
      let sensitivity = try Sensitivity(loaded.input, threads: threads)
      try SimulationRun.checkMemory(sensitivity.memoryNeeded(draws: draws), draws)
      result = try sensitivity.result(
        draws: draws, seed: drawing.seed(in: loaded.input.scenario),
        alternative: try alternative.map { try Sensitivity($0.input, threads: threads) },
        progress: { Terminal.progress($0) })
    } catch let code as ExitCode {
      throw code
    } catch let refusal as Sensitivity.Refusal {
      throw Self.failure(refusal)
    } catch {
      throw AnalysisArguments.failure(error)
    }
    let text = SensitivityText(
      result: result, scenario: loaded.input.scenario, style: try analysis.style())
    try analysis.finish(
      result, of: [loaded] + (alternative.map { [$0] } ?? []), name: "sensitivity", in: folder,
      AnalysisArguments.Outputs(
        text: text.text,
        tables: [("sensitivity.csv", text.csv), ("inputs.csv", text.inputs)]))
  }

  private static func failure(_ refusal: Sensitivity.Refusal) -> ExitCode {
    switch refusal {
    case .otherEmissions(let differences):
      let names = differences.map { difference in
        switch difference {
        case .region: "municipalities"
        case .horizon: "horizon"
        case .lastYear: "last inventory year"
        default: "inventory"
        }
      }
      Terminal.error(
        "the scenarios differ in \(names.joined(separator: ", ")), so the difference between them is not only a choice",
        hint: "give `--against` an option for the same `region`, `horizon` and `inventory`")
    }
    return Failure.input
  }
}
