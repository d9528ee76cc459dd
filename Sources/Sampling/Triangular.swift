/// A triangular distribution.
///
/// - Unit: `minimum`, `mode` and `maximum` have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 26, section 9.
public struct Triangular: Distribution {
  /// The lower bound.
  public let minimum: Double
  /// The most likely value, within the bounds.
  public let mode: Double
  /// The upper bound.
  public let maximum: Double

  /// Makes the distribution.
  public init(minimum: Double, mode: Double, maximum: Double) {
    precondition(
      minimum < maximum && minimum <= mode && mode <= maximum,
      "minimum \(minimum), mode \(mode), maximum \(maximum)")
    self.minimum = minimum
    self.mode = mode
    self.maximum = maximum
  }

  private var range: Double { maximum - minimum }
  private var rise: Double { mode - minimum }
  private var fall: Double { maximum - mode }

  public var mean: Double { minimum + (range + rise) / 3 }

  public var variance: Double { (range * range - rise * fall) / 18 }

  public func quantile(_ p: Double) -> Double {
    p * range < rise
      ? minimum + (p * range * rise).squareRoot()
      : maximum - ((1 - p) * range * fall).squareRoot()
  }

  public func cdf(_ x: Double) -> Double {
    if x <= minimum { return 0 }
    if x >= maximum { return 1 }
    return x < mode
      ? (x - minimum) * (x - minimum) / (range * rise)
      : 1 - (maximum - x) * (maximum - x) / (range * fall)
  }
}
