import Analysis
import RealModule
import Testing

/// Test functions whose indices are known in closed form.
@Suite struct SobolIndicesTests {
  /// - Source: Ishigami and Homma (1990), with a = 7 and b = 0.1.
  private func ishigami(_ x: [Double]) -> Double {
    let angles = x.map { (2 * $0 - 1) * .pi }
    let sine = Double.sin(angles[1])
    return .sin(angles[0]) * (1 + 0.1 * .pow(angles[2], 4)) + 7 * sine * sine
  }

  private static let weights = [0, 1, 4.5, 9, 99, 99, 99, 99]

  /// - Source: Saltelli and Sobol' (1995), the g function.
  private func g(_ x: [Double]) -> Double {
    zip(x, Self.weights).reduce(1) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) }
  }

  private func expectSmallErrors(
    first: [Double], total: [Double], dimensionCount: Int, _ function: ([Double]) -> Double
  ) throws {
    var errors = [[Double]](repeating: [], count: first.count + total.count)
    for scramble in 0..<20 {
      let indices = SobolIndices.ofFunction(
        dimensionCount: dimensionCount, pointCount: 1 << 14, seed: UInt64(scramble), function)
      let found = try #require(indices)
      for (index, (value, exact)) in zip(found.first + found.total, first + total).enumerated() {
        // The published values are rounded to five decimals.
        errors[index].append(abs(value - exact))
      }
    }
    for (index, errors) in errors.enumerated() {
      let sorted = errors.sorted()
      #expect((sorted[9] + sorted[10]) / 2 <= 1e-3, "index \(index)")
      #expect(sorted[19] <= 3e-3, "index \(index)")
    }
  }

  @Test func `the Ishigami function`() throws {
    try expectSmallErrors(
      first: [0.31391, 0.44241, 0], total: [0.55759, 0.44241, 0.24368], dimensionCount: 3,
      ishigami)
  }

  @Test func `the g function`() throws {
    let variances = Self.weights.map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let product = variances.reduce(1) { $0 * (1 + $1) }
    let first = variances.map { $0 / (product - 1) }
    let total = zip(first, variances).map { $0 * product / (1 + $1) }
    for (value, published) in zip(first, [0.71619, 0.17905, 0.02368, 0.00716]) {
      #expect(abs(value - published) < 6e-6)
    }
    for (value, published) in zip(total, [0.78714, 0.24220, 0.03432, 0.01046]) {
      #expect(abs(value - published) < 6e-6)
    }
    try expectSmallErrors(first: first, total: total, dimensionCount: 8, g)
  }

  @Test func `a sum has no interactions and a constant no indices`() throws {
    let sum = try #require(
      SobolIndices.ofFunction(dimensionCount: 2, pointCount: 1 << 12, seed: 1) {
        3 * $0[0] + 4 * $0[1] + 1e6
      })
    for (value, exact) in zip(sum.first + sum.total, [0.36, 0.64, 0.36, 0.64]) {
      #expect(abs(value - exact) < 1e-3)
    }
    for constant in [0, 5, 0.1, 1e9 / 3] {
      #expect(
        SobolIndices.ofFunction(dimensionCount: 2, pointCount: 64, seed: 1) { _ in constant } == nil
      )
    }
  }
}
