import RealModule
import Sampling

/// The mean of a logistic curve over a normal shift, and the cut that gives it a wanted value.
///
/// `mean(cut)` is E[logistic(cut + N(0, spread²))], by the trapezium rule at 21 normal scores 0.75 apart. For a
/// function as smooth as this the rule's error falls with exp(−2π²/0.75²), below 1e-15.
package struct MeanLogistic: Sendable {
  /// exp(−shift), so that one exponential serves all shifts of a cut.
  private let odds: [Double]
  private let weights: [Double]
  private let variance: Double

  package init(spread: Double) {
    let scores = (-10...10).map { 0.75 * Double($0) }
    odds = scores.map { VectorMath.exponential(-spread * $0) }
    let densities = scores.map { VectorMath.exponential(-0.5 * $0 * $0) }
    let sum = densities.reduce(0, +)
    weights = densities.map { $0 / sum }
    variance = spread * spread
  }

  /// The mean of the logistic curve and its slope at a cut.
  package func mean(cut: Double) -> (value: Double, slope: Double) {
    var value = 0.0
    var slope = 0.0
    let own = VectorMath.exponential(-cut)
    for index in odds.indices {
      let p = 1 / (1 + own * odds[index])
      value += weights[index] * p
      slope += weights[index] * p * (1 - p)
    }
    return (value, slope)
  }

  /// The cut at which the mean equals `share`, by Newton's method from the probit approximation.
  ///
  /// - Accuracy: 1e-12 in the share.
  /// - Precondition: `share` lies strictly between 0 and 1.
  package func cut(share: Double) -> Double {
    let scale = 16 * Double.sqrt(3) / (15 * .pi)
    var cut =
      VectorMath.logarithm(share / (1 - share)) * Double.sqrt(1 + scale * scale * variance)
    for _ in 0..<20 {
      let (value, slope) = mean(cut: cut)
      // So far out that the approximation is as good.
      if slope < 1e-12 { break }
      cut += (share - value) / slope
      if abs(share - value) < 1e-12 { break }
    }
    return cut
  }
}
