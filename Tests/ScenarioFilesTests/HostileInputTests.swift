import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// Mutated files must be read or refused: no crash, no hang.
@Suite struct HostileInputTests {
  /// SplitMix64, so that a finding can be repeated from its seed.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let pieces = [
    "&a ", "*a", "? ", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "!!binary ", "---\n",
    "...\n",
    "\t", "\n", "\r\n", "\u{FEFF}", "<<: *a", "1e999", "-0", "0x7f", ".nan", "~", "null", "#",
    "%YAML 1.1\n",
    "&a [*a, *a]", "\\", "\"\\ud800\"", "\"\\0\"", ",", ";", "\"\"", "😀", "\u{202E}", "../../..",
  ]

  private func mutated(_ text: String, _ generator: inout Generator) -> String {
    var characters = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      guard !characters.isEmpty else { break }
      let start = Int.random(in: 0..<characters.count, using: &generator)
      let end = min(characters.count, start + Int.random(in: 0...20, using: &generator))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: characters.removeSubrange(start..<end)
      case 1:
        let piece = Self.pieces.randomElement(using: &generator)!
        characters.insert(contentsOf: piece.unicodeScalars, at: start)
      case 2: characters.insert(contentsOf: characters[start..<end], at: start)
      default:
        let piece = Self.pieces.randomElement(using: &generator)!
        characters.replaceSubrange(start..<end, with: piece.unicodeScalars)
      }
    }
    return String(String.UnicodeScalarView(characters))
  }

  /// How many mutations of each kind; the environment can ask for more.
  private static let count =
    ProcessInfo.processInfo.environment["UTSIKT_FUZZ"].flatMap { Int($0) } ?? 2_000

  private func fuzz(_ text: String, seed: UInt64, _ read: (String) -> Void) {
    let clock = ContinuousClock()
    for index in 0..<Self.count {
      var generator = Generator(state: seed &+ UInt64(index))
      let input = mutated(text, &generator)
      let time = clock.measure { read(input) }
      #expect(time < .seconds(20), "seed \(seed &+ UInt64(index))")
    }
  }

  @Test(arguments: ["adopted-pledges", "continued-rounds"])
  func mutatedScenarios(_ name: String) throws {
    let text = try String(
      contentsOfFile: "\(scenarios)/vastra-gotaland/\(name).yaml", encoding: .utf8)
    fuzz(text, seed: 1) { _ = ScenarioReader.faults(inText: $0) }
  }

  @Test func mutatedInventories() throws {
    let text = try String(contentsOfFile: "\(scenarios)/data/emissions-2026.csv", encoding: .utf8)
    let head = text.split(separator: "\n").prefix(11).joined(separator: "\n")
    fuzz(head, seed: 1_000_000_000) {
      _ = InventoryFile.read($0, file: "inventory.csv", release: 2026)
    }
  }

  @Test func mutatedResults() throws {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "utsikt-test-\(UUID().uuidString).json"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let stored = scenarios + "/../Tests/ReportWriterTests/Resources/results.json"
    var small = try #require(ResultsFile.read(stored).0)
    small.scenario.municipalities = []
    small.scenario.assumptions = []
    small.areas = [small.areas[0]]
    small.adoption = Array(small.adoption.prefix(3))
    small.scenario.catalogues = []
    small.scenario.rounds = []
    small.pledges = []
    let text = String(decoding: ResultsFile.data(small), as: UTF8.self)
    fuzz(text, seed: 2_000_000_000) { input in
      try? input.write(toFile: path, atomically: false, encoding: .utf8)
      if let results = ResultsFile.read(path).0 { _ = IAMCTable.csv(results) }
    }
  }

  @Test func aliasesInKeysAndLongLinesTakeNoTime() throws {
    let clock = ContinuousClock()
    let bomb =
      "a: &a [x, x, x, x]\n"
      + (0..<30).map {
        "b\($0): &b\($0) [\($0 == 0 ? "*a" : "*b\($0 - 1)"), \($0 == 0 ? "*a" : "*b\($0 - 1)")]\n"
      }
      .joined()
    let inputs = [
      bomb, bomb + "? *b29\n: 1\n", bomb + "*b29 : 1\n", bomb + "? [*b29]\n: 1\n",
      bomb + "{[*b29]: 1}\n",
      String(repeating: "{", count: 500_000), String(repeating: "[a,", count: 300_000),
      String(repeating: "? ", count: 400_000), String(repeating: "- ", count: 400_000),
      "title: " + String(repeating: "x", count: 1_000_000),
      String(repeating: "x", count: 1_000_000) + ": 1",
      "{" + String(repeating: "a: ", count: 300_000),
      String(repeating: "a: &x b\n", count: 100_000),
      "\"" + String(repeating: "\\", count: 900_000),
      String(repeating: "[]: ", count: 200_000), String(repeating: "{}: 1\n", count: 100_000),
    ]
    for (index, input) in inputs.enumerated() {
      let time = clock.measure { _ = ScenarioReader.faults(inText: input) }
      #expect(time < .seconds(20), "input \(index): \(time)")
    }
    let line = String(repeating: "x", count: 32 << 20)
    let time = clock.measure { _ = InventoryFile.read(line, file: "", release: 2026) }
    #expect(time < .seconds(20), "\(time)")
  }
}
