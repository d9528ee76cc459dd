/// A uniform distribution.
///
/// - Unit: the bounds have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 26.
public struct Uniform: Distribution {
  /// The lower bound.
  public let low: Double
  /// The upper bound.
  public let high: Double

  /// Makes the distribution.
  public init(low: Double, high: Double) {
    precondition(low < high, "low \(low), high \(high)")
    self.low = low
    self.high = high
  }

  public var mean: Double { low + (high - low) / 2 }

  public var variance: Double { (high - low) * (high - low) / 12 }

  public func quantile(_ p: Double) -> Double { low + (high - low) * p }

  public func cdf(_ x: Double) -> Double {
    min(max((x - low) / (high - low), 0), 1)
  }
}
