/// A number that is certain.
public struct Fixed: Distribution {
  /// The number.
  public let value: Double

  /// Makes the distribution.
  public init(_ value: Double) { self.value = value }

  public var mean: Double { value }

  public var variance: Double { 0 }

  public func quantile(_ p: Double) -> Double { value }

  public func cdf(_ x: Double) -> Double { x < value ? 0 : 1 }
}
