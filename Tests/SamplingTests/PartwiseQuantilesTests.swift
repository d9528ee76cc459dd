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

  /// Brackets that buckets part and some they do not, because ends are open or too near to each other; one of a single value; counts
  /// that are no multiple of eight.
  @Test(arguments: [
    [-.infinity, -4, -3, -2, -1, -1, 0.5, 1.5, 2, .infinity], [-2, -1.5, 0, 0.25, 1, 1],
    [-2, -1.5, 1, 1, 1.000_001, 1.5], [-1, -1],
  ])
  func numbersAreSortedOutByBracket(_ ends: [Double]) {
    let numbers = Self.samples[3].numbers + ends.filter(\.isFinite) + [1.000_000_5, 1]
    let lows = stride(from: 0, to: ends.count, by: 2).map { ends[$0] }
    let highs = stride(from: 1, to: ends.count, by: 2).map { ends[$0] }
    for count in [0, 5, 8, 1_001, numbers.count] {
      let part = Array(numbers.suffix(count))
      let kinds = Int(kernelBracketCounts)
      var counts = [Int64](repeating: 0, count: kinds * lows.count + 1)
      var lists = [Double](repeating: 0, count: lows.count * (count + 1))
      var found = lows.indices.map { Int64($0 * (count + 1)) }
      let isFinite = kernel_sort_out(
        part, Int64(count), lows, highs, Int32(lows.count), &counts, &lists, &found)
      #expect(isFinite != 0)
      for (k, (low, high)) in zip(lows, highs).enumerated() {
        let list = lists[k * (count + 1)..<Int(found[k])]
        #expect(Array(list) == part.filter { $0 > low && $0 < high })
        let last = k > 0 ? highs[k - 1] : -.infinity
        let counted = counts[(kinds * k)...].prefix(kinds).map(Int.init)
        #expect(counted[Int(kernelBefore)] == part.count { $0 < low && (k == 0 || $0 > last) })
        #expect(counted[Int(kernelAtLow)] == part.count { $0 == low })
        #expect(counted[Int(kernelAtHigh)] == part.count { $0 == high && low < high })
      }
      #expect(Int(counts.last!) == part.count { $0 > highs.last! })
    }
  }

  /// A number that is not finite is noticed however brackets are told apart.
  @Test(arguments: [1.000_001, 1.5]) func numbersThatAreNotFiniteAreNoticed(_ low: Double) {
    for bad in [Double.nan, .infinity, -.infinity] {
      let numbers = (0..<300).map { $0 == 290 ? bad : Double($0) / 100 }
      var counts = [Int64](repeating: 0, count: 2 * Int(kernelBracketCounts) + 1)
      var lists = [Double](repeating: 0, count: 602)
      var ends: [Int64] = [0, 301]
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
