import Analysis
import PledgeModel
import Testing

@Suite struct BacktestTests {
  static func backtest(draws: Int, threads: Int = 2) throws -> Backtest {
    let (pool, nation) = try ShippedInventory.inventories(release: 2025)
    return Backtest(
      pool: pool, nation: nation, municipalities: pool.areas, origins: [2017, 2018, 2019, 2020],
      draws: draws, seed: 2030, threads: threads)
  }

  @Test func `projects better than a line and than standing still, with honest intervals`() throws {
    let result = try Self.backtest(draws: 2000).result()
    let errors = result.overall.relativeError
    // The line and the last value involve no draws; both from a calculation in NumPy.
    #expect(abs(errors.line - 0.0705) < 5e-5)
    #expect(abs(errors.persistence - 0.0964) < 5e-5)
    #expect(errors.median < 0.74 * errors.line)
    #expect(errors.median < 0.54 * errors.persistence)
    #expect(result.overall.crpsOverLine < 0.55)
    let coverage = result.overall.coverage
    #expect((0.42...0.62).contains(coverage.central50))
    #expect((0.74...0.88).contains(coverage.central80))
    #expect((0.84...0.95).contains(coverage.central90))
    #expect((0.65...0.95).contains(result.overall.countyCoverage80!))
    let far = result.byHorizon.filter { $0.horizon! >= 4 }
    #expect(
      far.reduce(0) { $0 + $1.relativeError.median * Double($1.detail!.projectionCount) }
        < 0.67 * far.reduce(0) { $0 + $1.relativeError.line * Double($1.detail!.projectionCount) })
    for score in result.leavingOut + result.alone {
      #expect(score.relativeError.median < 0.8 * score.relativeError.line)
      #expect((0.70...0.95).contains(score.coverage.central80))
    }
  }

  @Test func `groups add up to the whole`() throws {
    let result = try Self.backtest(draws: 256).result()
    #expect(result.overall.detail!.projectionCount == 94 * (6 + 5 + 4 + 3))
    #expect(
      result.byHorizon.map { $0.detail!.projectionCount } == [4, 4, 4, 3, 2, 1].map { 94 * $0 })
    for groups in [result.byHorizon, result.byOrigin, result.byCounty] {
      let sum = groups.reduce(0) {
        $0 + $1.relativeError.median * Double($1.detail!.projectionCount)
      }
      #expect(abs(sum / (94 * 18) - result.overall.relativeError.median) < 1e-8)
    }
    #expect(abs(result.overall.detail!.pitHistogram.reduce(0, +) - 1) < 1e-6)
    let worst = result.worst.map(\.performance.relativeError)
    #expect(worst.count == 10 && worst == worst.sorted(by: >))
    #expect(worst[0] == result.municipalities.map(\.performance.relativeError).max())
  }

  @Test func `does not depend on the number of workers`() throws {
    #expect(
      try Self.backtest(draws: 600, threads: 1).result()
        == Self.backtest(draws: 600, threads: 3).result())
  }

  @Test func `a municipality alone is projected without counties to learn from`() throws {
    var backtest = try Self.backtest(draws: 500)
    backtest.pool = backtest.pool.only(["1480"])!
    backtest.municipalities = ["1480"]
    let result = try backtest.result()
    #expect(result.leavingOut.isEmpty && result.alone.isEmpty)
    #expect(result.municipalities.count == 1)
    #expect(result.overall.coverage.central90 > 0.5)
  }
}

@Suite struct ForecastTests {
  @Test func `ranked score is that of its definition`() {
    let draws = [3.0, -1, 4, 1, -5, 9, 2, 6, 5, 3]
    for actual in [-7.0, 0, 3, 3.5, 20] {
      let count = Double(draws.count)
      let distance = draws.reduce(0) { $0 + abs($1 - actual) } / count
      let spread = draws.reduce(0) { sum, a in sum + draws.reduce(0) { $0 + abs($1 - a) } }
      var copy = draws
      let forecast = copy.withUnsafeMutableBufferPointer { Forecast($0, actual: actual) }
      #expect(abs(forecast.rankedScore - (distance - spread / (2 * count * count))) < 1e-12)
      let below = draws.reduce(0.0) { $0 + ($1 < actual ? 1 : $1 == actual ? 0.5 : 0) }
      #expect(abs(forecast.rank - below / count) < 1e-15)
    }
  }

  @Test func `quantiles are of type 7`() {
    var draws = (0..<101).map { Double(100 - $0) }
    let forecast = draws.withUnsafeMutableBufferPointer { Forecast($0, actual: 90) }
    #expect(forecast.quantiles == [5, 10, 25, 50, 75, 90, 95])
    #expect(forecast.covers(90, skippingLevels: 1) && !forecast.covers(90.1, skippingLevels: 1))
  }
}
