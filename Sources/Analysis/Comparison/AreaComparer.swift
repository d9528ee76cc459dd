import PledgeModel
import Sampling
import Simulation

/// Makes the comparison of the options in one area from their draws.
final class AreaComparer: Sendable {
  private let simulators: [Simulator]
  private let axes: SharedAxes
  private let items: SharedItems
  private let summarizer: Summarizer
  private let differences: [PairedRows]
  /// The costs of each option over all ledgers by share, then its excess over the best option.
  private let own: DrawTable<Double>
  private let shareCount = CostShare.allCases.count
  /// Whether an option starts from the reference's history, so that the two are a choice.
  private let isChoice: [Bool]
  /// The shares of which something is known, by option.
  private let knownShares: [Set<CostShare>]

  private var drawCount: Int { summarizer.drawCount }

  init(
    _ simulators: [Simulator], axes: SharedAxes, items: SharedItems, summarizer: Summarizer
  ) {
    self.simulators = simulators
    self.axes = axes
    self.items = items
    self.summarizer = summarizer
    let blocks = DrawBlock.count(draws: summarizer.drawCount)
    differences = simulators.dropFirst().map { _ in
      PairedRows(axes, itemCount: items.all.count, blockCount: blocks)
    }
    own = DrawTable(rowCount: (shareCount + 1) * simulators.count, blockCount: blocks)
    isChoice = simulators.map { $0.input.hasPremises(of: simulators[0].input) }
    knownShares = simulators.map {
      Set(CostSampler($0.input.scenario, streams: $0.streams).items.map(\.share))
    }
  }

  func comparison(
    _ area: SharedAxes.Area, _ draws: AreaDraws
  ) throws(SamplingError) -> AreaComparison {
    let options = simulators.indices
    summarizer.workers.forEach(options.count) { _, option in
      self.fillOwn(option, draws)
      if option > 0 { self.fillDifferences(option, draws) }
    }
    let levels = try summarizer.summaries(
      of: options.flatMap { option in
        axes.years.indices.map { emissions(draws, option, $0) }
      })
    let bands = try options.map { option throws(SamplingError) in
      try self.bands(draws, option)
    }
    let costs = try summarizer.summaries(
      of: (0..<shareCount * simulators.count).map { own.row($0) })
    let paired = try PairedSummarizer(summarizer: summarizer).summaries(
      of: differences.flatMap { rows in (0..<rows.count).map { rows.table.row($0) } })
    let applicable = options.map { targets(area, $0) }
    let made = ResultSlots<Result<OptionOutcome, SamplingError>>(count: options.count)
    summarizer.workers.forEach(options.count) { _, option in
      let years = self.axes.years.count
      made.set(
        option,
        Result { () throws(SamplingError) in
          OptionOutcome(
            emissions: Array(levels[option * years..<(option + 1) * years]),
            regret: self.isChoice[option]
              ? self.mean(self.own.row(self.shareCount * self.simulators.count + option)) : nil,
            targets: applicable[option].map { self.chance($0, draws, option) },
            costs: CostShare.allCases.enumerated().compactMap { position, share in
              guard self.knownShares[option].contains(share) else { return nil }
              return self.cost(share, costs[option * self.shareCount + position], draws, option)
            }, bands: bands[option], dominatedBy: [],
            difference: option == 0
              ? nil
              : try self.difference(
                option, paired, applicable[0], applicable[option], draws,
                rounding: 1e-12 * max(levels[years - 1].mean, levels[(option + 1) * years - 1].mean)
              ))
        })
    }
    var outcomes: [OptionOutcome] = []
    for outcome in made.values { outcomes.append(try outcome.get()) }
    let choices = options.filter { isChoice[$0] }
    let dominated = Dominance(choices.map { outcomes[$0] }).dominatedBy
    for (option, others) in zip(choices, dominated) {
      outcomes[option].dominatedBy = others.map { choices[$0] }
    }
    return AreaComparison(
      kind: area.kind, code: area.code, name: area.name,
      members: area.members.map { axes.municipalities[$0].code.digits }, options: outcomes)
  }

  // MARK: - Rows

  /// Emissions of an option in a shared year.
  private func emissions(
    _ draws: AreaDraws, _ option: Int, _ year: Int
  ) -> UnsafeMutablePointer<Double> {
    let table = draws.areas[option]
    return table.table.row(table.layout.emissions + axes.firstYear[option] + year)
  }

  /// What an option's baseline is in the last shared year.
  private func baseline(_ draws: AreaDraws, _ option: Int) -> UnsafePointer<Double> {
    let table = draws.areas[option]
    let year = axes.firstYear[option] + axes.years.count - 1
    return UnsafePointer(table.table.row(table.layout.baseline + year))
  }

  /// What an item takes off in the last shared year; nil where an option lacks it.
  private func band(
    _ draws: AreaDraws, _ option: Int, _ item: Int
  ) -> UnsafeMutablePointer<Double>? {
    let table = draws.areas[option]
    return items.positions[option][item].map { table.table.row(table.layout.bands + $0) }
  }

