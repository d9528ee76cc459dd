public import LinearAlgebra
public import PledgeModel
import Sampling
import Simulation

/// Projects from years in the past with what was known then, and compares with what came.
///
/// For each origin the baseline is fitted on the years up to it and projected to every later inventory year. Beside its
/// median stand two rules that need no model: the last value unchanged, and a median-regression line.
///
/// - Source: Tashman (2000), "Out-of-sample tests of forecasting accuracy", doi:10.1016/S0169-2070(00)00065-0, for
///   rolling origins.
public struct Backtest: Sendable {
  /// Every municipality to learn from.
  public var pool: Inventory
  /// Area `00`, same release.
  public var nation: Inventory
  /// Codes of the municipalities to score, all of them in `pool`.
  public var municipalities: [String]
  /// The years to project from, each with a later year in `pool`.
  public var origins: [Int]
  /// The first year of the national drift's window.
  public var window: Int
  public var draws: Int
  public var seed: UInt64
  /// How many workers share the draws; does not change what is found.
  public var threads: Int

  public init(
    pool: Inventory, nation: Inventory, municipalities: [String], origins: [Int],
    window: Int = 2010, draws: Int, seed: UInt64, threads: Int
  ) {
    self.pool = pool
    self.nation = nation
    self.municipalities = municipalities.sorted()
    self.origins = origins
    self.window = window
    self.draws = draws
    self.seed = seed
    self.threads = threads
  }

  /// An upper estimate of the memory that draws take.
  ///
  /// - Unit: bytes.
  public var memoryNeeded: Int {
    let years = (pool.years.last ?? 0) - (origins.min() ?? 0)
    let counties = Set(municipalities.map { $0.prefix(2) }).count
    let rows = Sector.allCases.count * (years + counties) + 2 * years + threads
    return rows * (draws + drawsPerBlock) * MemoryLayout<Double>.stride
  }

  /// Fits, projects and compares: one fit to all municipalities, then each county by a fit to the others and by one to
  /// itself.
  ///
  /// - Parameter progress: called with the share of the work done.
  public func result(
    progress: (Double) -> Void = { _ in }
  ) throws(LinearAlgebraError) -> BacktestResult {
    BLAS.useOneThread()
    let counties = Set(municipalities.map { String($0.prefix(2)) }).sorted()
    let isDivided = Set(pool.areas.map { $0.prefix(2) }).count > 1
    var together = Cells()
    var leavingOut: [String: Cells] = [:]
    var alone: [String: Cells] = [:]
    for (index, origin) in origins.enumerated() {
      progress(Double(index) / Double(origins.count))
      together.add(try cells(origin, learningFrom: pool, about: municipalities))
      guard isDivided else { continue }
      for county in counties {
        let about = municipalities.filter { $0.hasPrefix(county) }
        let (others, itself) = (
          pool.filtered { !$0.hasPrefix(county) }, pool.filtered { $0.hasPrefix(county) }
        )
        leavingOut[county, default: Cells()].add(
          try cells(origin, learningFrom: others, about: about))
        alone[county, default: Cells()].add(try cells(origin, learningFrom: itself, about: about))
      }
    }
    progress(1)
    let horizons = Set(together.municipal.map(\.horizon)).sorted()
    return BacktestResult(
      draws: draws, seed: seed, window: window,
      overall: BacktestScore(municipal: together.municipal, county: together.county),
      byHorizon: horizons.map { horizon in
        BacktestScore(
          municipal: together.municipal.filter { $0.horizon == horizon },
          county: together.county.filter { $0.horizon == horizon }, horizon: horizon)
      },
      byOrigin: origins.map { origin in
        BacktestScore(
          municipal: together.municipal.filter { $0.origin == origin },
          county: together.county.filter { $0.origin == origin }, origin: origin)
      },
      byCounty: counties.map { county in
        BacktestScore(
          municipal: together.municipal.filter { $0.county == county },
          county: together.county.filter { $0.area == county }, ofCounty: county)
      },
      leavingOut: Self.scores(leavingOut), alone: Self.scores(alone),
      municipalities: municipalities.compactMap { code in
        PastPerformance(together.municipal.filter { $0.area == code }).map {
          BacktestResult.MunicipalityPerformance(code: code, performance: $0)
        }
      })
  }

