/// A normal distribution.
///
/// - Unit: `mean` and `standardDeviation` have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1994), chapter 13.
public struct Normal: Distribution {
  public let mean: Double
  /// The root of the variance, above zero.
  public let standardDeviation: Double

  /// Makes the distribution.
  public init(mean: Double, standardDeviation: Double) {
    precondition(standardDeviation > 0, "standard deviation \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  public var variance: Double { standardDeviation * standardDeviation }

  public func quantile(_ p: Double) -> Double { mean + standardDeviation * normalQuantile(p) }

  public func cdf(_ x: Double) -> Double { normalProbability((x - mean) / standardDeviation) }
}

/// The distribution function of the standard normal distribution.
///
/// - Accuracy: relative error 1e-13 where the result is above 1e-300.
public func normalProbability(_ z: Double) -> Double {
  let tails = SpecialFunctions.incompleteGamma(0.5, z * z / 2)
  return z < 0 ? tails.upper / 2 : 0.5 + tails.lower / 2
}
