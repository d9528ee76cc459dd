import PledgeModel

/// The draws of one span of blocks while a run goes on: a few municipalities, their subregion and their county at a time.
///
/// One span after the other is held in the same memory.
final class SpanTables {
  /// As many municipalities are drawn side by side, so that what they share of a block comes near once for all of them.
  static let municipalityLimit = 4

  private(set) var blocks: Range<Int>
  /// How many of its draws count; the last block may be padded.
  private(set) var drawCount = 0
  let municipalities: [AreaTable]
  /// The areas the municipalities in work belong to: their position among all areas, and their sums so far.
  var subregion: (area: Int, table: AreaTable)?
  var county: (area: Int, table: AreaTable)?
  /// Five rows a round, over all municipalities.
  let rounds: DrawTable<Double>
  /// Gross tonnes in the horizon year, a row for each pledge of each round, over all municipalities.
  let pledges: DrawTable<Double>
  let measures: DrawTable<Double>
  /// Those of the municipalities in work, each by block, then by pledge of each round.
  let tallies: [WorkMemory<PledgePass.Tally>]
  private let simulator: Simulator
  private let subregionTable: AreaTable
  private let countyTable: AreaTable
  private let totalDrawCount: Int

  /// - Parameter blocks: the longest span.
  init(_ simulator: Simulator, blocks: Range<Int>, drawCount: Int) {
    self.simulator = simulator
    self.blocks = blocks
    totalDrawCount = drawCount
    let layout = simulator.layout(hasSectors: true)
    municipalities = (0..<Self.municipalityLimit).map { _ in
      AreaTable(layout: layout, blocks: blocks)
    }
    subregionTable = AreaTable(layout: simulator.layout(hasSectors: false), blocks: blocks)
    countyTable = AreaTable(layout: layout, blocks: blocks)
    rounds = DrawTable(rowCount: 5 * simulator.rounds.count, blocks: blocks)
    pledges = DrawTable(rowCount: simulator.pledges.pledgeCount, blocks: blocks)
    measures = DrawTable(rowCount: simulator.input.scenario.measures.count, blocks: blocks)
    tallies = (0..<Self.municipalityLimit).map { _ in
      WorkMemory(
        repeating: PledgePass.Tally(), count: simulator.pledges.pledgeCount * blocks.count)
    }
  }

  /// Begins a span.
  func begin(_ blocks: Range<Int>) {
    self.blocks = blocks
    let first = blocks.lowerBound * drawsPerBlock
    drawCount = min(blocks.count * drawsPerBlock, totalDrawCount - first)
    for table in (municipalities + [subregionTable, countyTable]).map(\.table) {
      table.move(to: blocks.lowerBound)
    }
    let totals = [rounds, pledges, measures]
    for table in totals { table.move(to: blocks.lowerBound) }
    clear(totals)
  }

  /// Sets tables to zero, block by block, as they are worked on.
  private func clear(_ tables: [DrawTable<Double>]) {
    simulator.forEachTile(blocks) { _, tile in
      for index in tile {
        for table in tables { table.clear(DrawBlock(index: index)) }
      }
    }
  }

  /// An empty table for the sums of a subregion.
  func subregionSums() -> AreaTable {
    clear([subregionTable.table])
    return subregionTable
  }

  /// An empty table for the sums of a county.
  func countySums() -> AreaTable {
    clear([countyTable.table])
    return countyTable
  }

  /// Adds the tallies of one of the municipalities in work in the order of the blocks.
  func addTallies(of place: Int, to totals: inout [PledgePass.Tally]) {
    for block in 0..<blocks.count {
      for index in totals.indices {
        let part = tallies[place][block * totals.count + index]
        totals[index].adopted += part.adopted
        totals[index].done += part.done
        totals[index].tonnes += part.tonnes
        totals[index].new += part.new
      }
    }
  }
}
