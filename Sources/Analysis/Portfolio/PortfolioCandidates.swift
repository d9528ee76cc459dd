import PledgeModel
import Sampling
import Simulation

/// Everything that could be adopted next in a scenario, with what it would bring in each draw.
struct PortfolioCandidates: Sendable {
  /// A pledge of the newest round in one municipality.
  struct Candidate: Sendable {
    let municipality: Int
    let pledge: Pledge
    /// The probability that it is adopted already.
    let adopted: Double
    /// Net tonnes in each draw; zero where it is adopted already.
    let tonnes: [Double]
    let mean: Double
    /// Expected cost until the horizon; nil when it is not known.
    let cost: Double?
  }

  private(set) var candidates: [Candidate] = []

  /// - Parameters:
  ///   - yearIndex: the position of the year among the projected years.
  ///   - isWanted: whether a municipality, by position, and a pledge may be proposed.
  init(
    _ simulator: Simulator, roundIndex: Int, yearIndex: Int, ledger: Ledger, draws: Int,
    isWanted: (_ municipality: Int, _ pledge: Int) -> Bool, progress: (Double) -> Void
  ) {
    let catalogue = simulator.rounds[roundIndex].catalogue
    let pledges = OpenPledges(
      simulator, roundIndex: roundIndex, yearIndex: yearIndex, ledger: ledger)
    let costs = pledges.prepareCosts(drawCount: draws)
    let count = pledges.items.count
    let blocks = DrawBlock.count(draws: draws)
    let shared = simulator.prepare(drawCount: draws)
    let tonnes = DrawTable<Double>(rowCount: count, blockCount: blocks)
    let spent = DrawTable<Double>(rowCount: count, blockCount: blocks)
    let open = DrawTable<Double>(rowCount: count, blockCount: blocks)
    let municipalities = simulator.input.scenario.municipalities.indices
    for municipality in municipalities {
      simulator.forEachTile(blocks) { tile in
        var scratch = OpenPledges.Scratch(pledges)
        for index in tile {
          let block = DrawBlock(index: index)
          pledges.forEach(municipality, block, shared, &scratch) { found, scratch in
            let row = tonnes.row(found.item, block)
            if let tonnes = found.tonnes {
              row.update(from: tonnes, count: drawsPerBlock)
            } else {
              row.update(repeating: 0, count: drawsPerBlock)
            }
            let bit = UInt64(pledges.items[found.item].pledge)
            let share = open.row(found.item, block)
            for draw in 0..<drawsPerBlock { share[draw] = Double(found.open[draw] >> bit & 1) }
            pledges.fillCost(
              found.item, block, costs, scratch, into: spent.row(found.item, block))
          }
        }
      }
      for (index, item) in pledges.items.enumerated() {
        let pledge = catalogue.pledges[item.pledge]
        guard isWanted(municipality, pledge.number) else { continue }
        let mean = RunningMoments(tonnes.row(index), count: draws).mean
        guard mean > 0 else { continue }
        candidates.append(
          Candidate(
            municipality: municipality, pledge: pledge,
            adopted: 1 - RunningMoments(open.row(index), count: draws).mean,
            tonnes: Array(UnsafeBufferPointer(start: tonnes.row(index), count: draws)), mean: mean,
            cost: pledges.hasKnownCost(index)
              ? RunningMoments(spent.row(index), count: draws).mean : nil))
      }
      progress(Double(municipality + 1) / Double(municipalities.count))
    }
  }
}
