import Foundation
import PledgeModel
import ScenarioFiles
import Testing

@Suite struct ResultsFileTests {
  /// A result made by Tests/Peers/make_report_fixture.py.
  private static let stored =
    scenarios + "/../Tests/ReportWriterTests/Resources/results.json"

  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "utsikt-test-\(UUID().uuidString)"
    ).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func writingAndReadingGivesTheSameBytes() throws {
    let results = try #require(ResultsFile.read(Self.stored).0)
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bytes = ResultsFile.data(results)
    try bytes.write(to: URL(filePath: "\(folder)/results.json"))
    let again = try #require(ResultsFile.read("\(folder)/results.json").0)
    #expect(again == results)
    #expect(ResultsFile.data(again) == bytes)
  }

  @Test func garbageIsRefusedAndNeverCrashes() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/results.json"
    let whole = try Data(contentsOf: URL(filePath: Self.stored))
    var faults: [Data] = [
      Data(), Data("null".utf8), Data("[1, 2]".utf8), Data("{}".utf8), Data([0, 255, 254]),
      Data(#"{"format": 1}"#.utf8), Data(#"{"format": 99}"#.utf8),
      Data(String(repeating: "[", count: 100_000).utf8),
    ]
    for part in 1..<20 { faults.append(whole.prefix(whole.count * part / 20)) }
    for fault in faults {
      try fault.write(to: URL(filePath: path))
      let (results, diagnostics) = ResultsFile.read(path)
      #expect(results == nil)
      #expect(diagnostics.map(\.severity) == [.error])
    }
  }

  @Test func moreValuesThanAnyResultHasAreRefusedUndecoded() {
    let text = #"{"format": 1, "years": [1"# + String(repeating: ",1", count: 4_000_000) + "]}"
    let (results, diagnostics) = ResultsFile.read(Data(text.utf8), file: "results.json")
    #expect(results == nil)
    #expect(diagnostics.map(\.message) == ["the file holds more than 4000000 values"])
  }

  @Test func resultsThatDoNotFitTogetherAreRefused() throws {
    let sound = try #require(ResultsFile.read(Self.stored).0)
    var faults = [Results](repeating: sound, count: 9)
    faults[0].areas[0].emissions[0].quantiles.removeLast()
    faults[1].areas[0].emissions.removeLast()
    faults[2].years = [2025, 2027]
    faults[3].draws = 0
    faults[4].areas[0].sectors.removeLast()
    faults[5].rounds[0].adopted.quantiles = []
    faults[6].format = 2
    let summary = sound.areas[0].emissions[0]
    let band = Band(means: sound.years.map { _ in 0 }, horizon: summary, firstIn: 0, lastIn: 0)
    faults[7].areas[0].bands = [band]
    faults[8].attribution = Attribution(
      items: [AttributionItem(kind: .measure, id: "buses")], sharedUnderCap: 0, sampled: 0,
      samplingError: 0)
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/results.json"
    for fault in faults {
      try ResultsFile.data(fault).write(to: URL(filePath: path))
      #expect(ResultsFile.read(path).0 == nil)
    }
  }

  @Test func theTableHoldsEveryAreaVariableAndYear() throws {
    let results = try #require(ResultsFile.read(Self.stored).0)
    let lines = IAMCTable.csv(results).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let years = lines[0].dropFirst(5).compactMap { Int($0) }
    #expect(lines[0].prefix(5) == ["Model", "Scenario", "Region", "Variable", "Unit"])
    #expect(years == years.sorted() && Set(years).isSuperset(of: results.years))
    #expect(lines.allSatisfy { $0.count == 5 + years.count })
    let area = results.areas[0]
    let column = 5 + years.firstIndex(of: 2030)!
    let row = { (variable: String) in
      lines.first { $0[2] == "SE\(area.code) \(area.name)" && $0[3] == variable }
    }
    let last = area.emissions[area.emissions.count - 1]
    for (variable, value) in [
      ("Emissions|CO2e", last.mean), ("Emissions|CO2e|50.0th Percentile", last.median),
      ("Emissions|CO2e|95.0th Percentile", last.quantiles[6]),
      ("Emissions|CO2e|Transport", area.sectors[0].last!.mean),
      ("Emissions|CO2e|Baseline", area.baseline.last!.mean),
      ("Emission Reduction|CO2e|Consumption", area.avoided[1].last!.mean),
      ("Target|\(area.targets[0].id)|Probability", area.targets[0].probability.value),
    ] {
      let cell = try #require(row(variable)?[column])
      #expect(abs(Double(cell)! - value) <= 5e-9 * abs(value))
    }
    // No variable of an area twice.
    #expect(Set(lines.map { "\($0[2])|\($0[3])" }).count == lines.count)
  }

  @Test func namesNeverBecomeFormulas() throws {
    var results = try #require(ResultsFile.read(Self.stored).0)
    results.scenario.name = "=1+1"
    results.areas = [results.areas[0]]
    results.areas[0].name = "a\"b,c\nd"
    let text = IAMCTable.csv(results)
    #expect(text.contains("utsikt,'=1+1,\"SE\(results.areas[0].code) a\"\"b,c\nd\","))
  }
}

@Suite struct OutputFolderTests {
  private func inFolder(_ work: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "utsikt-test-\(UUID().uuidString)"
    ).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try work(path)
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test func outputAppearsOnlyWhenItIsComplete() throws {
    try inFolder { base in
      let folder = try OutputFolder("\(base)/deep/run", isOwn: { _ in true })
      try folder.write("new", to: "a.txt")
      #expect(!FileManager.default.fileExists(atPath: "\(base)/deep/run"))
      try folder.commit()
      #expect(try names("\(base)/deep/run") == ["a.txt"])
      #expect(try names("\(base)/deep") == ["run"])
    }
  }

  @Test func theNewOutputReplacesTheWholeOldOne() throws {
    try inFolder { base in
      for name in ["old.txt", "new.txt"] {
        let folder = try OutputFolder("\(base)/run", isOwn: { $0.hasSuffix(".txt") })
        try folder.write(name, to: name)
        try folder.commit()
      }
      #expect(try names("\(base)/run") == ["new.txt"])
      #expect(try names(base) == ["run"])
    }
  }

  @Test func nothingOfOthersIsRemoved() throws {
    try inFolder { base in
      try "mine".write(toFile: "\(base)/notes.md", atomically: true, encoding: .utf8)
      #expect(throws: OutputFolder.Failure.holdsOtherFiles(folder: base, file: "notes.md")) {
        try OutputFolder(base, isOwn: { $0 == "results.json" })
      }
      #expect(try names(base) == ["notes.md"])
    }
  }

  @Test func discardedOutputLeavesNothing() throws {
    try inFolder { base in
      let folder = try OutputFolder("\(base)/run", isOwn: { _ in true })
      try folder.write("half", to: "a.txt")
      folder.discard()
      #expect(try names(base) == [])
    }
  }

  @Test func whatAKilledProgramLeftIsRemoved() throws {
    try inFolder { base in
      // No process has a number above the kernel's largest.
      try FileManager.default.createDirectory(
        atPath: "\(base)/.run.utsikt-2000000000", withIntermediateDirectories: true)
      let folder = try OutputFolder("\(base)/run", isOwn: { _ in true })
      folder.discard()
      #expect(try names(base) == [])
    }
  }

  @Test func aFolderThatCannotBeWrittenIsSaidSo() throws {
    #expect(throws: OutputFolder.Failure.self) {
      try OutputFolder("/proc/utsikt/run", isOwn: { _ in true })
    }
  }
}
