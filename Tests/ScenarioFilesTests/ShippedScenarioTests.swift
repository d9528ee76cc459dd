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
    #expect(scenario.assumptions.allSatisfy { !$0.provenance.source.isEmpty })
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
