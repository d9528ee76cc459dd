import Foundation
import LinearAlgebra
import PledgeModel
import Simulation
import Testing

@Suite struct BaselineFitTests {
  /// One fit of `Tests/Peers/baseline_reference.py`.
  struct Reference: Decodable {
    var release: Int
    var lastYear: Int
    var horizon: Int
    var prefix: String
    var lead: [Double]
    var drift: [Double]
    var slopeVariance: [Double]
    /// Standard deviation of the log path from the slope alone, by sector, then year.
    var slopeError: [Double]
    var path: [Double]
    var covariance: [Double]
    var breakRate: [Double]
    var localFactorLastRows: [Double]
    var scaleCoefficients: [Double]
    var scaleSpread: Double
    var countyShare: [Double]
    var countySpread: [Double]
    var driftVariance: [Double]
    var level: [String: [Double]]
    var scale: [String: [Double]]
    /// Sums over municipalities by sector, then the same with each municipality times its place.
    var levelSums: [Double]
    var scaleSums: [Double]
    var driftSums: [Double]
  }

  static let references: [Reference] = {
    let file = Bundle.module.url(
      forResource: "baseline-reference", withExtension: "json", subdirectory: "Resources")!
    return try! JSONDecoder().decode([Reference].self, from: Data(contentsOf: file))
  }()

  @Test(arguments: references.indices)
  func `agrees with the fit in NumPy number by number`(index: Int) throws {
    let reference = Self.references[index]
    let pool = try ShippedInventory.pool(release: reference.release)
      .starting(with: reference.prefix)
    let fit = try BaselineFit(
      pool: pool, nation: ShippedInventory.nation(release: reference.release),
      lastYear: reference.lastYear, window: 2010)
    let model = try fit.model(of: pool, through: reference.horizon)
    let years = model.yearCount

    #expect(fit.lead == reference.lead)
    expectClose(fit.drift.relative, reference.drift)
    expectClose(fit.drift.slopeVariance, reference.slopeVariance)
    expectClose(slopeErrors(model), reference.slopeError)
    expectClose(model.drift, reference.path)
    expectClose(fit.shocks.covariance.storage, reference.covariance, floor: 1e-6)
    expectClose(fit.breakRate, reference.breakRate)
    expectClose(
      model.localFactor.flatMap { $0.suffix(years) }, reference.localFactorLastRows)
    expectClose(fit.scaleCoefficients, reference.scaleCoefficients, floor: 1e-3)
    expectClose([fit.scaleSpread], [reference.scaleSpread])
    expectClose(fit.countyShare, reference.countyShare, floor: 1e-3)
    expectClose(model.countySpread, reference.countySpread, floor: 1e-4)
    for (code, levels) in reference.level {
      let place = pool.areas.firstIndex(of: code)! * 8
      expectClose(Array(model.level[place..<place + 8]), levels)
      expectClose(Array(model.localScale[place..<place + 8]), reference.scale[code]!)
    }
    expectClose(sums(model.level), reference.levelSums)
    expectClose(sums(model.localScale), reference.scaleSums)
    expectClose(fit.driftVariance, reference.driftVariance, floor: 1e-3)
    let yearsToFirst = (0..<model.level.count).map { 1 + fit.lead[$0 % 8] }
    expectClose(
      sums((0..<model.level.count).map { model.ownDrift[$0 * years] / yearsToFirst[$0] }),
      reference.driftSums, floor: 1e-3)
  }

  @Test func `national factor gives the covariance of cumulated shocks`() throws {
    let pool = try ShippedInventory.pool(release: 2026)
    let fit = try BaselineFit(
      pool: pool, nation: ShippedInventory.nation(release: 2026), lastYear: 2024, window: 2010)
    let model = try fit.model(of: pool.starting(with: "18"), through: 2030)
    for (a, b) in [(0, 0), (0, 3), (4, 4), (4, 7)] {
      for (k, l) in [(1, 1), (2, 5), (6, 6)] {
        let (rowA, rowB) = ((k - 1) * 8 + a, (l - 1) * 8 + b)
        let product = (8..<model.nationalFactor.columnCount).reduce(0.0) {
          $0 + model.nationalFactor[rowA, $1] * model.nationalFactor[rowB, $1]
        }
        let years = Double(min(k, l)) + (fit.lead[a] * fit.lead[b]).squareRoot()
        expectClose([product], [years * fit.shocks.covariance[a, b]])
      }
    }
  }

