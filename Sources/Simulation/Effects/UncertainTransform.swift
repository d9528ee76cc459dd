package import PledgeModel
import Sampling

/// Turns standard normal numbers into an uncertain number's distribution, by inversion: equal ranks stay equal.
///
/// A normal, log-normal or fixed number is transformed directly. Every other distribution goes through a table of
/// its quantiles at 513 equally spaced normal scores from −6.5 to 6.5, with cubic interpolation between them.
///
/// - Accuracy: the table is within 1e-7 of the range; what is sampled never leaves the distribution's support.
package struct UncertainTransform: Sendable {
  private enum Form: Sendable {
    case fixed(Double)
    case normal(mean: Double, standardDeviation: Double)
    case logNormal(median: Double, sigma: Double)
    case table([Double])
  }

  private let form: Form
  /// The expected value.
  package let mean: Double

  private static let intervalCount = 512
  private static let limit = 6.5
  private static let step = 2 * limit / Double(intervalCount)
  /// Which share of standard normal numbers lies below each score of a table.
  private static let probabilities = (0...intervalCount).map {
    Normal(mean: 0, standardDeviation: 1).cdf(-limit + Double($0) * step)
  }

  package init(_ uncertain: Uncertain) {
    switch uncertain {
    case .fixed(let value):
      (form, mean) = (.fixed(value), value)
    case .normal(let mean, let standardDeviation):
      (form, self.mean) = (.normal(mean: mean, standardDeviation: standardDeviation), mean)
    case .logNormal(let median, let sigma):
      form = .logNormal(median: median, sigma: sigma)
      mean = LogNormal(median: median, sigma: sigma).mean
    case .uniform(let low, let high):
      (form, mean) = Self.table(Uniform(low: low, high: high))
    case .triangular(let low, let mode, let high):
      (form, mean) = Self.table(Triangular(low: low, mode: mode, high: high))
    case .pert(let low, let mode, let high):
      (form, mean) = Self.table(PERT(low: low, mode: mode, high: high))
    case .beta(let alpha, let beta):
      (form, mean) = Self.table(Beta(alpha: alpha, beta: beta))
    }
  }

  private static func table(_ distribution: some Distribution) -> (Form, Double) {
    (.table(probabilities.map(distribution.quantile)), distribution.mean)
  }

  /// Replaces standard normal numbers by numbers of the distribution.
  package func apply(to numbers: UnsafeMutablePointer<Double>, count: Int) {
    switch form {
    case .fixed(let value):
      numbers.update(repeating: value, count: count)
    case .normal(let mean, let standardDeviation):
      for i in 0..<count { numbers[i] = mean + standardDeviation * numbers[i] }
    case .logNormal(let median, let sigma):
      for i in 0..<count { numbers[i] *= sigma }
      VectorMath.exponentiate(numbers, count: count)
      for i in 0..<count { numbers[i] *= median }
    case .table(let table):
      for i in 0..<count { numbers[i] = Self.interpolate(table, numbers[i]) }
    }
  }

  /// Catmull–Rom interpolation, held between the two neighbouring quantiles so that it stays monotone.
  private static func interpolate(_ table: [Double], _ score: Double) -> Double {
    let place = min(max((score + limit) / step, 0), Double(intervalCount))
    let index = min(Int(place), intervalCount - 1)
    let t = place - Double(index)
    let b = table[index]
    let c = table[index + 1]
    let a = index > 0 ? table[index - 1] : b
    let d = index + 2 <= intervalCount ? table[index + 2] : c
    let value =
      b + 0.5 * t
      * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return min(max(value, b), c)
  }
}
