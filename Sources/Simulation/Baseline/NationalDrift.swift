import PledgeModel
import Sampling

/// The nation's expected change, sector by sector: linear in tonnes, and half-way to what all sectors share.
///
/// Goals, in this order: a median path that beats a straight line through a municipality's own past; no constant
/// that was chosen on the counties it is judged on; a form that can be said in one sentence.
///
/// The slope of each sector is least squares on the years from the window's start, but at least five. Relative
/// to the last level it is `own`; the sum of all slopes over the sum of all levels is `common`. An empirical Bayes
/// estimate lies between the two:
///
///     v_s   = mean over steps of (Δy / level − own · Δx)² / Δx      variance of a year, relative
///     se²_s = ½ (v_s + mean v) / T_s                                a sector's own v rests on few steps
///     τ²    = max(0, mean of (own − common)² − se²)
///     w_s   = τ² / (τ² + se²_s)                                     ½ with fewer than three years
///     g_s   = w_s own_s + (1 − w_s) common
///
/// So a sector whose slope is well determined keeps it, and an erratic one leans on the others.
///
/// - Source: Efron and Morris (1975), "Data analysis using Stein's estimator", doi:10.1080/01621459.1975.10479864, for
///   the shrinkage of several means towards their common one.
package struct NationalDrift: Sendable {
  /// The change a year relative to the last level, by sector.
  package let relative: [Double]
  /// The variance of each sector's relative slope for a yearly shock of variance one.
  package let slopeVariance: [Double]

  /// Estimates the drift from the years given.
  ///
  /// - Parameters:
  ///   - nation: by sector, then year; later years than `last` says are not read.
  ///   - last: the position of the last year to use, by sector.
  ///   - window: the first year of the window.
  init(years: [Int], nation: [[Double]], last: [Int], window: Int) {
    let slopes = zip(nation, last).map {
      SectorSlope(years: years, tonnes: $0, last: $1, window: window)
    }
    let present = slopes.filter { $0.level > 0 }
    let common =
      present.isEmpty
      ? 0 : present.reduce(0) { $0 + $1.slope } / present.reduce(0) { $0 + $1.level }
    let judged = present.filter { $0.yearlyVariance != nil }
    let count = Double(max(1, judged.count))
    let meanVariance = judged.reduce(0) { $0 + $1.yearlyVariance! } / count
    let squaredError = { (slope: SectorSlope) in
      slope.yearlyVariance.map { 0.5 * ($0 + meanVariance) / max(1, slope.span) }
    }
    let between = max(
      0,
      judged.reduce(0) {
        $0 + ($1.relative - common) * ($1.relative - common) - squaredError($1)!
      } / count)
    relative = slopes.map { slope in
      guard slope.level > 0 else { return 0 }
      guard let error = squaredError(slope) else { return 0.5 * slope.relative + 0.5 * common }
      let weight = between > 0 ? between / (between + error) : 0
      return weight * slope.relative + (1 - weight) * common
    }
    slopeVariance = slopes.map(\.variance)
  }

  /// The median path relative to the level it starts from: 1 + t · g, but never zero.
  ///
  /// Below 0.3 it goes on as an exponential with the same value and slope. Nothing hangs on the 0.3: values from 0.1
  /// to 0.7 move the relative error of a backtest by less than 0.0002.
  package static func ratio(_ relative: Double, years: Double) -> Double {
    let line = 1 + years * relative
    return line >= turn ? line : turn * VectorMath.exponential((line - turn) / turn)
  }

  /// The standard deviation of the median path relative to itself, for a yearly shock of variance one: √c · t / r.
  ///
  /// The further a sector has fallen, the more the same error of its slope weighs.
  package func deviation(sector: Int, years: Double) -> Double {
    slopeVariance[sector].squareRoot() * years / max(1 + years * relative[sector], Self.turn)
  }

  private static let turn = 0.3
}

/// The least-squares line of one sector.
private struct SectorSlope {
  /// Emissions of the last year used.
  let level: Double
  /// - Unit: tonnes CO2e per year, each year.
  let slope: Double
  /// From the first year of the window to the last.
  let span: Double
  /// Variance of the slope, relative to the level, when the logarithm of the tonnes walks with variance one a year.
  let variance: Double
  /// Variance of a year's change around the line, relative to the level; nil with fewer than three years.
  let yearlyVariance: Double?

  var relative: Double { level > 0 ? slope / level : 0 }

  init(years: [Int], tonnes: [Double], last: Int, window: Int) {
    let minimumSpan = 5
    let start = min(window, years[last] - minimumSpan)
    let first = years[...last].lastIndex { $0 <= start } ?? 0
    let x = years[first...last].map(Double.init)
    let y = Array(tonnes[first...last])
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let squares = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = squares > 0 ? products / squares : 0
    let level = y[y.count - 1]
    self.level = level
    self.slope = slope
    span = x[x.count - 1] - x[0]
    variance = Self.variance(x, y, meanX: meanX, squares: squares)
    guard x.count > 2, level > 0 else {
      yearlyVariance = nil
      return
    }
    let squaredSteps = (1..<x.count).map { i in
      let years = x[i] - x[i - 1]
      let surprise = (y[i] - y[i - 1]) / level - slope / level * years
      return surprise * surprise / years
    }
    yearlyVariance = squaredSteps.reduce(0, +) / Double(squaredSteps.count)
  }

  /// A shock in the step before year j moved every earlier year i of the window against the last one by its own tonnes, and
  /// with it the slope by Σ_{i<j} (xᵢ − x̄) yᵢ / Σ (x − x̄)², relative to the level y.
  private static func variance(
    _ x: [Double], _ y: [Double], meanX: Double, squares: Double
  ) -> Double {
    let level = y[y.count - 1]
    // One year says nothing of a slope: as uncertain as a year's change.
    guard squares > 0, level > 0 else { return 1 }
    var (influence, variance) = (0.0, 0.0)
    for step in 1..<x.count {
      influence += (x[step - 1] - meanX) * y[step - 1] / (squares * level)
      variance += (x[step] - x[step - 1]) * influence * influence
    }
    return variance
  }
}
