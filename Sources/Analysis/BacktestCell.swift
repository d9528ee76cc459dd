import PledgeModel
import Simulation

/// One area's total in one year, projected from one origin.
struct BacktestCell: Hashable, Sendable {
  let area: String
  let origin: Int
  let year: Int
  /// - Unit: tonnes CO2e per year.
  let actual: Double
  let forecast: Forecast
  let line: Double
  let persistence: Double

  var horizon: Int { year - origin }
  var county: String { String(area.prefix(2)) }

  var projection: PastProjection {
    PastProjection(
      origin: origin, year: year, actual: actual.published, median: forecast.median.published,
      low: forecast.quantiles[1].published, high: forecast.quantiles[5].published,
      line: line.published)
  }
}

extension PastPerformance {
  /// What the projections of one area add up to; nil without any.
  init?(_ cells: [BacktestCell]) {
    guard !cells.isEmpty else { return nil }
    let score = BacktestScore(municipal: cells, county: [])
    self.init(
      projections: cells.map(\.projection), relativeError: score.relativeError.median,
      lineRelativeError: score.relativeError.line, coverage80: score.coverage.central80)
  }
}
