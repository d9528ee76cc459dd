import Foundation
import LinearAlgebra
import PledgeModel
import Sampling
import Simulation
import Testing

/// Whether random terms move the middle of what they are added to.
@Suite struct BaselineDriftTests {
  static let draws = 65_536

  /// log(median / level) of every sector, averaged over municipalities, by sector, then year.
  static func medianPaths(_ model: BaselineModel, _ municipalities: [Municipality]) -> [[Double]] {
    let sampler = BaselineSampler(model, municipalities: municipalities, streams: Streams(seed: 7))
    let years = model.yearCount
    let blocks = draws / drawsPerBlock
    let shared = DrawTable<Double>(rowCount: sampler.sharedRowCount, blockCount: blocks)
    let paths = DrawTable<Double>(rowCount: years, blockCount: blocks)
    var sums = [[Double]](repeating: Array(repeating: 0, count: years), count: 8)
    var counts = [Double](repeating: 0, count: 8)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: sampler.factorCount * drawsPerBlock) {
      for block in 0..<blocks {
        sampler.prepare(DrawBlock(index: block), into: shared, normals: $0.baseAddress!)
      }
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: years * drawsPerBlock) {
      let block = $0.baseAddress!
      for municipality in municipalities.indices {
        for sector in 0..<8 where model.level[municipality * 8 + sector] > 0 {
          for index in 0..<blocks {
            sampler.fill(
              municipality: municipality, sector: sector, DrawBlock(index: index), shared: shared,
              into: block)
            for year in 0..<years {
              paths.row(year, DrawBlock(index: index)).update(
                from: block + year * drawsPerBlock, count: drawsPerBlock)
            }
          }
          counts[sector] += 1
          for year in 0..<years {
            var row = UnsafeMutableBufferPointer(start: paths.row(year), count: draws)
            row.sort()
            let median = (row[draws / 2 - 1] + row[draws / 2]) / 2
            sums[sector][year] += log(median / model.level[municipality * 8 + sector])
          }
        }
      }
    }
    return zip(sums, counts).map { sum, count in sum.map { $0 / count } }
  }

  /// Standard deviation of the log of a sector's mean over municipalities that county and local terms add in a year.
  static func localDeviation(_ model: BaselineModel, sector: Int, year: Int) -> Double {
    let count = model.level.count / 8
    let unit = (0...year).reduce(0.0) {
      $0 + pow(model.localFactor[sector][year * model.yearCount + $1], 2)
    }
    let mixture = zip(model.tail.probabilities, model.tail.scales).reduce(0) {
      $0 + $1.0 * $1.1 * $1.1
    }
    let local = (0..<count).reduce(0.0) { $0 + pow(model.localScale[$1 * 8 + sector], 2) }
    return
      (pow(model.weight[year] * model.countySpread[sector], 2)
      + unit * mixture * local / Double(count * count)).squareRoot()
  }

  @Test func `local and county shocks add no drift to any sector`() throws {
    let county = try ShippedInventory.pool(release: 2026).starting(with: "14")
    let pool = try #require(county.only(Array(county.areas.prefix(6))))
    let model = try BaselineFit.fit(
      pool: ShippedInventory.pool(release: 2026), nation: ShippedInventory.nation(release: 2026),
      municipalities: pool.areas, lastYear: 2024, window: 2010, horizon: 2030)
    let municipalities = pool.areas.map { Municipality(code: MunicipalityCode($0)!, name: $0) }
    var national = model
    national.localScale = model.localScale.map { _ in 0 }
    national.countySpread = model.countySpread.map { _ in 0 }
    let full = Self.medianPaths(model, municipalities)
    let without = Self.medianPaths(national, municipalities)
    for sector in 0..<8 {
      for year in 0..<6 {
        let present = municipalities.indices.filter { model.level[$0 * 8 + sector] > 0 }
        let own = present.reduce(0) { $0 + model.ownDrift[($1 * 8 + sector) * 6 + year] }
        let drift = model.drift[sector * 6 + year] + own / Double(present.count)
        // Standard error of a median: 1.2533 σ / √n, and σ is that of the national path.
        let deviation = (0..<model.nationalFactor.columnCount).reduce(0.0) {
          let entry = model.nationalFactor[year * 8 + sector, $1]
          return $0 + entry * entry
        }.squareRoot()
        let error = 1.2533 / Double(Self.draws).squareRoot()
        #expect(abs(without[sector][year] - drift) < 4 * error * deviation)
        // A tenth of a per cent a year, and four standard errors of what the local terms add to the noise.
        let local = Self.localDeviation(model, sector: sector, year: year)
        let noise = 4 * error * (deviation * deviation + local * local).squareRoot()
        #expect(abs(full[sector][year] - drift) < 0.001 * Double(year + 1) + noise)
      }
    }
  }
}
