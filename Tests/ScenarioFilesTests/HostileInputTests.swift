import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// Texts made to cost much must be refused at once.
@Suite struct HostileInputTests {
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