  @Test func `years after the origin change no bit`() throws {
    for lastYear in 2017...2020 {
      let pool = try ShippedInventory.pool(release: 2025)
      let nation = try ShippedInventory.nation(release: 2025)
      let honest = try BaselineFit.fit(
        pool: pool, nation: nation, municipalities: pool.areas, lastYear: lastYear, window: 2010,
        horizon: 2023)
      let scrambled = try BaselineFit.fit(
        pool: pool.scrambled(after: lastYear), nation: nation.scrambled(after: lastYear),
        municipalities: pool.areas, lastYear: lastYear, window: 2010, horizon: 2023)
      #expect(honest.bits == scrambled.bits)
    }
  }

  @Test func `counties that are not shipped are fitted alike`() throws {
    let pool = try ShippedInventory.pool(release: 2025)
    let nation = try ShippedInventory.nation(release: 2025)
    var renamed = pool
    renamed.areas = pool.areas.map {
      "\(["12": "03", "14": "05", "18": "24"][$0.prefix(2)]!)\($0.suffix(2))"
    }
    let models = try [pool, renamed].map {
      try BaselineFit.fit(
        pool: $0, nation: nation, municipalities: $0.areas, lastYear: 2020, window: 2010,
        horizon: 2023)
    }
    #expect(models[0].bits == models[1].bits)
  }

  @Test func `municipalities of a scenario take nothing from each other`() throws {
    let pool = try ShippedInventory.pool(release: 2026)
    let nation = try ShippedInventory.nation(release: 2026)
    let all = try BaselineFit.fit(
      pool: pool, nation: nation, municipalities: pool.areas, lastYear: 2024, window: 2010,
      horizon: 2030)
    let one = try BaselineFit.fit(
      pool: pool, nation: nation, municipalities: ["1480"], lastYear: 2024, window: 2010,
      horizon: 2030)
    let place = pool.areas.firstIndex(of: "1480")! * 8
    #expect(one.level == Array(all.level[place..<place + 8]))
    #expect(one.localScale == Array(all.localScale[place..<place + 8]))
    #expect(one.drift == all.drift)
  }

  @Test func `a sector at zero stays at zero`() throws {
    var pool = try ShippedInventory.pool(release: 2025).starting(with: "18")
    let end = pool.years.firstIndex(of: 2020)!
    let place = (3 * 8 + Sector.waste.index) * pool.years.count
    pool.tonnes[place + end] = 0
    let model = try BaselineFit.fit(
      pool: pool, nation: ShippedInventory.nation(release: 2025), municipalities: pool.areas,
      lastYear: 2020, window: 2010, horizon: 2023)
    #expect(model.level[3 * 8 + Sector.waste.index] == 0)
    #expect(model.localScale[3 * 8 + Sector.waste.index] == 0)
    #expect(model.level.filter { $0 == 0 }.count == 1)
  }

  @Test func `one year or two years still give a finite model`() throws {
    let pool = try ShippedInventory.pool(release: 2026)
    let nation = try ShippedInventory.nation(release: 2026)
    for years in [[2024], [2023, 2024], [2010, 2023, 2024]] {
      let model = try BaselineFit.fit(
        pool: pool.keeping(years), nation: nation, municipalities: ["1480"], lastYear: 2024,
        window: 2010, horizon: 2030)
      let numbers =
        model.level + model.localScale + model.drift + model.countySpread
        + model.nationalFactor.storage
      #expect(numbers.allSatisfy { $0.isFinite })
    }
  }

