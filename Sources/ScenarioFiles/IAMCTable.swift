import Foundation
public import PledgeModel

/// Results as a table of the Integrated Assessment Modeling Consortium: model, scenario, region, variable, unit, years.
///
/// - Source: the IAMC time-series template, as the Python package pyam reads it.
public enum IAMCTable {
  /// The table as comma-separated text. The mean carries no suffix; quantiles are `<variable>|5.0th Percentile` and so on.
  ///
  /// Every row names the scenario, with its notice where it has one: the form has no other place for a remark.
  ///
  /// - Unit: `t CO2e/yr`; probabilities have the unit `1`.
  /// - Accuracy: nine significant digits.
  public static func csv(_ results: Results) -> String {
    var writer = Writer(results)
    for area in results.areas { writer.add(area) }
    return writer.text
  }

  /// The name of a sector in variables.
  static func name(_ sector: Sector) -> String {
    switch sector {
    case .transport: "Transport"
    case .industry: "Industry"
    case .agriculture: "Agriculture"
    case .electricityDistrictHeating: "Electricity and District Heating"
    case .ownHeating: "Own Heating"
    case .workMachinery: "Work Machinery"
    case .waste: "Waste"
    case .productUse: "Product Use"
    }
  }

  private struct Writer {
    private let scenario: String
    private let projected: [Int]
    private let pledgeYears: [Int]
    private let columns: [Int: Int]
    private(set) var text: String

    init(_ results: Results) {
      let name = results.scenario.name
      scenario = results.scenario.notice.map { "\(name): \($0.en)" } ?? name
      projected = results.years
      pledgeYears = results.pledgeYears
      let history = results.areas.flatMap { $0.history.map(\.year) }
      let targets = results.areas.flatMap { $0.targets.map(\.targetYear) }
      let years = Set(history + projected + pledgeYears + targets).sorted()
      columns = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
      text = "Model,Scenario,Region,Variable,Unit," + years.map(String.init).joined(separator: ",")
      text += "\n"
    }

    mutating func add(_ area: AreaResult) {
      let region = area.kind == .subregion ? "SE \(area.name)" : "SE\(area.code) \(area.name)"
      let past = { (value: (InventoryYear) -> Double) in
        area.history.map { ($0.year, value($0)) }
      }
      add(region, "Emissions|CO2e", area.emissions, projected, past: past(\.total))
      for (sector, summaries) in zip(Sector.allCases, area.sectors) {
        add(
          region, "Emissions|CO2e|\(IAMCTable.name(sector))", summaries, projected,
          past: past { $0.sectors[sector.index] })
      }
      add(region, "Emissions|CO2e|Baseline", area.baseline, projected)
      for (ledger, name) in zip(Ledger.allCases, ["Territorial", "Consumption", "Energy"]) {
        let variable = "Emission Reduction|CO2e|\(name)"
        if !area.avoided.isEmpty {
          add(region, variable, area.avoided[ledger.index], pledgeYears)
        }
        if !area.avoidedNet.isEmpty {
          add(region, "\(variable)|Net", area.avoidedNet[ledger.index], pledgeYears)
        }
      }
      for target in area.targets {
        row(
          region, "Target|\(target.id)|Probability", "1",
          [(target.targetYear, target.probability.value)])
      }
    }

    private mutating func add(
      _ region: String, _ variable: String, _ summaries: [Summary], _ years: [Int],
      past: [(Int, Double)] = []
    ) {
      guard !summaries.isEmpty else { return }
      row(region, variable, "t CO2e/yr", past + zip(years, summaries.map(\.mean)))
      for (index, level) in Summary.levels.enumerated() {
        row(
          region, "\(variable)|\((100 * level).written).0th Percentile", "t CO2e/yr",
          Array(zip(years, summaries.map { $0.quantiles[index] })))
      }
    }

    private mutating func row(
      _ region: String, _ variable: String, _ unit: String, _ values: [(Int, Double)]
    ) {
      var cells = [String](repeating: "", count: columns.count)
      for (year, value) in values { cells[columns[year]!] = value.inNineDigits }
      for cell in ["utsikt", scenario, region, variable, unit] { text += cell.csvCell + "," }
      text += cells.joined(separator: ",")
      text += "\n"
    }
  }
}

extension String {
  /// The text as a cell that a spreadsheet shows as text, never as a formula.
  fileprivate var csvCell: String {
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
