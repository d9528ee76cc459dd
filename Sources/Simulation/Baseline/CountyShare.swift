import PledgeModel

/// The share of local variance that municipalities of one county have in common.
///
/// Surprises in units of their scale are multiplied pair by pair, step by step. Pairs in one county less pairs in
/// different counties leave what the county adds; what all municipalities of the file share against the nation is
/// in both, because the nation weighs municipalities by tonnes and the pairs do not. The share is shrunk towards
/// 5 per cent with the weight of 200 pairs, and at most 70 per cent. With one county it is 5 per cent.
enum CountyShare {
  /// - Parameters:
  ///   - standardized: surprises over scale, by municipality, then step; nil where nothing was seen.
  ///   - counties: the county of each municipality.
  static func estimate(standardized: [[Double?]], counties: [String]) -> Double {
    let (prior, priorPairs) = (0.05, 200.0)
    var within = Pairs()
    var between = Pairs()
    for step in (standardized.first ?? []).indices {
      var sums: [String: (sum: Double, squares: Double, count: Double)] = [:]
      for (municipality, surprises) in standardized.enumerated() {
        guard let surprise = surprises[step] else { continue }
        // One event beyond three standard deviations is a municipality's own affair.
        let z = min(max(surprise, -3), 3)
        let old = sums[counties[municipality]] ?? (0, 0, 0)
        sums[counties[municipality]] = (old.sum + z, old.squares + z * z, old.count + 1)
      }
      // In the order of the codes, so that the sums have the same bits each time.
      let groups = sums.sorted { $0.key < $1.key }.map(\.value)
      for group in groups {
        within.products += group.sum * group.sum - group.squares
        within.count += group.count * (group.count - 1)
      }
      let all = groups.reduce(0) { $0 + $1.sum }
      let allCount = groups.reduce(0) { $0 + $1.count }
      between.products += all * all - groups.reduce(0) { $0 + $1.sum * $1.sum }
      between.count += allCount * allCount - groups.reduce(0) { $0 + $1.count * $1.count }
    }
    guard within.count > 0, between.count > 0 else { return prior }
    let share = within.mean - between.mean
    let weight = min(within.count, between.count)
    return min(max((weight * share + priorPairs * prior) / (weight + priorPairs), 0), 0.7)
  }

  private struct Pairs {
    var products = 0.0
    var count = 0.0
    var mean: Double { products / count }
  }
}
