/// A Gumbel distribution, the limit of largest values.
///
/// - Unit: `location` and `scale` have the unit of the variable.
/// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 22.
public struct Gumbel: Distribution {
  /// The mode.
  public let location: Double
  /// The scale, above zero.
  public let scale: Double

  /// Makes the distribution.
  public init(location: Double = 0, scale: Double = 1) {
    precondition(scale > 0, "scale \(scale)")
    self.location = location
    self.scale = scale
  }

  // Euler's constant: NIST Digital Library of Mathematical Functions, 5.2.3.
  public var mean: Double { location + scale * 0.577_215_664_901_532_86 }

  public var variance: Double { Double.pi * Double.pi / 6 * scale * scale }

  public func quantile(_ p: Double) -> Double {
    location - scale * VectorMath.logarithm(-VectorMath.logarithm(p))
  }

  public func cdf(_ x: Double) -> Double {
    VectorMath.exponential(-VectorMath.exponential(-(x - location) / scale))
  }
}
