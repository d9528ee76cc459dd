package import PledgeModel
import Sampling

/// Adds up what pledges and measures of one municipality cost, one block of draws at a time.
///
/// The cost of a year is its tonnes times the cost of a tonne, discounted to the price year and summed from the first year in
/// which a pledge can act to the horizon. Tonnes are gross: money is spent whether or not the effect would have come
/// anyway. A measure's are those it takes off alone, as in the results. Where the cost of a tonne is unknown nothing is added;
/// the tonnes whose cost is known stand beside those of all, so that nobody takes the sum for the whole.
package struct CostPass: Sendable {
  package let sampler: CostSampler
  private let pledges: PledgePass
  private let emissions: EmissionPass
  private let municipalityCount: Int
  private let pricedPledges: [PricedPledge]
  private let measures: [TimedMeasure]

  /// A known cost, and the rows that receive it and its tonnes.
  private struct Price: Sendable {
    let item: Int
    let costRow: Int
    let knownRow: Int

    init(_ item: Int, _ sampler: CostSampler) {
      let (share, ledger) = (sampler.items[item].share, sampler.items[item].ledger)
      self.item = item
      costRow = Row.cost(share, ledger)
      knownRow = Row.known(share, ledger)
    }
  }

  /// A pledge of a round whose cost is known.
  private struct PricedPledge: Sendable {
    let round: Int
    /// The position in the round's catalogue.
    let pledge: Int
    let effect: Int
    let price: Price
    /// By year of completion: the years in which it acts, discounted, and how many there are, in full years.
    let discounted: [Double]
    let years: [Double]
  }

  private struct TimedMeasure: Sendable {
    let measure: Int
    /// Nil when the cost is unknown.
    let price: Price?
    /// The ramp by projected year, and the ramp discounted.
    let ramp: [Double]
    let discounted: [Double]
  }

  /// The rows of an area's table.
  package enum Row {
    /// Discounted cost.
    ///
    /// - Unit: SEK of the price year.
    package static func cost(_ share: CostShare, _ ledger: Ledger) -> Int {
      position(share) * Ledger.allCases.count + ledger.index
    }

    /// Tonnes avoided from the first pledge year to the horizon whose cost is known.
    package static func known(_ share: CostShare, _ ledger: Ledger) -> Int {
      cost(share, ledger) + CostShare.allCases.count * Ledger.allCases.count
    }

    /// Territorial tonnes that measures avoid over the projected years, each taken alone.
    package static let measures = 2 * CostShare.allCases.count * Ledger.allCases.count
    package static let count = measures + 1

    private static func position(_ share: CostShare) -> Int { share == .public ? 0 : 1 }
  }

  /// - Parameter last: the last year counted; the horizon when not given.
  package init(_ simulator: Simulator, through last: Int? = nil) {
    let scenario = simulator.input.scenario
    let last = last ?? scenario.horizon
    let sampler = CostSampler(scenario, streams: simulator.streams)
    self.sampler = sampler
    let (pledges, emissions) = (simulator.pledges, simulator.emissions)
    self.pledges = pledges
    self.emissions = emissions
    municipalityCount = scenario.municipalities.count
    pricedPledges = pledges.rounds.enumerated().flatMap { position, round in
      round.catalogue.pledges.enumerated().compactMap { offset, pledge -> PricedPledge? in
        guard let effect = pledge.effect,
          let item = sampler.item(catalogue: round.catalogue.id, pledge: pledge.number),
          let effectItem = pledges.effects.item(
            catalogue: round.catalogue.id, pledge: pledge.number)
        else { return nil }
        let profile = TimeProfile(
          effect, firstYear: pledges.firstYear, horizon: scenario.horizon,
          lastInventoryYear: scenario.lastInventoryYear)
        func sum(_ weight: (Int) -> Double) -> [Double] {
          (0..<profile.yearCount).map { completion in
            (0..<last - profile.firstYear + 1).reduce(0.0) {
              $0 + profile.share[completion * profile.yearCount + $1]
                * weight(profile.firstYear + $1)
            }
          }
        }
        return PricedPledge(
          round: position, pledge: offset, effect: effectItem,
          price: Price(item, sampler), discounted: sum(sampler.discountFactor),
          years: sum { _ in 1 })
      }
    }
    measures = scenario.measures.enumerated().map { index, measure in
      let ramp = emissions.years.map { year in
        year > last ? 0 : emissions.measures.ramp(index, year: year)
      }
      return TimedMeasure(
        measure: index, price: sampler.item(measure: measure.id).map { Price($0, sampler) },
        ramp: ramp,
        discounted: zip(ramp, emissions.years).map { $0 * sampler.discountFactor($1) })
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    fileprivate var course = RealisationSampler.Course()
    fileprivate var realisation: RealisationSampler.Scratch
    fileprivate var tonnes = [Double](repeating: 0, count: drawsPerBlock)
    fileprivate var paths: [Double]

    package init(_ pass: CostPass) {
      realisation = RealisationSampler.Scratch(pass.pledges.realisation)
      paths = Array(repeating: 0, count: pass.emissions.years.count * drawsPerBlock)
    }
  }

  /// Draws the costs of a tonne, which all municipalities share.
  package func prepare(_ simulator: Simulator, drawCount: Int) -> DrawTable<Double> {
    let blocks = DrawBlock.count(draws: drawCount)
    let costs = DrawTable<Double>(rowCount: sampler.items.count, blockCount: blocks)
    simulator.forEachTile(blocks) { tile in
      for index in tile { sampler.prepare(DrawBlock(index: index), into: costs) }
    }
    return costs
  }

  /// Writes the rows of one municipality in one block.
  ///
  /// - Parameters:
  ///   - costs: what `prepare` drew.
  ///   - table: has `Row.count` rows, which are overwritten.
  package func run(
    municipality: Int, _ block: DrawBlock, shared: Simulator.Shared, costs: DrawTable<Double>,
    into table: DrawTable<Double>, scratch: inout Scratch
  ) {
    table.clear(block)
    var begun = -1
    for priced in pricedPledges {
      let masks = shared.adopted.row(priced.round * municipalityCount + municipality, block)
      guard (0..<drawsPerBlock).contains(where: { masks[$0] >> UInt64(priced.pledge) & 1 == 1 })
      else { continue }
      if begun != priced.round {
        pledges.realisation.beginMunicipality(
          priced.round, municipality, block, shared.realisation, scratch: &scratch.realisation)
        begun = priced.round
      }
      add(priced, municipality, masks, block, shared, costs, table, &scratch)
    }
    for sector in Sector.allCases.indices {
      let acting = emissions.measuresAt[municipality][sector].map { measures[$0] }
      guard !acting.isEmpty else { continue }
      scratch.paths.withUnsafeMutableBufferPointer {
        emissions.baseline.fill(
          municipality: municipality, sector: sector, block, shared: shared.emissions.baseline,
          into: $0.baseAddress!)
      }
      for measure in acting { add(measure, block, shared, costs, table, scratch.paths) }
    }
  }

  private func add(
    _ priced: PricedPledge, _ municipality: Int, _ masks: UnsafePointer<UInt64>,
    _ block: DrawBlock, _ shared: Simulator.Shared, _ costs: DrawTable<Double>,
    _ table: DrawTable<Double>, _ scratch: inout Scratch
  ) {
    pledges.realisation.carryOut(
      priced.round, municipality, priced.pledge, adopted: masks, block, shared.realisation,
      into: &scratch.course, scratch: &scratch.realisation)
    let count = scratch.course.completedCount
    let hasTonnes = scratch.tonnes.withUnsafeMutableBufferPointer {
      pledges.effects.fill(
        priced.effect, municipality: municipality, block, draws: scratch.course.completed.base,
        count: count, shared: shared.effects, into: $0.baseAddress!)
    }
    guard hasTonnes else { return }
    let price = costs.row(priced.price.item, block)
    let cost = table.row(priced.price.costRow, block)
    let known = table.row(priced.price.knownRow, block)
    for index in 0..<count {
      let draw = Int(scratch.course.completed[index])
      let place = Int(scratch.course.completion[index]) - pledges.firstYear
      let tonnes = scratch.tonnes[index]
      cost[draw] += price[draw] * tonnes * priced.discounted[place]
      known[draw] += tonnes * priced.years[place]
    }
  }

  private func add(
    _ timed: TimedMeasure, _ block: DrawBlock, _ shared: Simulator.Shared,
    _ costs: DrawTable<Double>, _ table: DrawTable<Double>, _ paths: [Double]
  ) {
    let fraction = shared.emissions.fractions.row(timed.measure, block)
    let all = table.row(Row.measures, block)
    for year in emissions.years.indices {
      for draw in 0..<drawsPerBlock {
        let tonnes = paths[year * drawsPerBlock + draw] * fraction[draw]
        all[draw] += tonnes * timed.ramp[year]
        if let price = timed.price {
          table.row(price.costRow, block)[draw] +=
            costs.row(price.item, block)[draw] * tonnes * timed.discounted[year]
          table.row(price.knownRow, block)[draw] += tonnes * timed.ramp[year]
        }
      }
    }
  }
}
