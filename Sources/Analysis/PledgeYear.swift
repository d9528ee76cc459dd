import PledgeModel
import Simulation

/// What each pledge changes in a municipality's territorial emissions of one projected year, one block of draws at a time.
///
/// A run adds pledges up year by year; options of who adopts what need them apart, and only where they move the curve.
struct PledgeYear: Sendable {
  /// A territorial pledge of a round.
  struct Item: Sendable {
    let round: Int
    /// The position in the round's catalogue.
    let pledge: Int
    let sector: Int
    fileprivate let effect: Int
    /// By year of completion, the share of the full tonnes that is new in the year, and that has ended.
    fileprivate let new: [Double]
    fileprivate let ended: [Double]
  }

  let items: [Item]
  private let pass: PledgePass
  private let municipalityCount: Int

  /// - Parameter yearIndex: the position of the year among the projected years.
  init(_ simulator: Simulator, yearIndex: Int) {
    let scenario = simulator.input.scenario
    let pass = simulator.pledges
    self.pass = pass
    municipalityCount = scenario.municipalities.count
    items = pass.rounds.enumerated().flatMap { position, round in
      round.catalogue.pledges.enumerated().compactMap { offset, pledge in
        guard let effect = pledge.effect, effect.ledger == .territorial, let sector = effect.sector,
          let index = pass.effects.item(catalogue: round.catalogue.id, pledge: pledge.number)
        else { return nil }
        let profile = TimeProfile(
          effect, firstYear: scenario.firstPledgeYear, horizon: scenario.horizon,
          lastInventoryYear: scenario.lastInventoryYear)
        let rows = (0..<profile.yearCount).map { 2 * profile.projectedCount * $0 + yearIndex }
        return Item(
          round: position, pledge: offset, sector: sector.index, effect: index,
          new: rows.map { profile.change[$0] },
          ended: rows.map { profile.change[$0 + profile.projectedCount] })
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
    let hasTonnes = scratch.tonnes.withUnsafeMutableBufferPointer {
      pass.effects.fill(
        item.effect, municipality: municipality, block, shared: shared.effects,
        into: $0.baseAddress!)
    }
    guard hasTonnes else { return false }
    pass.realisation.carryOut(
      item.round, municipality, item.pledge, adopted: adopted, block, shared.realisation,
      into: &scratch.course, scratch: &scratch.realisation)
    for draw in 0..<drawsPerBlock {
      let completion = Int(scratch.course.completion[draw])
      let place = completion - pass.firstYear
      scratch.new[draw] = completion > 0 ? scratch.tonnes[draw] * item.new[place] : 0
      scratch.ended[draw] = completion > 0 ? scratch.tonnes[draw] * item.ended[place] : 0
    }
    return true
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