  @Test func `a plant that stands still for a year gets some of its fall back`() throws {
    var pool = try ShippedInventory.pool(release: 2025)
    let area = pool.areas.firstIndex(of: "1484")!
    let place = (area * 8 + Sector.industry.index) * pool.years.count
    let end = pool.years.firstIndex(of: 2020)!
    let before = pool.tonnes[place + end - 1]
    pool.tonnes[place + end] = before / 10
    let model = try BaselineFit.fit(
      pool: pool, nation: ShippedInventory.nation(release: 2025), municipalities: ["1484"],
      lastYear: 2020, window: 2010, horizon: 2021)
    // 15 per cent of log 10, besides what the nation and earlier years say.
    let level = model.level[Sector.industry.index]
    #expect(level > before / 10 * 1.2 && level < before / 10 * 1.8)
  }

  @Test func `a municipality keeps a direction of its own only where shares have one`() throws {
    let nation = try ShippedInventory.nation(release: 2025)
    var pool = try ShippedInventory.pool(release: 2025)
    let years = pool.years.count
    let (waste, farms) = (Sector.waste.index, Sector.agriculture.index)
    let slopes = pool.areas.indices.map { 0.02 * sin(Double($0)) }
    for area in pool.areas.indices {
      for year in 0..<years {
        let noise = 0.02 * sin(Double(area * 131 + year * year * 17))
        let back = Double(pool.years[year] - 2020)
        for (sector, slope) in [(waste, slopes[area]), (farms, 0)] {
          pool.tonnes[(area * 8 + sector) * years + year] =
            nation[0, sector, year] / 100 * exp(slope * back + noise)
        }
      }
    }
    let fit = try BaselineFit(pool: pool, nation: nation, lastYear: 2020, window: 2010)
    #expect(fit.driftVariance[farms] == 0)
    #expect(fit.driftVariance[waste] > 0.1)
    let model = try fit.model(of: pool, through: 2026)
    for area in pool.areas.indices {
      let path = model.ownDrift[((area * 8 + waste) * 6)..<((area * 8 + waste) * 6 + 6)]
      #expect(abs(path.last! - 6 * slopes[area]) < 0.04)
    }
  }

  private func slopeErrors(_ model: BaselineModel) -> [Double] {
    (0..<8).flatMap { sector in
      (0..<model.yearCount).map { year in
        (0..<8).reduce(0.0) {
          let entry = model.nationalFactor[year * 8 + sector, $1]
          return $0 + entry * entry
        }.squareRoot()
      }
    }
  }

  private func sums(_ values: [Double]) -> [Double] {
    var (plain, weighted) = ([Double](repeating: 0, count: 8), [Double](repeating: 0, count: 8))
    for (index, value) in values.enumerated() {
      plain[index % 8] += value
      weighted[index % 8] += value * Double(index / 8 + 1)
    }
    return plain + weighted
  }
}

/// Relative 1e-9; entries below `floor` are compared as if they were as large.
func expectClose(
  _ found: [Double], _ expected: [Double], floor: Double = 0, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (a, b) in zip(found, expected) {
    #expect(abs(a - b) <= tolerance * max(abs(b), floor), sourceLocation: sourceLocation)
  }
}

extension BaselineModel {
  /// Everything a fit decides, to the bit.
  fileprivate var bits: [UInt64] {
    (level + localScale + drift + ownDrift + countySpread + weight + localFactor.flatMap { $0 }
      + nationalFactor.storage).map(\.bitPattern)
  }
}

extension Inventory {
  /// Nonsense in every year after one.
  fileprivate func scrambled(after lastYear: Int) -> Inventory {
    var scrambled = self
    for index in tonnes.indices where years[index % years.count] > lastYear {
      scrambled.tonnes[index] = Double((index * 7919) % 10_007) * 1e3
    }
    return scrambled
  }

  fileprivate func keeping(_ kept: [Int]) -> Inventory {
    Inventory(
      release: release, areas: areas, years: kept,
      tonnes: tonnes.indices.filter { kept.contains(years[$0 % years.count]) }.map { tonnes[$0] })
  }
}
