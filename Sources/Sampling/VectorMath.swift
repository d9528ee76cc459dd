import CKernels

/// Elementary functions that give the same bits on every machine, which those of a C library do not promise.
///
/// Goals, in this order: equal bits from every instruction set; error close to one unit in the last place (ulp);
/// speed on long vectors. A number alone takes the same steps as in a vector.
///
/// *Exponential.* With n the integer nearest to x / log 2 and r = x − n log 2, eˣ = 2ⁿ eʳ and |r| ≤ ½ log 2. log 2 is
/// split in two, the first part short enough for n times it to be exact. eʳ = 1 + r + r² p(r), where p is a Chebyshev fit
/// of degree 9, whose own error is 1.3e-17.
///
/// *Logarithm.* With x = 2ⁿ (1 + f) and √½ ≤ 1 + f < √2, and s = f / (2 + f), log(1 + f) = 2 artanh s =
/// f − (f²/2 − s (f²/2 + R)), where R = 2 (s²/3 + s⁴/5 + …) is summed to s²⁰/21, which leaves 2e-17. The form keeps the
/// exact f in front of the rounded terms.
///
/// *In single precision*, for what is compared only and for spreads around a number of double precision, kernels take the same
/// steps with fewer terms: the exponential with a p of degree 4, relative error 1.2e-7; the logarithm by a polynomial in f of degree 9.
///
/// - Source: Tang (1989), doi:10.1145/63522.214389, and Tang (1990), doi:10.1145/98267.98294, for the reductions of the
///   argument; the coefficients of p by `Tests/Peers/kernel_coefficients.py`.
public enum VectorMath {
  /// Replaces every number by its exponential.
  ///
  /// - Accuracy: 1.1 ulp for |x| < 708; beyond, gradual underflow with one more rounding, then 0 or infinity.
  /// - Routine: `kernel_exponentiate`
  public static func exponentiate(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
    kernel_exponentiate(numbers, Int64(count))
  }

  /// Replaces every number by its natural logarithm.
  ///
  /// - Accuracy: 0.9 ulp; exact at 1; −∞ at zero, NaN below.
  /// - Routine: `kernel_take_logarithms`
  public static func takeLogarithms(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
    kernel_take_logarithms(numbers, Int64(count))
  }

  /// The exponential of one number, as in ``exponentiate(_:count:)``.
  public static func exponential(_ x: Double) -> Double {
    var number = x
    kernel_exponentiate(&number, 1)
    return number
  }

  /// The natural logarithm of one number, as in ``takeLogarithms(_:count:)``.
  public static func logarithm(_ x: Double) -> Double {
    var number = x
    kernel_take_logarithms(&number, 1)
    return number
  }
}
