import PledgeModel

/// A comparison made out of the stored result: one option that takes off one per cent, one that takes off three and is dominated
/// by nothing, one that is the reference again.
enum StoredComparison {
  static let results = make(from: Stored.results)

  private static let factors = [1, 0.99, 0.97, 1]

  static func make(from results: Results) -> ComparisonResults {
    let names = [
      results.scenario.title.sv, "Fler löften", "Alla löften och åtgärder", "Samma igen",
    ]
    let changes = [
      InputDifference(
        path: "round.2024-2026.lever.1",
        text: LocalizedText(sv: "Scenariots val av löften", en: "The scenario's choice of pledges"),
        reference: nil, option: "every municipality adopts everything"),
      InputDifference(
        path: "measures",
        text: LocalizedText(sv: "skiljer sig i detaljer", en: "differs in details"),
        reference: nil, option: nil),
    ]
    return ComparisonResults(
      engine: results.engine, draws: results.draws, seed: results.seed, years: results.years,
      pledgeYears: results.pledgeYears, priceYear: 2023,
      municipalities: results.scenario.municipalities, items: results.attribution!.items,
      options: names.enumerated().map { index, name in
        ComparedOption(
          name: "option-\(index)", title: LocalizedText(sv: name, en: name),
          notice: index == 0 ? results.scenario.notice : nil, inputs: results.inputs,
          differences: [0, 3].contains(index) ? [] : changes,
          moved: index == 2
            ? [MovedAdoptions(catalogue: "c", round: "2024-2026", lost: 12.25, gained: 1.5)] : [],
          withoutCost: results.pledges.prefix(2).map(\.name),
          costs: index == 2 ? results.costs! : [])
      }, warnings: ComparisonWarning.allCases, areas: results.areas.map(area))
  }

  private static func area(_ area: AreaResult) -> AreaComparison {
    AreaComparison(
      kind: area.kind, code: area.code, name: area.name, members: area.members,
      options: factors.enumerated().map { index, factor in
        let emissions = area.emissions.map { scaled($0, by: factor) }
        return OptionOutcome(
          emissions: emissions,
          regret: MeanEstimate(
            value: area.emissions.last!.mean * (factor - factors.min()!), standardError: 1),
          targets: area.targets.prefix(1).map { target in
            TargetChance(
              id: target.id, name: LocalizedText(sv: "Målet", en: "Target"),
              targetYear: target.targetYear, isApplied: target.isApplied, level: target.level,
              probability: Probability(
                value: min(1, target.probability.value + 1 - factor), standardError: 0.002))
          },
          costs: index == 0
            ? []
            : [
              OptionCost(
                share: .public, cost: spread(-3e7 * (1 - factor)), tonnes: [100, 50, 0],
                knownTonnes: [20, 25, 0])
            ], bands: area.bands!.map { scaled($0.horizon, by: 2 - factor) },
          dominatedBy: index == 3 ? [1, 2] : [],
          difference: index == 0 ? nil : difference(area, 1 - factor))
      })
  }

  private static func difference(_ area: AreaResult, _ part: Double) -> PairedDifference {
    let isNothing = part == 0
    let avoided = area.avoided.map { $0.map { spread(part * $0.mean) } }
    return PairedDifference(
      emissions: area.emissions.map { spread(-part * $0.mean) }, avoided: avoided,
      avoidedCumulated: area.avoidedCumulated.map { spread(part * $0.mean) },
      lowerEmissions: area.emissions.map { _ in superiority(isNothing) },
      avoidsMore: Ledger.allCases.map { _ in superiority(isNothing) },
      targets: area.targets.prefix(1).map {
        TargetShift(id: $0.id, value: part, standardError: 0.001)
      },
      costs: [
        CostDifference(
          share: .public, cost: spread(-3e7 * part),
          ledgers: Ledger.allCases.map { ledger in
            let tonnes = ledger == .energy ? 0 : 1e3 * part
            return LedgerCostDifference(
              ledger: ledger, cost: spread(-3e4 * tonnes / 2), tonnes: spread(tonnes),
              perTonne: ledger == .territorial && !isNothing
                ? CostPerTonne(
                  value: -15_000, standardError: 12,
                  quantiles: [-19_000, -18_000, -16_000, -15_000, -13_000, -11_000, -10_000])
                : nil)
          })
      ],
      baseline: .nothing,
      // Buses take off more than the whole difference, the second round less than with the reference.
      steps: [-1.2, 0, 0.2, 0].map {
        part * $0 == 0 ? .nothing : spread(part * $0 * area.emissions.last!.mean)
      })
  }

  private static func superiority(_ isNothing: Bool) -> Superiority {
    Superiority(
      better: Probability(value: isNothing ? 0 : 0.97, standardError: isNothing ? 0 : 0.003),
      equal: isNothing ? 1 : 0)
  }

  private static func scaled(_ summary: Summary, by factor: Double) -> Summary {
    Summary(
      mean: factor * summary.mean, standardDeviation: factor * summary.standardDeviation,
      quantiles: summary.quantiles.map { factor * $0 })
  }

  /// Draws that lie within a third of their mean.
  private static func spread(_ mean: Double) -> Summary {
    let width = abs(mean) / 3
    return Summary(
      mean: mean, standardDeviation: width / 1.6,
      quantiles: [-1, -0.8, -0.4, 0, 0.4, 0.8, 1].map { mean + $0 * width })
  }
}
