import PledgeModel
import Sampling

/// Makes the published outlook of an area from the digest of its draws.
struct AreaOutlook: Sendable {
  /// An area whose draws are digested.
  struct Area {
    let kind: AreaKind
    /// A code, or a subregion's name.
    let key: String
    /// Positions of its municipalities.
    var members: [Int]
  }

  private let input: SimulationInput
  private var scenario: ResolvedScenario { input.scenario }

  init(_ input: SimulationInput) { self.input = input }

  /// The targets an area's emissions are held against.
  func targets(of area: Area) -> [ApplicableTarget] {
    scenario.targets(
      ofArea: area.key, area.kind, input.inventory.history(of: area.members.sorted()))
  }

  /// - Parameter bands: sums of an attribution over draws; nil without one.
  func outlook(_ area: Area, _ digest: AreaDigest, _ bands: BandPass.Tally?) -> AreaResult {
    let layout = digest.layout
    let (kind, members) = (area.kind, area.members.sorted())
    let name =
      switch kind {
      case .municipality: scenario.municipalities[members[0]].name
      case .subregion: area.key
      case .county: scenario.counties.first { $0.code == area.key }?.name ?? area.key
      }
    let hasPledges = !scenario.rounds.isEmpty
    func summaries(_ first: Int, _ count: Int) -> [Summary] {
      (first..<first + count).map { digest.summary($0) }
    }
    func years(_ first: Int) -> [Summary] { summaries(first, layout.years) }
    func ledgers(_ first: Int) -> [[Summary]] {
      Ledger.allCases.indices.map {
        summaries(first + $0 * layout.pledgeYears, layout.pledgeYears)
      }
    }
    let history = input.inventory.history(of: members)
    let populations = members.compactMap { scenario.municipalities[$0].population }
    return AreaResult(
      kind: kind, code: area.key, name: name,
      members: members.map { scenario.municipalities[$0].code.digits },
      population: populations.count == members.count ? populations.reduce(0, +) : nil,
      history: history, leadingIndustryShare: leadingIndustryShare(kind, history),
      emissions: years(layout.emissions),
      sectors: layout.hasSectors
        ? Sector.allCases.indices.map { years(layout.sectors + $0 * layout.years) } : [],
      baseline: years(layout.baseline), avoided: hasPledges ? ledgers(layout.avoided) : [],
      avoidedCumulated: hasPledges ? summaries(layout.cumulated, 3) : [],
      avoidedNet: hasPledges && layout.hasNet ? ledgers(layout.net) : [],
      newSinceInventory: hasPledges ? years(layout.new) : [],
      endedSinceInventory: hasPledges ? years(layout.ended) : [],
      targets: digest.targets.indices.map { result($0, digest) },
      cappedShare: digest.cappedShare,
      bands: bands.map { total in
        (0..<layout.bandCount).map { item in
          let mean = { (sum: Double) in (sum / Double(digest.drawCount)).published }
          return Band(
            means: (0..<layout.years).map { mean(total.tonnes[item * layout.years + $0]) },
            horizon: digest.summary(layout.bands + item), firstIn: mean(total.firstIn[item]),
            lastIn: mean(total.lastIn[item]))
        }
      })
  }

  /// The share of industry in the last inventory year, when it is more than half of a municipality.
  private func leadingIndustryShare(_ kind: AreaKind, _ history: [InventoryYear]) -> Double? {
    guard kind == .municipality, let last = history.last, last.total > 0 else { return nil }
    let share = last.sectors[Sector.industry.index] / last.total
    return share > 0.5 ? share.published : nil
  }

  private func result(_ index: Int, _ digest: AreaDigest) -> TargetResult {
    let applicable = digest.targets[index]
    let (target, level) = (applicable.target, applicable.level)
    let gap = digest.summary(digest.layout.emissions + applicable.yearIndex, above: level)
    let baselineGap = digest.summary(digest.layout.baseline + applicable.yearIndex, above: level)
    let (probability, baselineProbability) = digest.probabilities(index)
    let open = baselineGap.mean
    return TargetResult(
      id: target.id, targetYear: target.targetYear, referenceYear: target.referenceYear,
      isApplied: applicable.isApplied, reference: applicable.reference, level: level.published,
      probability: probability, baselineProbability: baselineProbability, gap: gap,
      baselineGap: baselineGap,
      shareClosed: open > 0 ? ((open - gap.mean) / open).published : nil)
  }

  /// The figures of the first page of a county, with their Monte Carlo errors.
  func headlines(_ county: AreaResult, _ digest: AreaDigest) -> [Headline] {
    let median = county.emissions[digest.layout.years - 1].median
    var headlines = [
      Headline(
        id: "\(county.code)/emissions", value: median,
        standardError: digest.standardErrorOfMedian.published,
        rounding: Self.rounding(of: median))
    ]
    for (ledger, years) in zip(Ledger.allCases, county.avoided) {
      guard let last = years.last else { continue }
      let error = last.standardDeviation / Double(digest.drawCount).squareRoot()
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
