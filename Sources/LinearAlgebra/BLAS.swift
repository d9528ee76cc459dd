import COpenBLAS

/// The library behind the products, and its settings.
///
/// Its results differ in the last bits between kernels, thread counts and shapes. Whoever promises equal bits sets one
/// thread, calls with fixed shapes, and keeps ``kernelName`` and ``version`` with the result.
public enum BLAS {
  /// Lets every call run on the thread that makes it; workers are the caller's affair.
  ///
  /// - Routine: `openblas_set_num_threads`
  public static func useOneThread() { openblas_set_num_threads(1) }

  /// The name of the kernel set chosen for this processor, such as `Zen`.
  ///
  /// - Routine: `openblas_get_corename`
  public static var kernelName: String { unsafe String(cString: openblas_get_corename()) }

  /// The version of OpenBLAS, such as `0.3.21`.
  ///
  /// - Routine: `openblas_get_config`
  public static var version: String {
    let words = unsafe String(cString: openblas_get_config()).split(separator: " ")
    return words.count > 1 ? String(words[1]) : "unknown"
  }

  /// Writes the product of two matrices, or adds it to what is there.
  ///
  /// - Shape: m × k, k × n, result m × n, column-major with the given leading dimension, m unless it is given.
  /// - Routine: `dgemm`
  public static func multiply(
    _ a: MatrixView, _ b: MatrixView, into result: UnsafeMutablePointer<Double>,
    leadingDimension: Int? = nil, adding: Bool = false
  ) {
    let (m, k) = unsafe (a.effectiveRowCount, a.effectiveColumnCount)
    let n = unsafe b.effectiveColumnCount
    let ldc = leadingDimension ?? m
    unsafe precondition(
      b.effectiveRowCount == k && ldc >= m,
      "\(m) × \(k) times \(b.effectiveRowCount) × \(n) into leading dimension \(ldc)")
    if m == 0 || n == 0 { return }
    unsafe cblas_dgemm(
      CblasColMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a.base,
      blasint(max(1, a.leadingDimension)), b.base, blasint(max(1, b.leadingDimension)),
      adding ? 1 : 0, result, blasint(ldc))
  }

  /// Writes the product of a matrix and a vector, or adds it to what is there.
  ///
  /// - Shape: m × k, k, result m.
  /// - Routine: `dgemv`
  public static func multiply(
    _ a: MatrixView, vector: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>,
    adding: Bool = false
  ) {
    let (m, k) = unsafe (a.effectiveRowCount, a.effectiveColumnCount)
    if m == 0 { return }
    if k == 0 {
      if !adding { unsafe result.update(repeating: 0, count: m) }
      return
    }
    unsafe cblas_dgemv(
      CblasColMajor, a.isTransposed ? CblasTrans : CblasNoTrans, blasint(a.rowCount),
      blasint(a.columnCount), 1, a.base, blasint(a.leadingDimension), vector, 1, adding ? 1 : 0,
      result, 1)
  }
}
