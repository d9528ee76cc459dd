import PledgeModel
import Sampling

/// Makes the published outlook of an area from its table of draws.
struct AreaOutlook: Sendable {
  private let input: SimulationInput
  private let summarizer: Summarizer
  private var scenario: ResolvedScenario { input.scenario }

  init(_ input: SimulationInput, summarizer: Summarizer) {
    self.input = input
    self.summarizer = summarizer
  }

  /// - Parameter bands: what each item of an attribution takes off on average, by item, then year.
  func municipality(
    _ position: Int, _ table: AreaTable, _ bands: [[Double]]?
  ) throws(SamplingError) -> AreaResult {
    let place = scenario.municipalities[position]
    return try outlook(.municipality, place.code.digits, place.name, [position], table, bands)
  }

  func subregion(
    _ name: String, _ members: [Int], _ table: AreaTable, _ bands: [[Double]]?
  ) throws(SamplingError) -> AreaResult {
    try outlook(.subregion, name, name, members, table, bands)
  }

  func county(
    _ code: String, _ members: [Int], _ table: AreaTable, _ bands: [[Double]]?
  ) throws(SamplingError) -> AreaResult {
    let name = scenario.counties.first { $0.code == code }?.name ?? code
    return try outlook(.county, code, name, members, table, bands)
  }

  private func outlook(
    _ kind: AreaKind, _ code: String, _ name: String, _ members: [Int], _ table: AreaTable,
    _ bands: [[Double]]?
  ) throws(SamplingError) -> AreaResult {
    let layout = table.layout
    let rows = (0..<layout.capped).map { table.table.row($0) }
    let hasPledges = !scenario.rounds.isEmpty
    let summaries = try summarizer.summaries(of: rows)
    func years(_ first: Int) -> [Summary] { Array(summaries[first..<first + layout.years]) }
    func ledgers(_ first: Int) -> [[Summary]] {
      Ledger.allCases.indices.map {
        Array(summaries[first + $0 * layout.pledgeYears..<first + ($0 + 1) * layout.pledgeYears])
      }
    }
    let history = input.inventory.history(of: members)
    let populations = members.compactMap { scenario.municipalities[$0].population }
    return AreaResult(
      kind: kind, code: code, name: name,
      members: members.map { scenario.municipalities[$0].code.digits },
      population: populations.count == members.count ? populations.reduce(0, +) : nil,
      history: history, leadingIndustryShare: leadingIndustryShare(kind, history),
      emissions: years(layout.emissions),
      sectors: layout.hasSectors
        ? Sector.allCases.indices.map { years(layout.sectors + $0 * layout.years) } : [],
      baseline: years(layout.baseline), avoided: hasPledges ? ledgers(layout.avoided) : [],
      avoidedCumulated: hasPledges ? Array(summaries[layout.cumulated..<layout.cumulated + 3]) : [],
      avoidedNet: hasPledges && layout.hasNet ? ledgers(layout.net) : [],
      newSinceInventory: hasPledges ? years(layout.new) : [],
      endedSinceInventory: hasPledges ? years(layout.ended) : [],
      targets: try targets(kind, code, history, table),
      cappedShare: share(table),
      bands: bands.map { bands in
        bands.enumerated().map { item, means in
          Band(means: means.map(\.published), horizon: summaries[layout.bands + item])
        }
      })
  }

  /// The share of industry in the last inventory year, when it is more than half of a municipality.
  private func leadingIndustryShare(_ kind: AreaKind, _ history: [InventoryYear]) -> Double? {
    guard kind == .municipality, let last = history.last, last.total > 0 else { return nil }
    let share = last.sectors[Sector.industry.index] / last.total
    return share > 0.5 ? share.published : nil
  }

  private func share(_ table: AreaTable) -> Double {
    let row = table.table.row(table.layout.capped)
    var count = 0
    for draw in 0..<summarizer.drawCount where row[draw] > 0 { count += 1 }
    return (Double(count) / Double(summarizer.drawCount)).published
  }

  private func targets(
    _ kind: AreaKind, _ code: String, _ history: [InventoryYear], _ table: AreaTable
  ) throws(SamplingError) -> [TargetResult] {
    var results: [TargetResult] = []
    for target in scenario.targets(ofArea: code, kind, history) {
      results.append(try result(target, table))
    }
    return results
  }

  private func result(
    _ applicable: ApplicableTarget, _ table: AreaTable
  ) throws(SamplingError) -> TargetResult {
    let (target, level) = (applicable.target, applicable.level)
    let emissions = table.table.row(table.layout.emissions + applicable.yearIndex)
    let baseline = table.table.row(table.layout.baseline + applicable.yearIndex)
    let gaps = DrawTable<Double>(rowCount: 2, blockCount: table.table.stride / drawsPerBlock)
    for draw in 0..<summarizer.drawCount {
      gaps.row(0)[draw] = emissions[draw] - level
      gaps.row(1)[draw] = baseline[draw] - level
    }
    let summaries = try summarizer.summaries(of: [gaps.row(0), gaps.row(1)])
    let open = summaries[1].mean
    return TargetResult(
      id: target.id, targetYear: target.targetYear, referenceYear: target.referenceYear,
      isApplied: applicable.isApplied, reference: applicable.reference, level: level.published,
      probability: summarizer.probability(of: emissions, atMost: level),
      baselineProbability: summarizer.probability(of: baseline, atMost: level),
      gap: summaries[0], baselineGap: summaries[1],
      shareClosed: open > 0 ? ((open - summaries[0].mean) / open).published : nil)
  }

  /// The figures of the first page of a county, with their Monte Carlo errors.
  func headlines(_ county: AreaResult, _ table: AreaTable) throws(SamplingError) -> [Headline] {
    let layout = table.layout
    let median = county.emissions[layout.years - 1].median
    let row = table.table.row(layout.emissions + layout.years - 1)
    var headlines = [
      Headline(
        id: "\(county.code)/emissions", value: median,
        standardError: try summarizer.standardErrorOfMedian(row).published,
        rounding: Self.rounding(of: median))
    ]
    for (ledger, years) in zip(Ledger.allCases, county.avoided) {
      guard let last = years.last else { continue }
      let error = last.standardDeviation / Double(summarizer.drawCount).squareRoot()
      headlines.append(
        Headline(
          id: "\(county.code)/avoided/\(ledger.rawValue)", value: last.mean,
          standardError: error.published, rounding: Self.rounding(of: last.mean)))
    }
    for target in county.targets {
      headlines.append(
        Headline(
          id: "\(county.code)/target/\(target.id)", value: target.probability.value,
          standardError: target.probability.standardError, rounding: 0.01))
    }
    return headlines
  }

  /// Two significant digits: what a figure of the first page is printed with.
  static func rounding(of value: Double) -> Double {
    var step = 1.0
    while step * 100 < value.magnitude { step *= 10 }
    return step
  }
}
