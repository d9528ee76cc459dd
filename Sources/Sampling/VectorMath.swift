import CKernels

/// Elementary functions that give the same bits on every machine, which those of a C library do not promise.
///
/// Goals, in this order: equal bits from every instruction set; error close to one unit in the last place (ulp);
/// speed on long vectors. Each function exists twice, here for one number and in C for vectors of eight;
/// both do the same operations in the same order, with fused multiply-adds where written and nowhere else.
public enum VectorMath {
  /// Replaces every number by its exponential.
  ///
  /// - Accuracy: 1.1 ulp.
  /// - Routine: `kernel_exponentiate`
  public static func exponentiate(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
    kernel_exponentiate(numbers, Int64(count))
  }

  /// Replaces every number by its natural logarithm.
  ///
  /// - Accuracy: 0.9 ulp.
  /// - Routine: `kernel_take_logarithms`
  public static func takeLogarithms(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
    kernel_take_logarithms(numbers, Int64(count))
  }

  /// The exponential of one number.
  ///
  /// With n the integer nearest to x / log 2 and r = x − n log 2, eˣ = 2ⁿ eʳ and |r| ≤ ½ log 2. log 2 is split
  /// in two, the first part short enough for n times it to be exact. eʳ = 1 + r + r² p(r), where p is the
  /// Chebyshev fit of degree 9; its own error is 1.3e-17.
  ///
  /// - Accuracy: 1.1 ulp for |x| < 708; beyond, gradual underflow with one more rounding, then 0 or infinity.
  /// - Source: coefficients by `Tests/Peers/kernel_coefficients.py`.
  public static func exponential(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.79 { return .infinity }
    if x < -745.14 { return 0 }
    let n = roundingShift.addingProduct(x, 0x1.71547652b82fep+0) - roundingShift
    let r = x.addingProduct(n, -log2High).addingProduct(n, -log2Low)
    let p = horner(r, exponentialCoefficients)
    let y = r.addingProduct(r * r, p) + 1
    let power = Int(n)
    let half = power >> 1
    return y * powerOfTwo(half) * powerOfTwo(power - half)
  }

  /// The natural logarithm of one number.
  ///
  /// With x = 2ⁿ (1 + f) and √½ ≤ 1 + f < √2, and s = f / (2 + f), log(1 + f) = 2 artanh s = f − (f²/2 − s (f²/2 + R)),
  /// where R = 2 (s²/3 + s⁴/5 + …) is summed to s²⁰/21, which leaves 2e-17. The form keeps the exact f in front
  /// of the rounded terms.
  ///
  /// - Accuracy: 0.9 ulp; exact at 1; −∞ at zero, NaN below.
  /// - Source: Tang (1990), "Table-driven implementation of the logarithm function", doi:10.1145/98267.98294, for
  ///   the argument reduction.
  public static func logarithm(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    let isSubnormal = x < 0x1p-1022
    let offset = (isSubnormal ? x * 0x1p54 : x).bitPattern &- 0x3fe6_a09e_0000_0000
    let n = Double(Int64(bitPattern: offset) >> 52) - (isSubnormal ? 54 : 0)
    let f =
      Double(bitPattern: (offset & 0xf_ffff_ffff_ffff) &+ 0x3fe6_a09e_0000_0000) - 1
    let s = f / (2 + f)
    let z = s * s
    var p = 2.0 / 21
    for k in stride(from: 19.0, through: 3, by: -2) { p = (2 / k).addingProduct(p, z) }
    let half = 0.5 * f * f
    let tail = (n * log2Low).addingProduct(s, half.addingProduct(p, z))
    return (f - (half - tail)).addingProduct(n, log2High)
  }

  /// A polynomial, given by its coefficients from the constant upwards.
  static func horner<let degree: Int>(_ x: Double, _ coefficients: InlineArray<degree, Double>)
    -> Double
  {
    var sum = coefficients[degree - 1]
    for k in stride(from: degree - 2, through: 0, by: -1) {
      sum = coefficients[k].addingProduct(sum, x)
    }
    return sum
  }

  private static func powerOfTwo(_ power: Int) -> Double {
    Double(bitPattern: UInt64(power + 1023) << 52)
  }

  // Adding it rounds to an integer.
  private static let roundingShift = 0x1.8p+52
  private static let log2High = 0x1.62e42fee00000p-1
  private static let log2Low = 0x1.a39ef35793c76p-33
  private static let exponentialCoefficients: InlineArray<10, Double> = [
    0x1.0000000000001p-1, 0x1.5555555555556p-3, 0x1.5555555553d63p-5, 0x1.11111111109b3p-7,
    0x1.6c16c1788bd90p-10, 0x1.a01a01a7c41d5p-13, 0x1.a019b90d2ae7ap-16, 0x1.71de0dae63bb3p-19,
    0x1.289185613a3d6p-22, 0x1.af38a9b0ec855p-26,
  ]
}