  /// Tonnes that an option's pledges avoid in one ledger and shared pledge year; nil where none can act yet.
  private func avoided(
    _ draws: AreaDraws, _ option: Int, _ ledger: Int, _ year: Int
  ) -> UnsafePointer<Double>? {
    let table = draws.areas[option]
    let position = axes.pledgeYears[year] - simulators[option].pledges.firstYear
    guard (0..<table.layout.pledgeYears).contains(position) else { return nil }
    return UnsafePointer(
      table.table.row(table.layout.avoided + ledger * table.layout.pledgeYears + position))
  }

  private func fillOwn(_ option: Int, _ draws: AreaDraws) {
    for (position, share) in CostShare.allCases.enumerated() {
      let sum = own.row(option * shareCount + position)
      sum.update(repeating: 0, count: own.drawCount)
      for ledger in Ledger.allCases {
        let part = draws.costs[option].row(CostPass.Row.cost(share, ledger))
        for draw in 0..<own.drawCount { sum[draw] += part[draw] }
      }
    }
    let last = axes.years.count - 1
    let regret = own.row(shareCount * simulators.count + option)
    let emitted = emissions(draws, option, last)
    regret.update(from: emitted, count: own.drawCount)
    for other in simulators.indices where other != option && isChoice[other] {
      let others = emissions(draws, other, last)
      for draw in 0..<own.drawCount { regret[draw] = min(regret[draw], others[draw]) }
    }
    for draw in 0..<own.drawCount { regret[draw] = emitted[draw] - regret[draw] }
  }

  private func fillDifferences(_ option: Int, _ draws: AreaDraws) {
    let rows = differences[option - 1]
    for year in axes.years.indices {
      rows.fill(
        rows.emissions + year, emissions(draws, option, year), minus: emissions(draws, 0, year))
    }
    let pledgeYears = axes.pledgeYears.count
    for ledger in Ledger.allCases.indices {
      let first = rows.avoided + ledger * pledgeYears
      for year in 0..<pledgeYears {
        rows.fill(
          first + year, avoided(draws, option, ledger, year),
          minus: avoided(draws, 0, ledger, year))
      }
      rows.sum(first..<first + pledgeYears, into: rows.cumulated + ledger)
    }
    for (position, share) in CostShare.allCases.enumerated() {
      let first = rows.ledgerCost + position * Ledger.allCases.count
      for ledger in Ledger.allCases {
        let known = CostPass.Row.known(share, ledger)
        let cost = CostPass.Row.cost(share, ledger)
        rows.fill(
          first + ledger.index, draws.costs[option].row(cost), minus: draws.costs[0].row(cost))
        rows.fill(
          rows.ledgerTonnes + position * Ledger.allCases.count + ledger.index,
          draws.costs[option].row(known), minus: draws.costs[0].row(known))
      }
      rows.sum(first..<first + Ledger.allCases.count, into: rows.cost + position)
    }
    rows.fill(rows.baseline, baseline(draws, option), minus: baseline(draws, 0))
    for item in items.all.indices {
      rows.fill(rows.steps + item, band(draws, 0, item), minus: band(draws, option, item))
    }
  }

  // MARK: - Figures

  /// What every item takes off under an option.
  private func bands(_ draws: AreaDraws, _ option: Int) throws(SamplingError) -> [Summary] {
    let rows = items.all.indices.map { band(draws, option, $0) }
    var found = try summarizer.summaries(of: rows.compactMap { $0 })[...]
    return rows.map { $0 == nil ? .nothing : found.removeFirst() }
  }

  private func mean(_ row: UnsafePointer<Double>) -> MeanEstimate {
    let (mean, deviation) = Summarizer.moments(row, count: drawCount)
    return MeanEstimate(
      value: mean.published,
      standardError: (deviation / Double(drawCount).squareRoot()).published)
  }

  private func targets(_ area: SharedAxes.Area, _ option: Int) -> [ApplicableTarget] {
    let input = simulators[option].input
    let history = input.inventory.history(of: area.members.map { axes.positions[option][$0] })
    return input.scenario.targets(ofArea: area.code, area.kind, history).filter {
      axes.years.contains($0.target.targetYear)
    }
  }

  /// Emissions of an option in a target's year.
  private func emissions(
    _ target: ApplicableTarget, _ draws: AreaDraws, _ option: Int
  ) -> UnsafePointer<Double> {
    let table = draws.areas[option]
    return UnsafePointer(table.table.row(table.layout.emissions + target.yearIndex))
  }

  private func chance(
    _ applicable: ApplicableTarget, _ draws: AreaDraws, _ option: Int
  ) -> TargetChance {
    TargetChance(
      id: applicable.target.id, name: applicable.target.name,
      targetYear: applicable.target.targetYear, isApplied: applicable.isApplied,
      level: applicable.level.published,
      probability: summarizer.probability(
        of: emissions(applicable, draws, option), atMost: applicable.level))
  }

