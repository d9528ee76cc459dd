import PledgeModel
import Sampling
import Simulation

/// Expected cost ÷ expected tonnes on paired draws.
///
/// The error of the ratio is that of the delta method: the residuals cost − ratio · tonnes have mean zero. The interval is that
/// of the ratio draw by draw, which is what remains unknown to who buys the tonnes however many draws are made.
///
/// - Source: Cochran (1977), "Sampling Techniques", chapter 6, the ratio estimator and its variance.
struct RatioOfMeans {
  private let costs: UnsafePointer<Double>
  private let tonnes: UnsafePointer<Double>
  private let count: Int

  init(_ costs: UnsafePointer<Double>, _ tonnes: UnsafePointer<Double>, count: Int) {
    self.costs = costs
    self.tonnes = tonnes
    self.count = count
  }

  /// Nil when the interval of the tonnes from 5 to 95 per cent holds zero.
  func costPerTonne(tonnes summary: Summary) throws(SamplingError) -> CostPerTonne? {
    guard let low = summary.quantiles.first, let high = summary.quantiles.last,
      low > 0 || high < 0
    else { return nil }
    let mean = Summarizer.moments(tonnes, count: count).mean
    let value = Summarizer.moments(costs, count: count).mean / mean
    let residuals = (0..<count).map { costs[$0] - value * tonnes[$0] }
    let spread = Summarizer.moments(residuals, count: count).standardDeviation
    let ratios = (0..<count).filter { tonnes[$0] != 0 && (tonnes[$0] > 0) == (mean > 0) }
      .map { costs[$0] / tonnes[$0] }
    var quantiles = [Double](repeating: 0, count: Summary.levels.count)
    var selector = QuantileSelector(capacity: ratios.count)
    try selector.quantiles(Summary.levels, of: ratios, count: ratios.count, into: &quantiles)
    return CostPerTonne(
      value: value.published,
      standardError: (spread / (abs(mean) * Double(count).squareRoot())).published,
      quantiles: quantiles.map(\.published))
  }
}
