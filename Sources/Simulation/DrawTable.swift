import CKernels

/// A table of numbers with one row for each quantity and one column for each draw, padded to whole blocks.
///
/// - Shape: `rowCount` rows of `drawCount` draws, each row contiguous and `stride` after the one before.
package final class DrawTable<Element: BitwiseCopyable & AdditiveArithmetic>: @unchecked Sendable {
  // Sharing is safe because workers write disjoint ranges of draws, or disjoint rows, between barriers.
  package let rowCount: Int
  /// How many draws a row holds.
  package let drawCount: Int
  /// A line of the cache more than a row holds: at a multiple of a page, the same draw of all rows would want the same place in the cache.
  package let stride: Int
  package let base: UnsafeMutablePointer<Element>
  /// The block that stands first.
  private var firstBlock: Int
  /// How far apart blocks stand in a row.
  private let blockStride: Int

  /// A table of one block that stands for every block, for what a worker needs of the block it works on only.
  package convenience init(ofAnyBlock rowCount: Int) {
    self.init(rowCount: rowCount, blocks: 0..<1, blockStride: 0)
  }

  package convenience init(rowCount: Int, blockCount: Int) {
    self.init(rowCount: rowCount, blocks: 0..<blockCount)
  }

  /// A table of some of a run's blocks.
  package convenience init(rowCount: Int, blocks: Range<Int>) {
    self.init(rowCount: rowCount, blocks: blocks, blockStride: drawsPerBlock)
  }

  private init(rowCount: Int, blocks: Range<Int>, blockStride: Int) {
    self.rowCount = rowCount
    self.blockStride = blockStride
    firstBlock = blocks.lowerBound
    drawCount = blocks.count * drawsPerBlock
    stride = drawCount + kernelLineBytes / MemoryLayout<Element>.stride
    base = allocate(rowCount * stride)
  }

  deinit { free(base, rowCount * stride) }

  /// The first draw of a row.
  package func row(_ row: Int) -> UnsafeMutablePointer<Element> { base + row * stride }

  /// The first draw of a block in a row.
  package func row(_ row: Int, _ block: DrawBlock) -> UnsafeMutablePointer<Element> {
    base + row * stride + (block.index - firstBlock) * blockStride
  }

  /// Asks for a block of a row that is soon to be read, which comes from far away: rows are no neighbours in memory.
  package func prefetch(_ row: Int, _ block: DrawBlock) {
    kernel_prefetch(self.row(row, block), Int64(drawsPerBlock * MemoryLayout<Element>.stride))
  }

  /// Asks for a block of a row that is soon to be written.
  package func prefetchToWrite(_ row: Int, _ block: DrawBlock) {
    kernel_prefetch_to_write(
      self.row(row, block), Int64(drawsPerBlock * MemoryLayout<Element>.stride))
  }

  /// Copies rows of another table in one block to the same places.
  package func copy(_ rows: Range<Int>, of other: DrawTable, _ block: DrawBlock) {
    for row in rows {
      self.row(row, block).update(from: other.row(row, block), count: drawsPerBlock)
    }
  }

  /// Makes the table stand for the blocks from `block` on, with what it holds left as it is.
  package func move(to block: Int) { firstBlock = block }

  /// Sets every value of a block to zero.
  package func clear(_ block: DrawBlock) { clear(0..<rowCount, block) }

  /// Sets every value of a block in some rows to zero.
  package func clear(_ rows: Range<Int>, _ block: DrawBlock) {
    for row in rows { self.row(row, block).update(repeating: .zero, count: drawsPerBlock) }
  }
}

extension DrawTable<Double> {
  /// Adds rows of another table in one block to those at the same places.
  package func add(_ rows: Range<Int>, of other: DrawTable, _ block: DrawBlock) {
    for row in rows {
      if row + 1 < rows.upperBound { prefetchToWrite(row + 1, block) }
      kernel_add(self.row(row, block), other.row(row, block), Int64(drawsPerBlock))
    }
  }

  /// All rows in one block.
  func rows(_ block: DrawBlock) -> KernelRows {
    KernelRows(first: row(0, block), stride: Int64(stride))
  }
}
