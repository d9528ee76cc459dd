import CKernels
import Sampling
import Testing

/// The kernels of the pledges, each against plain loops over single draws; results must agree bit for bit.
@Suite struct PledgeKernelsTests {
  static let seed: UInt64 = 0x0123_4567_89ab_cdef
  static let address = StreamAddress(
    purpose: 17, municipality: 1480, catalogue: 2022, pledge: 12, roundYear: 2022)
  static let stream = RandomStreams(seed: seed).kernelStream(address)
  static let other = RandomStreams(seed: seed).kernelStream(
    StreamAddress(purpose: 18, municipality: 1480))
  static let firstDraw: UInt32 = 512

  static func words(_ stream: KernelStream, _ draw: Int, block: Int = 0) -> SIMD4<UInt32> {
    Philox4x32(key: stream.key).block(
      at: SIMD4(UInt32(draw), stream.word1, stream.word2, stream.word3 + UInt32(block)))
  }

  static func fraction(_ word: UInt32) -> Double { (Double(word) + 0.5) / 0x1p32 }

  /// Numbers that vary from place to place, the same in every run.
  static func varied<Number>(_ count: Int, _ make: (UInt32) -> Number) -> [Number] {
    (0..<count).map { make(UInt32(truncatingIfNeeded: ($0 + 1) &* 2_654_435_761)) }
  }

  /// Draws of a block that stand in a list, followed by zeros.
  struct Listed {
    let draws: [UInt8]
    var list: [UInt8] { draws + [UInt8](repeating: 0, count: Int(kernelListRoom) - 256) }
    var count: Int64 { Int64(draws.count) }
  }

  /// Every draw of a block, every third and none.
  static let lists = [1, 3, 256].map { step in
    Listed(draws: stride(from: step == 256 ? 256 : 0, to: 256, by: step).map { UInt8($0) })
  }

  @Test(arguments: [1, 30, 71]) func arrivalsAreScaledExponentials(_ columns: Int) {
    let scales = Self.varied(columns) { 1 + Float($0) / 0x1p32 }
    let delays = Self.varied(8) { 0.5 + Float($0) / 0x1p32 }
    var arrivals = [Float](repeating: -9, count: (columns + 1) * 8)
    kernel_fill_arrivals(Self.stream, 8, Int64(columns), scales, delays, &arrivals)
    for column in 0..<columns {
      for draw in 0..<8 {
        let word = Self.words(Self.stream, 8 + draw, block: column / 4)[column % 4]
        let time =
          ReferenceMath.logarithm(Float(Self.fraction(word))) * (delays[draw] * -scales[column])
        #expect(arrivals[column * 8 + draw] == time)
      }
    }
    #expect(arrivals[(columns * 8)...].allSatisfy { $0 == -9 })
  }

  @Test(arguments: [Float(0.3), 20]) func oddsAreMadeOfTheFirstNormals(_ spread: Float) {
    var odds = [Float](repeating: -9, count: 257)
    kernel_fill_odds(Self.stream, Self.firstDraw, spread, &odds)
    for draw in 0..<256 {
      let word = Self.words(Self.stream, Int(Self.firstDraw) + draw)[0]
      let exponent = ReferenceMath.singleNormalQuantile(ofWord: word) * -spread
      #expect(odds[draw] == ReferenceMath.exponential(min(max(exponent, -30), 30)))
    }
    #expect(odds[256] == -9)
  }

  /// Few different times, so that many are equal, and some that are infinite.
  @Test(arguments: [(97, UInt32(1 << 28)), (1_000, 1 << 20), (1_000, 1)])
  func theEarliestAreChosenAndOfEqualOnesTheFirst(_ count: Int, _ grain: UInt32) {
    var arrivals = Self.varied(count * 8) { word -> Float in
      word % 13 == 0 ? .infinity : Float(word / grain * grain) + 1
    }
    for column in 0..<8 { for draw in 0..<8 { arrivals[column * 64 + draw] += 1 } }
    arrivals.withUnsafeMutableBufferPointer { kernel_bring_forward_earliest($0.baseAddress!, 9) }
    for wanted in [0, 1, count / 3, count - 1, count] {
      var chosen = [UInt8](repeating: 0, count: count)
      var guesses = [Float](repeating: 1, count: 8)
      kernel_choose_earliest(
        arrivals, Int64(count), [Int32](repeating: Int32(wanted), count: 8), &guesses, &chosen)
      for draw in 0..<8 {
        let times = (0..<count).map { arrivals[$0 * 8 + draw] }
        let forward = times.count { $0 < 0 }
        #expect(forward == 1)
        let order = times.indices.filter { times[$0].isFinite }
          .sorted { (times[$0], $0) < (times[$1], $1) }
        let expected = Set(order.prefix(max(wanted, forward)))
        #expect(Set(times.indices.filter { chosen[$0] >> UInt8(draw) & 1 == 1 }) == expected)
      }
      var masks = [UInt64](repeating: 0, count: 8)
      kernel_spread_choices(chosen, 60, 1 << 63, &masks)
      for draw in 0..<8 {
        let set = (0..<60).reduce(UInt64(1) << 63) {
          $0 | UInt64(chosen[$1] >> UInt8(draw) & 1) << UInt64($1)
        }
        #expect(masks[draw] == set)
      }
    }
  }

