import CKernels
import Sampling
import Testing

@Suite struct PartwiseQuantilesTests {
  static let levels = [0.0, 0.05, 0.1, 0.25, 0.49, 0.5, 0.51, 0.75, 0.9, 0.95, 1]

  /// Samples that are smooth, full of ties, sorted either way, and of one value with few others.
  static let samples: [(name: String, numbers: [Double])] = {
    var normals = [Double](repeating: 0, count: 20_000)
    RandomStreams(seed: 7).fillNormals(
      StreamAddress(purpose: 1), firstDraw: 0, drawCount: normals.count, columns: 1, into: &normals)
    return [
      ("normal", normals),
      ("heavy tails", normals.map { $0 * $0 * $0 * $0 * $0 }),
      ("a third at zero", normals.map { max(0, $0 + 0.43) }),
      ("whole numbers", normals.map { ($0 * 2).rounded() }),
      ("rising", normals.sorted()),
      ("falling", normals.sorted(by: >)),
      ("one value", normals.map { _ in 3 }),
      ("one value but for few", normals.map { $0 > 3.5 ? $0 : 3 }),
    ]
  }()

  static func find(
    _ numbers: [Double], parts: Int, reach: Double
  ) throws -> (quantiles: [Double], passes: Int) {
    var quantiles = PartwiseQuantiles(levels, count: numbers.count, reach: reach)
    var scratch = PartwiseQuantiles.Scratch(partCount: parts)
    var passes = 0
    while quantiles.found == nil {
      if passes > 0 { quantiles.beginAgain() }
      passes += 1
      for first in stride(from: 0, to: numbers.count, by: parts) {
        let count = min(parts, numbers.count - first)
        try numbers.withUnsafeBufferPointer {
          try quantiles.add($0.baseAddress! + first, count: count, scratch: &scratch)
        }
      }
      try #require(quantiles.found != nil || quantiles.hasEscaped)
    }
    return (quantiles.found!, passes)
  }

  @Test(arguments: samples.indices, [256, 4_096, 20_000])
  func areThoseOfTheWholeSample(_ index: Int, _ parts: Int) throws {
    let numbers = Self.samples[index].numbers
    var expected = [Double](repeating: 0, count: Self.levels.count)
    var selector = QuantileSelector(capacity: numbers.count)
    try selector.quantiles(Self.levels, of: numbers, count: numbers.count, into: &expected)
    #expect(try Self.find(numbers, parts: parts, reach: 5).quantiles == expected)
    #expect(try Self.find(numbers, parts: parts, reach: 0.1).quantiles == expected)
  }

  /// Where all brackets reach beyond what has come, everything is kept.
  @Test func aReachOfEverythingKeepsEverything() throws {
    let numbers = Array(Self.samples[0].numbers.prefix(768))
    var expected = [Double](repeating: 0, count: Self.levels.count)
    var selector = QuantileSelector(capacity: numbers.count)
    try selector.quantiles(Self.levels, of: numbers, count: numbers.count, into: &expected)
    let found = try Self.find(numbers, parts: 256, reach: 100)
    #expect(found.quantiles == expected && found.passes == 1)
  }

  /// Numbers in random order need one pass; sorted ones leave every bracket, and are found all the same.
  @Test func anEscapeIsNoticed() throws {
    #expect(try Self.find(Self.samples[0].numbers, parts: 256, reach: 5).passes == 1)
    #expect(try Self.find(Self.samples[0].numbers, parts: 256, reach: 0.1).passes > 1)
    #expect(try Self.find(Self.samples[4].numbers, parts: 4_096, reach: 5).passes > 1)
  }

