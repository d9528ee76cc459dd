import Sampling

/// Derivatives of the logarithm of the gamma function, which say how the logarithm of a sample variance scatters.
///
/// The recurrences ψ(x) = ψ(x + 1) − 1/x and ψ′(x) = ψ′(x + 1) + 1/x² lift the argument to 10 or more, where seven
/// terms of the asymptotic series leave 5e-17.
///
/// - Source: Abramowitz and Stegun (1964), 6.3.5, 6.3.18, 6.4.6 and 6.4.12.
package enum GammaDerivatives {
  /// ψ(x), the first derivative of log Γ.
  ///
  /// - Accuracy: absolute error 1e-14 for x ≥ ½.
  package static func digamma(_ x: Double) -> Double {
    var x = x
    var sum = 0.0
    while x < 10 {
      sum -= 1 / x
      x += 1
    }
    let series: [Double] = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12]
    return sum + VectorMath.logarithm(x) - 0.5 / x - Self.sum(series, inverseSquare: 1 / (x * x))
  }

  /// ψ′(x), the second derivative of log Γ.
  ///
  /// - Accuracy: relative error 1e-14 for x ≥ ½.
  package static func trigamma(_ x: Double) -> Double {
    var x = x
    var sum = 0.0
    while x < 10 {
      sum += 1 / (x * x)
      x += 1
    }
    let series: [Double] = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6]
    let inverseSquare = 1 / (x * x)
    return sum + 1 / x + 0.5 * inverseSquare + Self.sum(series, inverseSquare: inverseSquare) / x
  }

  /// c₁f + c₂f² + …
  private static func sum(_ coefficients: [Double], inverseSquare f: Double) -> Double {
    coefficients.reversed().reduce(0) { ($0 + $1) * f }
  }
}
