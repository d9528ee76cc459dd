import LinearAlgebra
import Sampling

/// The products of pick-freeze outcomes whose averages give Sobol indices.
///
/// Of two independent samples A and B of all inputs, mixed sample i takes group i from B and the rest from A. With
/// outcomes a, b and mᵢ and the variance V of a and b together,
///
///     first = mean(b · (mᵢ − a)) / V        total = mean((a − mᵢ)²) / 2V
///
/// All outcomes are first taken around the mean of a and b together: that changes no index, and takes away the error that
/// would grow with the mean. Every term is linear in the draws, so a resample is a product with the counts of its draws.
///
/// - Source: Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018, table 2 (b), for the first order; Jansen (1999),
///   doi:10.1016/S0010-4655(98)00154-4, for the total.
struct PickFreezeTerms {
  let groupCount: Int
  /// The mean of a and b together.
  private let centre: Double
  /// - Shape: draws × (4 + 2 · groups): a, b, a², b², then for each group the terms of first order and total.
  private let terms: Matrix

  /// - Parameter outcomes: rows for A and B, then one for each group.
  init(_ outcomes: [[Double]], drawCount: Int) {
    groupCount = outcomes.count - 2
    let (a, b) = (outcomes[0], outcomes[1])
    let mean =
      (RunningMoments(a, count: drawCount).mean + RunningMoments(b, count: drawCount).mean) / 2
    centre = mean
    var terms: [Double] = []
    terms.reserveCapacity(drawCount * (4 + 2 * groupCount))
    for draw in 0..<drawCount { terms.append(a[draw] - mean) }
    for draw in 0..<drawCount { terms.append(b[draw] - mean) }
    for draw in 0..<drawCount { terms.append((a[draw] - mean) * (a[draw] - mean)) }
    for draw in 0..<drawCount { terms.append((b[draw] - mean) * (b[draw] - mean)) }
    for mixed in outcomes[2...] {
      for draw in 0..<drawCount { terms.append((b[draw] - mean) * (mixed[draw] - a[draw])) }
      for draw in 0..<drawCount {
        terms.append((a[draw] - mixed[draw]) * (a[draw] - mixed[draw]) / 2)
      }
    }
    self.terms = Matrix(
      rowCount: drawCount, columnCount: 4 + 2 * groupCount, columnMajor: terms)
  }

  /// The averages over all draws.
  var means: [Double] {
    (0..<terms.columnCount).map { column in
      terms.withView {
        RunningMoments($0.base! + column * terms.rowCount, count: terms.rowCount).mean
      }
    }
  }

  /// The variance that averages of terms stand for.
  static func variance(_ means: [Double]) -> Double {
    let mean = (means[0] + means[1]) / 2
    return max(0, (means[2] + means[3]) / 2 - mean * mean)
  }

  /// The indices; nil where nothing varies by more than rounding, since there is no variance to share out.
  func indices(ofMeans means: [Double]) -> SobolIndices? {
    let variance = Self.variance(means)
    guard variance.squareRoot() > 1e-12 * abs(centre) else { return nil }
    let shares = means.dropFirst(4).map { $0 / variance }
    return SobolIndices(
      first: (0..<groupCount).map { shares[2 * $0] },
      total: (0..<groupCount).map { shares[2 * $0 + 1] })
  }

  /// The averages of every resample.
  func means(_ resampling: Resampling) -> [[Double]] {
    let sums = resampling.sums(of: terms)
    return (0..<Resampling.count).map { resample in
      (0..<terms.columnCount).map { sums[resample, $0] / Double(terms.rowCount) }
    }
  }
}
