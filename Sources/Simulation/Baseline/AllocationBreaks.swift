import PledgeModel
import Sampling

/// Steps in which a sector was shared out among municipalities in a new way.
///
/// A break moves every municipality at once, up or down, while the nation stands still: transport from 2016 to 2018,
/// for example. For each step, `v` is the robust variance over municipalities of the change against the median change,
/// and `base` the lower quartile over steps of v per year. A step with more than 16 · base a year, four times
/// the ordinary scale, is a break, and counts as v / base − Δ further years of ordinary change: the level found
/// from older years is then hardly trusted any more. Breaks will recur at the rate seen.
///
/// Below ten municipalities a break cannot be told from an event in one of them; the tails carry it then.
struct AllocationBreaks: Sendable {
  /// Further variance in units of an ordinary year's, by step.
  let extraYears: [Double]
  /// Further variance in a coming year, in the same unit.
  let rate: Double

  init(series: [LocalSeries], steps: [Double]) {
    let changes = steps.indices.map { step in series.compactMap { $0.change(over: step) } }
    guard steps.count > 2, changes.allSatisfy({ $0.count >= 10 }) else {
      extraYears = Array(repeating: 0, count: steps.count)
      rate = 0
      return
    }
    let variances = changes.map { changes in
      let centre = changes.median
      // The median of χ² with one degree of freedom.
      return changes.map { ($0 - centre) * ($0 - centre) }.median / 0.4549
    }
    let yearly = zip(variances, steps).map { $0 / $1 }
    let base = yearly.quantile(0.25)
    let extra = zip(variances, steps).map { variance, years in
      base > 0 && variance / years > 16 * base ? variance / base - years : 0
    }
    extraYears = extra
    rate = extra.reduce(0, +) / steps.reduce(0, +)
  }
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle.
  var median: Double { quantile(0.5) }

  /// The type-7 quantile of values in any order.
  func quantile(_ p: Double) -> Double {
    sorted().sortedQuantile(p)
  }
}
