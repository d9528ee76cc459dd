import Sampling
import Testing

@Suite struct RunningMomentsTests {
  /// NIST Statistical Reference Datasets, NumAcc1 to NumAcc4, with their certified values.
  private static let certified:
    [(numbers: [Double], mean: Double, standardDeviation: Double, digits: Double)] = [
      ([10_000_001, 10_000_003, 10_000_002], 10_000_002, 1, 15),
      ([1.2] + alternating(1.1, 1.3), 1.2, 0.1, 14),
      ([1_000_000.2] + alternating(1_000_000.1, 1_000_000.3), 1_000_000.2, 0.1, 9),
      ([10_000_000.2] + alternating(10_000_000.1, 10_000_000.3), 10_000_000.2, 0.1, 8),
    ]

  private static func alternating(_ a: Double, _ b: Double) -> [Double] {
    (0..<500).flatMap { _ in [a, b] }
  }

  private func power(_ digits: Double) -> Double {
    VectorMath.exponential(-digits * 2.302585092994046)
  }

  /// The digits that the numbers themselves keep when they are written in binary.
  @Test(arguments: 0..<4) func `gives the certified digits`(index: Int) throws {
    let (numbers, mean, standardDeviation, digits) = Self.certified[index]
    var running = RunningMoments()
    for number in numbers { running.add(number) }
    for moments in [RunningMoments(numbers, count: numbers.count), running] {
      #expect(moments.count == numbers.count)
      #expect(abs(moments.mean / mean - 1) < 2e-15)
      let found = try #require(moments.standardDeviation)
      #expect(abs(found / standardDeviation - 1) < power(digits))
    }
  }

  /// The kernel against sums in eight lanes, bit for bit.
  @Test(arguments: [1, 7, 8, 13, 256]) func `lanes are added in their order`(count: Int) {
    let numbers = (0..<count).map { 1e3 + Double($0 * $0 % 977) / 3 }
    func sum(_ term: (Double) -> Double) -> Double {
      let whole = count / 8 * 8
      let lanes = (0..<8).map { lane in
        stride(from: lane, to: whole, by: 8).reduce(0) { $0 + term(numbers[$1]) }
      }
      return numbers[whole...].reduce(lanes.dropFirst().reduce(lanes[0], +)) { $0 + term($1) }
    }
    let mean = numbers[0] + sum { $0 - numbers[0] } / Double(count)
    let moments = RunningMoments(numbers, count: count)
    #expect(moments.mean == mean)
    #expect(moments.sumOfSquares == sum { ($0 - mean) * ($0 - mean) })
  }

  @Test func `merging is the same as taking all together`() throws {
    let numbers = (0..<5000).map { 1e6 + Double($0 * $0 % 977) }
    let whole = RunningMoments(numbers, count: 5000)
    for split in [0, 1, 255, 256, 4999, 5000] {
      var merged = RunningMoments(numbers, count: split)
      merged.merge(RunningMoments(Array(numbers[split...]), count: 5000 - split))
      #expect(merged.count == 5000)
      #expect(abs(merged.mean - whole.mean) < 1e-9)
      #expect(abs(try #require(merged.variance) / (try #require(whole.variance)) - 1) < 1e-12)
    }
  }

  @Test func `fewer than two numbers have no variance`() {
    #expect(RunningMoments([3], count: 1).mean == 3)
    #expect(RunningMoments([3], count: 1).variance == nil)
    #expect(RunningMoments().variance == nil)
    #expect(RunningMoments([3, 3], count: 2).variance == 0)
  }

  @Test func `a number that is none shows`() {
    #expect(RunningMoments([1, .nan, 2], count: 3).mean.isNaN)
    #expect(!RunningMoments([1, .infinity, 2], count: 3).mean.isFinite)
  }
}
