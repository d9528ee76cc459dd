/// The functions behind the gamma and beta distributions.
///
/// Goals, in this order: relative accuracy 1e-13 wherever the result is not below 1e-300; equal bits on every machine, so
/// nothing from a C library; shortness. Who needs many quantiles of one distribution tabulates them.
///
/// Powers and factorials that nearly cancel are never formed: densities are written by Loader's saddle-point expansion, in
/// which only the small deviance and Stirling remainders are exponentiated.
///
/// - Source: Loader (2000), "Fast and accurate computation of binomial probabilities"; NIST Digital Library of
///   Mathematical Functions, 5.11.1, 8.7.1, 8.9.2 and 8.17.22.
enum SpecialFunctions {
  /// log Γ(a + 1) − (a + ½) log a + a − ½ log 2π: what Stirling's formula leaves, for a > 0.
  static func stirlingRemainder(_ a: Double) -> Double {
    // Upwards by the recurrence until the asymptotic series is exact to a rounding.
    var (a, remainder) = (a, 0.0)
    while a < 16 {
      remainder += (a + 0.5) * logOnePlus(1 / a) - 1
      a += 1
    }
    let z = 1 / (a * a)
    // Bernoulli numbers: B₂ₖ / (2k (2k − 1)).
    let series =
      1.0 / 12 - z
      * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691 / 360_360))))
    return remainder + series / a
  }

  /// a log(a / m) + m − a, without cancellation where a and m are close.
  static func deviance(_ a: Double, _ m: Double) -> Double {
    let d = (a - m) / (a + m)
    guard abs(d) < 0.1 else { return a * VectorMath.logarithm(a / m) + m - a }
    // log(a / m) = 2 artanh d, and a − m = d (a + m).
    var (term, sum, power) = (d * (a - m), d * (a - m), 2 * a * d)
    var k = 3.0
    repeat {
      power *= d * d
      term = power / k
      sum += term
      k += 2
    } while abs(term) > abs(sum) * 0x1p-56
    return sum
  }

  /// xᵃ e⁻ˣ / Γ(a + 1).
  static func poisson(_ a: Double, _ x: Double) -> Double {
    VectorMath.exponential(-stirlingRemainder(a) - deviance(a, x))
      / (2 * Double.pi * a).squareRoot()
  }

  /// xᵃ yᵇ / (a B(a, b)), where x + y = 1.
  static func betaFactor(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    let exponent =
      stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b) - deviance(a, n * x)
      - deviance(b, n * y)
    return VectorMath.exponential(exponent) * (b / (2 * Double.pi * a * n)).squareRoot()
  }

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).
  static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let factor = poisson(a, x)
    if x < a + 1 {
      var (term, sum, n) = (1.0, 1.0, a)
      repeat {
        n += 1
        term *= x / n
        sum += term
      } while term > sum * 0x1p-56
      return (factor * sum, 1 - factor * sum)
    }
    // 1 / (x + 1 − a − 1 (1 − a) / (x + 3 − a − 2 (2 − a) / (x + 5 − a − …))).
    let fraction = continuedFraction(first: x + 1 - a) { k in
      (numerator: -k * (k - a), denominator: x + 2 * k + 1 - a)
    }
    let upper = factor * a * fraction
    return (1 - upper, upper)
  }

  /// The regularised incomplete beta functions I(x; a, b) and 1 − I(x; a, b), where x + y = 1.
  static func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double
  ) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    // The fraction converges fast on the near side of the mean; the other side is the mirror image.
    let isMirrored = x > (a + 1) / (a + b + 2)
    let (a, b, x, y) = isMirrored ? (b, a, y, x) : (a, b, x, y)
    let fraction = continuedFraction(first: 1) { k in
      let m = (k / 2).rounded(.down)
      let numerator =
        k == 2 * m
        ? m * (b - m) * x / ((a + k - 1) * (a + k))
        : -(a + m) * (a + b + m) * x / ((a + k - 1) * (a + k))
      return (numerator, 1)
    }
    let near = betaFactor(a, b, x, y) * fraction
    return isMirrored ? (1 - near, near) : (near, 1 - near)
  }

  /// 1 / (first + n₁ / (d₁ + n₂ / (d₂ + …))), by the modified method of Lentz.
  ///
  /// - Source: Thompson and Barnett (1986), doi:10.1016/0021-9991(86)90046-X.
  private static func continuedFraction(
    first: Double, _ term: (Double) -> (numerator: Double, denominator: Double)
  ) -> Double {
    func awayFromZero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
    var (c, d, k) = (awayFromZero(first), 0.0, 0.0)
    var value = 1 / c
    while true {
      k += 1
      let (numerator, denominator) = term(k)
      d = 1 / awayFromZero(denominator + numerator * d)
      c = awayFromZero(denominator + numerator / c)
      value /= c * d
      if abs(c * d - 1) <= 0x1p-52 || k > 100_000 { return value }
    }
  }

  /// The positive x at which a tail probability has the given value.
  ///
  /// Newton's method for the logarithm of the probability as a function of log x. It is concave for the gamma and beta
  /// distributions, so from the second step on the iterates approach from one side.
  ///
  /// - Parameter tail: the probability and the absolute value of its derivative at x.
  static func solve(
    probability: Double, start: Double, upperBound: Double = .greatestFiniteMagnitude,
    isDecreasing: Bool = false,
    _ tail: (Double) -> (probability: Double, density: Double)
  ) -> Double {
    let target = VectorMath.logarithm(probability)
    var (x, low, high) = (start, 0.0, upperBound)
    for _ in 0..<200 {
      let (probability, density) = tail(x)
      let excess = VectorMath.logarithm(probability) - target
      if (excess > 0) == isDecreasing { low = x } else { high = x }
      let step = (isDecreasing ? excess : -excess) * probability / (x * density)
      var next = x * VectorMath.exponential(step)
      if !(next > low && next < high) {
        next = abs(step) < 0x1p-48 ? x : (max(low, .leastNormalMagnitude) * high).squareRoot()
      }
      if abs(next - x) <= 0x1p-50 * x { return next }
      x = next
    }
    return x
  }

  /// exp(x) − 1, for x > 0.
  static func exponentialMinusOne(_ x: Double) -> Double {
    let power = VectorMath.exponential(x)
    if power - 1 == 0 { return x }
    // The rounding of the power is taken back to first order.
    return (power - 1) + power * (x - VectorMath.logarithm(power))
  }

  /// log(1 + x), for x > 0.
  static func logOnePlus(_ x: Double) -> Double {
    let sum = 1 + x
    return VectorMath.logarithm(sum) + (x - (sum - 1)) / sum
  }
}
