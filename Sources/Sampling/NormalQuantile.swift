/// The quantile function of the standard normal distribution.
///
/// Three rational approximations of degree 7, one for the centre and two for the tails, where the argument is the root
/// of −log of the tail probability.
///
/// - Accuracy: relative error 1e-15 from 1e-300 up to 1 − 2⁻⁵³; −∞ at 0, ∞ at 1, NaN outside.
/// - Source: Wichura (1988), "Algorithm AS 241", doi:10.2307/2347330, routine PPND16.
public func normalQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  guard abs(q) > 0.425 else {
    let r = 0.180625.addingProduct(-q, q)
    return q * VectorMath.horner(r, centralNumerator) / VectorMath.horner(r, centralDenominator)
  }
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  return tailQuantile(tailProbability: q < 0 ? p : 1 - p, sign: q)
}

/// The normal that belongs to one random word, by the formula of the vector kernel.
///
/// - Accuracy: relative error 1e-10, by a fit over 1/128 < p < 127/128; ``normalQuantile(_:)`` beyond.
/// - Source: coefficients by `Tests/Peers/kernel_coefficients.py`.
package func normalQuantile(ofWord word: UInt32) -> Double {
  let q = (Double(word) - (0x1p31 - 0.5)) * 0x1p-32
  let r = 0x1.f02p-3.addingProduct(-q, q)
  if r < 0 { return tailQuantile(tailProbability: 0.5 - abs(q), sign: q) }
  return q * (VectorMath.horner(r, wordNumerator) / VectorMath.horner(r, wordDenominator))
}

private func tailQuantile(tailProbability: Double, sign: Double) -> Double {
  let r = (-VectorMath.logarithm(tailProbability)).squareRoot()
  let quantile =
    r <= 5
    ? VectorMath.horner(r - 1.6, tailNumerator) / VectorMath.horner(r - 1.6, tailDenominator)
    : VectorMath.horner(r - 5, farNumerator) / VectorMath.horner(r - 5, farDenominator)
  return Double(signOf: sign, magnitudeOf: quantile)
}

private let wordNumerator: InlineArray<8, Double> = [
  0x1.3a5c02f2bdfa7p+2, 0x1.2e42f025a28d7p+10, 0x1.89e47e70f662ep+16, 0x1.a439f865cb483p+21,
  0x1.6b0e2ef113d5bp+25, 0x1.c599f20a88451p+27, 0x1.3b93182558d4dp+28, 0x1.b79fb1fdc9e24p+25,
]
private let wordDenominator: InlineArray<8, Double> = [
  1, 0x1.07a88e61c90d2p+8, 0x1.7841cc95b04d3p+14, 0x1.c607b1c891bfdp+19,
  0x1.d1a21ce62baefp+23, 0x1.75510f930413cp+26, 0x1.849ba976672edp+27, 0x1.4d2c50ea4af5cp+26,
]
private let centralNumerator: InlineArray<8, Double> = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
  45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
]
private let centralDenominator: InlineArray<8, Double> = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
  21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
]
private let tailNumerator: InlineArray<8, Double> = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
  1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
  7.74545014278341407640e-4,
]
private let tailDenominator: InlineArray<8, Double> = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
  0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
  1.05075007164441684324e-9,
]
private let farNumerator: InlineArray<8, Double> = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
  0.026532189526576123093, 1.2426609473880784386e-3, 2.71155556874348757815e-5,
  2.01033439929228813265e-7,
]
private let farDenominator: InlineArray<8, Double> = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
  7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
  2.04426310338993978564e-15,
]