  /// How the baseline of a scenario would have done from three to six years before its last inventory year, by code
  /// of municipality and county; empty when the inventory has no such years or the baseline is not the fitted one.
  ///
  /// A thousand draws: the share of projections inside an interval moves in steps far larger than their error.
  public static func pastPerformance(
    of input: SimulationInput, threads: Int
  ) throws(LinearAlgebraError) -> [String: PastPerformance] {
    guard case .trend(let window) = input.scenario.baseline else { return [:] }
    let lastYear = input.scenario.lastInventoryYear
    let origins = input.pool.years.filter { (lastYear - 6...lastYear - 3).contains($0) }
    let backtest = Backtest(
      pool: input.pool.through(lastYear), nation: input.nation.through(lastYear),
      municipalities: input.scenario.municipalities.map(\.code.digits), origins: origins,
      window: window, draws: 1000, seed: input.scenario.seed, threads: threads)
    var found = Cells()
    for origin in origins {
      found.add(
        try backtest.cells(
          origin, learningFrom: backtest.pool, about: backtest.municipalities))
    }
    return Dictionary(grouping: found.municipal + found.county, by: \.area).compactMapValues {
      PastPerformance($0)
    }
  }

  private static func scores(_ cells: [String: Cells]) -> [BacktestScore] {
    cells.sorted { $0.key < $1.key }.map {
      BacktestScore(municipal: $0.value.municipal, county: $0.value.county, ofCounty: $0.key)
    }
  }
}

/// Projected totals of municipalities and of counties.
struct Cells {
  var municipal: [BacktestCell] = []
  var county: [BacktestCell] = []

  mutating func add(_ other: Cells) {
    municipal += other.municipal
    county += other.county
  }
}

extension Backtest {
  /// Projects municipalities, ascending by code, and the sums of those of each county from one origin.
  func cells(
    _ origin: Int, learningFrom pool: Inventory, about codes: [String]
  ) throws(LinearAlgebraError) -> Cells {
    let later = self.pool.years.filter { $0 > origin }
    guard let chosen = self.pool.only(codes), let end = later.last, !codes.isEmpty else {
      return Cells()
    }
    let fit = try BaselineFit(pool: pool, nation: nation, lastYear: origin, window: window)
    let sampler = BaselineSampler(
      try fit.model(of: chosen.through(origin), through: end),
      municipalities: codes.map { Municipality(code: MunicipalityCode($0)!, name: $0) },
      streams: Streams(seed: seed))
    let ensemble = PastEnsemble(sampler, draws: draws, workers: Workers(count: threads))
    let steps = later.map { $0 - origin - 1 }
    var cells = Cells()
    var totals = [Double](repeating: 0, count: chosen.years.count)
    for (index, code) in codes.enumerated() {
      let own = chosen.years.indices.map { chosen.total(area: index, year: $0) }
      let forecast = { (rows: [Double], area: String, table: DrawTable<Double>) in
        let actual = later.map { rows[chosen.years.firstIndex(of: $0)!] }
        let line = line(rows, origin)
        return zip(zip(later, actual), ensemble.forecasts(table, steps: steps, actual: actual))
          .compactMap { past, forecast -> BacktestCell? in
            // No error is relative to nothing.
            guard past.1 > 0 else { return nil }
            return BacktestCell(
              area: area, origin: origin, year: past.0, actual: past.1, forecast: forecast,
              line: line[past.0], persistence: rows[chosen.years.firstIndex(of: origin)!])
          }
      }
      for year in totals.indices { totals[year] += own[year] }
      ensemble.draw(index)
      cells.municipal += forecast(own, code, ensemble.municipality)
      let county = String(code.prefix(2))
      if index + 1 == codes.count || !codes[index + 1].hasPrefix(county) {
        cells.county += forecast(totals, county, ensemble.county)
        totals = totals.map { _ in 0 }
        ensemble.clearCounty()
      }
    }
    return cells
  }

  /// The line through the totals from 2010 to the origin.
  private func line(_ totals: [Double], _ origin: Int) -> MedianLine {
    let known = pool.years.indices.filter { pool.years[$0] <= origin }
    let used = known.filter { pool.years[$0] >= 2010 || $0 == known.last }
    return MedianLine(years: used.map { pool.years[$0] }, tonnes: used.map { totals[$0] })
  }
}

extension Inventory {
  fileprivate func filtered(_ isWanted: (String) -> Bool) -> Inventory {
    only(areas.filter(isWanted))!
  }
}
