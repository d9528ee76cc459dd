package import LinearAlgebra
import PledgeModel
import Sampling

/// How emissions go on when nothing further is done: what a fit to the inventory, or a rule, leaves behind.
///
/// For draw d, municipality m in county c, sector s and the k-th year after the last inventory year,
///
///     B = level[m,s] · exp( drift[s,k] + ownDrift[m,s,k] + national[d,s,k] + weight[k] · county[d,c,s]
///                           + localScale[m,s] · tail[d,m,s] · local[d,m,s,k] )
///
/// Every random term is symmetric about zero, so the median of a path follows the drifts.
///
/// - Shape: sectors in the order of `Sector.allCases`; `[municipality · 8 + sector]`, `[sector · years + year]`.
package struct BaselineModel: Sendable {
  /// How many years are projected.
  package var yearCount: Int
  /// - Unit: tonnes CO2e per year.
  package var level: [Double]
  /// The logarithm of the median path relative to the level, by sector and year; one for all municipalities.
  package var drift: [Double]
  /// Further log path of single municipalities, `[(municipality · 8 + sector) · years + year]`; empty when there is none.
  package var ownDrift: [Double]
  /// What turns independent normals into national log paths.
  ///
  /// - Shape: a row for each year and sector, `year · 8 + sector`; columns: 8 for the drift's own uncertainty, 8 for
  ///   the years between the last real value and the last inventory year, then 8 for each year's shock.
  package var nationalFactor: Matrix
  /// Standard deviation of a county's deviation, by sector.
  package var countySpread: [Double]
  /// What a county's deviation is multiplied with, by year.
  package var weight: [Double]
  /// The factor of the covariance of the local log path at unit scale, row by row, by sector.
  package var localFactor: [[Double]]
  /// Standard deviations of the local log path's unit.
  package var localScale: [Double]
  /// The scale mixture that gives the local path its tails.
  package var tail: ScaleMixture

  package init(
    yearCount: Int, level: [Double], drift: [Double], ownDrift: [Double] = [],
    nationalFactor: Matrix, countySpread: [Double], weight: [Double],
    localFactor: [[Double]], localScale: [Double], tail: ScaleMixture
  ) {
    self.yearCount = yearCount
    self.level = level
    self.drift = drift
    self.ownDrift = ownDrift
    self.nationalFactor = nationalFactor
    self.countySpread = countySpread
    self.weight = weight
    self.localFactor = localFactor
    self.localScale = localScale
    self.tail = tail
  }

  /// A baseline without any uncertainty.
  package static func certain(level: [Double], ownDrift: [Double], yearCount: Int) -> Self {
    let sectors = Sector.allCases.count
    return BaselineModel(
      yearCount: yearCount, level: level,
      drift: Array(repeating: 0, count: sectors * yearCount), ownDrift: ownDrift,
      nationalFactor: Matrix(
        rowCount: sectors * yearCount, columnCount: sectors * (yearCount + 2)),
      countySpread: Array(repeating: 0, count: sectors),
      weight: Array(repeating: 0, count: yearCount),
      localFactor: Array(
        repeating: Array(repeating: 0, count: yearCount * yearCount), count: sectors),
      localScale: Array(repeating: 0, count: level.count), tail: .none)
  }
}

/// A finite mixture of scales: heavy tails whose exponential still has a mean.
package struct ScaleMixture: Hashable, Sendable {
  package var probabilities: [Double]
  package var scales: [Double]

  package init(probabilities: [Double], scales: [Double]) {
    precondition(
      probabilities.count == scales.count && abs(probabilities.reduce(0, +) - 1) < 1e-9,
      "probabilities \(probabilities) for scales \(scales)")
    self.probabilities = probabilities
    self.scales = scales
  }

  /// One scale: no tails beyond the normal's.
  package static let none = ScaleMixture(probabilities: [1], scales: [1])
}
