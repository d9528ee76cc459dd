/// A figure of the first page, with its Monte Carlo error beside its printed rounding.
public struct Headline: Hashable, Codable, Sendable {
  public var id: String
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double
  /// The step the figure is printed in.
  public var rounding: Double

  public init(id: String, value: Double, standardError: Double, rounding: Double) {
    self.id = id
    self.value = value
    self.standardError = standardError
    self.rounding = rounding
  }

  /// Whether more draws would not change what is printed.
  public var isSettled: Bool { standardError <= rounding }
}
