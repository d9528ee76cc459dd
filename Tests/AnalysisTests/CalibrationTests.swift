import Analysis
import PledgeModel
import Sampling
import Simulation
import Testing

/// Whether intervals hold what they promise, on made-up regions whose future is known.
@Suite struct CalibrationTests {
  /// With this many regions at each origin the share of one horizon's county totals inside an interval has a standard error
  /// of about one point, because one national path drives all of a region.
  static let regionCount = 600

  @Test func `intervals of every horizon cover what they say within three points`() throws {
    let origins = try [2017, 2020].map {
      try Self.coverage(lastYear: $0, regions: Self.regionCount, draws: 500, seed: UInt64($0))
    }
    for kind in [origins.map(\.municipal), origins.map(\.county)] {
      for origin in kind { Self.expectNominal(Self.shares(origin)) }
      for horizon in kind[0].indices { Self.expectNominal(Self.shares(kind.map { $0[horizon] })) }
    }
  }

  private static func expectNominal(_ shares: [Double]) {
    for (share, nominal) in zip(shares, [0.5, 0.8, 0.9]) { #expect(abs(share - nominal) < 0.03) }
  }

  /// Shares inside the central 50, 80 and 90 per cent.
  struct Coverage {
    var inside = [0.0, 0.0, 0.0]
    var count = 0.0

    mutating func add(_ forecast: Forecast, _ actual: Double) {
      for (index, skipped) in [2, 1, 0].enumerated()
      where forecast.covers(actual, skippingLevels: skipped) { inside[index] += 1 }
      count += 1
    }
  }

  /// Fits made-up regions and compares the intervals with what came there.
  static func coverage(
    lastYear: Int, regions: Int, draws: Int, seed: UInt64
  ) throws -> (municipal: [Coverage], county: [Coverage]) {
    let (pool, nation) = try ShippedInventory.inventories(release: 2025)
    let horizon = 6
    let region = try SyntheticRegion(
      pool: pool, nation: nation, lastYear: lastYear, horizonInYears: horizon)
    var random = Normals(seed: seed)
    var municipal = [Coverage](repeating: Coverage(), count: horizon)
    var county = municipal
    for index in 0..<regions {
      let world = region.draw(&random)
      let model = try BaselineFit.fit(
        pool: world.pool, nation: world.nation, municipalities: region.areas,
        lastYear: lastYear, window: 2010, horizon: lastYear + horizon)
      let ensemble = PastEnsemble(
        BaselineSampler(
          model,
          municipalities: region.areas.map {
            Municipality(code: MunicipalityCode($0)!, name: $0)
          }, streams: Streams(seed: UInt64(index))),
        draws: draws, workers: Workers(count: 2))
      var total = [Double](repeating: 0, count: horizon)
      for (m, code) in region.areas.enumerated() {
        ensemble.draw(m)
        let actual = world.future[m]
        let forecasts = ensemble.forecasts(
          ensemble.municipality, steps: Array(0..<horizon), actual: actual)
        for k in 0..<horizon {
          municipal[k].add(forecasts[k], actual[k])
          total[k] += actual[k]
        }
        if m + 1 == region.areas.count || region.areas[m + 1].prefix(2) != code.prefix(2) {
          let sums = ensemble.forecasts(
            ensemble.county, steps: Array(0..<horizon), actual: total)
          for k in 0..<horizon { county[k].add(sums[k], total[k]) }
          total = total.map { _ in 0 }
          ensemble.clearCounty()
        }
      }
    }
    return (municipal, county)
  }

  static func shares(_ coverages: [Coverage]) -> [Double] {
    (0..<3).map { level in
      coverages.reduce(0) { $0 + $1.inside[level] } / coverages.reduce(0) { $0 + $1.count }
    }
  }
}
