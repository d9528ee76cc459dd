import CLAPACKE

extension Matrix {
  /// The lower triangular factor L of a symmetric positive definite matrix L Lᵀ. Only the lower triangle is read.
  ///
  /// - Accuracy: ‖L Lᵀ − A‖ at most about n · ε · ‖A‖.
  /// - Routine: `dpotrf`
  /// - Throws: ``LinearAlgebraError/notPositiveDefinite(order:)``, ``LinearAlgebraError/notFinite``.
  public func choleskyFactor() throws(LinearAlgebraError) -> Matrix {
    precondition(
      rowCount == columnCount, "a Cholesky factor of \(rowCount) × \(columnCount) does not exist")
    try checkFinite()
    if rowCount == 0 { return self }
    var factor = self
    for column in 1..<max(1, columnCount) {
      for row in 0..<column { factor[row, column] = 0 }
    }
    let order = LapackInteger(rowCount)
    let info = unsafe factor.storage.withUnsafeMutableBufferPointer { a in
      unsafe LAPACKE_dpotrf(LAPACK_COL_MAJOR, 0x4C, order, a.baseAddress, order)
    }
    let failure = mathematicalOutcome(of: info, "dpotrf")
    if failure > 0 { throw .notPositiveDefinite(order: failure) }
    return factor
  }

  /// The matrix X that makes ‖A X − B‖ least, column by column, by a QR factorisation with column pivoting.
  ///
  /// - Shape: m × n with m ≥ n, right-hand sides m × r, result n × r.
  /// - Accuracy: backward stable. A matrix whose condition is above 1 / (ε · m) counts as rank deficient.
  /// - Routine: `dgelsy`
  /// - Throws: ``LinearAlgebraError/rankDeficient(rank:)``, ``LinearAlgebraError/notFinite``.
  public func leastSquaresSolution(_ rightHandSides: Matrix) throws(LinearAlgebraError) -> Matrix {
    precondition(
      rightHandSides.rowCount == rowCount && rowCount >= columnCount,
      "\(rowCount) × \(columnCount) does not fit right-hand sides with \(rightHandSides.rowCount) rows"
    )
    try checkFinite()
    try rightHandSides.checkFinite()
    var solution = Matrix(rowCount: columnCount, columnCount: rightHandSides.columnCount)
    if solution.storage.isEmpty { return solution }
    var (a, b) = (storage, rightHandSides.storage)
    var pivots = [LapackInteger](repeating: 0, count: columnCount)
    var rank: LapackInteger = 0
    let (m, n) = (LapackInteger(rowCount), LapackInteger(columnCount))
    let info = unsafe LAPACKE_dgelsy(
      LAPACK_COL_MAJOR, m, n, LapackInteger(rightHandSides.columnCount), &a, m, &b, m, &pivots,
      Double.ulpOfOne * Double(rowCount), &rank)
    _ = mathematicalOutcome(of: info, "dgelsy")
    if rank < n { throw .rankDeficient(rank: Int(rank)) }
    for column in 0..<solution.columnCount {
      for row in 0..<columnCount { solution[row, column] = b[column * rowCount + row] }
    }
    return solution
  }

  private func checkFinite() throws(LinearAlgebraError) {
    if !storage.allSatisfy(\.isFinite) { throw .notFinite }
  }
}

/// A return code of LAPACK: negative is a programmer's mistake, positive is mathematics.
private func mathematicalOutcome(of info: LapackInteger, _ routine: StaticString) -> Int {
  precondition(info >= 0, "argument \(-info) of \(routine)")
  return Int(info)
}
