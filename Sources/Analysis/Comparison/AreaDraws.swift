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
      Self.add(layout.emissions..<layout.baseline, of: other.table, to: own.table, block)
      Self.add(layout.avoided..<layout.cumulated, of: other.table, to: own.table, block)
    }
    for (own, other) in zip(costs, part.costs) {
      Self.add(0..<CostPass.Row.count, of: other, to: own, block)
    }
  }

  private static func add(
    _ rows: Range<Int>, of part: DrawTable<Double>, to whole: DrawTable<Double>, _ block: DrawBlock
  ) {
    for row in rows {
      let (sum, term) = (whole.row(row, block), part.row(row, block))
      for draw in 0..<drawsPerBlock { sum[draw] += term[draw] }
    }
  }
}
