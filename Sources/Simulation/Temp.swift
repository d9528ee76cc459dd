// Replaced by the fitted baseline and the distributions as they arrive.
import LinearAlgebra
import PledgeModel
import Sampling

enum BaselineFit {
  static func fit(
    pool: Inventory, nation: Inventory, municipalities: [String], lastYear: Int, window: Int,
    horizon: Int
  ) throws(LinearAlgebraError) -> BaselineModel {
    .certain(
      level: pool.only(municipalities)!.lastValues(lastYear), ownDrift: [],
      yearCount: horizon - lastYear)
  }
}
enum MedianLine {
  static func model(_ i: Inventory, yearCount: Int) -> BaselineModel { fatalError() }
}
protocol Distribution {
  var mean: Double { get }
  func quantile(_ p: Double) -> Double
}
struct LogNormal {
  let median: Double, sigma: Double
  var mean: Double { median * VectorMath.exponential(sigma * sigma / 2) }
}
struct Uniform: Distribution {
  let low: Double, high: Double
  var mean: Double { (low + high) / 2 }
  func quantile(_ p: Double) -> Double { low + p * (high - low) }
}
struct Triangular: Distribution {
  let low: Double, mode: Double, high: Double
  var mean: Double { (low + mode + high) / 3 }
  func quantile(_ p: Double) -> Double { low + p * (high - low) }
}
struct PERT: Distribution {
  let low: Double, mode: Double, high: Double
  var mean: Double { (low + 4 * mode + high) / 6 }
  func quantile(_ p: Double) -> Double { low + p * (high - low) }
}
struct Beta: Distribution {
  let alpha: Double, beta: Double
  var mean: Double { alpha / (alpha + beta) }
  func quantile(_ p: Double) -> Double { p }
}
func normalProbability(_ z: Double) -> Double { 1 / (1 + VectorMath.exponential(-1.702 * z)) }
