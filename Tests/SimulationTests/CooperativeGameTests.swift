import Sampling
import Simulation
import Testing

/// A game given as a function of the set of items, bit by bit.
struct SetGame: CooperativeGame {
  let itemCount: Int
  let worth: @Sendable (UInt64) -> Double
  var empty: UInt64 { 0 }
  func adding(_ item: Int, to coalition: UInt64) -> UInt64 { coalition | 1 << UInt64(item) }
  func worth(of coalition: UInt64) -> Double { worth(coalition) }
}

@Suite struct CooperativeGameTests {
  private static let streams = RandomStreams(seed: 5)

  /// Numbers between 0 and 1, the same in every run.
  private static func numbers(_ count: Int, _ seed: Int) -> [Double] {
    (0..<count).map { streams.uniform(StreamAddress(purpose: 200), draw: seed, column: $0) }
  }

  private static func setGame(_ itemCount: Int, _ seed: Int) -> SetGame {
    let worths = [0] + numbers(1 << itemCount - 1, seed)
    return SetGame(itemCount: itemCount) { worths[Int($0)] }
  }

  /// A cell with two measures and `itemCount − 2` pledges; the last one's tonnes are those that ended when `ends`.
  private static func withCell<Result>(
    _ itemCount: Int, _ seed: Int, scale: Double = 0.6, ends: Bool = false,
    _ body: (CellGame) throws -> Result
  ) rethrows -> Result {
    let random = numbers(itemCount, seed)
    let factors = (0..<itemCount).map { $0 < 2 ? 1 - 0.5 * random[$0] : 1 }
    var tonnes = (0..<itemCount).map { $0 < 2 ? 0 : 100 * scale * random[$0] }
    if ends { tonnes[itemCount - 1] *= -1 }
    return try factors.withUnsafeBufferPointer { factors in
      try tonnes.withUnsafeBufferPointer { tonnes in
        try body(
          CellGame(
            baseline: 100, factors: factors.baseAddress!, tonnes: tonnes.baseAddress!,
            itemCount: itemCount))
      }
    }
  }

  /// A sector of 100 t, two redundant measures of 30 % and one of 20 % of what is left: 44 t in all.
  @Test func redundantMeasuresShareWhatOneOfThemDoes() {
    let game = SetGame(itemCount: 3) { set in
      100 * (1 - (set & 0b011 == 0 ? 1 : 0.7) * (set & 0b100 == 0 ? 1 : 0.8))
    }
    #expect(game.firstIn.elementsEqual([30, 30, 20]) { abs($0 - $1) < 1e-12 })
    #expect(game.lastIn.elementsEqual([0, 0, 14]) { abs($0 - $1) < 1e-12 })
    #expect(game.shapley.elementsEqual([14, 14, 16]) { abs($0 - $1) < 1e-12 })
  }

  /// The glove game: one left glove, two right ones; a pair is worth one.
  ///
  /// - Source: Shapley and Shubik (1969), "On the core of an economic system with externalities".
  @Test func theScarceGloveIsWorthMost() {
    let game = SetGame(itemCount: 3) { $0 & 1 == 1 && $0 > 1 ? 1 : 0 }
    #expect(game.shapley.elementsEqual([2 / 3.0, 1 / 6.0, 1 / 6.0]) { abs($0 - $1) < 1e-15 })
  }

  @Test(arguments: 1...9)
  func sharesAddUpToTheWorthOfAll(itemCount: Int) {
    let game = Self.setGame(itemCount, itemCount)
    let total = game.shapley.reduce(0, +)
    #expect(abs(total - game.worth(of: 1 << UInt64(itemCount) - 1)) < 1e-13)
  }

  /// What an item gets does not depend on its place in the list, and equal items get the same.
  @Test func sharesFollowTheItem() {
    let game = Self.setGame(5, 1)
    let swapped = SetGame(itemCount: 5) { set in
      let (first, last) = (set & 1, set >> 4 & 1)
      return game.worth(of: set & 0b01110 | first << 4 | last)
    }
    let (shares, others) = (game.shapley, swapped.shapley)
    for (item, other) in [4, 1, 2, 3, 0].enumerated() {
      #expect(abs(shares[item] - others[other]) < 1e-14)
    }
    let sizes = SetGame(itemCount: 6) { Double($0.nonzeroBitCount * $0.nonzeroBitCount) }
    #expect(sizes.shapley.allSatisfy { abs($0 - 6) < 1e-13 })
  }

