/// A triangular distribution.
///
/// - Unit: `low`, `mode` and `high` have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 26, section 9.
public struct Triangular: Distribution {
  /// The lower bound.
  public let low: Double
  /// The most likely value, within the bounds.
  public let mode: Double
  /// The upper bound.
  public let high: Double

  /// Makes the distribution.
  public init(low: Double, mode: Double, high: Double) {
    precondition(
      low < high && low <= mode && mode <= high,
      "low \(low), mode \(mode), high \(high)")
    self.low = low
    self.mode = mode
    self.high = high
  }

  private var range: Double { high - low }
  private var rise: Double { mode - low }
  private var fall: Double { high - mode }

  public var mean: Double { low + (range + rise) / 3 }

  public var variance: Double { (range * range - rise * fall) / 18 }

  public func quantile(_ p: Double) -> Double {
    p * range < rise
      ? low + (p * range * rise).squareRoot()
      : high - ((1 - p) * range * fall).squareRoot()
  }

  public func cdf(_ x: Double) -> Double {
    if x <= low { return 0 }
    if x >= high { return 1 }
    return x < mode
      ? (x - low) * (x - low) / (range * rise)
      : 1 - (high - x) * (high - x) / (range * fall)
  }
}
