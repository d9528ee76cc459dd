/// An uncertain number, given the way published ranges quote it.
public enum Uncertain: Hashable, Codable, Sendable {
  case fixed(value: Double)
  case normal(mean: Double, standardDeviation: Double)
  /// `sigma` is the standard deviation of the logarithm.
  case logNormal(median: Double, sigma: Double)
  case uniform(low: Double, high: Double)
  case triangular(low: Double, mode: Double, high: Double)
  case pert(low: Double, mode: Double, high: Double)
  case beta(alpha: Double, beta: Double)
}
