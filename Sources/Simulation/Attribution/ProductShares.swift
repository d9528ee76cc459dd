/// The Shapley values of measures that act on one sector, one block of draws at a time, where no cap bites.
///
///     worth(S) = B · (1 − Π over S (1 − φ))
///     share(i) = B · φ(i) · Σ over s  s! (n−s−1)! / n! · e(s)
///
/// e(s) is the elementary symmetric polynomial of degree s in the factors 1 − φ of the other measures, so the work grows with the
/// cube of their number and not with the number of coalitions. No term is negative: nothing cancels.
package struct ProductShares {
  /// By number of measures, then by size of coalition.
  private let weights: [[Double]]
  private let polynomial: WorkMemory<Double>
  /// 1 − φ, a row for each measure; filled before shares are asked for.
  package let factors: WorkMemory<Double>

  /// - Parameter capacity: most measures that act together.
  package init(capacity: Int) {
    weights = (0...capacity).map(shapleyWeights)
    polynomial = WorkMemory(repeating: 0, count: capacity * drawsPerBlock)
    factors = WorkMemory(repeating: 1, count: capacity * drawsPerBlock)
  }

  /// Adds the share of one of `itemCount` measures to a row.
  ///
  /// - Parameter amount: B in each draw, zero where nothing is to be added.
  /// - Returns: what all the others leave of B, in each draw; valid until shares are asked for again.
  @discardableResult
  package func add(
    _ item: Int, of itemCount: Int, amount: UnsafePointer<Double>,
    to shares: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<Double> {
    let terms = polynomial.base
    terms.update(repeating: 1, count: drawsPerBlock)
    var degree = 0
    for other in 0..<itemCount where other != item {
      let factor = factors.base + other * drawsPerBlock
      degree += 1
      (terms + degree * drawsPerBlock).update(repeating: 0, count: drawsPerBlock)
      for size in stride(from: degree, to: 0, by: -1) {
        let (row, below) = (terms + size * drawsPerBlock, terms + (size - 1) * drawsPerBlock)
        for draw in 0..<drawsPerBlock { row[draw] += factor[draw] * below[draw] }
      }
    }
    let own = factors.base + item * drawsPerBlock
    for (size, weight) in weights[itemCount].enumerated() {
      let row = terms + size * drawsPerBlock
      for draw in 0..<drawsPerBlock {
        shares[draw] += amount[draw] * (1 - own[draw]) * weight * row[draw]
      }
    }
    return UnsafePointer(terms + degree * drawsPerBlock)
  }
}
