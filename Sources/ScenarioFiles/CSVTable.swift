/// A table written as comma-separated text, in which every cell stays one cell whatever is in it.
///
/// - Source: RFC 4180, with LF at the end of each row.
package struct CSVTable {
  package var head: [String]
  package var rows: [[String]]

  package init(head: [String], rows: [[String]] = []) {
    self.head = head
    self.rows = rows
  }

  /// The head and the rows, a line each.
  package var text: String {
    var text = ""
    for cells in [head] + rows {
      precondition(cells.count == head.count, "\(cells.count) cells under \(head.count) names")
      for (column, cell) in cells.enumerated() {
        if column > 0 { text += "," }
        text += cell.csvCell
      }
      text += "\n"
    }
    return text
  }
}

extension String {
  /// The text as a cell that a spreadsheet shows as text or a number, never as a formula.
  fileprivate var csvCell: String {
    let isFormula = utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    // A negative number is a number.
    let shown = isFormula && Double(self)?.isFinite != true ? "'" + self : self
    let needsQuotes = shown.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 32
    }
    return needsQuotes ? "\"" + shown.replacing("\"", with: "\"\"") + "\"" : shown
  }
}
