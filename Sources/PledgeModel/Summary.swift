/// What is kept of one outcome over all draws.
public struct Summary: Hashable, Codable, Sendable {
  public var mean: Double
  public var standardDeviation: Double
  /// Exact type-7 quantiles at `levels`.
  public var quantiles: [Double]

  /// The probabilities of the quantiles kept.
  public static let levels = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]

  public init(mean: Double, standardDeviation: Double, quantiles: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.quantiles = quantiles
  }

  /// The summary of what is zero in every draw.
  public static let nothing = Summary(
    mean: 0, standardDeviation: 0, quantiles: levels.map { _ in 0 })

  /// The quantile at 50 per cent, which headlines show.
  public var median: Double { quantiles[3] }

  /// The central interval from 10 to 90 per cent.
  public var central80: (low: Double, high: Double) { (quantiles[1], quantiles[5]) }
}

/// A probability estimated from draws.
public struct Probability: Hashable, Codable, Sendable {
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double

  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }
}
