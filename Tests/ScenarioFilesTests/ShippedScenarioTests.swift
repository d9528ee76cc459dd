import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// The project's `Scenarios` folder.
let scenarios =
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path + "/Scenarios"

/// The files the tests of this target read.
let resources = URL(filePath: #filePath).deletingLastPathComponent().path + "/Resources"

@Suite struct ShippedScenarioTests {
  @Test(arguments: shippedScenarios())
  func everyShippedScenarioReadsWithoutError(_ path: String) throws {
    let (loaded, diagnostics) = ScenarioReader(root: scenarios).read(path)
    #expect(diagnostics.filter { $0.severity == .error }.map(\.rendered) == [])
    let scenario = try #require(loaded).input.scenario
    #expect(!scenario.title.sv.isEmpty && !scenario.title.en.isEmpty)
    #expect(
      scenario.assumptions.allSatisfy {
        !$0.provenance.source.sv.isEmpty && !$0.provenance.source.en.isEmpty
      })
  }

  /// A factor older than what it was made from would scale a round to another potential.
  @Test(arguments: ["klimatloften-2021", "klimatloften-2022"])
  func theStoredFactorBelongsToItsInputs(_ id: String) throws {
    let path = "\(scenarios)/vastra-gotaland/adopted-pledges.yaml"
    let scenario = try #require(ScenarioReader(root: scenarios).read(path).0).input.scenario
    let catalogue = try #require(scenario.catalogues.first { $0.id == id })
    let hash = try CalibrationFile.hash(of: catalogue, in: scenario)
    #expect(hash == catalogue.calibration?.inputs, "make it again with `utsikt calibrate`")
  }

  @Test func everyDataFileIsDescribed() throws {
    let text = try String(contentsOfFile: "\(scenarios)/data/metadata.yaml", encoding: .utf8)
    let described = text.matches(of: /(?m)^  - file: (\S+)$/).map { String($0.1) }
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(scenarios)/data")
    #expect(described.sorted() == names.filter { $0 != "metadata.yaml" }.sorted())
    // Read as the form of such files says, every required field is there.
    let diagnostics = ScenarioReader(root: scenarios).check("\(scenarios)/data/metadata.yaml")
    #expect(diagnostics.map(\.rendered) == [])
    for entry in text.split(separator: "  - file: ").dropFirst() {
      #expect(entry.contains(/\n    retrieved: ".+\d{4}-\d{2}-\d{2}"\n/), "\(entry.prefix(40))")
    }
  }

  @Test func whatIsTakenForGrantedIsGradedAndNamed() throws {
    let path = "\(scenarios)/vastra-gotaland/adopted-pledges.yaml"
    let scenario = try #require(ScenarioReader(root: scenarios).read(path).0).input.scenario
    func line(_ id: String) throws -> Assumption {
      try #require(scenario.assumptions.first { $0.id == id }, "\(id)")
    }
    #expect(try line("round.2022.followUp").provenance.evidence == .published)
    #expect(try line("round.2022.followUp.doneOrStarted").provenance.evidence == .assumption)
    #expect(try line("round.2021.followUp.doneOrStarted").provenance.evidence == .published)
    #expect(try line("round.2021.adoption.1401").text.sv == "Kända löften 2021, Härryda")
    #expect(try line("baseline.tails").provenance.evidence == .assumption)
  }

  private static func shippedScenarios() -> [String] {
    let folders = ["vastra-gotaland", "orebro", "skane"]
    return folders.flatMap { folder in
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: "\(scenarios)/\(folder)")) ?? []
      return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(scenarios)/\(folder)/\($0)" }
    }
  }
}
