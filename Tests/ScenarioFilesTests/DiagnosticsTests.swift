import ScenarioFiles
import Testing

@Suite struct DiagnosticsTests {
  @Test func remarksDoNotHideErrors() {
    let diagnostics = Diagnostics()
    for line in 1...300 { diagnostics.warning("odd", at: Place(file: "f", line: line)) }
    diagnostics.error("wrong", at: Place(file: "f", line: 400))
    let listed = diagnostics.sorted
    #expect(listed.count { $0.severity == .warning } == 200)
    #expect(listed.filter { $0.severity == .error }.map(\.line) == [400])
    #expect(listed.last?.message == "100 more warnings and notes are not listed")
  }

  @Test func whatIsNotListedIsNotWorkedOut() {
    let diagnostics = Diagnostics()
    var hintCount = 0
    func hint() -> String {
      hintCount += 1
      return "right"
    }
    for _ in 1...250 { diagnostics.error("wrong", at: Place(file: "f"), hint: hint()) }
    #expect(hintCount == 200 && diagnostics.errorCount == 250)
    #expect(diagnostics.sorted.count == 201)
    #expect(diagnostics.sorted.last?.message == "50 more faults are not listed")
  }
}
