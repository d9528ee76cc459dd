import PledgeModel
import Sampling

/// What one municipality's share of the nation is at the origin, and how much each year surprised.
///
/// A local-level model: the logarithm of the share walks randomly, with variance 1 a year in units of the
/// municipality's own scale, and what is seen deviates from it by q = 0.2 for that year only. A plant that stood
/// still one year therefore gets 15 per cent of its fall back at once; after an allocation break hardly anything
/// is held against the new level.
///
///     P += Δ + extra,   F = P + q,   v = seen − μ,   μ += P/F · v,   P *= 1 − P/F
///
/// A carried-forward value is passed over; one below a tonne starts the series anew.
///
/// - Source: Durbin and Koopman (2012), *Time Series Analysis by State Space Methods*, chapter 2.
struct LevelFilter: Sendable {
  /// Variance of a deviation that lasts one year, in units of an ordinary year's permanent change.
  static let transitory = 0.2

  /// log of the share at the last year; nil when nothing was seen.
  private(set) var logShare: Double?
  /// v / √F, by step; nil where nothing was seen.
  private(set) var surprises: [Double?]
  /// Mean over the steps since the last new start of log(v² / F), less what the tails alone would make of it.
  private(set) var meanLogVariance = 0.0
  /// How many steps that mean is taken over.
  private(set) var count = 0

  init(_ series: LocalSeries, steps: [Double], extraYears: [Double], tail: ScaleMixture) {
    surprises = Array(repeating: nil, count: steps.count)
    var variance = 0.0
    var sum = 0.0
    for year in series.logShare.indices {
      guard series.isKnown[year] else {
        logShare = nil
        (sum, count) = (0, 0)
        continue
      }
      guard let mean = logShare else {
        logShare = series.logShare[year]
        variance = Self.transitory
        continue
      }
      let step = steps[year - 1] + extraYears[year - 1]
      variance += step
      if series.isCarried[year] { continue }
      let total = variance + Self.transitory
      let surprise = series.logShare[year] - mean
      surprises[year - 1] = surprise / total.squareRoot()
      // A hundredth of a per cent: below it the rounding of the inventory decides.
      sum +=
        VectorMath.logarithm(max(surprise * surprise / total, 1e-8))
        - tail.expectedLogVariance(share: min(1, step / total))
      count += 1
      let gain = variance / total
      logShare = mean + gain * surprise
      variance *= 1 - gain
    }
    meanLogVariance = count > 0 ? sum / Double(count) : 0
  }

  /// The variance of the level at the end of an unbroken series, in units of an ordinary year's change.
  static func levelVariance(steps: [Double], extraYears: [Double]) -> Double {
    zip(steps, extraYears).reduce(transitory) { variance, step in
      let predicted = variance + step.0 + step.1
      return predicted * transitory / (predicted + transitory)
    }
  }
}

extension ScaleMixture {
  /// Three in four years are calm, one in twenty is a plant that opens or closes: kurtosis 7.8, yet its exponential
  /// has every moment.
  package static let localTail = ScaleMixture(
    probabilities: [0.70, 0.25, 0.05], scales: [0.75, 1.4, 2.8])

  /// The expected logarithm of a variance of which a share is multiplied with the squared scale and the rest with its
  /// mean.
  func expectedLogVariance(share: Double) -> Double {
    let mean = zip(probabilities, scales).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    return zip(probabilities, scales).reduce(0) {
      $0 + $1.0 * VectorMath.logarithm(share * $1.1 * $1.1 + (1 - share) * mean)
    }
  }

  /// The variance of the logarithm of the squared scale.
  var logVarianceSpread: Double {
    let logs = scales.map { 2 * VectorMath.logarithm($0) }
    let mean = zip(probabilities, logs).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(probabilities, logs).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } - mean * mean
  }
}
