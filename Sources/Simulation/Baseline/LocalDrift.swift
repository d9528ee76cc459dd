import PledgeModel

/// How much of the way a municipality's share of the nation moves is a direction of its own.
///
/// If every share drifts by its own δ, changes of the same municipality in different steps agree more than by chance. With z
/// a change over its scale and the square root of Δ + extra + 2q, and c = Δⱼ Δₖ over both roots, each pair of
/// steps has the expectation τ² c, less q over both roots where the steps touch, because one year's deviation ends the
/// one and starts the other. Least squares over all pairs of all municipalities gives
///
///     τ² = Σ c (zⱼ zₖ + shared) / Σ c²        with variance about 1 / Σ c²
///
/// and the positive-part estimate τ² − variance / τ² keeps what is more than chance. Most sectors have nothing left then;
/// waste and the use of products, whose shares follow slow rules of allocation and closed landfills, have.
///
/// - Source: Efron and Morris (1975), doi:10.1080/01621459.1975.10479864, for the positive-part estimate.
enum LocalDrift {
  /// The variance of δ in units of an ordinary year's change.
  ///
  /// - Parameter scales: of each series, zero where it has ended.
  static func variance(
    series: [LocalSeries], scales: [Double], steps: [Double], extraYears: [Double]
  ) -> Double {
    let spread = zip(steps, extraYears).map { ($0 + $1 + 2 * LevelFilter.transitory).squareRoot() }
    var (products, weights) = (0.0, 0.0)
    for (series, scale) in zip(series, scales) where scale > 0 {
      let changes = steps.indices.map { step in
        // One event beyond three standard deviations is not a direction.
        series.change(over: step).map { min(max($0 / (scale * spread[step]), -3), 3) }
      }
      for first in steps.indices {
        guard let a = changes[first] else { continue }
        for second in first + 1..<max(first + 1, steps.count) {
          guard let b = changes[second] else { continue }
          let norm = spread[first] * spread[second]
          let lever = steps[first] * steps[second] / norm
          let shared = second == first + 1 ? LevelFilter.transitory / norm : 0
          products += lever * (a * b + shared)
          weights += lever * lever
        }
      }
    }
    guard products > 0 else { return 0 }
    let found = products / weights
    return max(0, found - 1 / (weights * found))
  }
}
