/// A PERT distribution: a beta distribution stretched over a range, with a given mode.
///
/// The mean is (minimum + 4 mode + maximum) / 6, as in the Program Evaluation and Review Technique.
///
/// - Unit: `minimum`, `mode` and `maximum` have the unit of the variable.
/// - Source: Malcolm, Roseboom, Clark and Fazar (1959), doi:10.1287/opre.7.5.646; Vose (2008), "Risk analysis", appendix III.
public struct PERT: Distribution {
  /// The lower bound.
  public let minimum: Double
  /// The most likely value, within the bounds.
  public let mode: Double
  /// The upper bound.
  public let maximum: Double

  private let shape: Beta

  /// Makes the distribution.
  public init(minimum: Double, mode: Double, maximum: Double) {
    precondition(
      minimum < maximum && minimum <= mode && mode <= maximum,
      "minimum \(minimum), mode \(mode), maximum \(maximum)")
    self.minimum = minimum
    self.mode = mode
    self.maximum = maximum
    let range = maximum - minimum
    shape = Beta(alpha: 1 + 4 * (mode - minimum) / range, beta: 1 + 4 * (maximum - mode) / range)
  }

  public var mean: Double { minimum + (maximum - minimum) * shape.mean }

  public var variance: Double { (maximum - minimum) * (maximum - minimum) * shape.variance }

  public func quantile(_ p: Double) -> Double {
    minimum + (maximum - minimum) * shape.quantile(p)
  }

  public func cdf(_ x: Double) -> Double { shape.cdf((x - minimum) / (maximum - minimum)) }
}
