package import PledgeModel
import Sampling

/// The line that public trackers draw: a median regression through a municipality's own totals.
///
/// The line with the least sum of absolute deviations passes through two of the points, so that trying every pair finds
/// it exactly. It is shifted to pass through the last point and stops at zero.
///
/// - Source: Koenker and Bassett (1978), "Regression quantiles", doi:10.2307/1913643, for the estimator;
///   klimatkollen.se for its use on municipalities.
package struct MedianLine: Hashable, Sendable {
  /// - Unit: tonnes CO2e per year, each year.
  package let slope: Double
  private let lastYear: Int
  private let lastTonnes: Double

  /// The line through the points given; among lines that fit equally well, the one through the earliest pair.
  ///
  /// - Parameters:
  ///   - years: ascending, at least one.
  ///   - tonnes: the total of each year.
  package init(years: [Int], tonnes: [Double]) {
    precondition(
      !years.isEmpty && years.count == tonnes.count, "\(tonnes.count) values for years \(years)")
    var best = (deviation: Double.infinity, slope: 0.0)
    for first in years.indices {
      for second in years.indices.dropFirst(first + 1) {
        let slope = (tonnes[second] - tonnes[first]) / Double(years[second] - years[first])
        let deviation = years.indices.reduce(0.0) {
          $0 + abs(tonnes[$1] - tonnes[first] - slope * Double(years[$1] - years[first]))
        }
        // Equal sums differ in their last bits.
        if deviation < best.deviation * (1 - 1e-12) { best = (deviation, slope) }
      }
    }
    slope = best.slope
    lastYear = years[years.count - 1]
    lastTonnes = tonnes[tonnes.count - 1]
  }

  /// The value of the line in a year.
  ///
  /// - Unit: tonnes CO2e per year.
  package subscript(year: Int) -> Double {
    max(0, lastTonnes + slope * Double(year - lastYear))
  }

  /// A baseline without uncertainty in which every sector follows the line of its municipality's total.
  ///
  /// - Parameters:
  ///   - inventory: its last year is the one projections start from; the line takes the years from 2015 on.
  ///   - yearCount: how many years are projected.
  package static func model(_ inventory: Inventory, yearCount: Int) -> BaselineModel {
    let end = inventory.years.count - 1
    let positions = inventory.years.indices.filter { inventory.years[$0] >= 2015 || $0 == end }
    let sectors = Sector.allCases.indices
    var level: [Double] = []
    var drift: [Double] = []
    for area in inventory.areas.indices {
      let line = MedianLine(
        years: positions.map { inventory.years[$0] },
        tonnes: positions.map { inventory.total(area: area, year: $0) })
      let path = (1...yearCount).map { ahead in
        // A floor of a billionth keeps the logarithm finite where the line has reached zero.
        line.lastTonnes > 0
          ? VectorMath.logarithm(max(line[line.lastYear + ahead] / line.lastTonnes, 1e-9)) : 0
      }
      for sector in sectors {
        level.append(inventory[area, sector, end])
        drift += path
      }
    }
    return .certain(level: level, ownDrift: drift, yearCount: yearCount)
  }
}
