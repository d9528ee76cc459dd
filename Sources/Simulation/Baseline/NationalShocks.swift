package import LinearAlgebra
import PledgeModel
import Sampling

/// How far the nation strays from its drift, and how sectors stray together, from the estimator's own past errors.
///
/// Every known year u but the first and the last is a place from which the drift would have been projected to the next
/// known year, h years ahead. The error, standardised for its horizon, is
///
///     e = ( log(N[v] / N[u]) − log r(h) ) / √( h + c (h / r)² )
///
/// c σ² is the variance of the slope when the logarithm walks with variance σ² a year, so that one σ² explains both what
/// happens after the origin and what the drift gets wrong. Tonnes that fall make c larger: the same shock weighed more
/// when there was more to shake.
///
/// With n errors a sector's log mean square ℓ scatters by ψ′(n/2) around log σ² + ψ(n/2) − log(n/2). The sectors are
/// shrunk towards each other on that scale, and half the posterior variance is added: the predictive mean of σ².
/// Correlations are shrunk towards none, λ = 8 / (8 + errors): as many pseudo-observations as there are sectors,
/// which keeps the matrix positive definite.
///
/// - Source: Smyth (2004), "Linear models and empirical Bayes methods", doi:10.2202/1544-6115.1027, for the moments of
///   ℓ; Ledoit and Wolf (2004), doi:10.1016/S0047-259X(03)00096-4, for shrinking a covariance.
package struct NationalShocks: Sendable {
  /// The covariance of a year's shocks in logarithms.
  ///
  /// - Shape: sectors × sectors.
  package let covariance: Matrix
  /// Its lower Cholesky factor.
  package let factor: Matrix
  /// The mean over sectors of log σ², and its variance between sectors, which the sectors are shrunk with.
  package let betweenSectors: (mean: Double, variance: Double)

  init(history: BaselineHistory, window: Int) throws(LinearAlgebraError) {
    let sectors = Sector.allCases.count
    let errors = Self.pastErrors(history, window: window)
    let (variance, betweenSectors) = Self.variances(errors)
    self.betweenSectors = betweenSectors
    let products = { (a: Int, b: Int) in
      errors.reduce(0.0) { $0 + ($1[a] ?? 0) * ($1[b] ?? 0) }
    }
    let shrinkage = Double(sectors) / Double(sectors + errors.count)
    var covariance = Matrix(rowCount: sectors, columnCount: sectors)
    for a in 0..<sectors {
      covariance[a, a] = variance[a]
      for b in 0..<a {
        let size = (products(a, a) * products(b, b)).squareRoot()
        let correlation = size > 0 ? (1 - shrinkage) * products(a, b) / size : 0
        covariance[a, b] = correlation * (variance[a] * variance[b]).squareRoot()
        covariance[b, a] = covariance[a, b]
      }
    }
    self.covariance = covariance
    factor = try covariance.choleskyFactor()
  }

  /// Standardised errors of one-step projections, by origin, then sector; nil where there was nothing to compare.
  private static func pastErrors(_ history: BaselineHistory, window: Int) -> [[Double?]] {
    let years = history.years
    guard years.count > 2 else { return [] }
    return (1..<years.count - 1).map { origin in
      let drift = NationalDrift(
        years: years, nation: history.nation,
        last: Array(repeating: origin, count: history.nation.count), window: window)
      let ahead = Double(years[origin + 1] - years[origin])
      return history.nation.indices.map { sector in
        let (from, to) = (history.nation[sector][origin], history.nation[sector][origin + 1])
        guard origin + 1 <= history.last[sector], from > 0, to > 0 else { return nil }
        let expected = NationalDrift.ratio(drift.relative[sector], years: ahead)
        let error = VectorMath.logarithm(to / from) - VectorMath.logarithm(expected)
        let slope = drift.deviation(sector: sector, years: ahead)
        return error / (ahead + slope * slope).squareRoot()
      }
    }
  }

  /// The variance of each sector's shock in a year, shrunk towards the other sectors'.
  private static func variances(
    _ errors: [[Double?]]
  ) -> (bySector: [Double], between: (mean: Double, variance: Double)) {
    // Below half a per cent a year the errors of the inventory itself decide.
    let leastVariance = 0.005 * 0.005
    let seen = Sector.allCases.indices.map { sector -> (log: Double, scatter: Double)? in
      let squares = errors.compactMap { $0[sector] }.map { $0 * $0 }
      if squares.isEmpty { return nil }
      let half = Double(squares.count) / 2
      let meanSquare = squares.reduce(0, +) / Double(squares.count)
      return (
        VectorMath.logarithm(max(meanSquare, leastVariance))
          - GammaDerivatives.digamma(half) + VectorMath.logarithm(half),
        GammaDerivatives.trigamma(half)
      )
    }
    // Five per cent a year, within a factor e: where an inventory is too short to say anything.
    var (mean, between) = (VectorMath.logarithm(0.05 * 0.05), 1.0)
    let known = seen.compactMap { $0 }
    let count = Double(known.count)
    if known.count >= 3 {
      for _ in 0..<20 {
        let weights = known.map { 1 / (between + $0.scatter) }
        mean = zip(weights, known).reduce(0) { $0 + $1.0 * $1.1.log } / weights.reduce(0, +)
        let excess = known.reduce(0) { $0 + ($1.log - mean) * ($1.log - mean) - $1.scatter }
        between = max(0.05, excess / (count - 1))
      }
    }
    let bySector = seen.map { sector in
      guard let sector else { return VectorMath.exponential(mean + between / 2) }
      let weight = between / (between + sector.scatter)
      return VectorMath.exponential(
        mean + weight * (sector.log - mean) + weight * sector.scatter / 2)
    }
    return (bySector, (mean, between))
  }
}
