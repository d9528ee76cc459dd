import PledgeModel
import Sampling

/// What one municipality's share of the nation is at the origin, where it is heading, and how much each year surprised.
///
/// A local linear trend: the logarithm of the share drifts by a municipality's own δ a year and walks around that randomly,
/// with variance 1 a year in units of the municipality's own scale; what is seen deviates by q = 0.2 for that year
/// only. δ is zero on average and has the variance ``LocalDrift`` finds. A plant that stood still one year therefore gets
/// 15 per cent of its fall back at once; after an allocation break hardly anything is held against the new level.
///
/// With state (μ, δ) and covariance P, a step of Δ years makes μ += Δ δ, P₁₁ += 2 Δ P₁₂ + Δ² P₂₂ + Δ + extra,
/// P₁₂ += Δ P₂₂, and a value that is seen
///
///     F = P₁₁ + q,   v = seen − μ,   (μ, δ) += (P₁₁, P₁₂) / F · v,   P −= (P₁₁, P₁₂)ᵀ (P₁₁, P₁₂) / F
///
/// A carried-forward value is passed over; one below a tonne starts the series anew.
///
/// - Source: Durbin and Koopman (2012), *Time Series Analysis by State Space Methods*, chapters 2 and 3.
struct LevelFilter: Sendable {
  /// Variance of a deviation that lasts one year, in units of an ordinary year's permanent change.
  static let transitory = 0.2

  /// log of the share at the last year; nil when nothing was seen.
  private(set) var logShare: Double?
  /// δ, the share's change a year in logarithms.
  private(set) var drift = 0.0
  /// v / √F, by step; nil where nothing was seen.
  private(set) var surprises: [Double?]
  /// Mean over the steps since the last new start of log(v² / F), less what the tails alone would make of it.
  private(set) var meanLogVariance = 0.0
  /// How many steps that mean is taken over.
  private(set) var count = 0

  init(
    _ series: LocalSeries, steps: [Double], extraYears: [Double], driftVariance: Double,
    tail: ScaleMixture
  ) {
    surprises = Array(repeating: nil, count: steps.count)
    var uncertainty = Uncertainty(driftVariance: driftVariance)
    var sum = 0.0
    for year in series.logShare.indices {
      guard series.isKnown[year] else {
        logShare = nil
        (drift, sum, count) = (0, 0, 0)
        continue
      }
      guard let before = logShare else {
        logShare = series.logShare[year]
        uncertainty = Uncertainty(driftVariance: driftVariance)
        continue
      }
      let (step, extra) = (steps[year - 1], extraYears[year - 1])
      uncertainty.advance(step, extra: extra)
      let mean = before + step * drift
      logShare = mean
      if series.isCarried[year] { continue }
      let total = uncertainty.level + Self.transitory
      let surprise = series.logShare[year] - mean
      surprises[year - 1] = surprise / total.squareRoot()
      // A hundredth of a per cent: below it the rounding of the inventory decides.
      sum +=
        VectorMath.logarithm(max(surprise * surprise / total, 1e-8))
        - tail.expectedLogVariance(share: min(1, (step + extra) / total))
      count += 1
      let gain = uncertainty.learn()
      logShare = mean + gain.level * surprise
      drift += gain.drift * surprise
    }
    meanLogVariance = count > 0 ? sum / Double(count) : 0
  }

  /// The uncertainty at the end of an unbroken series.
  static func uncertainty(
    steps: [Double], extraYears: [Double], driftVariance: Double
  ) -> Uncertainty {
    var uncertainty = Uncertainty(driftVariance: driftVariance)
    for (step, extra) in zip(steps, extraYears) {
      uncertainty.advance(step, extra: extra)
      _ = uncertainty.learn()
    }
    return uncertainty
  }

  /// P, in units of an ordinary year's change.
  struct Uncertainty: Sendable {
    var level: Double
    var cross = 0.0
    var drift: Double

    /// After the first value seen.
    init(driftVariance: Double) {
      level = LevelFilter.transitory
      drift = driftVariance
    }

    mutating func advance(_ years: Double, extra: Double) {
      level += years * (2 * cross + years * drift) + years + extra
      cross += years * drift
    }

    /// Takes a value in; returns the weights its surprise has on level and drift.
    mutating func learn() -> (level: Double, drift: Double) {
      let total = level + LevelFilter.transitory
      let gain = (level: level / total, drift: cross / total)
      drift -= gain.drift * cross
      cross -= gain.level * cross
      level -= gain.level * level
      return gain
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
