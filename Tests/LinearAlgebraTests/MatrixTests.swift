import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  static let sizes = [0, 1, 2, 5, 50]

  /// Entries in [−1, 1] that no arithmetic accident makes round.
  static func filled(_ rowCount: Int, _ columnCount: Int, seed: UInt64 = 1) -> Matrix {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return Matrix(
      rowCount: rowCount, columnCount: columnCount,
      columnMajor: (0..<rowCount * columnCount).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
      })
  }

  static func largest(_ m: Matrix) -> Double { m.storage.map(abs).max() ?? 0 }

  private static func plainProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    var c = Matrix(rowCount: a.rowCount, columnCount: b.columnCount)
    for i in 0..<a.rowCount {
      for j in 0..<b.columnCount {
        for k in 0..<a.columnCount { c[i, j] += a[i, k] * b[k, j] }
      }
    }
    return c
  }

  private static func difference(_ a: Matrix, _ b: Matrix) -> Double {
    #expect(a.rowCount == b.rowCount && a.columnCount == b.columnCount)
    return zip(a.storage, b.storage).map { abs($0 - $1) }.max() ?? 0
  }

  /// Against the definition; bound 2 k² ε, since entries are at most 1.
  @Test(arguments: sizes, sizes) func `products follow the definition`(m: Int, n: Int) {
    for k in Self.sizes {
      let (a, b) = (Self.filled(m, k), Self.filled(k, n, seed: 2))
      let exact = Self.plainProduct(a, b)
      let bound = 2 * Double(k) * Double(k) * .ulpOfOne
      #expect(Self.difference(a * b, exact) <= bound)
      #expect(Self.difference(a.transposed.transposedTimes(b), exact) <= bound)
      if n == 1 {
        let product = Matrix(rowCount: m, columnCount: 1, columnMajor: a * b.storage)
        #expect(Self.difference(product, exact) <= bound)
      }
    }
    let a = Self.filled(m, n)
    let gram = a.gram()
    #expect(
      Self.difference(gram, Self.plainProduct(a.transposed, a)) <= 2 * Double(m * m) * .ulpOfOne)
    #expect(gram == gram.transposed)
  }

  @Test func `views reach blocks, transposes and sums`() {
    let (a, b) = (Self.filled(6, 4), Self.filled(5, 3, seed: 2))
    // Rows 1…2 of a, transposed (4 × 2), times rows 3…4 of b (2 × 3), on top of ones.
    var result = [Double](repeating: 1, count: 15)
    a.storage.withUnsafeBufferPointer { a in
      b.storage.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer { c in
          BLAS.multiply(
            MatrixView(base: a.baseAddress! + 1, rowCount: 2, columnCount: 4, leadingDimension: 6)
              .transposed,
            MatrixView(base: b.baseAddress! + 3, rowCount: 2, columnCount: 3, leadingDimension: 5),
            into: c.baseAddress!, leadingDimension: 5, adding: true)
        }
      }
    }
    for column in 0..<3 {
      for row in 0..<4 {
        let exact = 1 + a[1, row] * b[3, column] + a[2, row] * b[4, column]
        #expect(abs(result[column * 5 + row] - exact) < 1e-14)
      }
      #expect(result[column * 5 + 4] == 1)
    }
  }

  @Test func `a sum over nothing is zero`() {
    #expect((Self.filled(3, 0) * [Double]()) == [0, 0, 0])
    #expect((Self.filled(3, 0) * Self.filled(0, 2)) == Matrix(rowCount: 3, columnCount: 2))
    #expect(Self.filled(0, 2).gram() == Matrix(rowCount: 2, columnCount: 2))
  }

  @Test func `not a number goes through a product`() {
    var a = Self.filled(5, 5)
    a[2, 3] = .nan
    let product = a * Self.filled(5, 5, seed: 2)
    for row in 0..<5 { #expect(product[row, 0].isNaN == (row == 2)) }
  }

  @Test func `refuses shapes that do not fit`() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rowCount: 2, columnCount: 3) * Matrix(rowCount: 2, columnCount: 3)
    }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix(rowCount: 2, columnCount: 3) * [1, 2] }
  }

  @Test func `the library names itself`() {
    BLAS.useOneThread()
    #expect(!BLAS.kernelName.isEmpty)
    #expect(BLAS.version.first?.isNumber == true)
  }
}
