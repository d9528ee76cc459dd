import Sampling
import Testing

@Suite struct VectorMathTests {
  private static let special: [Double] = [
    0, -0.0, 1, -1, 0x1p-1074, -0x1p-1074, 0x1p-1022, .leastNormalMagnitude.nextDown, 708, 709,
    709.7,
    709.79, 710, -707.9, -708, -708.5, -745.1, -745.2, 1e300, -1e300, .infinity, -.infinity, .nan,
    .greatestFiniteMagnitude, 0.5.squareRoot(), 2.0.squareRoot(),
  ]

  private func spread(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
    }
  }

  /// Exact bits, in whole vectors, in broken ones, and with special values anywhere.
  @Test func `vector kernels agree with the scalar mathematics`() {
    for numbers in [
      Self.special, spread(10_001, -750...720), spread(10_001, 1e-9...10), spread(3, 0...1), [],
    ] {
      var exponentials = numbers
      exponentials.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { VectorMath.exponentiate(base, count: $0.count) }
      }
      var logarithms = numbers
      logarithms.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { VectorMath.takeLogarithms(base, count: $0.count) }
      }
      for (i, x) in numbers.enumerated() {
        let (exponential, logarithm) = (ReferenceMath.exponential(x), ReferenceMath.logarithm(x))
        #expect(
          exponentials[i].bitPattern == exponential.bitPattern
            || exponentials[i].isNaN && exponential.isNaN)
        #expect(
          logarithms[i].bitPattern == logarithm.bitPattern
            || logarithms[i].isNaN && logarithm.isNaN)
      }
    }
  }
}
