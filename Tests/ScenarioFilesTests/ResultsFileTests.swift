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

  @Test func moreThanAnyResultHasIsRefusedUndecoded() {
    let values = #"{"format": 1, "years": [1"# + String(repeating: ",1", count: 4_000_000) + "]}"
    let keys = #"{"format": 1"# + (1...100).map { ", \"k\($0)\": 1" }.joined() + "}"
    let depth = #"{"format": 1, "years": "# + String(repeating: "[", count: 64)
    for (text, message) in [
      (values, "the file holds more than 4000000 values"),
      (keys, "more than 100 keys stand together"),
      (depth, "more than 64 lists stand within each other"),
    ] {
      let (results, diagnostics) = ResultsFile.read(Data(text.utf8), file: "results.json")
      #expect(results == nil && diagnostics.map(\.message) == [message])
    }
  }

  @Test(arguments: [
    ("{\"format\": 1,\n \"ö\": tru}", 2, 7, "from here on it is not JSON"),
    ("{\"format\": 1,\n \"å\": 0x7f}", 2, 8, "from here on it is not JSON"),
    ("{\"format\": 1\n \"draws\": 1}", 2, 2, "from here on it is not JSON"),
    ("{\"format\": [1}", 1, 14, "from here on it is not JSON"),
    ("{\"format\": 1, \"draws\": \"a\nb\"}", 1, 26, "from here on it is not JSON"),
    ("{\"format\": 1}}", 1, 14, "from here on it is not JSON"),
    ("{\"format\": 1,\n\"engine\": {", 2, 12, "it ends too early"),
    ("{\"format\": 1,\n\"engine", 2, 8, "it ends too early"),
  ])
  func damageHasItsPlace(text: String, line: Int, column: Int, message: String) {
    let (results, diagnostics) = ResultsFile.read(Data(text.utf8), file: "results.json")
    #expect(results == nil)
    #expect(diagnostics.map(\.message) == ["the file is damaged: " + message])
    #expect(diagnostics.map { [$0.line, $0.column] } == [[line, column]])
    #expect(diagnostics.first?.hint != nil)
  }

  @Test(arguments: ["", "{", "[1, 2", "format: 1\n", "\u{0}"])
  func whatIsNoObjectIsAnotherFile(text: String) {
    let (results, diagnostics) = ResultsFile.read(Data(text.utf8), file: "results.json")
    #expect(results == nil)
    #expect(diagnostics.map(\.message) == ["the file is not a results file"])
  }

  /// The decoder does not say itself which number it is.
  @Test(arguments: [
    ("seed", "-1"), ("draws", "2.5"), ("areas.0.history.0.year", "99999999999999999999"),
    ("scenario.horizon", "1e3000"), ("areas.0.targets.0.level", "1e999"),
  ])
  func aNumberThatDoesNotFitIsNamed(path: String, number: String) throws {
    let sound = try Data(contentsOf: URL(filePath: Self.stored))
    let text = try Self.text(sound, with: number, at: path)
    let (results, diagnostics) = ResultsFile.read(Data(text.utf8), file: "results.json")
    #expect(results == nil)
    #expect(
      diagnostics.map(\.message) == [
        "the results cannot be read: `\(path)` has a number that does not fit"
      ])
  }

  /// A file with a number in the place of what stands at a key path, as it is written.
  private static func text(_ data: Data, with number: String, at path: String) throws -> String {
    let mark = "the number's place"
    func marked(_ node: Any, _ keys: ArraySlice<Substring>) -> Any {
      guard let key = keys.first else { return mark }
      if var members = node as? [String: Any] {
        members[String(key)] = marked(members[String(key)]!, keys.dropFirst())
        return members
      }
      var items = node as! [Any]
      items[Int(key)!] = marked(items[Int(key)!], keys.dropFirst())
      return items
    }
    let root = try JSONSerialization.jsonObject(with: data)
    let changed = marked(root, path.split(separator: ".")[...])
    let text = try JSONSerialization.data(withJSONObject: changed)
    return String(decoding: text, as: UTF8.self).replacing("\"\(mark)\"", with: number)
  }

  private static let misfits: [(path: String, make: @Sendable (inout Results) -> Void)] = [
    ("areas.0.emissions.0.quantiles", { $0.areas[0].emissions[0].quantiles.removeLast() }),
    ("areas.0.emissions", { $0.areas[0].emissions.removeLast() }),
    ("years", { $0.years = [2025, 2027] }),
    ("years", { $0.years = [] }),
    ("years.0", { $0.years[0] = .max }),
    ("pledgeYears.0", { $0.pledgeYears[0] = .max }),
    ("draws", { $0.draws = 0 }),
    ("scenario.lastInventoryYear", { $0.scenario.lastInventoryYear = .min }),
    (
      "scenario.municipalities.49",
      { $0.scenario.municipalities.append($0.scenario.municipalities[0]) }
    ),
    ("scenario.municipalities.0.outline.0.0", { $0.scenario.municipalities[0].outline[0][0] = [] }),
    (
      "scenario.municipalities.0.outline",
      { $0.scenario.municipalities[0].outline = Array(repeating: [], count: 1001) }
    ),
    ("areas", { $0.areas = [] }),
    ("areas.54", { $0.areas.append($0.areas[0]) }),
    ("areas.0.code", { $0.areas[0].code = "" }),
    ("areas.0.members.1", { $0.areas[0].members += $0.areas[0].members }),
    ("areas.0.history.10", { $0.areas[0].history.append($0.areas[0].history[0]) }),
    ("areas.0.history.0.year", { $0.areas[0].history[0].year = .max }),
    ("areas.0.history.0.sectors", { $0.areas[0].history[0].sectors = [] }),
    ("areas.0.sectors", { $0.areas[0].sectors.removeLast() }),
    ("areas.0.avoided.2", { $0.areas[0].avoided[2] = [] }),
    ("areas.0.avoidedCumulated", { $0.areas[0].avoidedCumulated = [] }),
    ("areas.0.targets.0.targetYear", { $0.areas[0].targets[0].targetYear = .min }),
    ("areas.0.bands", { $0.areas[0].bands = [] }),
    (
      "areas.0.bands",
      {
        let items = [AttributionItem(kind: .measure, id: "buses")]
        $0.attribution = Attribution(
          items: items, sharedUnderCap: 0, sampled: 0, samplingError: 0)
      }
    ),
    ("rounds.0.adopted.quantiles", { $0.rounds[0].adopted.quantiles = [] }),
    ("rounds.0.adoptedKnown", { $0.rounds[0].adoptedKnown = .max }),
    (
      "costs.0.perTonne.quantiles",
      {
        let cost = Summary(mean: 0, standardDeviation: 0, quantiles: [])
        $0.costs = [KnownCost(id: "a", ledger: .territorial, share: .public, perTonne: cost)]
      }
    ),
  ]

  @Test(arguments: misfits.indices)
  func resultsThatDoNotFitTogetherAreRefused(index: Int) throws {
    var results = try #require(ResultsFile.read(Self.stored).0)
    let (path, make) = Self.misfits[index]
    make(&results)
    let (read, diagnostics) = ResultsFile.read(ResultsFile.data(results), file: "results.json")
    #expect(read == nil && diagnostics.count == 1)
    let start = "the results do not fit together: `\(path)` "
    #expect(diagnostics.first?.message.hasPrefix(start) == true, "\(path): \(diagnostics)")
  }

  @Test func anotherFormatIsRefused() throws {
    var results = try #require(ResultsFile.read(Self.stored).0)
    results.format = 2
    let (read, diagnostics) = ResultsFile.read(ResultsFile.data(results), file: "results.json")
    #expect(read == nil && diagnostics.count == 1)
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
