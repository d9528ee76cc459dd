/// A dense matrix of numbers.
///
/// - Shape: `rowCount` × `columnCount`, column-major: entry (i, j) is `storage[j · rowCount + i]`.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The entries, column by column.
  public internal(set) var storage: [Double]

  /// Makes a matrix with the same number everywhere.
  public init(rowCount: Int, columnCount: Int, repeating number: Double = 0) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      columnMajor: [Double](repeating: number, count: rowCount * columnCount))
  }

  /// Makes a matrix from its entries, column by column.
  public init(rowCount: Int, columnCount: Int, columnMajor storage: [Double]) {
    precondition(
      rowCount >= 0 && columnCount >= 0 && storage.count == rowCount * columnCount,
      "\(storage.count) numbers do not fill \(rowCount) × \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.storage = storage
  }

  /// The square matrix with ones on the diagonal.
  public static func identity(_ order: Int) -> Matrix {
    var matrix = Matrix(rowCount: order, columnCount: order)
    for i in 0..<order { matrix[i, i] = 1 }
    return matrix
  }

  /// The entry in a row and a column, both counted from zero.
  public subscript(row: Int, column: Int) -> Double {
    get { storage[index(row, column)] }
    set { storage[index(row, column)] = newValue }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { result[column, row] = self[row, column] }
    }
    return result
  }

  /// Calls `body` with a view of the entries, valid during the call.
  public func withView<Result>(_ body: (MatrixView) -> Result) -> Result {
    unsafe storage.withUnsafeBufferPointer { entries in
      unsafe body(
        MatrixView(base: entries.baseAddress, rowCount: rowCount, columnCount: columnCount))
    }
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition(
      row >= 0 && row < rowCount && column >= 0 && column < columnCount,
      "entry (\(row), \(column)) of \(rowCount) × \(columnCount)")
    return column * rowCount + row
  }
}
