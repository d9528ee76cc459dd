import Sampling

/// How much of an outcome's variance each group of inputs answers for.
public struct SobolIndices: Hashable, Codable, Sendable {
  /// The share of the variance that would go, on average, if the group were known; one for each group.
  public var first: [Double]
  /// The share that would remain if everything but the group were known: the first order and every interaction.
  public var total: [Double]
}

extension SobolIndices {
  /// The indices of a function of scalar inputs, each uniform on the unit interval, by scrambled Sobol points.
  ///
  /// A point of twice the dimension gives both samples of the pick-freeze design. Nil for a function that does not vary.
  ///
  /// - Accuracy: at 2¹⁴ points, errors of the standard test functions are below 1e-3 in the median and 3e-3 at worst.
  /// - Source: Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018.
  public static func ofFunction(
    dimensionCount: Int, pointCount: Int, seed: UInt64, _ function: ([Double]) -> Double
  ) -> SobolIndices? {
    let sequence = SobolSequence(
      dimensionCount: 2 * dimensionCount, streams: RandomStreams(seed: seed),
      address: StreamAddress(purpose: AnalysisPurpose.scrambling.rawValue))
    var points = [Double](repeating: 0, count: 2 * dimensionCount * pointCount)
    sequence.fill(firstPoint: 0, pointCount: pointCount, into: &points)
    // Rows: sample A, sample B, then A with one input from B.
    var outcomes = [[Double]](repeating: [], count: 2 + dimensionCount)
    for point in 0..<pointCount {
      let both = (0..<2 * dimensionCount).map { points[$0 * pointCount + point] }
      let (a, b) = (Array(both[..<dimensionCount]), Array(both[dimensionCount...]))
      outcomes[0].append(function(a))
      outcomes[1].append(function(b))
      for input in 0..<dimensionCount {
        var mixed = a
        mixed[input] = b[input]
        outcomes[2 + input].append(function(mixed))
      }
    }
    let terms = PickFreezeTerms(outcomes, drawCount: pointCount)
    return terms.indices(ofMeans: terms.means)
  }
}
