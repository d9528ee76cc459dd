import Sampling
import Testing

@Suite struct QuantileSelectorTests {
  static let levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]

  /// Samples with every shape that could mislead the buckets.
  static let shapes: [(name: String, number: @Sendable (Int, Double) -> Double)] = [
    ("uniform", { _, u in u }),
    ("normal", { _, u in normalQuantile(u) }),
    ("log-normal with a heavy tail", { _, u in VectorMath.exponential(4 * normalQuantile(u)) }),
    ("enormous spread", { _, u in VectorMath.exponential(100 * normalQuantile(u)) }),
    ("constant", { _, _ in 7 }),
    ("two values", { _, u in u < 0.3 ? -1 : 1 }),
    ("mostly zero", { _, u in max(0, u - 0.8) }),
    ("zeros and a narrow hill", { _, u in u < 0.04 ? 0 : 1e6 + u }),
    ("few values", { _, u in (10 * u).rounded() }),
    ("ascending", { i, _ in Double(i) }),
    ("descending", { i, _ in -Double(i) }),
    ("organ pipe", { i, _ in Double(i % 512 < 256 ? i % 512 : 512 - i % 512) }),
    ("outliers among the first", { i, u in i % 157 == 0 ? 1e300 * (u - 0.5) : u }),
    ("huge", { _, u in (u - 0.5) * 1.7e308 }),
    ("tiny", { _, u in u * 0x1p-1070 }),
    ("signed zeros", { _, u in u < 0.5 ? -0.0 : 0 }),
    ("neighbours", { _, u in 1 + (8 * u).rounded() * .ulpOfOne }),
  ]

  private func sample(_ count: Int, _ number: (Int, Double) -> Double) -> [Double] {
    let streams = RandomStreams(seed: 11)
    var uniforms = [Double](repeating: 0, count: count)
    streams.fillUniforms(
      StreamAddress(purpose: 1), firstDraw: 0, drawCount: count, columns: 1, into: &uniforms)
    return uniforms.enumerated().map { number($0.offset, $0.element) }
  }

  private func sortedQuantiles(_ levels: [Double], of sample: [Double]) -> [Double] {
    let sorted = sample.sorted()
    return levels.map { level in
      let place = Double(sorted.count - 1) * level
      let rank = Int(place)
      let upper = sorted[min(rank + 1, sorted.count - 1)]
      return sorted[rank] + (place - Double(rank)) * (upper - sorted[rank])
    }
  }

  private func quantiles(
    _ levels: [Double], of sample: [Double], by selector: inout QuantileSelector
  ) throws -> [Double] {
    var result = [Double](repeating: .nan, count: levels.count)
    try selector.quantiles(levels, of: sample, count: sample.count, into: &result)
    return result
  }

  @Test(arguments: shapes.indices) func `equals the quantiles of the sorted sample`(
    shape: Int
  ) throws {
    var selector = QuantileSelector(capacity: 200_000)
    for count in [1, 2, 3, 7, 8, 9, 24, 25, 63, 100, 511, 1000, 4099, 10_000, 33_333, 200_000] {
      let sample = sample(count, Self.shapes[shape].number)
      for levels in [Self.levels, [0, 0, 0.5, 1, 1], [1], [], (0...100).map { Double($0) / 100 }] {
        #expect(
          try quantiles(levels, of: sample, by: &selector) == sortedQuantiles(levels, of: sample),
          "\(Self.shapes[shape].name), \(count) numbers")
      }
    }
  }

  @Test func `equals the sorted sample at a million`() throws {
    var selector = QuantileSelector(capacity: 1_000_000)
    let sample = sample(1_000_000) { _, u in normalQuantile(u) }
    #expect(
      try quantiles(Self.levels, of: sample, by: &selector)
        == sortedQuantiles(Self.levels, of: sample))
  }

  /// Ten values whose quantiles NumPy gives: `numpy.percentile(a, [5, 25, 50, 90])`.
  @Test func `agrees with another implementation`() throws {
    var selector = QuantileSelector(capacity: 10)
    let found = try quantiles(
      [0.05, 0.25, 0.5, 0.9], of: [9, 1, 4, 1, 5, 9, 2, 6, 5, 3], by: &selector)
    for (value, expected) in zip(found, [1, 2.25, 4.5, 9]) {
      #expect(abs(value - expected) < 1e-14)
    }
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan]) func `refuses numbers that are none`(
    bad: Double
  ) {
    var selector = QuantileSelector(capacity: 1000)
    for (count, place) in [(1, 0), (8, 7), (9, 8), (1000, 0), (1000, 500), (1000, 999)] {
      var sample = sample(count) { _, u in u }
      sample[place] = bad
      #expect(throws: SamplingError.notFinite) {
        try quantiles(Self.levels, of: sample, by: &selector)
      }
    }
  }

  @Test func `refuses what it has no room for`() async {
    await #expect(processExitsWith: .failure) {
      var (selector, result) = (QuantileSelector(capacity: 2), 0.0)
      try selector.quantiles([0.5], of: [1, 2, 3], count: 3, into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var (selector, result) = (QuantileSelector(capacity: 2), 0.0)
      try selector.quantiles([0.5], of: [], count: 0, into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var (selector, result) = (QuantileSelector(capacity: 2), [0.0, 0])
      try selector.quantiles([0.5, 0.4], of: [1, 2], count: 2, into: &result)
    }
  }
}
