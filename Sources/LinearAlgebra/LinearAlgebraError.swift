/// A case where the mathematics has no answer.
public enum LinearAlgebraError: Error, Equatable {
  /// The leading block of this order is not positive definite.
  case notPositiveDefinite(order: Int)
  /// The columns span a space of this dimension only, to working accuracy.
  case rankDeficient(rank: Int)
  /// An entry is infinite or not a number.
  case notFinite
}
