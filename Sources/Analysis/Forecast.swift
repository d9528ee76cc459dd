import PledgeModel
import Sampling

/// A projected total from its draws, and how it compares with what came.
package struct Forecast: Hashable, Sendable {
  /// Type-7 quantiles at `Summary.levels`.
  package let quantiles: [Double]
  /// The continuous ranked probability score.
  ///
  /// - Unit: that of the draws.
  package let rankedScore: Double
  /// The probability integral transform: the share of draws below what came, ties counted half.
  package let rank: Double

  /// Scores draws, which are sorted in place.
  ///
  /// With x₁ ≤ … ≤ xₙ, mean |x − a| less half the mean distance of two draws is
  ///
  ///     1/n Σ |xᵢ − a| − 1/n² Σ (2i − n − 1) xᵢ
  ///
  /// - Source: Gneiting and Raftery (2007), doi:10.1198/016214506000001437, equation 21, for the distribution of the draws.
  package init(_ draws: UnsafeMutableBufferPointer<Double>, actual: Double) {
    var draws = draws
    draws.sort()
    let count = Double(draws.count)
    quantiles = Summary.levels.map { draws.sortedQuantile($0) }
    var (distance, spread, rank) = (0.0, 0.0, 0.0)
    for (index, draw) in draws.enumerated() {
      let deviation = draw - actual
      distance += abs(deviation)
      spread += (2 * Double(index) - count + 1) * deviation
      rank += deviation < 0 ? 1 : deviation == 0 ? 0.5 : 0
    }
    rankedScore = distance / count - spread / (count * count)
    self.rank = rank / count
  }

  package var median: Double { quantiles[3] }

  /// Whether the central interval that leaves out this many levels at each end holds a value.
  package func covers(_ value: Double, skippingLevels skipped: Int) -> Bool {
    quantiles[skipped] <= value && value <= quantiles[quantiles.count - 1 - skipped]
  }
}
