package import CKernels

/// The random numbers of a run: each belongs to a seed, a ``StreamAddress``, a draw and a column, and to nothing else.
///
/// All normals come by inversion, so that equal addresses give numbers in the same order of size
/// whatever is made from them.
///
/// Kernels that draw numbers themselves take normals of local spreads, and those that move scores, in single precision, by fits in
/// −log(4 p (1 − p)): relative error 6e-7.
///
/// - Accuracy: every number has the same bits on every machine.
public struct RandomStreams: Hashable, Sendable {
  /// The seed, which is the key of the generator.
  public let seed: UInt64

  /// The streams that belong to a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Standard normal numbers for consecutive draws at one address, four to a block.
  ///
  /// Columns are independent. Four columns cost little more than one, because a block holds four words.
  ///
  /// - Shape: `drawCount` × `columns`, column-major, leading dimension `drawCount`. Column `k` takes word
  ///   `k mod 4` of block `block + k / 4`.
  /// - Accuracy: the quantile of `(word + ½) / 2³²`, relative error 1e-10. The resolution is that of a 32-bit word:
  ///   no number lies outside ±6.34, and the distribution function moves in steps of 2.3e-10.
  /// - Source: Wichura (1988), doi:10.2307/2347330, below 1/128 and above 127/128; between them a rational fit of degree 7
  ///   by `Tests/Peers/kernel_coefficients.py`.
  /// - Routine: `kernel_fill_normals`
  public func fillNormals(
    _ address: StreamAddress, firstDraw: Int, drawCount: Int, columns: Int,
    into normals: UnsafeMutablePointer<Double>
  ) {
    check(address, firstDraw, drawCount, columns, columnsInBlock: 4)
    kernel_fill_normals(
      kernelStream(address), UInt32(firstDraw), Int64(drawCount), Int64(columns), normals)
  }

  /// Uniform numbers in the open unit interval for consecutive draws at one address, two to a block.
  ///
  /// - Shape: `drawCount` × `columns`, column-major, leading dimension `drawCount`. Column `k` takes words
  ///   `2 (k mod 2)` and the next of block `block + k / 2`.
  /// - Accuracy: odd multiples of 2⁻⁵³, 52 random bits.
  /// - Routine: `kernel_fill_uniforms`
  public func fillUniforms(
    _ address: StreamAddress, firstDraw: Int, drawCount: Int, columns: Int,
    into uniforms: UnsafeMutablePointer<Double>
  ) {
    check(address, firstDraw, drawCount, columns, columnsInBlock: 2)
    kernel_fill_uniforms(
      kernelStream(address), UInt32(firstDraw), Int64(drawCount), Int64(columns), uniforms)
  }

  /// Uniform numbers in the open unit interval for consecutive draws at one address, four to a block.
  ///
  /// - Shape: as ``fillNormals(_:firstDraw:drawCount:columns:into:)``.
  /// - Accuracy: `(word + ½) / 2³²`, 32 random bits, exact.
  /// - Routine: `kernel_fill_word_uniforms`
  public func fillWordUniforms(
    _ address: StreamAddress, firstDraw: Int, drawCount: Int, columns: Int,
    into uniforms: UnsafeMutablePointer<Double>
  ) {
    check(address, firstDraw, drawCount, columns, columnsInBlock: 4)
    kernel_fill_word_uniforms(
      kernelStream(address), UInt32(firstDraw), Int64(drawCount), Int64(columns), uniforms)
  }

  /// One uniform number: column 0 of ``fillUniforms(_:firstDraw:drawCount:columns:into:)``.
  public func uniform(_ address: StreamAddress, draw: Int) -> Double {
    uniform(address, draw: draw, column: 0)
  }

  /// One uniform number: any column of ``fillUniforms(_:firstDraw:drawCount:columns:into:)``.
  public func uniform(_ address: StreamAddress, draw: Int, column: Int) -> Double {
    let words = Philox4x32(key: seed).block(at: address.counter(draw: draw, block: column / 2))
    let first = 2 * (column % 2)
    let bits = UInt64(words[first]) << 20 | UInt64(words[first + 1]) >> 12
    return Double(bitPattern: bits | 0x3ff0_0000_0000_0000) - (1 - 0x1p-53)
  }

  /// One standard normal number, from the 52 bits of ``uniform(_:draw:)``.
  ///
  /// - Accuracy: that of ``normalQuantile(_:)``; no number lies outside ±8.3.
  public func normal(_ address: StreamAddress, draw: Int) -> Double {
    normalQuantile(uniform(address, draw: draw))
  }

  private func check(
    _ address: StreamAddress, _ firstDraw: Int, _ drawCount: Int, _ columns: Int,
    columnsInBlock: Int
  ) {
    precondition(
      firstDraw >= 0 && drawCount >= 0 && firstDraw + drawCount <= 1 << 32,
      "draws \(firstDraw)..<\(firstDraw + drawCount) need more than 32 bits")
    precondition(
      columns >= 0 && columns <= address.blockCapacity * columnsInBlock,
      "\(columns) columns need more blocks than the \(address.blockCapacity) left at the address")
  }

  /// What a kernel that draws numbers itself needs to know of an address.
  package func kernelStream(_ address: StreamAddress) -> KernelStream {
    KernelStream(
      word1: address.words[0], word2: address.words[1], word3: address.words[2], key: seed)
  }
}
