import Foundation
import PledgeModel

/// Writes a table of the Integrated Assessment Modeling Consortium row by row.
struct IAMCWriter {
  /// What the following rows are about.
  var scenario = ""
  var region = ""
  private let columns: [Int: Int]
  private var table: CSVTable

  /// - Parameter years: those of the columns, in any order, each as often as it comes.
  init(years: [Int]) {
    let years = Set(years).sorted()
    columns = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
    table = CSVTable(
      head: ["Model", "Scenario", "Region", "Variable", "Unit"] + years.map(String.init))
  }

  var text: String { table.text }

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
    table.rows.append(["utsikt", scenario, region, variable, unit] + cells)
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
