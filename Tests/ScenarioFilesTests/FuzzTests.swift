import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// Faulty texts of every kind must be read or refused: no crash, no hang, no heap that grows.
@Suite(.serialized) struct FuzzTests {
  private static let region = scenarios + "/vastra-gotaland"

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private static func head(_ path: String, lines: Int) throws -> String {
    try text(path).split(separator: "\n").prefix(lines).joined(separator: "\n")
  }

  /// The form of scenarios alone, without the files they name.
  @Test func scenarioForms() throws {
    let names = ["adopted-pledges", "continued-rounds", "own-follow-up", "all-adopt-all"]
    let texts = try names.map { try Self.text("\(Self.region)/\($0).yaml") }
    Fuzzer.run("scenario-forms", texts, offset: 1) { _ = ScenarioReader.faults(inText: $0) }
  }

  /// Short scenarios, in which a change more often hits what is resolved, with every file they name.
  @Test func wholeScenarios() throws {
    let texts = [
      """
      format: 1
      title: {sv: Prov, en: Trial}
      region: {county: "18"}
      inventory: {release: 2026, lastYear: 2024}
      horizon: 2030
      baseline: {kind: trend, window: 2010-2024}
      targets: [orebro-territorial-2030]
      monteCarlo: {draws: 100, seed: 1}
      """,
      """
      format: 1
      title: Trial
      region: {municipalities: [1480, Mölndal, "1421"]}
      baseline: {kind: frozen}
      catalogues: [../catalogues/klimatloften-2022.yaml]
      rounds:
        - catalogue: klimatloften-2022
          period: 2022
          adoption:
            total: 30
            participants: 3
            levers:
              - everyMunicipality: [3, 5]
              - atLeast: 4
              - diffusion: {share: 0.5, peers: 2}
              - add: {municipality: "1480", pledges: [7]}
          followUp: {done: 10, started: 5, municipalities: [{municipality: 1480, done: 1, started: 1}]}
      realisation: {done: 0.5, started: 0.3, effectiveSampleSize: 40}
      additionality: {low: 0.5, mode: 0.7, high: 1}
      """,
    ]
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/fuzz.yaml"
    let reader = ScenarioReader(root: scenarios)
    for text in texts {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(reader.read(path).1.filter { $0.severity == .error }.map(\.rendered) == [])
    }
    Fuzzer.run("whole-scenarios", texts, offset: 1_000_000_000, slowness: 20) { text in
      try? text.write(toFile: path, atomically: false, encoding: .utf8)
      _ = reader.read(path)
    }
  }

  @Test func catalogues() throws {
    let text = try Self.text(scenarios + "/catalogues/klimatloften-2022.yaml")
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/catalogue.yaml"
    let reader = ScenarioReader(root: scenarios)
    Fuzzer.run("catalogues", [text], offset: 2_000_000_000, slowness: 20) { text in
      try? text.write(toFile: path, atomically: false, encoding: .utf8)
      _ = reader.check(path)
    }
  }

  @Test func inventories() throws {
    let wide = try Self.head(scenarios + "/data/emissions-2026.csv", lines: 11)
    let long = "code;year;sector;tonnes\n1480;2024;transport;1 234,5\n1480;2023;Alla;3\n"
    let byYear = "code,sector,2023,2024\n1480,transport,1,2\n1480,industry,\"3\",4\n"
    Fuzzer.run("inventories", [wide, long, byYear], offset: 3_000_000_000) {
      _ = InventoryFile.read($0, file: "inventory.csv", release: 2026)
    }
  }

  @Test func tables() throws {
    let texts = [
      "a,b\n1,2\n", "\u{FEFF}a;b;c\r\n\"x;\"\"y\";1,5;\r\n", "a\tb\n\"1\n2\"\t3\n\n4\t5\n",
      try Self.head(scenarios + "/data/adoption.csv", lines: 8),
    ]
    Fuzzer.run("tables", texts, offset: 4_000_000_000) { text in
      let diagnostics = Diagnostics()
      guard let table = Table(text, file: "table.csv", diagnostics: diagnostics) else { return }
      for row in table.rows {
        for (column, cell) in row.cells.enumerated() {
          _ = table.place(row, column)
          _ = NumberText.tabulated(cell)
        }
      }
    }
  }

  /// Saved results, and the table made from those that are read; other reports have a test of their own.
  @Test func results() throws {
    let stored = scenarios + "/../Tests/ReportWriterTests/Resources/results.json"
    var small = try #require(ResultsFile.read(stored).0)
    small.scenario.municipalities = Array(small.scenario.municipalities.prefix(1))
    small.scenario.assumptions = []
    small.areas = [small.areas[0]]
    small.adoption = Array(small.adoption.prefix(3))
    small.scenario.catalogues = []
    small.scenario.rounds = []
    small.pledges = []
    let data = ResultsFile.data(small)
    let read = { (data: Data) in
      let (results, _) = ResultsFile.read(data, file: "results.json")
      if let results { _ = IAMCTable.csv(results) }
    }
    let texts = [String(decoding: data, as: UTF8.self)]
    Fuzzer.run("results", texts, offset: 5_000_000_000, slowness: 2) { read(Data($0.utf8)) }
    try Fuzzer.run("results-structure", faultsOf: data, read)
  }

  @Test func comparisons() throws {
    let data = ComparisonFile.data(ComparisonFileTests.results)
    let read = { (data: Data) in
      let (results, _) = ComparisonFile.read(data, file: "comparison.json")
      if let results { _ = IAMCTable.csv(results) }
    }
    let texts = [String(decoding: data, as: UTF8.self)]
    Fuzzer.run("comparisons", texts, offset: 6_000_000_000, slowness: 2) { read(Data($0.utf8)) }
    try Fuzzer.run("comparisons-structure", faultsOf: data, read)
  }

  private static func scratch() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "utsikt-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }
}
