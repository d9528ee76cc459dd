import PledgeModel
import Simulation

/// What each pledge changes in a municipality's emissions of one projected year, one block of draws at a time.
///
/// A run adds pledges up year by year; options of who adopts what need them apart, and only where they move the curve. In
/// the territorial ledger what pledges achieved up to the last inventory year is no change any more; the others
/// have no curve, and everything avoided in the year counts.
struct PledgeYear: Sendable {
  /// A pledge of a round.
  struct Item: Sendable {
    let round: Int
    /// The position in the round's catalogue.
    let pledge: Int
    /// The position on the sector axis; zero in a ledger without sectors.
    let sector: Int
    fileprivate let effect: Int
    /// By year of completion, the share of the full tonnes that is new in the year, and that has ended.
    fileprivate let new: [Double]
    fileprivate let ended: [Double]
    /// By year of completion, then year: the share of the full tonnes in force, from the first year a pledge can act.
    let inForce: [[Double]]
  }

  let items: [Item]
  private let pass: PledgePass
  private let municipalityCount: Int

  /// - Parameter yearIndex: the position of the year among the projected years.
  init(_ simulator: Simulator, yearIndex: Int, ledger: Ledger = .territorial) {
    let scenario = simulator.input.scenario
    let pass = simulator.pledges
    let year = scenario.lastInventoryYear + 1 + yearIndex
    self.pass = pass
    municipalityCount = scenario.municipalities.count
    items = pass.rounds.enumerated().flatMap { position, round in
      round.catalogue.pledges.enumerated().compactMap { offset, pledge in
        guard let effect = pledge.effect, effect.ledger == ledger,
          let index = pass.effects.item(catalogue: round.catalogue.id, pledge: pledge.number)
        else { return nil }
        let profile = TimeProfile(
          effect, firstYear: scenario.firstPledgeYear, horizon: scenario.horizon,
          lastInventoryYear: scenario.lastInventoryYear)
        let completions = 0..<profile.yearCount
        let inForce = completions.map {
          Array(profile.share[$0 * profile.yearCount..<($0 + 1) * profile.yearCount])
        }
        let change = completions.map { 2 * profile.projectedCount * $0 + yearIndex }
        return Item(
          round: position, pledge: offset, sector: effect.sector?.index ?? 0, effect: index,
          new: ledger == .territorial
            ? change.map { profile.change[$0] } : inForce.map { $0[year - profile.firstYear] },
          ended: ledger == .territorial
            ? change.map { profile.change[$0 + profile.projectedCount] }
            : completions.map { _ in 0 },
          inForce: inForce)
      }
    }
  }

  /// Scratch memory of one worker.
  struct Scratch {
    fileprivate var course = RealisationSampler.Course()
    fileprivate var realisation: RealisationSampler.Scratch
    fileprivate var tonnes = [Double](repeating: 0, count: drawsPerBlock)
    var new = [Double](repeating: 0, count: drawsPerBlock)
    var ended = [Double](repeating: 0, count: drawsPerBlock)

    init(_ year: PledgeYear) { realisation = RealisationSampler.Scratch(year.pass.realisation) }
  }

  /// Draws a municipality's capacity in one round; ask for it before its pledges.
  func begin(
    round: Int, _ municipality: Int, _ block: DrawBlock, _ shared: Simulator.Shared,
    _ scratch: inout Scratch
  ) {
    pass.realisation.beginMunicipality(
      round, municipality, block, shared.realisation, scratch: &scratch.realisation)
  }

  /// Leaves the gross tonnes of one pledge, new and ended, in `scratch`.
  ///
  /// - Parameter adopted: for each draw, the pledges that count as adopted.
  /// - Returns: whether there are any.
  func fill(
    _ item: Item, _ municipality: Int, adopted: UnsafePointer<UInt64>, _ block: DrawBlock,
    _ shared: Simulator.Shared, _ scratch: inout Scratch
  ) -> Bool {
    pass.realisation.carryOut(
      item.round, municipality, item.pledge, adopted: adopted, block, shared.realisation,
      into: &scratch.course, scratch: &scratch.realisation)
    let count = scratch.course.completedCount
    guard count > 0 else { return false }
    let hasTonnes = scratch.tonnes.withUnsafeMutableBufferPointer {
      pass.effects.fill(
        item.effect, municipality: municipality, block, draws: scratch.course.completed.base,
        count: count, shared: shared.effects, into: $0.baseAddress!)
    }
    guard hasTonnes else { return false }
    for draw in 0..<drawsPerBlock { scratch.new[draw] = 0 }
    for draw in 0..<drawsPerBlock { scratch.ended[draw] = 0 }
    for index in 0..<count {
      let draw = Int(scratch.course.completed[index])
      let place = Int(scratch.course.completion[index]) - pass.firstYear
      scratch.new[draw] = scratch.tonnes[index] * item.new[place]
      scratch.ended[draw] = scratch.tonnes[index] * item.ended[place]
    }
    return true
  }

  /// The gross tonnes of the pledge filled last, over all years, each year with a weight of its own.
  ///
  /// - Parameters:
  ///   - weights: by year of completion, what the tonnes of all years weigh together.
  ///   - row: receives one number for each draw of a block.
  func weigh(
    _ weights: [Double], _ scratch: Scratch, into row: UnsafeMutablePointer<Double>
  ) {
    row.update(repeating: 0, count: drawsPerBlock)
    for index in 0..<scratch.course.completedCount {
      let draw = Int(scratch.course.completed[index])
      row[draw] =
        scratch.tonnes[index] * weights[Int(scratch.course.completion[index]) - pass.firstYear]
    }
  }

  /// Calls `body` with the gross tonnes, new and ended, of each pledge that some draw adopts.
  func forEachAdopted(
    _ municipality: Int, _ block: DrawBlock, _ shared: Simulator.Shared, _ scratch: inout Scratch,
    _ body: (_ item: Int, _ new: [Double], _ ended: [Double]) -> Void
  ) {
    var begun = -1
    for (position, item) in items.enumerated() {
      let masks = shared.adopted.row(item.round * municipalityCount + municipality, block)
      guard (0..<drawsPerBlock).contains(where: { masks[$0] >> UInt64(item.pledge) & 1 == 1 })
      else { continue }
      if begun != item.round { begin(round: item.round, municipality, block, shared, &scratch) }
      begun = item.round
      if fill(item, municipality, adopted: masks, block, shared, &scratch) {
        body(position, scratch.new, scratch.ended)
      }
    }
  }

  /// Writes the gross tonnes of everything adopted.
  ///
  /// - Parameter rows: new by sector, then ended by sector; overwritten.
  func fillAdopted(
    _ municipality: Int, _ block: DrawBlock, _ shared: Simulator.Shared,
    into rows: DrawTable<Double>, _ scratch: inout Scratch
  ) {
    let sectors = Sector.allCases.count
    rows.clear(block)
    forEachAdopted(municipality, block, shared, &scratch) { item, newTonnes, endedTonnes in
      let new = rows.row(items[item].sector, block)
      let ended = rows.row(sectors + items[item].sector, block)
      for draw in 0..<drawsPerBlock {
        new[draw] += newTonnes[draw]
        ended[draw] += endedTonnes[draw]
      }
    }
  }
}