  private func difference(
    _ option: Int, _ paired: [Summary], _ references: [ApplicableTarget],
    _ targets: [ApplicableTarget], _ draws: AreaDraws, rounding: Double
  ) throws(SamplingError) -> PairedDifference {
    let rows = differences[option - 1]
    let first = (option - 1) * rows.count
    let summaries = Array(paired[first..<first + rows.count])
    let pledgeYears = axes.pledgeYears.count
    var costs: [CostDifference] = []
    for (position, share) in CostShare.allCases.enumerated()
    where knownShares[0].contains(share) || knownShares[option].contains(share) {
      costs.append(try costDifference(share, position, rows, summaries))
    }
    return PairedDifference(
      emissions: Array(summaries[..<rows.avoided]),
      avoided: Ledger.allCases.indices.map {
        Array(
          summaries[rows.avoided + $0 * pledgeYears..<rows.avoided + ($0 + 1) * pledgeYears])
      },
      avoidedCumulated: Array(summaries[rows.cumulated..<rows.cost]),
      lowerEmissions: axes.years.indices.map {
        superiority(rows.table.row(rows.emissions + $0), rounding) { $0 < 0 }
      },
      avoidsMore: Ledger.allCases.indices.map {
        superiority(rows.table.row(rows.cumulated + $0), rounding) { $0 > 0 }
      },
      targets: references.compactMap { reference in
        targets.first { $0.target.id == reference.target.id }.map {
          shift(reference, $0, draws, option)
        }
      }, costs: costs, baseline: summaries[rows.baseline],
      steps: Array(summaries[rows.steps...]))
  }

  /// - Parameter rounding: what two options may differ by without one being better.
  private func superiority(
    _ row: UnsafePointer<Double>, _ rounding: Double, _ isBetter: (Double) -> Bool
  ) -> Superiority {
    var (better, equal) = (0, 0)
    for draw in 0..<drawCount {
      if abs(row[draw]) <= rounding { equal += 1 } else if isBetter(row[draw]) { better += 1 }
    }
    return Superiority(
      better: Summarizer.probability(of: better, among: drawCount),
      equal: (Double(equal) / Double(drawCount)).published)
  }

  private func shift(
    _ reference: ApplicableTarget, _ target: ApplicableTarget, _ draws: AreaDraws, _ option: Int
  ) -> TargetShift {
    let before = emissions(reference, draws, 0)
    let after = emissions(target, draws, option)
    var (gained, lost) = (0, 0)
    for draw in 0..<drawCount {
      let (was, isNow) = (before[draw] <= reference.level, after[draw] <= target.level)
      if isNow && !was { gained += 1 }
      if was && !isNow { lost += 1 }
    }
    let count = Double(drawCount)
    let value = Double(gained - lost) / count
    let variance = (Double(gained + lost) / count - value * value) / count
    return TargetShift(
      id: target.target.id, value: value.published,
      standardError: max(0, variance).squareRoot().published)
  }

  // MARK: - Costs

  private func cost(
    _ share: CostShare, _ summary: Summary, _ draws: AreaDraws, _ option: Int
  ) -> OptionCost {
    func expected(_ row: UnsafePointer<Double>) -> Double {
      Summarizer.moments(row, count: drawCount).mean
    }
    return OptionCost(
      share: share, cost: summary,
      tonnes: Ledger.allCases.indices.map { ledger in
        let pledges = axes.pledgeYears.indices.reduce(0.0) { sum, year in
          sum + (avoided(draws, option, ledger, year).map(expected) ?? 0)
        }
        let measures =
          ledger == Ledger.territorial.index
          ? expected(draws.costs[option].row(CostPass.Row.measures)) : 0
        return (pledges + measures).published
      },
      knownTonnes: Ledger.allCases.map {
        expected(draws.costs[option].row(CostPass.Row.known(share, $0))).published
      })
  }

  private func costDifference(
    _ share: CostShare, _ position: Int, _ rows: PairedRows, _ summaries: [Summary]
  ) throws(SamplingError) -> CostDifference {
    var ledgers: [LedgerCostDifference] = []
    for ledger in Ledger.allCases {
      let place = position * Ledger.allCases.count + ledger.index
      let tonnes = summaries[rows.ledgerTonnes + place]
      ledgers.append(
        LedgerCostDifference(
          ledger: ledger, cost: summaries[rows.ledgerCost + place], tonnes: tonnes,
          perTonne: try RatioOfMeans(
            rows.table.row(rows.ledgerCost + place), rows.table.row(rows.ledgerTonnes + place),
            count: drawCount
          ).costPerTonne(tonnes: tonnes)))
    }
    return CostDifference(share: share, cost: summaries[rows.cost + position], ledgers: ledgers)
  }
}
