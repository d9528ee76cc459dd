import PledgeModel
import Simulation

/// The outcomes of one area under every option, a column for each draw.
struct AreaDraws: Sendable {
  let areas: [AreaTable]
  let costs: [DrawTable<Double>]

  init(_ simulators: [Simulator], blockCount: Int) {
    areas = simulators.map {
      AreaTable(layout: $0.layout(hasSectors: false), blockCount: blockCount)
    }
    costs = simulators.map { _ in DrawTable(rowCount: CostPass.Row.count, blockCount: blockCount) }
  }

  /// Adds one block of a part.
  func add(_ part: AreaDraws, _ block: DrawBlock) {
    for (own, other) in zip(areas, part.areas) {
      // Nothing else of an area is compared.
      let layout = own.layout
      for rows in [
        layout.emissions..<layout.new, layout.avoided..<layout.cumulated,
        layout.bands..<layout.sectors,
      ] {
        own.table.add(rows, of: other.table, block)
      }
    }
    for (own, other) in zip(costs, part.costs) {
      own.add(0..<CostPass.Row.count, of: other, block)
    }
  }
}
