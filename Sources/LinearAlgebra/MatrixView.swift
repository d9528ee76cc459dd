/// A matrix, or a block of one, in memory that belongs to somebody else; for loops where copying would cost.
///
/// - Shape: `rowCount` × `columnCount` as stored, column-major. `isTransposed` says that the transpose is meant.
@unsafe public struct MatrixView {
  /// The first entry; nothing is read through it when the matrix is empty.
  public let base: UnsafePointer<Double>?
  /// The number of rows as stored.
  public let rowCount: Int
  /// The number of columns as stored.
  public let columnCount: Int
  /// The distance between the beginnings of two columns.
  public let leadingDimension: Int
  /// Whether the transpose is meant.
  public let isTransposed: Bool

  /// Makes a view; columns follow each other unless `leadingDimension` says otherwise.
  public init(
    base: UnsafePointer<Double>?, rowCount: Int, columnCount: Int, leadingDimension: Int? = nil,
    isTransposed: Bool = false
  ) {
    unsafe self.base = base
    unsafe self.rowCount = rowCount
    unsafe self.columnCount = columnCount
    unsafe self.leadingDimension = leadingDimension ?? rowCount
    unsafe self.isTransposed = isTransposed
    unsafe precondition(
      rowCount >= 0 && columnCount >= 0 && self.leadingDimension >= rowCount
        && (base != nil || rowCount * columnCount == 0),
      "\(rowCount) × \(columnCount) with leading dimension \(self.leadingDimension)")
  }

  /// The same memory, read as the transpose.
  public var transposed: MatrixView {
    unsafe MatrixView(
      base: base, rowCount: rowCount, columnCount: columnCount, leadingDimension: leadingDimension,
      isTransposed: !isTransposed)
  }

  /// The number of rows of the matrix that is meant.
  var effectiveRowCount: Int { unsafe isTransposed ? columnCount : rowCount }
  /// The number of columns of the matrix that is meant.
  var effectiveColumnCount: Int { unsafe isTransposed ? rowCount : columnCount }
}
