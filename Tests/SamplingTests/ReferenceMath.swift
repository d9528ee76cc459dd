/// The mathematics of the vector kernels for one number, written a second time; kernels must agree bit for bit.
enum ReferenceMath {
  static func exponential(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.79 { return .infinity }
    if x < -745.14 { return 0 }
    let shift = 0x1.8p+52
    let n = shift.addingProduct(x, 0x1.71547652b82fep+0) - shift
    let r = x.addingProduct(n, -log2High).addingProduct(n, -log2Low)
    let p = polynomial(
      r,
      [
        0x1.0000000000001p-1, 0x1.5555555555556p-3, 0x1.5555555553d63p-5, 0x1.11111111109b3p-7,
        0x1.6c16c1788bd90p-10, 0x1.a01a01a7c41d5p-13, 0x1.a019b90d2ae7ap-16,
        0x1.71de0dae63bb3p-19, 0x1.289185613a3d6p-22, 0x1.af38a9b0ec855p-26,
      ])
    let power = Int(n)
    let half = power >> 1
    return (r.addingProduct(r * r, p) + 1) * powerOfTwo(half) * powerOfTwo(power - half)
  }

  static func logarithm(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    let significand = x.significand
    let isUpperHalf = significand.bitPattern & 0xf_ffff_ffff_ffff >= 0x6_a09e_0000_0000
    let n = Double(x.exponent) + (isUpperHalf ? 1 : 0)
    let f = (isUpperHalf ? significand / 2 : significand) - 1
    let s = f / (2 + f)
    let z = s * s
    let p = polynomial(z, stride(from: 3.0, through: 21, by: 2).map { 2 / $0 })
    let half = 0.5 * f * f
    let tail = (n * log2Low).addingProduct(s, half.addingProduct(p, z))
    return (f - (half - tail)).addingProduct(n, log2High)
  }

  /// In single precision, for a number that is not subnormal.
  static func logarithm(_ x: Float) -> Float {
    let isUpperHalf = x.significandBitPattern >= 0x35_04f3
    let n = Float(x.exponent) + (isUpperHalf ? 1 : 0)
    let f = (isUpperHalf ? x.significand / 2 : x.significand) - 1
    let coefficients: [Float] = [
      3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1,
      -1.2420140846e-1, 1.1676998740e-1, -1.1514610310e-1, 7.0376836292e-2,
    ]
    let p = polynomial(f, coefficients)
    let square = f * f
    let tail = (n * -2.12194440e-4).addingProduct(square * f, p).addingProduct(square, -0.5)
    return (f + tail).addingProduct(n, 0.693359375)
  }

  static func normalQuantile(ofWord word: UInt32) -> Double {
    let q = (Double(word) - 0x1p31 + 0.5) * 0x1p-32
    let r = 0x1.f02p-3.addingProduct(-q, q)
    if r >= 0 { return q * (polynomial(r, centreNumerator) / polynomial(r, centreDenominator)) }
    let t = (-logarithm(0.5 - abs(q))).squareRoot() - 1.6
    return Double(
      signOf: q, magnitudeOf: polynomial(t, tailNumerator) / polynomial(t, tailDenominator))
  }

  /// In single precision, for |x| < 87.
  static func exponential(_ x: Float) -> Float {
    let shift: Float = 0x1.8p+23
    let n = shift.addingProduct(x, 0x1.715476p+0) - shift
    let r = x.addingProduct(n, -0x1.62e400p-1).addingProduct(n, -0x1.7f7d1cp-20)
    let p = polynomial(
      r, [0x1p-1, 0x1.5554dcp-3, 0x1.55551ap-5, 0x1.120b6ep-7, 0x1.6d110ap-10])
    return (r.addingProduct(r * r, p) + 1) * Float(sign: .plus, exponent: Int(n), significand: 1)
  }

  /// In single precision.
  static func singleNormalQuantile(ofWord word: UInt32) -> Float {
    let q = rounded(Float(Int32(bitPattern: word ^ 0x8000_0000) >> 16), word) * 0x1p-32
    let nearer = word < 0x8000_0000 ? word : ~word
    let tail = rounded(Float(nearer >> 16), nearer) * 0x1p-32
    let w = -logarithm((4 * tail).addingProduct(-4 * tail, tail))
    if w <= 6 {
      return q
        * polynomial(
          w - 3,
          [
            0x1.25e47cp+2, 0x1.5deb1p-1, -0x1.09eec8p-6, -0x1.35ffbp-9, 0x1.21e668p-11,
            -0x1.2d8faap-15, -0x1.66743ep-18, 0x1.549456p-20, -0x1.9466f6p-27, -0x1.0a5508p-26,
          ])
    }
    return q
      * polynomial(
        w.squareRoot() - 3.5,
        [
          0x1.2de4c6p+3, 0x1.6cb4b2p+1, 0x1.315ba8p-7, -0x1.7b363ap-8, 0x1.77efbap-9,
          -0x1.0c5af4p-9, 0x1.9c50c2p-10, -0x1.1e5686p-11,
        ])
  }

  /// A word and one half, from its high and low half, rounded once.
  private static func rounded(_ high: Float, _ word: UInt32) -> Float {
    (Float(word & 0xffff) + 0.5).addingProduct(high, 0x1p16)
  }

  /// From pairs of terms to pairs of pairs.
  private static func polynomial(_ x: Float, _ coefficients: [Float]) -> Float {
    if coefficients.count == 1 { return coefficients[0] }
    let pairs = stride(from: 0, to: coefficients.count, by: 2).map { k in
      k + 1 < coefficients.count
        ? coefficients[k].addingProduct(coefficients[k + 1], x) : coefficients[k]
    }
    return polynomial(x * x, pairs)
  }

  private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    coefficients.dropLast().reversed().reduce(coefficients.last!) { $1.addingProduct($0, x) }
  }

  private static func powerOfTwo(_ power: Int) -> Double {
    Double(sign: .plus, exponent: power, significand: 1)
  }

  private static let log2High = 0x1.62e42fee00000p-1
  private static let log2Low = 0x1.a39ef35793c76p-33
  private static let centreNumerator = [
    0x1.3a5c02f2bdfa7p+2, 0x1.2e42f025a28d7p+10, 0x1.89e47e70f662ep+16, 0x1.a439f865cb483p+21,
    0x1.6b0e2ef113d5bp+25, 0x1.c599f20a88451p+27, 0x1.3b93182558d4dp+28, 0x1.b79fb1fdc9e24p+25,
  ]
  private static let centreDenominator = [
    1, 0x1.07a88e61c90d2p+8, 0x1.7841cc95b04d3p+14, 0x1.c607b1c891bfdp+19,
    0x1.d1a21ce62baefp+23, 0x1.75510f930413cp+26, 0x1.849ba976672edp+27, 0x1.4d2c50ea4af5cp+26,
  ]
  private static let tailNumerator = [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
    7.74545014278341407640e-4,
  ]
  private static let tailDenominator = [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
    0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
    1.05075007164441684324e-9,
  ]
}
