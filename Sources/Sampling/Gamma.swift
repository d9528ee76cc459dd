/// A gamma distribution.
///
/// - Unit: `scale` has the unit of the variable; `shape` has none.
/// - Accuracy: cdf and quantile relative 1e-12 where they are above 1e-300.
/// - Source: Johnson, Kotz and Balakrishnan (1994), chapter 17.
public struct Gamma: Distribution {
  /// The shape, above zero.
  public let shape: Double
  /// The scale, above zero.
  public let scale: Double

  /// Makes the distribution.
  public init(shape: Double, scale: Double = 1) {
    precondition(shape > 0 && scale > 0, "shape \(shape), scale \(scale)")
    self.shape = shape
    self.scale = scale
  }

  public var mean: Double { shape * scale }

  public var variance: Double { shape * scale * scale }

  public func quantile(_ p: Double) -> Double {
    if p <= 0 { return 0 }
    if p >= 1 { return .infinity }
    let isUpper = p > 0.5
    return scale
      * SpecialFunctions.solve(
        probability: isUpper ? 1 - p : p, start: shape, isDecreasing: isUpper
      ) { x in
        let tails = SpecialFunctions.incompleteGamma(shape, x)
        return (
          isUpper ? tails.upper : tails.lower, SpecialFunctions.poisson(shape, x) * shape / x
        )
      }
  }

  public func cdf(_ x: Double) -> Double {
    SpecialFunctions.incompleteGamma(shape, x / scale).lower
  }
}
