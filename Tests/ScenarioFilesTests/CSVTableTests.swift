import ScenarioFiles
import Testing

@Suite struct CSVTableTests {
  @Test func everyCellStaysOneCell() throws {
    let rows = [["a,b", "say \"no\"", "two\nlines"], ["", "Örebro", "-1.5e-07"]]
    let text = CSVTable(head: ["one,", "two", "three"], rows: rows).text
    let diagnostics = Diagnostics()
    let table = try #require(Table(text, file: "t.csv", diagnostics: diagnostics))
    #expect(diagnostics.sorted.isEmpty)
    #expect(table.header.cells == ["one,", "two", "three"])
    #expect(table.rows.map(\.cells) == rows)
  }

  @Test(arguments: ["=1+1", "+cmd", "-1+1", "@a", "\tx", "-inf"])
  func aFormulaIsShownAsText(cell: String) {
    #expect(CSVTable(head: ["a"], rows: [[cell]]).text.contains("'" + cell))
  }

  @Test(arguments: ["-12", "+12", "-0.5", "2024-2026"])
  func aNumberStaysOne(cell: String) {
    #expect(CSVTable(head: ["a"], rows: [[cell]]).text == "a\n\(cell)\n")
  }
}
