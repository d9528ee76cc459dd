import Foundation
import ScenarioFiles
import Testing

@Suite struct TableTests {
  private static let folder = resources + "/csv"

  static var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
  }

  /// The files and what Python's csv module reads in them come from Tests/Peers/csv_values.py.
  @Test(arguments: files)
  func readsWhatPythonReads(_ name: String) throws {
    let text = try String(contentsOfFile: "\(Self.folder)/\(name).csv", encoding: .utf8)
    let expected = try JSONDecoder().decode(
      [[String]].self, from: Data(contentsOf: URL(filePath: "\(Self.folder)/\(name).json")))
    let diagnostics = Diagnostics()
    let table = try #require(Table(text, file: name, diagnostics: diagnostics))
    #expect(diagnostics.sorted == [])
    #expect([table.header.cells] + table.rows.map(\.cells) == expected)
  }

  @Test func thereAreFixtures() {
    #expect(Self.files.count == 18)
  }

  @Test func countsLinesAcrossLineBreaksInCells() throws {
    let text = "a,b\r\n\"one\ntwo\",1\r\n\r\nx,2\r\n"
    let table = try #require(Table(text, file: "t", diagnostics: Diagnostics()))
    #expect(table.rows.map(\.line) == [2, 5])
  }

  @Test func trailingEmptyCellsOfASpreadsheetAreDropped() throws {
    let diagnostics = Diagnostics()
    let table = try #require(Table("a;b\n1;2;;\n", file: "t", diagnostics: diagnostics))
    #expect(table.rows.map(\.cells) == [["1", "2"]])
    #expect(diagnostics.sorted == [])
  }

  @Test func aFaultyRowDoesNotHideTheNext() {
    let diagnostics = Diagnostics()
    let table = Table("a,b\n\"1\"x,2\n3\n4,5\n", file: "t", diagnostics: diagnostics)
    #expect(table?.rows.map(\.cells) == [["4", "5"]])
    #expect(diagnostics.sorted.map(\.line) == [2, 3])
  }

  @Test func aFaultyRowDoesNotHideTheNextWhenRowsEndInCR() {
    let diagnostics = Diagnostics()
    let table = Table("a,b\r\"1\"x,2\r4,5\r", file: "t", diagnostics: diagnostics)
    #expect(table?.rows.map(\.cells) == [["4", "5"]])
    #expect(diagnostics.sorted.map { [$0.line, $0.column] } == [[2, 4]])
  }

  @Test func whatIsBeyondAllMeasureIsRefused() {
    func faults(_ text: String) -> [String] {
      let diagnostics = Diagnostics()
      _ = Table(text, file: "t", diagnostics: diagnostics)
      return diagnostics.sorted.map { "\($0.line):\($0.column): \($0.message)" }
    }
    let row = "1" + String(repeating: ",1", count: 9) + "\n"
    #expect(faults(String(repeating: "a\n", count: 1_000_000)) == [])
    #expect(
      faults(row.replacing(",1", with: ",") + String(repeating: row, count: 100_000))
        == ["1:1: the table has more than 1 000 000 cells, which no such file needs"])
    let long = String(repeating: "x", count: 10_001)
    #expect(faults("a,b\n1,\(long)\n") == ["2:3: the cell is longer than 10 000 bytes"])
    #expect(faults("a,b\n1,\"\(long)\"\n") == ["2:3: the cell is longer than 10 000 bytes"])
    #expect(faults("a,b\n1,\"\(long)\n") == ["2:3: the quotation mark is never closed"])
    #expect(faults("\(long)\n1\n") == ["1:1: the cell is longer than 10 000 bytes"])
    #expect(faults("a,b\n1,2,,,3,,\n") == ["2:1: the row has 5 cells, the header 2"])
    #expect(faults("a,b\n1,2" + String(repeating: ",", count: 200) + "\n") == [])
  }

  @Test(arguments: [
    ("1,5", 1.5), ("1.5", 1.5), ("1 234,5", 1234.5), ("1\u{A0}234", 1234), ("-2", -2),
    ("1e3", 1000),
  ])
  func readsNumbersAsSpreadsheetsWriteThem(_ cell: String, _ value: Double) {
    #expect(NumberText.tabulated(cell) == value)
  }

  @Test(arguments: ["", "1,2,3", "0x7f", "1e999", "nan", "inf", "1.2.3", "--1", "1_000", "١٢"])
  func refusesWhatIsNoNumber(_ cell: String) {
    #expect(NumberText.tabulated(cell) == nil)
    #expect(NumberText.double(cell) == nil)
  }
}

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("horizn", "horizon", 1), ("relaese", "release", 1), ("Göteburg", "Göteborg", 1),
    ("kitten", "sitting", 3), ("abc", "", 3),
  ])
  func editDistanceCountsEditsAndSwaps(_ a: String, _ b: String, _ distance: Int) {
    #expect(Suggestion.editDistance(a, b) == distance)
    #expect(Suggestion.editDistance(b, a) == distance)
  }
}
