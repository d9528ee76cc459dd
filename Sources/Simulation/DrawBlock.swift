/// The fixed number of draws that everything is computed in, so that the bits of a product do not depend on how
/// work is shared out.
package let drawsPerBlock = 256

/// One block of consecutive draws; the last block of a run is computed whole and cut on summarising.
package struct DrawBlock: Hashable, Sendable {
  package let index: Int

  package init(index: Int) { self.index = index }

  /// The first draw of the block.
  package var firstDraw: Int { index * drawsPerBlock }

  /// How many blocks hold `draws` draws.
  package static func count(draws: Int) -> Int { (draws + drawsPerBlock - 1) / drawsPerBlock }
}

/// A table of numbers with one row for each quantity and one column for each draw, padded to whole blocks.
///
/// - Shape: `rowCount` rows of `stride` draws, each row contiguous.
package final class DrawTable<Element: BitwiseCopyable & AdditiveArithmetic>: @unchecked Sendable {
  // Sharing is safe because workers write disjoint ranges of draws, or disjoint rows, between barriers.
  package let rowCount: Int
  package let stride: Int
  package let base: UnsafeMutablePointer<Element>

  package init(rowCount: Int, blockCount: Int) {
    self.rowCount = rowCount
    stride = blockCount * drawsPerBlock
    base = .allocate(capacity: max(1, rowCount * stride))
    base.initialize(repeating: .zero, count: max(1, rowCount * stride))
  }

  deinit { base.deallocate() }

  /// The first draw of a row.
  package func row(_ row: Int) -> UnsafeMutablePointer<Element> { base + row * stride }

  /// The first draw of a block in a row.
  package func row(_ row: Int, _ block: DrawBlock) -> UnsafeMutablePointer<Element> {
    base + row * stride + block.firstDraw
  }

  /// Sets every value of a block to zero.
  package func clear(_ block: DrawBlock) {
    for row in 0..<rowCount { self.row(row, block).update(repeating: .zero, count: drawsPerBlock) }
  }
}
