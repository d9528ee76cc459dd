/// A probability distribution of one real number.
///
/// Its parameters are sound when it is made; a reader of files checks them before.
public protocol Distribution: Hashable, Sendable {
  /// The smallest number that the distribution does not exceed with probability `p`, for 0 < p < 1.
  func quantile(_ p: Double) -> Double

  /// The probability of a number up to `x`.
  func cdf(_ x: Double) -> Double

  /// The expectation.
  var mean: Double { get }

  /// The expectation of the squared distance from the mean.
  var variance: Double { get }
}