  static let capacity = varied(256) { 0.5 + Float($0) / 0x1p31 }
  static let difficulty = varied(256) { 1.5 - Float($0) / 0x1p32 }

  static func key(_ draw: Int, place: UInt32) -> UInt64 {
    let word = words(stream, Int(firstDraw) + draw)[0]
    let odds = Float(fraction(word)) / Float(fraction(~word))
    let score = odds * capacity[draw] * difficulty[draw]
    return UInt64(score.bitPattern | 1 << 31) << 32 | UInt64(place)
  }

  static func withScores<Result>(
    place: UInt32, _ body: (KernelScores) -> Result
  ) -> Result {
    capacity.withUnsafeBufferPointer { capacity in
      difficulty.withUnsafeBufferPointer { difficulty in
        body(
          KernelScores(
            stream: stream, capacityOdds: capacity.baseAddress!,
            difficultyOdds: difficulty.baseAddress!,
            place: place))
      }
    }
  }

  @Test func scoresGoToTheListsOfTheirDraws() {
    for listed in Self.lists {
      var lists = [UInt64](repeating: 0, count: 256 * 2)
      var counts = [Int64](repeating: 0, count: 256)
      for place: UInt32 in [3, 70] {
        Self.withScores(place: place) { scores in
          var scores = scores
          kernel_append_scores(
            &scores, Self.firstDraw, listed.list, listed.count, &lists, 2, &counts)
        }
      }
      for draw in 0..<256 {
        let isListed = listed.draws.contains(UInt8(draw))
        #expect(counts[draw] == (isListed ? 2 : 0))
        let keys = [3, 70].map { isListed ? Self.key(draw, place: $0) : 0 }
        #expect(Array(lists[2 * draw..<2 * draw + 2]) == keys)
      }
    }
  }

  @Test(arguments: [UInt32(1), 1 << 26])
  func aLimitLetsThroughExactlyItsRank(_ grain: UInt32) {
    let keys = Self.varied(419) { word in
      UInt64((Float(word / grain) - 0x1p20).bitPattern ^ 0x8000_0000) << 32 | UInt64(word % 65_537)
    }
    for rank in 0...419 {
      let limit = kernel_limit_for(keys, 419, Int64(rank))
      #expect(keys.count { $0 <= limit } == rank)
    }
  }

  @Test func drawsAreListedByTheirMasks() {
    let masks = Self.varied(256) { UInt64($0) << 20 }
    for bit in [0, 25, 51] {
      var list = [UInt8](repeating: 9, count: Int(kernelListRoom))
      let count = Int(kernel_list_draws(masks, Int32(bit), &list))
      let expected = (0..<256).filter { masks[$0] >> UInt64(bit) & 1 == 1 }.map { UInt8($0) }
      #expect(Array(list[..<count]) == expected)
      #expect(list[count..<count + 16].allSatisfy { $0 == 0 })
    }
  }

