/// A logistic distribution.
///
/// - Unit: `location` and `scale` have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 23.
public struct Logistic: Distribution {
  /// The mean and median.
  public let location: Double
  /// The scale, above zero.
  public let scale: Double

  /// Makes the distribution.
  public init(location: Double = 0, scale: Double = 1) {
    precondition(scale > 0, "scale \(scale)")
    self.location = location
    self.scale = scale
  }

  public var mean: Double { location }

  public var variance: Double { Double.pi * Double.pi / 3 * scale * scale }

  public func quantile(_ p: Double) -> Double {
    location + scale * VectorMath.logarithm(p / (1 - p))
  }

  public func cdf(_ x: Double) -> Double {
    1 / (1 + VectorMath.exponential(-(x - location) / scale))
  }
}
