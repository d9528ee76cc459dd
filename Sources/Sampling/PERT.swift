/// A PERT distribution: a beta distribution stretched over a range, with a given mode.
///
/// The mean is (low + 4 mode + high) / 6, as in the Program Evaluation and Review Technique.
///
/// - Unit: `low`, `mode` and `high` have the unit of the variable.
/// - Source: Malcolm, Roseboom, Clark and Fazar (1959), doi:10.1287/opre.7.5.646; Vose (2008), "Risk analysis", appendix III.
public struct PERT: Distribution {
  /// The lower bound.
  public let low: Double
  /// The most likely value, within the bounds.
  public let mode: Double
  /// The upper bound.
  public let high: Double

  private let shape: Beta

  /// Makes the distribution.
  public init(low: Double, mode: Double, high: Double) {
    precondition(
      low < high && low <= mode && mode <= high,
      "low \(low), mode \(mode), high \(high)")
    self.low = low
    self.mode = mode
    self.high = high
    let range = high - low
    shape = Beta(alpha: 1 + 4 * (mode - low) / range, beta: 1 + 4 * (high - mode) / range)
  }

  public var mean: Double { low + (high - low) * shape.mean }

  public var variance: Double { (high - low) * (high - low) * shape.variance }

  public func quantile(_ p: Double) -> Double {
    low + (high - low) * shape.quantile(p)
  }

  public func cdf(_ x: Double) -> Double { shape.cdf((x - low) / (high - low)) }
}
