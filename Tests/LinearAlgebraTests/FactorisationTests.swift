import LinearAlgebra
import Testing

@Suite struct FactorisationTests {
  private func residual(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.storage, b.storage).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: MatrixTests.sizes) func `a Cholesky factor gives back its matrix`(n: Int) throws
  {
    var a = MatrixTests.filled(n + 2, n).gram()
    let exact = a
    // What stands above the diagonal is not read.
    for column in 0..<n { for row in 0..<column { a[row, column] = 1e6 } }
    let factor = try a.choleskyFactor()
    for column in 0..<n { for row in 0..<column { #expect(factor[row, column] == 0) } }
    #expect(
      residual(factor * factor.transposed, exact)
        <= 4 * Double(n) * .ulpOfOne * MatrixTests.largest(exact))
  }

  @Test func `a nearly singular matrix still has a factor`() throws {
    let r = 1 - 1e-14
    let a = Matrix(rowCount: 2, columnCount: 2, columnMajor: [1, r, r, 1])
    let factor = try a.choleskyFactor()
    #expect(residual(factor * factor.transposed, a) <= 8 * .ulpOfOne)
  }

  @Test func `names the block that is not positive definite`() {
    var a = Matrix.identity(5)
    a[3, 1] = 1.5
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 4)) { try a.choleskyFactor() }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
      try Matrix(rowCount: 2, columnCount: 2).choleskyFactor()
    }
  }

  @Test(arguments: [Double.nan, .infinity]) func `refuses numbers that are none`(bad: Double) {
    var a = Matrix.identity(5)
    a[4, 2] = bad
    #expect(throws: LinearAlgebraError.notFinite) { try a.choleskyFactor() }
    #expect(throws: LinearAlgebraError.notFinite) { try a.leastSquaresSolution(.identity(5)) }
    #expect(throws: LinearAlgebraError.notFinite) { try Matrix.identity(5).leastSquaresSolution(a) }
  }

  /// The residual of a least-squares solution is orthogonal to the columns.
  @Test(arguments: MatrixTests.sizes) func `least squares leaves an orthogonal residual`(
    n: Int
  ) throws {
    let (a, b) = (MatrixTests.filled(2 * n + 1, n), MatrixTests.filled(2 * n + 1, 3, seed: 2))
    let solution = try a.leastSquaresSolution(b)
    #expect(solution.rowCount == n && solution.columnCount == 3)
    let fitted = a * solution
    var rest = b
    for row in 0..<b.rowCount {
      for column in 0..<3 { rest[row, column] -= fitted[row, column] }
    }
    #expect(MatrixTests.largest(a.transposedTimes(rest)) <= 100 * Double(n) * .ulpOfOne)
  }

  @Test func `least squares gives back exact coefficients`() throws {
    // Longley's manner: a line through years far from the origin.
    let years = (2010...2024).map(Double.init)
    let a = Matrix(
      rowCount: 15, columnCount: 2, columnMajor: [Double](repeating: 1, count: 15) + years)
    let b = Matrix(rowCount: 15, columnCount: 1, columnMajor: years.map { 3 - 0.25 * $0 })
    let solution = try a.leastSquaresSolution(b)
    #expect(abs(solution[0, 0] - 3) < 1e-9)
    #expect(abs(solution[1, 0] + 0.25) < 1e-12)
  }

  @Test func `says how many columns are independent`() {
    var a = MatrixTests.filled(6, 3)
    for row in 0..<6 { a[row, 2] = a[row, 0] - 2 * a[row, 1] }
    #expect(throws: LinearAlgebraError.rankDeficient(rank: 2)) {
      try a.leastSquaresSolution(.identity(6))
    }
  }
}