  /// Effects and sums over years.
  @Test(arguments: [true, false]) func tonnesAreAddedUpByDraw(_ hasFactors: Bool) {
    let sizes = Self.varied(256) { Double($0) / 0x1p32 }
    let factors = Self.varied(256) { hasFactors ? 1 + Double($0) / 0x1p32 : 1.25 }
    let share = Self.varied(10 * 12) { Double($0) / 0x1p32 }
    let change = Self.varied(10 * 12) { Double($0) / 0x1p32 }
    for listed in Self.lists {
      let completion = Self.varied(listed.draws.count) { 2021 + Int16($0 % 10) }
      var tonnes = [Double](repeating: 0, count: 256)
      let avoided = Held([Double](repeating: 1, count: 256 * 12))
      let new = Held([Double](repeating: 2, count: 256 * 8))
      let ended = Held([Double](repeating: 3, count: 256 * 4))
      let isDone = Held((0..<10).map { $0 <= 3 ? 1.0 : 0 })
      var (done, horizon) = ([Double](repeating: 2, count: 256), [Double](repeating: 3, count: 256))
      var totals = [0.0, 0.0]
      kernel_fill_local_effects(
        Self.stream, Self.firstDraw, listed.list, listed.count, 0.3, 7, sizes,
        hasFactors ? factors : nil, 1.25, &tonnes)
      share.withUnsafeBufferPointer { share in
        change.withUnsafeBufferPointer { change in
          var profile = KernelProfile(
            share: share.baseAddress!, change: change.baseAddress!, isDone: isDone.base,
            shareCount: 12, reach: 8,
            newCount: 8, endedCount: 4, avoided: avoided.base, new: new.base, ended: ended.base,
            firstYear: 2021)
          kernel_add_tonnes(
            &profile, listed.list, completion, tonnes, listed.count, &done, &horizon, &totals)
        }
      }
      var expected = (horizon: 0.0, new: 0.0)
      for draw in 0..<256 {
        var (amount, place) = (0.0, 0)
        if let position = listed.draws.firstIndex(of: UInt8(draw)) {
          let word = Self.words(Self.stream, Int(Self.firstDraw) + draw)[0]
          let z = ReferenceMath.singleNormalQuantile(ofWord: word)
          let spread = Float(-0.5 * 0.3 * 0.3).addingProduct(z, 0.3)
          amount = sizes[draw] * (7 * Double(ReferenceMath.exponential(spread)))
          amount *= factors[draw]
          #expect(tonnes[position] == amount)
          place = Int(completion[position]) - 2021
        }
        func added(_ table: [Double], _ first: Int, _ count: Int, to sum: Double) -> [Double] {
          (0..<count).map { sum + amount * table[place * 12 + first + $0] }
        }
        #expect(avoided.row(draw, 12) == added(share, 0, 8, to: 1) + [1, 1, 1, 1])
        #expect(new.row(draw, 8) == added(change, 0, 8, to: 2))
        #expect(ended.row(draw, 4) == added(change, 8, 4, to: 3))
        #expect(done[draw] == 2 + (place <= 3 ? amount : 0))
        #expect(horizon[draw] == 3 + amount * share[place * 12])
        expected.horizon += amount * share[place * 12]
        expected.new += amount * change[place * 12]
      }
      #expect(totals == [expected.horizon, expected.new])
    }
  }

  @Test(arguments: [true, false]) func sumsByDrawAreMovedToRows(_ isFirst: Bool) {
    let before = Self.varied(256 * 12) { Double($0) }
    var sums = before
    var rows = (0..<12).map { _ in [Double](repeating: -1, count: 256) }
    withPointers(to: &rows) { pointers in
      var pointers = pointers
      pointers[7] = nil
      kernel_move_sums(&sums, 12, pointers, isFirst ? 1 : 0)
    }
    let held = isFirst ? 0.0 : -1
    for (k, row) in rows.enumerated() {
      #expect(row == (0..<256).map { k == 7 ? -1 : before[$0 * 12 + k] + held })
    }
    #expect(sums.allSatisfy { $0 == 0 })
  }

  @Test func outcomesAreCountedByDraw() {
    let outcomes = Self.varied(256) { UInt8($0 >> 7 % 3 + $0 / 8 % 2 * 4) & 7 }
    var done = Self.varied(256) { UInt8($0 >> 20 & 63) }
    var (started, finally) = (done, done)
    let before = done
    kernel_count_outcomes(outcomes, &done, &started, &finally)
    for draw in 0..<256 {
      #expect(done[draw] == before[draw] + (outcomes[draw] & 3 == 2 ? 1 : 0))
      #expect(started[draw] == before[draw] + (outcomes[draw] & 3 == 1 ? 1 : 0))
      #expect(finally[draw] == before[draw] + outcomes[draw] >> 2)
    }
  }

  @Test func countsAreAddedToTheirRows() {
    let masks = Self.varied(256) { UInt64($0) << 32 | UInt64($0 >> 9) }
    let counts = Self.varied(3 * 256) { UInt8($0 >> 24) }
    let before = (0..<4).map { row in Self.varied(256) { Double($0 >> (16 + row)) + 0.5 } }
    var rows = before
    withPointers(to: &rows) { kernel_add_counts(masks, counts, $0) }
    for draw in 0..<256 {
      #expect(rows[0][draw] == before[0][draw] + Double(masks[draw].nonzeroBitCount))
      for row in 0..<3 {
        #expect(rows[row + 1][draw] == before[row + 1][draw] + Double(counts[row * 256 + draw]))
      }
    }
  }

  private func withPointers(
    to rows: inout [[Double]], _ body: ([UnsafeMutablePointer<Double>?]) -> Void
  ) {
    let length = rows[0].count
    var flat = rows.flatMap { $0 }
    flat.withUnsafeMutableBufferPointer { flat in
      body(rows.indices.map { flat.baseAddress! + $0 * length })
    }
    for row in rows.indices { rows[row] = Array(flat[row * length..<(row + 1) * length]) }
  }

