import Foundation
import PledgeModel

/// Writes a table of the Integrated Assessment Modeling Consortium row by row.
struct IAMCWriter {
  /// What the following rows are about.
  var scenario = ""
  var region = ""
  private let columns: [Int: Int]
  private(set) var text: String

  /// - Parameter years: those of the columns, in any order, each as often as it comes.
  init(years: [Int]) {
    let years = Set(years).sorted()
    columns = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
    text = "Model,Scenario,Region,Variable,Unit," + years.map(String.init).joined(separator: ",")
    text += "\n"
  }

  /// Adds the mean of a variable, then its quantiles.
  mutating func add(
    _ variable: String, _ summaries: [Summary], _ years: [Int], unit: String = "t CO2e/yr",
    past: [(Int, Double)] = []
  ) {
    guard !summaries.isEmpty else { return }
    row(variable, unit, past + zip(years, summaries.map(\.mean)))
    for (index, level) in Summary.levels.enumerated() {
      row(
        "\(variable)|\((100 * level).written).0th Percentile", unit,
        Array(zip(years, summaries.map { $0.quantiles[index] })))
    }
  }

  /// Adds one row.
  mutating func row(_ variable: String, _ unit: String, _ values: [(Int, Double)]) {
    var cells = [String](repeating: "", count: columns.count)
    for (year, value) in values { cells[columns[year]!] = value.inNineDigits }
    for cell in ["utsikt", scenario, region, variable, unit] { text += cell.csvCell + "," }
    text += cells.joined(separator: ",")
    text += "\n"
  }
}

extension String {
  /// The text as a cell that a spreadsheet shows as text, never as a formula.
  package var csvCell: String {
    let isFormula = first.map { "=+-@\t\r".contains($0) } ?? false
    let shown = isFormula ? "'" + self : self
    let needsQuotes = shown.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 32
    }
    return needsQuotes ? "\"" + shown.replacing("\"", with: "\"\"") + "\"" : shown
  }
}

extension Double {
  /// The number rounded to nine significant digits, in the shortest form.
  var inNineDigits: String {
    guard self != 0 else { return "0" }
    let digits = 8 - Int(log10(abs(self)).rounded(.down))
    let scale = pow(10, Double(min(digits, 300)))
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int(rounded)) : String(rounded)
  }
}
