import Analysis
import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt calibrate`: the fixed factor of a published round, stored beside its catalogue.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Find the factor that makes a round's expected bundle equal its published potential.",
    discussion: """
      The factor is stored beside the catalogue with the hash of its inputs. Scenarios read it; they never compute it.
      """)

  @Argument(help: "The catalogue file.", completion: .file(extensions: ["yaml"]))
  var catalogue: String

  @Option(
    help:
      "The scenario whose round was published; Västra Götaland's adopted pledges when not given.",
    completion: .file(extensions: ["yaml"]))
  var scenario: String?

  func run() throws {
    let folder = URL(filePath: catalogue).deletingLastPathComponent()
    let path =
      scenario
      ?? folder.deletingLastPathComponent().appending(
        path: "vastra-gotaland/adopted-pledges.yaml"
      ).path
    let (loaded, diagnostics) = try ScenarioReader.findRoot(near: path).read(path)
    // A missing or old calibration is what this command is for.
    Terminal.report(diagnostics.filter { $0.severity == .error })
    guard let loaded else { throw Failure.input }
    let name = URL(filePath: catalogue).deletingPathExtension().lastPathComponent
    let scenario = loaded.input.scenario
    guard let catalogue = scenario.catalogues.first(where: { $0.id == name }) else {
      Terminal.error(
        "the scenario `\(path)` does not use the catalogue `\(catalogue)`",
        hint: "name the scenario of the published round with `--scenario`")
      throw Failure.input
    }
    guard
      let calibration = try RoundCalibration.calibration(
        of: catalogue.id, in: scenario,
        inputs: try CalibrationFile.hash(of: catalogue, in: scenario))
    else {
      Terminal.error("the catalogue `\(catalogue.id)` has no published potential or no round")
      throw Failure.input
    }
    let target = folder.appending(path: CalibrationFile.name(catalogue: catalogue.id)).path
    let data = try CalibrationFile.data(calibration)
    try Output.replace(target, with: data)
    Terminal.print(
      "\(catalogue.id): \(calibration.factor) ± \(calibration.standardError), kept in \(target)")
  }
}