  @Test func whatIsNotFiniteIsRefused() {
    for fault in [Double.nan, .infinity, -.infinity] {
      var numbers = Self.samples[0].numbers
      numbers[5_000] = fault
      #expect(throws: SamplingError.notFinite) {
        try Self.find(numbers, parts: 1_024, reach: 5)
      }
    }
  }

  @Test(arguments: [1, 256, 300, 1_024, 5_000, 19_999, 20_000])
  func momentsAreThoseOfTheWholeSample(_ count: Int) {
    let numbers = Self.samples[1].numbers
    for parts in [256, 1_024] {
      var moments = PartwiseMoments()
      for first in stride(from: 0, to: count, by: parts) {
        numbers.withUnsafeBufferPointer {
          moments.add($0.baseAddress! + first, count: min(parts, count - first))
        }
      }
      #expect(moments.all == RunningMoments(numbers, count: count))
    }
  }

  @Test(arguments: [5, 1_003, 5_000]) func numbersInWantedBucketsAreListed(_ count: Int) {
    let buckets = (0..<count).map { UInt16($0 * 7_919 % 61) }
    let wanted = (0..<61).filter { $0 % 5 == 2 }.map { UInt16($0) }
    var places = [UInt32](repeating: 0, count: count)
    let found = Int(
      kernel_list_wanted(buckets, Int64(count), wanted, Int32(wanted.count), &places))
    #expect(
      places.prefix(found).map(Int.init) == buckets.indices.filter { wanted.contains(buckets[$0]) })
  }

  @Test func equalNumbersAreCounted() {
    let numbers = (0..<1_003).map { Double($0 % 7) } + [.nan]
    #expect(kernel_count_equal(numbers, 1_004, 3) == 143)
    #expect(kernel_count_equal(numbers, 1_004, .nan) == 0)
    #expect(kernel_count_equal(numbers, 0, 3) == 0)
  }

  /// Closed brackets, one of a single value, open ends, and counts that are no multiple of eight.
  @Test func numbersAreSortedOutByBracket() {
    let numbers = Self.samples[3].numbers
    let lows = [-Double.infinity, -3, -1, 0.5, 2]
    let highs = [-4.0, -2, -1, 1.5, .infinity]
    for count in [0, 5, 8, 1_001] {
      var counts = [Int64](repeating: 9, count: 11)
      var lists = [Double](repeating: 0, count: 5 * count)
      var ends = (0..<5).map { Int64($0 * count) }
      let isFinite = kernel_sort_out(
        numbers, Int64(count), lows, highs, 5, &counts, &lists, &ends)
      #expect(isFinite != 0)
      var expected = [Int64](repeating: 0, count: 11)
      var found = [[Double]](repeating: [], count: 5)
      for number in numbers.prefix(count) {
        let before = highs.count { number > $0 }
        let isInside = before < 5 && number >= lows[before]
        expected[2 * before + (isInside ? 1 : 0)] += 1
        if isInside { found[before].append(number) }
      }
      #expect(counts == expected)
      for (k, list) in found.enumerated() {
        #expect(Array(lists[k * count..<Int(ends[k])]) == list)
      }
    }
  }

  /// Brackets that buckets tell apart may hold a few numbers beside their own, none of them farther than two buckets; the last two
  /// brackets of the second set lie too near to each other for that.
  @Test(arguments: [[-2, -1.5, 0, 0.25, 1, 1], [-2, -1.5, 1, 1, 1.000_001, 1.5]])
  func numbersAreSortedOutByBucket(_ ends: [Double]) {
    let numbers = Self.samples[3].numbers + [1, 1.000_000_5]
    let (lows, highs) = ([ends[0], ends[2], ends[4]], [ends[1], ends[3], ends[5]])
    let near = 2 * (highs[2] - lows[0]) / 32_000
    for count in [5, 16, numbers.count] {
      let part = numbers.suffix(count)
      var counts = [Int64](repeating: 9, count: 7)
      var lists = [Double](repeating: 0, count: 3 * count)
      var listEnds = (0..<3).map { Int64($0 * count) }
      let isFinite = kernel_sort_out(
        Array(part), Int64(count), lows, highs, 3, &counts, &lists, &listEnds)
      #expect(isFinite != 0)
      var before = 0
      for k in 0..<3 {
        let list = lists[k * count..<Int(listEnds[k])]
        #expect(
          list.filter { $0 >= lows[k] && $0 <= highs[k] }
            == part.filter { $0 >= lows[k] && $0 <= highs[k] })
        #expect(list.allSatisfy { $0 >= lows[k] - near && $0 <= highs[k] + near })
        #expect(list.count == Int(counts[2 * k + 1]))
        before += Int(counts[2 * k])
        #expect(before + list.count { $0 < lows[k] } == part.count { $0 < lows[k] })
        before += list.count
      }
      #expect(before + Int(counts[6]) == count)
    }
  }

  /// A number that is not finite is noticed however brackets are told apart.
  @Test(arguments: [1.000_001, 1.5]) func numbersThatAreNotFiniteAreNoticed(_ low: Double) {
    for bad in [Double.nan, .infinity, -.infinity] {
      let numbers = (0..<300).map { $0 == 290 ? bad : Double($0) / 100 }
      var counts = [Int64](repeating: 0, count: 5)
      var lists = [Double](repeating: 0, count: 600)
      var ends: [Int64] = [0, 300]
      #expect(
        kernel_sort_out(numbers, 300, [0.5, low], [1, 2.5], 2, &counts, &lists, &ends) == 0)
    }
  }

  /// Limits that some numbers equal, limits without room between them, open ends, and counts that are no multiple of eight.
  @Test func numbersWithinLimitsMoveToTheFront() {
    let numbers = Self.samples[3].numbers
    for (low, high) in [(-1.0, 0.5), (numbers[3], numbers[9]), (2, 2), (-.infinity, .infinity)] {
      for count in [0, 5, 8, 256, 1_001] {
        let part = Array(numbers.prefix(count))
        var moved = part
        var (below, atLow, atHigh): (Int64, Int64, Int64) = (-1, -1, -1)
        let kept = Int(
          kernel_keep_within(&moved, Int64(count), low, high, &below, &atLow, &atHigh))
        #expect(Array(moved.prefix(kept)) == part.filter { $0 > low && $0 < high })
        #expect(Int(below) == part.count { $0 < low })
        #expect(Int(atLow) == part.count { $0 == low })
        #expect(Int(atHigh) == part.count { $0 == high })
      }
    }
  }
}
