/// A uniform distribution.
///
/// - Unit: the bounds have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 26.
public struct Uniform: Distribution {
  /// The lower bound.
  public let minimum: Double
  /// The upper bound.
  public let maximum: Double

  /// Makes the distribution.
  public init(minimum: Double, maximum: Double) {
    precondition(minimum < maximum, "minimum \(minimum), maximum \(maximum)")
    self.minimum = minimum
    self.maximum = maximum
  }

  public var mean: Double { minimum + (maximum - minimum) / 2 }

  public var variance: Double { (maximum - minimum) * (maximum - minimum) / 12 }

  public func quantile(_ p: Double) -> Double { minimum + (maximum - minimum) * p }

  public func cdf(_ x: Double) -> Double {
    min(max((x - minimum) / (maximum - minimum), 0), 1)
  }
}
