import PledgeModel
import Sampling
package import Simulation

/// The draws of a baseline, one municipality at a time, and their sum over a county.
package final class PastEnsemble {
  /// Totals of the municipality drawn last, a row for each projected year.
  package let municipality: DrawTable<Double>
  /// Totals over the municipalities drawn since the county was cleared.
  package let county: DrawTable<Double>
  private let sampler: BaselineSampler
  private let shared: DrawTable<Double>
  private let draws: Int
  private let blockCount: Int
  private let workers: Workers

  package init(_ sampler: BaselineSampler, draws: Int, workers: Workers) {
    self.sampler = sampler
    self.draws = draws
    self.workers = workers
    let blockCount = DrawBlock.count(draws: draws)
    self.blockCount = blockCount
    let years = sampler.model.yearCount
    municipality = DrawTable(rowCount: years, blockCount: blockCount)
    county = DrawTable(rowCount: years, blockCount: blockCount)
    let shared = DrawTable<Double>(rowCount: sampler.sharedRowCount, blockCount: blockCount)
    self.shared = shared
    workers.forEach(blockCount) { _, index in
      withUnsafeTemporaryAllocation(
        of: Double.self, capacity: sampler.factorCount * drawsPerBlock
      ) {
        sampler.prepare(DrawBlock(index: index), into: shared, normals: $0.baseAddress!)
      }
    }
  }

  /// Draws one municipality and adds it to the county.
  package func draw(_ position: Int) {
    let (sampler, shared, municipality, county) = (sampler, shared, municipality, county)
    let years = sampler.model.yearCount
    workers.forEach(blockCount) { _, index in
      let block = DrawBlock(index: index)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: years * drawsPerBlock) {
        let paths = $0.baseAddress!
        municipality.clear(block)
        for sector in Sector.allCases.indices {
          sampler.fill(
            municipality: position, sector: sector, block, shared: shared, into: paths)
          for year in 0..<years {
            let total = municipality.row(year, block)
            let path = paths + year * drawsPerBlock
            for draw in 0..<drawsPerBlock { total[draw] += path[draw] }
          }
        }
        county.add(0..<years, of: municipality, block)
      }
    }
  }

  /// Begins a new county.
  package func clearCounty() {
    for index in 0..<blockCount { county.clear(DrawBlock(index: index)) }
  }

  /// Scores rows of a table; their draws are sorted in a copy.
  ///
  /// - Parameter steps: which projected years, counted from the first.
  package func forecasts(_ table: DrawTable<Double>, steps: [Int], actual: [Double]) -> [Forecast] {
    let slots = ResultSlots<Forecast>(count: steps.count)
    let draws = draws
    workers.forEach(steps.count) { _, index in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: draws) { copy in
        _ = copy.initialize(
          fromContentsOf: UnsafeBufferPointer(start: table.row(steps[index]), count: draws))
        slots.set(index, Forecast(copy, actual: actual[index]))
      }
    }
    return slots.values
  }
}
