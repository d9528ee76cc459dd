/// In which share of the draws an option beats the reference; ties stand apart and are never counted as better.
public struct Superiority: Hashable, Codable, Sendable {
  /// The share of draws in which the option is strictly better.
  public var better: Probability
  /// The share of draws in which both are equal, but for rounding of a trillionth of the area's emissions.
  public var equal: Double

  public init(better: Probability, equal: Double) {
    self.better = better
    self.equal = equal
  }
}
