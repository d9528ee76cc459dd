import LinearAlgebra
import PledgeModel
import Sampling

/// How much one sector of one municipality moves on its own in a year, from its sector, its size and its past.
///
/// Each series gives a mean log surprise y with n steps, which scatters by t = (π²/2 + Var log c²) / n around the
/// logarithm of its variance; c is the scale of the tail. Logarithms make it robust: one closure cannot
/// blow the scale up. The variances share a regression
///
///     log scale² = β₀ + a_s + b log(level / 10 kt) + u,   u ~ N(0, τ²)
///
/// fitted by five rounds of ridge regression with weights 1 / (τ² + t), τ² from the residuals. Its priors are
/// structural: 8 per cent a year at 10 kt, sectors within a factor e, and a standard deviation that falls as the fourth
/// root of size, half-way between one plant and many independent ones. They vanish for a file of a county's size
/// and carry a file of one municipality. A series' own residual is shrunk by τ² / (τ² + t).
struct LocalScale: Sendable {
  /// What a series says about its scale.
  struct Evidence: Sendable {
    var sector: Int
    /// - Unit: tonnes CO2e per year.
    var level: Double
    var meanLogVariance: Double
    var count: Int
  }

  /// β₀, the eight a_s, b.
  let coefficients: [Double]
  /// The variance of u.
  let betweenSeries: Double
  private let scatterOfOneStep: Double

  init(_ evidence: [Evidence], tail: ScaleMixture) throws(LinearAlgebraError) {
    let sectors = Sector.allCases.count
    let scatterOfOneStep = .pi * .pi / 2 + tail.logVarianceSpread
    let scatters = evidence.map { scatterOfOneStep / Double($0.count) }
    let prior: [(mean: Double, deviation: Double)] =
      [(VectorMath.logarithm(0.08 * 0.08), 1)]
      + Array(repeating: (0, 1), count: sectors) + [(-0.5, 0.25)]
    // The residuals start as if ten series had shown a variance of one.
    let (priorBetween, priorCount) = (1.0, 10.0)
    var between = priorBetween
    var coefficients: [Double] = []
    let rows = evidence.map { Self.row(sector: $0.sector, level: $0.level) }
    let logVariances = evidence.map(Self.logVariance)
    for _ in 0..<5 {
      // The prior is one more observation for each coefficient.
      var design = Matrix(rowCount: rows.count + prior.count, columnCount: prior.count)
      var observed = Matrix(rowCount: rows.count + prior.count, columnCount: 1)
      for (index, row) in rows.enumerated() {
        let weight = 1 / (between + scatters[index]).squareRoot()
        for (column, entry) in row.enumerated() { design[index, column] = entry * weight }
        observed[index, 0] = logVariances[index] * weight
      }
      for (column, belief) in prior.enumerated() {
        design[rows.count + column, column] = 1 / belief.deviation
        observed[rows.count + column, 0] = belief.mean / belief.deviation
      }
      coefficients = try design.leastSquaresSolution(observed).storage
      var excess = 0.0
      for (index, row) in rows.enumerated() {
        let residual = logVariances[index] - Self.product(row, coefficients)
        excess += residual * residual - scatters[index]
      }
      between = max(
        0.05, (excess + priorCount * priorBetween) / (Double(evidence.count) + priorCount))
    }
    self.scatterOfOneStep = scatterOfOneStep
    self.coefficients = coefficients
    betweenSeries = between
  }

  /// The standard deviation of an ordinary year's change in logarithms, at most 0.3.
  ///
  /// A source of a few tonnes that swings by factors is no random walk; without the cap the mean of its exponential
  /// would outweigh everything else.
  func scale(_ evidence: Evidence) -> Double {
    let expected = Self.product(
      Self.row(sector: evidence.sector, level: evidence.level), coefficients)
    var own = 0.0
    if evidence.count > 0 {
      own =
        betweenSeries / (betweenSeries + scatterOfOneStep / Double(evidence.count))
        * (Self.logVariance(evidence) - expected)
    }
    return min(VectorMath.exponential((expected + own) / 2), 0.3)
  }

  /// The same for several series; 0 for those at zero.
  func scales(_ evidence: [Evidence]) -> [Double] {
    evidence.map { $0.level > 0 ? scale($0) : 0 }
  }

  /// The mean log surprise, freed from what the logarithm of χ² with one degree of freedom is short of zero.
  private static func logVariance(_ evidence: Evidence) -> Double {
    evidence.meanLogVariance + 1.270_362_845_461_478_2
  }

  private static func row(sector: Int, level: Double) -> [Double] {
    [1] + Sector.allCases.indices.map { $0 == sector ? 1 : 0 }
      + [VectorMath.logarithm(level / 1e4)]
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