  @Test func anItemThatAddsNothingGetsNothing() {
    let game = Self.setGame(4, 2)
    let more = SetGame(itemCount: 5) { game.worth(of: $0 & 0b1111) }
    let shares = more.shapley
    #expect(abs(shares[4]) < 1e-15)
    for (share, alone) in zip(shares, game.shapley) { #expect(abs(share - alone) < 1e-14) }
  }

  @Test func sharesOfASumAreSumsOfShares() {
    let (one, other) = (Self.setGame(6, 3), Self.setGame(6, 4))
    let sum = SetGame(itemCount: 6) { 2 * one.worth(of: $0) + 3 * other.worth(of: $0) }
    for (item, share) in sum.shapley.enumerated() {
      #expect(abs(share - 2 * one.shapley[item] - 3 * other.shapley[item]) < 1e-13)
    }
  }

  /// In a cell each item adds less the more are there already, so its share lies between what it does last and first.
  @Test(arguments: 0..<40)
  func aCellsSharesLieBetweenLastAndFirst(seed: Int) {
    Self.withCell(3 + seed % 6, seed) { game in
      for (share, (last, first)) in zip(game.shapley, zip(game.lastIn, game.firstIn)) {
        #expect(last <= share + 1e-11 && share <= first + 1e-11)
      }
    }
  }

  @Test func tonnesAreSharesWhereNoCapBites() {
    Self.withCell(6, 8, scale: 0.01, ends: true) { game in
      let shares = game.shapley
      for item in 2..<6 { #expect(abs(shares[item] - game.tonnes[item]) < 1e-12) }
      let factor = game.factors[0] * game.factors[1]
      #expect(abs(shares[0] + shares[1] - 100 * (1 - factor)) < 1e-12)
    }
  }

  /// Measures of one sector without a cap, in closed form and from every coalition.
  @Test(arguments: 1...7)
  func productsAreSharedInClosedForm(itemCount: Int) {
    let product = ProductShares(capacity: 7)
    let amounts = (0..<drawsPerBlock).map { 50 + Double($0) }
    for draw in 0..<drawsPerBlock {
      for (item, number) in Self.numbers(itemCount, draw).enumerated() {
        product.factors[item * drawsPerBlock + draw] = 1 - number
      }
    }
    var rows = [[Double]](
      repeating: Array(repeating: 0, count: drawsPerBlock), count: itemCount)
    for item in 0..<itemCount {
      product.add(item, of: itemCount, amount: amounts, to: &rows[item])
    }
    for draw in stride(from: 0, to: drawsPerBlock, by: 17) {
      let factors = (0..<itemCount).map { product.factors[$0 * drawsPerBlock + draw] }
      let game = SetGame(itemCount: itemCount) { set in
        var left = 1.0
        for item in 0..<itemCount where set >> UInt64(item) & 1 == 1 { left *= factors[item] }
        return amounts[draw] * (1 - left)
      }
      for (item, share) in game.shapley.enumerated() {
        #expect(abs(rows[item][draw] - share) < 1e-13 * amounts[draw])
      }
    }
  }

  private static func sampled(
    _ game: some CooperativeGame, pairs: Int, draw: Int = 0
  ) -> (shares: [Double], standardErrors: [Double]) {
    game.sampledShapley(
      pairCount: pairs, streams: streams, address: StreamAddress(purpose: 201), draw: draw)
  }

  /// However few orders: nothing is lost. Over many draws the shares are right, within four standard errors.
  @Test func randomOrdersShareOutEverything() {
    Self.withCell(10, 11) { game in
      let all = (0..<10).reduce(game.empty) { game.adding($1, to: $0) }
      let exact = game.shapley
      var sums = [Double](repeating: 0, count: 10)
      var squares = sums
      let draws = 400
      for draw in 0..<draws {
        let found = Self.sampled(game, pairs: 4, draw: draw)
        #expect(abs(found.shares.reduce(0, +) - game.worth(of: all)) < 1e-11)
        for item in 0..<10 {
          sums[item] += found.shares[item]
          squares[item] += found.standardErrors[item] * found.standardErrors[item]
        }
      }
      for item in 0..<10 {
        let error = squares[item].squareRoot() / Double(draws)
        #expect(abs(sums[item] / Double(draws) - exact[item]) < 4 * error + 1e-12)
        #expect(error < 0.3)
      }
    }
  }

  @Test func moreOrdersAreCloser() {
    Self.withCell(9, 12) { game in
      let (few, many) = (Self.sampled(game, pairs: 16), Self.sampled(game, pairs: 1_024))
      for item in 0..<9 where few.standardErrors[item] > 0 {
        let ratio = few.standardErrors[item] / many.standardErrors[item]
        #expect(ratio > 4 && ratio < 16)
      }
      #expect(Self.sampled(game, pairs: 16).shares == few.shares)
      #expect(Self.sampled(game, pairs: 16, draw: 1).shares != few.shares)
    }
  }
}
