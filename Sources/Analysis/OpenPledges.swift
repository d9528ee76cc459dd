import PledgeModel
import Simulation

/// What the pledges of one round would newly take off where they are not adopted yet, one block of draws at a time.
///
/// A pledge is open in the draws in which neither the round nor an earlier one of the same catalogue has it adopted in the
/// municipality; what a municipality was already doing is never open. An open pledge is carried out as the model carries out
/// any other of its round.
struct OpenPledges: Sendable {
  let items: [PledgeYear.Item]
  let costs: CostSampler
  private let round: RoundPlan
  private let roundIndex: Int
  private let year: PledgeYear
  private let municipalityCount: Int
  /// For each pledge whose cost is known: the row of the cost of a tonne, and what its tonnes weigh by year of completion.
  private let priced: [Priced?]

  private struct Priced: Sendable {
    let row: Int
    let weights: [Double]
  }

  /// - Parameters:
  ///   - roundIndex: the position of the round.
  ///   - yearIndex: the position of the year among the projected years.
  init(_ simulator: Simulator, roundIndex: Int, yearIndex: Int, ledger: Ledger = .territorial) {
    let round = simulator.rounds[roundIndex]
    self.round = round
    self.roundIndex = roundIndex
    let year = PledgeYear(simulator, yearIndex: yearIndex, ledger: ledger)
    self.year = year
    let items = year.items.filter { $0.round == roundIndex }
    self.items = items
    let scenario = simulator.input.scenario
    municipalityCount = scenario.municipalities.count
    let costs = CostSampler(scenario, streams: simulator.streams)
    self.costs = costs
    priced = items.map { item in
      let number = round.catalogue.pledges[item.pledge].number
      return costs.item(catalogue: round.catalogue.id, pledge: number).map { row in
        Priced(
          row: row,
          weights: item.inForce.map { shares in
            shares.enumerated().reduce(0) {
              $0 + $1.element * costs.discountFactor(scenario.firstPledgeYear + $1.offset)
            }
          })
      }
    }
  }

  /// Whether it is known what a pledge costs.
  func hasKnownCost(_ item: Int) -> Bool { priced[item] != nil }

  /// What a tonne costs in every draw.
  func prepareCosts(drawCount: Int) -> DrawTable<Double> {
    let blocks = DrawBlock.count(draws: drawCount)
    let table = DrawTable<Double>(rowCount: costs.items.count, blockCount: blocks)
    for index in 0..<blocks { costs.prepare(DrawBlock(index: index), into: table) }
    return table
  }

  /// Scratch memory of one worker.
  struct Scratch {
    fileprivate var year: PledgeYear.Scratch
    fileprivate var open = [UInt64](repeating: 0, count: drawsPerBlock)
    /// Whether the pledge found last takes anything off.
    fileprivate var hasTonnes = false

    init(_ pledges: OpenPledges) { year = PledgeYear.Scratch(pledges.year) }
  }

  /// What one open pledge of a municipality comes to, by draw of a block.
  struct Found {
    let item: Int
    /// The draws in which it is open, a bit at the pledge's position.
    let open: [UInt64]
    /// Net tonnes newly taken off; nil where that is nothing in any draw.
    let tonnes: UnsafePointer<Double>?
  }

  /// Calls `body` with every pledge.
  func forEach(
    _ municipality: Int, _ block: DrawBlock, _ shared: Simulator.Shared, _ scratch: inout Scratch,
    _ body: (Found, Scratch) -> Void
  ) {
    for draw in 0..<drawsPerBlock {
      scratch.open[draw] = round.allPledges & ~round.alreadyDoing[municipality]
    }
    for taken in [roundIndex] + round.earlier {
      let adopted = shared.adopted.row(taken * municipalityCount + municipality, block)
      for draw in 0..<drawsPerBlock { scratch.open[draw] &= ~adopted[draw] }
    }
    let net = shared.emissions.net.row(0, block)
    year.begin(round: roundIndex, municipality, block, shared, &scratch.year)
    for (position, item) in items.enumerated() {
      scratch.hasTonnes = year.fill(
        item, municipality, adopted: scratch.open, block, shared, &scratch.year)
      guard scratch.hasTonnes else {
        body(Found(item: position, open: scratch.open, tonnes: nil), scratch)
        continue
      }
      for draw in 0..<drawsPerBlock { scratch.year.new[draw] *= net[draw] }
      scratch.year.new.withUnsafeBufferPointer {
        body(Found(item: position, open: scratch.open, tonnes: $0.baseAddress!), scratch)
      }
    }
  }

  /// What the pledge found last costs until the horizon: gross tonnes, because money is spent whether or not the effect would
  /// have come anyway.
  ///
  /// - Unit: SEK, discounted to the price year.
  /// - Parameter row: receives one number for each draw of a block; zeros where the cost is not known.
  func fillCost(
    _ item: Int, _ block: DrawBlock, _ costs: DrawTable<Double>, _ scratch: Scratch,
    into row: UnsafeMutablePointer<Double>
  ) {
    guard let priced = priced[item], scratch.hasTonnes else {
      row.update(repeating: 0, count: drawsPerBlock)
      return
    }
    year.weigh(priced.weights, scratch.year, into: row)
    let perTonne = costs.row(priced.row, block)
    for draw in 0..<drawsPerBlock { row[draw] *= perTonne[draw] }
  }
}
