import CKernels

/// The fixed number of draws that everything is computed in, so that the bits of a product do not depend on how
/// work is shared out.
package let drawsPerBlock = 256

/// One block of consecutive draws; the last block of a run is computed whole and cut on summarising.
package struct DrawBlock: Hashable, Sendable {
  package let index: Int

  package init(index: Int) { self.index = index }

  /// The first draw of the block.
  package var firstDraw: Int { index * drawsPerBlock }

  /// How many draws of the block are among the first `drawCount`; padding draws do not count.
  package func counted(of drawCount: Int) -> Int { min(drawsPerBlock, drawCount - firstDraw) }

  /// How many blocks hold `draws` draws.
  package static func count(draws: Int) -> Int { (draws + drawsPerBlock - 1) / drawsPerBlock }
}

/// Memory whose bits are all zero, as is every number then.
private func allocate<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
  kernel_allocate(Int64(count * MemoryLayout<Element>.stride))
    .bindMemory(to: Element.self, capacity: count)
}

private func free<Element: BitwiseCopyable>(_ base: UnsafeMutablePointer<Element>, _ count: Int) {
  kernel_free(base, Int64(count * MemoryLayout<Element>.stride))
}

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

/// Memory that one worker writes over and over, made once and never copied.
package final class WorkMemory<Element: BitwiseCopyable> {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int

  package init(repeating element: Element, count: Int) {
    self.count = count
    base = allocate(count)
    // Zeros stand there already.
    let isZero = withUnsafeBytes(of: element) { $0.allSatisfy { $0 == 0 } }
    if !isZero { base.initialize(repeating: element, count: count) }
  }

  deinit { free(base, count) }

  package subscript(index: Int) -> Element {
    get { base[index] }
    set { base[index] = newValue }
  }
}
