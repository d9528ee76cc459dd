import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// A comparison is saved and read back whole, and its table holds what differs.
@Suite struct ComparisonFileTests {
  static func summary(_ mean: Double) -> Summary {
    Summary(
      mean: mean, standardDeviation: 1, quantiles: [-3, -2, -1, 0, 1, 2, 3].map { mean + $0 })
  }

  static let results: ComparisonResults = {
    let same = Superiority(better: Probability(value: 0.75, standardError: 0.1), equal: 0.25)
    let difference = PairedDifference(
      emissions: [summary(-5), summary(-1.0 / 3)],
      avoided: Ledger.allCases.map { _ in [summary(1), summary(2), summary(3)] },
      avoidedCumulated: Ledger.allCases.map { _ in summary(6) }, lowerEmissions: [same, same],
      avoidsMore: Ledger.allCases.map { _ in same },
      targets: [TargetShift(id: "t", value: 0.125, standardError: 0.01)],
      costs: [
        CostDifference(
          share: .public, cost: summary(1e6),
          ledgers: Ledger.allCases.map { ledger in
            LedgerCostDifference(
              ledger: ledger, cost: summary(1e6), tonnes: summary(10),
              perTonne: ledger == .territorial
                ? CostPerTonne(value: 250, standardError: 1, quantiles: summary(250).quantiles)
                : nil)
          })
      ], baseline: .nothing, steps: [summary(-1.0 / 3), .nothing])
    func outcome(_ difference: PairedDifference?) -> OptionOutcome {
      OptionOutcome(
        emissions: [summary(100), summary(90)],
        regret: MeanEstimate(value: 2, standardError: 0.1),
        targets: [
          TargetChance(
            id: "t", name: LocalizedText(sv: "Mål", en: "Target"), targetYear: 2026,
            isApplied: false, level: 80, probability: Probability(value: 0.5, standardError: 0.1))
        ],
        costs: [
          OptionCost(
            share: .public, cost: summary(1e6), tonnes: [10, 0, 0], knownTonnes: [5, 0, 0])
        ], bands: [summary(3), .nothing], dominatedBy: [], difference: difference)
    }
    func option(_ name: String) -> ComparedOption {
      ComparedOption(
        name: name, title: LocalizedText(sv: name, en: name), notice: nil, inputs: [],
        differences: [], moved: [], withoutCost: [],
        costs: [KnownCost(id: "bio", ledger: .territorial, share: .public, perTonne: summary(250))])
    }
    return ComparisonResults(
      engine: Engine(version: "0", blasKernel: "k", blasVersion: "1"), draws: 4, seed: 1,
      years: [2025, 2026], pledgeYears: [2024, 2025, 2026], priceYear: 2023, municipalities: [],
      items: [
        AttributionItem(kind: .measure, id: "bio"), AttributionItem(kind: .ended, id: "ended"),
      ], options: [option("=a"), option("b")], warnings: [.seed],
      areas: [
        AreaComparison(
          kind: .county, code: "14", name: "Länet", members: [],
          options: [outcome(nil), outcome(difference)])
      ])
  }()

