/// A log-normal distribution, given by its median and the spread of its logarithm.
///
/// If `z` is standard normal, `median · exp(sigma · z)` has this distribution. The median is asked for,
/// not the mean of the logarithm, because it is what published ranges quote.
///
/// - Unit: `median` has the unit of the variable; `sigma` has none.
/// - Source: Johnson, Kotz and Balakrishnan (1994), chapter 14.
public struct LogNormal: Distribution {
  /// The number that is exceeded as often as not, above zero.
  public let median: Double
  /// The standard deviation of the logarithm, above zero.
  public let sigma: Double

  /// Makes the distribution.
  public init(median: Double, sigma: Double) {
    precondition(median > 0 && sigma > 0, "median \(median), sigma \(sigma)")
    self.median = median
    self.sigma = sigma
  }

  public var mean: Double { median * VectorMath.exponential(sigma * sigma / 2) }

  public var variance: Double {
    mean * mean * SpecialFunctions.exponentialMinusOne(sigma * sigma)
  }

  public func quantile(_ p: Double) -> Double {
    median * VectorMath.exponential(sigma * normalQuantile(p))
  }

  public func cdf(_ x: Double) -> Double {
    x <= 0 ? 0 : normalProbability(VectorMath.logarithm(x / median) / sigma)
  }
}
