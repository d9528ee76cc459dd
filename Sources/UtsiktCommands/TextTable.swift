import ReportWriter

/// A table for the terminal, and the same one for a wiki.
struct TextTable {
  /// The head of each column, and whether it holds numbers, which stand to the right.
  var columns: [(head: String, isNumber: Bool)]
  var rows: [[String]] = []

  /// Columns side by side, two spaces apart.
  var plain: String {
    let lines = [columns.map(\.head)] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (columns[column].isNumber ? space + cell : cell + space)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// A Markdown table.
  var markdown: String {
    let rule = columns.map { $0.isNumber ? "--:" : ":--" }
    let lines =
      [columns.map { MarkdownSummary.escaped($0.head) }, rule]
      + rows.map { $0.map(MarkdownSummary.escaped) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
  }
}
