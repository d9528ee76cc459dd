/// The quantile function of the standard normal distribution.
///
/// Three rational approximations of degree 7, one for the centre and two for the tails, where the argument is the root
/// of −log of the tail probability.
///
/// - Accuracy: relative error 2e-15 from 1e-300 up to 1 − 2⁻⁵³; −∞ at 0, ∞ at 1, NaN outside.
/// - Source: Wichura (1988), "Algorithm AS 241", doi:10.2307/2347330, routine PPND16.
public func normalQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  if abs(q) <= 0.425 {
    let r = 0.180625 - q * q
    return q * polynomial(r, centralNumerator) / polynomial(r, centralDenominator)
  }
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  let r = (-VectorMath.logarithm(q < 0 ? p : 1 - p)).squareRoot()
  let quantile =
    r <= 5
    ? polynomial(r - 1.6, tailNumerator) / polynomial(r - 1.6, tailDenominator)
    : polynomial(r - 5, farNumerator) / polynomial(r - 5, farDenominator)
  return q < 0 ? -quantile : quantile
}

private func polynomial(_ x: Double, _ coefficients: InlineArray<8, Double>) -> Double {
  var sum = coefficients[7]
  for k in stride(from: 6, through: 0, by: -1) { sum = sum * x + coefficients[k] }
  return sum
}

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
