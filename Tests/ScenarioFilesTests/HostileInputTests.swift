import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// Texts made to cost much must be refused, and soon: the limit is for what would never end.
@Suite(.timeLimit(.minutes(10))) struct HostileInputTests {
  @Test func aliasesInKeysAndLongLinesAreRefused() {
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
      #expect(!ScenarioReader.faults(inText: input).isEmpty, "input \(index)")
    }
    let line = String(repeating: "x", count: 32 << 20)
    #expect(InventoryFile.read(line, file: "", release: 2026).0 == nil)
  }
}