  @Test func pathsAreThoseOfTheFormula() {
    let years = 6
    let factor = Self.varied(years * years) { Float($0) / 0x1p32 }
    let weight = (1...years).map { Float($0).squareRoot() }
    let level = Self.varied(years) { 1_000 + Double($0) / 0x1p24 }
    let national = Self.varied(years * 16) { 0.5 + Double($0) / 0x1p32 }
    let county = Self.varied(16) { 0.1 - Double($0) / 0x1p34 }
    let (limits, scales) = ([UInt32(3_000_000_000), 4_000_000_000], [0.07, 0.14, 0.28])
    // Rows may stand further apart than they are long, and either sum may be missing.
    var paths = [Double](repeating: 0, count: years * 24)
    var sums = Self.varied(years * 16) { Double($0) }
    let before = sums
    for isFirst in [true, false] {
      sums = before
      paths.withUnsafeMutableBufferPointer { paths in
        sums.withUnsafeMutableBufferPointer { sums in
          let rows = KernelRows(first: sums.baseAddress!, stride: 16)
          kernel_fill_paths(
            Self.stream, Self.firstDraw, 16, Int64(years), factor, weight, level, national, 16,
            county, limits, scales, 3, KernelRows(first: paths.baseAddress!, stride: 24),
            isFirst ? rows : KernelRows(), isFirst ? KernelRows() : rows)
        }
      }
      #expect(sums.indices.allSatisfy { sums[$0] == before[$0] + paths[$0 / 16 * 24 + $0 % 16] })
    }
    #expect((0..<years).allSatisfy { paths[$0 * 24 + 16..<$0 * 24 + 24].allSatisfy { $0 == 0 } })
    for draw in 0..<16 {
      let words = (0...years).map {
        Self.words(Self.stream, Int(Self.firstDraw) + draw, block: $0 / 4)[$0 % 4]
      }
      let normals = words.map { ReferenceMath.singleNormalQuantile(ofWord: $0) }
      let tail = Float(scales[limits.count { words[0] >= $0 }])
      for year in 0..<years {
        let local = (0...year).reduce(Float(0)) {
          $0.addingProduct(factor[year * years + $1], normals[$1 + 1])
        }
        let spread = (weight[year] * Float(county[draw])).addingProduct(tail, local)
        let path =
          level[year] * national[year * 16 + draw] * Double(ReferenceMath.exponential(spread))
        #expect(paths[year * 24 + draw] == path)
      }
    }
  }

  @Test(arguments: [true, false]) func rowsAreHandedOnAndAddedUp(_ isFirst: Bool) {
    // Rows begin with a line of the cache and stand further apart than they are long.
    let (rows, count, stride) = (3, 256, 264)
    let bytes = Int64(rows * stride * MemoryLayout<Double>.stride)
    func table() -> UnsafeMutablePointer<Double> {
      kernel_allocate(bytes).bindMemory(to: Double.self, capacity: rows * stride)
    }
    let (own, far, sums) = (table(), table(), table())
    defer { for table in [own, far, sums] { kernel_free(table, bytes) } }
    for place in 0..<rows * stride { (own[place], sums[place]) = (Double(place), 0.5) }
    func rowsOf(_ table: UnsafeMutablePointer<Double>) -> KernelRows {
      KernelRows(first: table, stride: Int64(stride))
    }
    kernel_hand_on(
      rowsOf(own), Int64(rows), Int64(count), rowsOf(far), rowsOf(sums), isFirst ? 1 : 0)
    for place in 0..<rows * stride {
      let isHandedOn = place % stride < count
      #expect(far[place] == (isHandedOn ? Double(place) : 0))
      #expect(sums[place] == (isHandedOn ? Double(place) : 0) + (isHandedOn && isFirst ? 0 : 0.5))
    }
  }

  @Test func whatArrivesIsTakenOffAndNeverMore() {
    let net = Self.varied(256) { Double($0) / 0x1p32 }
    let arrived = Self.varied(256) { Double($0 % 1_000) }
    let gone = Self.varied(256) { Double($0 % 77) }
    let before = Self.varied(256) { Double($0 % 500) }
    var (path, new, ended) = (before, arrived, gone)
    var capped = [Double](repeating: 0, count: 256)
    kernel_take_off(&path, net, arrived, gone, 256, &new, &ended, &capped)
    for draw in 0..<256 {
      let rest = before[draw] - (net[draw] * arrived[draw] - net[draw] * gone[draw])
      #expect(path[draw] == max(0, rest))
      #expect(capped[draw] == (rest < 0 ? 1 : 0))
      #expect(new[draw] == arrived[draw] + net[draw] * arrived[draw])
      #expect(ended[draw] == gone[draw] + net[draw] * gone[draw])
    }
    #expect(capped.contains(1) && capped.contains(0))
  }
}