  @Test func aComparisonIsReadBackAsItWasSaved() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ComparisonFile.data(Self.results).write(to: URL(filePath: path))
    #expect(ComparisonFile.isComparison(path))
    let (read, diagnostics) = ComparisonFile.read(path)
    #expect(diagnostics.isEmpty && read == Self.results)
    // Results of a run are something else, and each is refused as the other.
    #expect(ResultsFile.read(path).0 == nil)
  }

  private static let misfits: [(path: String, make: @Sendable (inout ComparisonResults) -> Void)] =
    [
      ("years", { $0.years = [] }),
      ("years.0", { $0.years[0] = .max }),
      ("pledgeYears.0", { $0.pledgeYears[0] = .min }),
      ("priceYear", { $0.priceYear = .max }),
      ("areas", { $0.areas = [] }),
      ("areas.1", { $0.areas.append($0.areas[0]) }),
      ("options", { $0.options.removeLast() }),
      (
        "options.0.costs.0.perTonne.quantiles",
        { $0.options[0].costs[0].perTonne.quantiles.removeLast() }
      ),
      (
        "municipalities.0.outline.0.0",
        {
          let code = MunicipalityCode("1480")!
          $0.municipalities = [Municipality(code: code, name: "G", outline: [[[]]])]
        }
      ),
      ("areas.0.options", { $0.areas[0].options.removeLast() }),
      ("areas.0.options.0.bands", { $0.areas[0].options[0].bands = [] }),
      ("areas.0.options.0.dominatedBy.0", { $0.areas[0].options[0].dominatedBy = [2] }),
      ("areas.0.options.0.costs.0.tonnes", { $0.areas[0].options[0].costs[0].tonnes = [] }),
      (
        "areas.0.options.0.targets.0.targetYear",
        { $0.areas[0].options[0].targets[0].targetYear = .min }
      ),
      ("areas.0.options.1.difference", { $0.areas[0].options[1].difference = nil }),
      (
        "areas.0.options.1.difference.avoided.2",
        { $0.areas[0].options[1].difference!.avoided[2].removeLast() }
      ),
      (
        "areas.0.options.1.difference.steps",
        { $0.areas[0].options[1].difference!.steps.removeLast() }
      ),
      (
        "areas.0.options.1.difference.costs.0.ledgers",
        { $0.areas[0].options[1].difference!.costs[0].ledgers.reverse() }
      ),
      (
        "areas.0.options.1.difference.costs.0.ledgers.0.perTonne.quantiles",
        { $0.areas[0].options[1].difference!.costs[0].ledgers[0].perTonne!.quantiles = [] }
      ),
    ]

  @Test(arguments: misfits.indices)
  func aComparisonThatLacksFiguresIsRefused(index: Int) {
    var results = Self.results
    let (path, make) = Self.misfits[index]
    make(&results)
    let data = ComparisonFile.data(results)
    let (read, diagnostics) = ComparisonFile.read(data, file: "comparison.json")
    #expect(read == nil && diagnostics.count == 1)
    let start = "the results do not fit together: `\(path)` "
    #expect(diagnostics.first?.message.hasPrefix(start) == true, "\(path): \(diagnostics)")
  }

  @Test func anotherFormatIsRefused() {
    var results = Self.results
    results.format = 99
    let data = ComparisonFile.data(results)
    let (read, diagnostics) = ComparisonFile.read(data, file: "comparison.json")
    #expect(read == nil && diagnostics.count == 1)
  }

  @Test func theTableHoldsDifferencesWithTheirUnits() throws {
    let lines = IAMCTable.csv(Self.results).split(separator: "\n").map(String.init)
    #expect(lines[0] == "Model,Scenario,Region,Variable,Unit,2024,2025,2026")
    for expected in [
      "utsikt,'=a,SE14 Länet,Emissions|CO2e,t CO2e/yr,,100,90",
      "utsikt,b,SE14 Länet,Difference|Emissions|CO2e,t CO2e/yr,,-5,-0.333333333",
      "utsikt,b,SE14 Länet,Difference|Emissions|CO2e|95.0th Percentile,t CO2e/yr,,-2,2.66666667",
      "utsikt,b,SE14 Länet,Difference|Emissions|CO2e|Item|bio,t CO2e/yr,,,-0.333333333",
      "utsikt,b,SE14 Länet,Difference|Emissions|CO2e|Probability Lower,1,,0.75,0.75",
      "utsikt,b,SE14 Länet,Difference|Emissions|CO2e|Probability Lower|Standard Error,1,,0.1,0.1",
      "utsikt,b,SE14 Länet,Difference|Emission Reduction|CO2e|Energy,t CO2e/yr,1,2,3",
      "utsikt,b,SE14 Länet,Difference|Target|t|Probability,1,,,0.125",
      "utsikt,b,SE14 Länet,Difference|Cost|Public,SEK_2023,,,1000000",
      "utsikt,b,SE14 Länet,Abatement Cost|Public|Territorial,SEK_2023/t CO2e,,,250",
      "utsikt,b,SE14 Länet,Expected Regret|Emissions|CO2e,t CO2e/yr,,,2",
    ] {
      #expect(lines.contains(expected), "\(expected)")
    }
    #expect(!lines.contains { $0.contains("'=a") && $0.contains("Difference") })
    // What changes nothing has no row.
    #expect(!lines.contains { $0.contains("CO2e|Baseline") || $0.contains("Item|ended") })
  }
}
