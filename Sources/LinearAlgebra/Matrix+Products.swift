import COpenBLAS

extension Matrix {
  /// The product of two matrices.
  ///
  /// - Accuracy: error at most about k · ε · |a| |b|, entry by entry, for inner dimension k.
  /// - Routine: `dgemm`
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    unsafe a.withView { a in unsafe b.withView { b in unsafe product(a, b) } }
  }

  /// The product of the transpose of this matrix and another matrix.
  ///
  /// - Routine: `dgemm`
  public func transposedTimes(_ b: Matrix) -> Matrix {
    unsafe withView { a in unsafe b.withView { b in unsafe Matrix.product(a.transposed, b) } }
  }

  /// The product of a matrix and a vector.
  ///
  /// - Routine: `dgemv`
  public static func * (a: Matrix, vector: [Double]) -> [Double] {
    precondition(
      vector.count == a.columnCount,
      "\(a.rowCount) × \(a.columnCount) times a vector of \(vector.count)")
    guard a.rowCount > 0, a.columnCount > 0 else {
      return [Double](repeating: 0, count: a.rowCount)
    }
    return unsafe a.withView { view in
      unsafe [Double](unsafeUninitializedCapacity: a.rowCount) { result, count in
        unsafe BLAS.multiply(view, vector: vector, into: result.baseAddress!)
        count = a.rowCount
      }
    }
  }

  /// The product of the transpose of this matrix and itself, exactly symmetric.
  ///
  /// - Routine: `dsyrk`
  public func gram() -> Matrix {
    let n = columnCount
    var result = Matrix(rowCount: n, columnCount: n)
    if rowCount == 0 || n == 0 { return result }
    unsafe result.storage.withUnsafeMutableBufferPointer { c in
      unsafe cblas_dsyrk(
        CblasColMajor, CblasLower, CblasTrans, blasint(n), blasint(rowCount), 1, storage,
        blasint(rowCount), 0, c.baseAddress, blasint(n))
    }
    for column in 0..<n {
      for row in 0..<column { result[row, column] = result[column, row] }
    }
    return result
  }

  private static func product(_ a: MatrixView, _ b: MatrixView) -> Matrix {
    var result = unsafe Matrix(
      rowCount: a.effectiveRowCount, columnCount: b.effectiveColumnCount)
    unsafe result.storage.withUnsafeMutableBufferPointer { c in
      if let base = c.baseAddress { unsafe BLAS.multiply(a, b, into: base) }
    }
    return result
  }
}
