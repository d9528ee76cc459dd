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
    let history = results.areas.flatMap { $0.history.map(\.year) }
    let targets = results.areas.flatMap { $0.targets.map(\.targetYear) }
    var writer = IAMCWriter(years: history + results.years + results.pledgeYears + targets)
    writer.scenario = Self.name(results.scenario.name, results.scenario.notice)
    for area in results.areas { add(area, of: results, to: &writer) }
    return writer.text
  }

  /// A scenario's name, with its notice where it has one.
  package static func name(_ scenario: String, _ notice: LocalizedText?) -> String {
    notice.map { "\(scenario): \($0.en)" } ?? scenario
  }

  /// The name of an area.
  static func region(_ kind: AreaKind, _ code: String, _ name: String) -> String {
    kind == .subregion ? "SE \(name)" : "SE\(code) \(name)"
  }

  /// The names of the ledgers in variables.
  static let ledgers = zip(Ledger.allCases, ["Territorial", "Consumption", "Energy"])

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

  private static func add(
    _ area: AreaResult, of results: Results, to writer: inout IAMCWriter
  ) {
    writer.region = region(area.kind, area.code, area.name)
    let past = { (value: (InventoryYear) -> Double) in
      area.history.map { ($0.year, value($0)) }
    }
    writer.add("Emissions|CO2e", area.emissions, results.years, past: past(\.total))
    for (sector, summaries) in zip(Sector.allCases, area.sectors) {
      writer.add(
        "Emissions|CO2e|\(name(sector))", summaries, results.years,
        past: past { $0.sectors[sector.index] })
    }
    writer.add("Emissions|CO2e|Baseline", area.baseline, results.years)
    for (ledger, name) in ledgers {
      let variable = "Emission Reduction|CO2e|\(name)"
      if !area.avoided.isEmpty {
        writer.add(variable, area.avoided[ledger.index], results.pledgeYears)
      }
      if !area.avoidedNet.isEmpty {
        writer.add("\(variable)|Net", area.avoidedNet[ledger.index], results.pledgeYears)
      }
    }
    for target in area.targets {
      writer.row(
        "Target|\(target.id)|Probability", "1", [(target.targetYear, target.probability.value)])
    }
  }
}
