/// A mean over draws.
public struct MeanEstimate: Hashable, Codable, Sendable {
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double

  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }
}
