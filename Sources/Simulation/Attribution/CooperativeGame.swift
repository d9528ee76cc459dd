package import Sampling

/// What a set of items achieves together, for sharing it out among them.
///
/// A coalition is what the game needs to know of the items that take part; the order in which they join does not matter.
///
/// - Source: Shapley (1953), "A value for n-person games"; Castro, Gómez and Tejada (2009), doi:10.1016/j.cor.2008.04.004,
///   for sampled orders; Mitchell et al. (2022), JMLR 23(43), for orders taken in both directions.
package protocol CooperativeGame {
  associatedtype Coalition

  var itemCount: Int { get }
  var empty: Coalition { get }
  func adding(_ item: Int, to coalition: Coalition) -> Coalition
  func worth(of coalition: Coalition) -> Double
}

extension CooperativeGame {
  private func coalition(where takesPart: (Int) -> Bool) -> Coalition {
    (0..<itemCount).filter(takesPart).reduce(empty) { adding($1, to: $0) }
  }

  /// What each item achieves alone.
  package var firstIn: [Double] {
    let nothing = worth(of: empty)
    return (0..<itemCount).map { worth(of: adding($0, to: empty)) - nothing }
  }

  /// What each item adds when all the others are there.
  package var lastIn: [Double] {
    let all = worth(of: coalition { _ in true })
    return (0..<itemCount).map { item in all - worth(of: coalition { $0 != item }) }
  }

  /// The Shapley value: what each item adds, averaged over all orders in which they can join.
  package var shapley: [Double] {
    var shares = [Double](repeating: 0, count: itemCount)
    shares.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress { addShapley(to: base) }
    }
    return shares
  }

  /// Adds the Shapley value of each item to `shares`, from the worth of every coalition.
  ///
  ///     share(i) = Σ over S with i  (s−1)! (n−s)! / n! · v(S)  −  Σ over S without i  s! (n−s−1)! / n! · v(S)
  ///
  /// - Precondition: at most 20 items; the work doubles with each.
  package func addShapley(to shares: UnsafeMutablePointer<Double>) {
    precondition(itemCount <= 20, "\(itemCount) items have too many coalitions")
    guard itemCount > 0 else { return }
    shapleyWeights(itemCount).withUnsafeBufferPointer { weights in
      for members in UInt32(0)..<1 << UInt32(itemCount) {
        var coalition = empty
        for item in 0..<itemCount where members >> UInt32(item) & 1 == 1 {
          coalition = adding(item, to: coalition)
        }
        let worth = worth(of: coalition)
        let size = members.nonzeroBitCount
        let (joined, left) = (
          size > 0 ? weights[size - 1] * worth : 0, size < itemCount ? weights[size] * worth : 0
        )
        for item in 0..<itemCount {
          if members >> UInt32(item) & 1 == 1 {
            shares[item] += joined
          } else {
            shares[item] -= left
          }
        }
      }
    }
  }

  /// The Shapley value estimated from random orders, each taken forwards and backwards.
  ///
  /// The shares add up to the worth of all items, whatever the number of orders.
  ///
  /// - Parameters:
  ///   - pairCount: how many orders, each with its reverse.
  ///   - address: where their random numbers stand; columns of `draw` from the first on are used.
  /// - Returns: shares, and their standard errors over the orders; these are zero when there is one pair only.
  package func sampledShapley(
    pairCount: Int, streams: RandomStreams, address: StreamAddress, draw: Int
  ) -> (shares: [Double], standardErrors: [Double]) {
    var sums = [Double](repeating: 0, count: itemCount)
    var squares = sums
    var order = Array(0..<itemCount)
    var column = 0
    for _ in 0..<pairCount {
      for place in stride(from: itemCount - 1, to: 0, by: -1) {
        let uniform = streams.uniform(address, draw: draw, column: column)
        order.swapAt(place, min(place, Int(uniform * Double(place + 1))))
        column += 1
      }
      var added = [Double](repeating: 0, count: itemCount)
      join(order, adding: &added)
      join(order.reversed(), adding: &added)
      for item in 0..<itemCount {
        let mean = added[item] / 2
        sums[item] += mean
        squares[item] += mean * mean
      }
    }
    let count = Double(pairCount)
    let shares = sums.map { $0 / count }
    let errors = zip(squares, shares).map { square, share in
      pairCount > 1
        ? (max(0, square - count * share * share) / (count - 1) / count).squareRoot() : 0
    }
    return (shares, errors)
  }

  /// Lets the items join one after the other.
  private func join(_ order: some Sequence<Int>, adding added: inout [Double]) {
    var coalition = empty
    var before = worth(of: coalition)
    for item in order {
      coalition = adding(item, to: coalition)
      let after = worth(of: coalition)
      added[item] += after - before
      before = after
    }
  }
}

/// The probability that an item joins right after one given coalition of a size, s! (n−s−1)! / n!, by size.
package func shapleyWeights(_ itemCount: Int) -> [Double] {
  guard itemCount > 0 else { return [] }
  var weights = [1 / Double(itemCount)]
  for size in 1..<itemCount {
    weights.append(weights[size - 1] * Double(size) / Double(itemCount - size))
  }
  return weights
}
