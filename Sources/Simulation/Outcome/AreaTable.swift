import CKernels
import PledgeModel

/// The outcomes of one area, a row for each and a column for each draw.
package struct AreaTable: Sendable {
  /// Where the rows of an outcome begin.
  package struct Layout: Hashable, Sendable {
    package let years: Int
    package let pledgeYears: Int
    package let hasSectors: Bool
    package let hasNet: Bool
    package let bandCount: Int

    package init(
      years: Int, pledgeYears: Int, hasSectors: Bool, hasNet: Bool, bandCount: Int
    ) {
      self.years = years
      self.pledgeYears = pledgeYears
      self.hasSectors = hasSectors
      self.hasNet = hasNet
      self.bandCount = bandCount
    }

    package var emissions: Int { 0 }
    package var baseline: Int { years }
    package var new: Int { 2 * years }
    package var ended: Int { 3 * years }
    /// By ledger, then year.
    package var avoided: Int { 4 * years }
    /// By ledger.
    package var cumulated: Int { avoided + 3 * pledgeYears }
    package var net: Int { cumulated + 3 }
    /// What each item of an attribution takes off in the last year.
    package var bands: Int { net + (hasNet ? 3 * pledgeYears : 0) }
    /// By sector, then year.
    package var sectors: Int { bands + bandCount }
    /// In how many municipalities a sector would have fallen below zero.
    package var capped: Int { sectors + (hasSectors ? Sector.allCases.count * years : 0) }
    package var rowCount: Int { capped + 1 }
  }

  package let layout: Layout
  package let table: DrawTable<Double>

  package init(layout: Layout, blockCount: Int) {
    self.init(layout: layout, blocks: 0..<blockCount)
  }

  package init(layout: Layout, blocks: Range<Int>) {
    self.layout = layout
    table = DrawTable(rowCount: layout.rowCount, blocks: blocks)
  }

  /// A table of one block that stands for every block (``DrawTable/init(ofAnyBlock:)``).
  init(ofAnyBlock layout: Layout) {
    self.layout = layout
    table = DrawTable(ofAnyBlock: layout.rowCount)
  }

  /// Adds the outcomes of a part in one block but those by sector.
  func addOutcomes(of part: AreaTable, _ block: DrawBlock) {
    table.add(0..<layout.sectors, of: part.table, block)
    kernel_add(
      table.row(layout.capped, block), part.table.row(part.layout.capped, block),
      Int64(drawsPerBlock))
  }

  /// Adds the outcomes by sector of a part in one block.
  func addSectors(of part: AreaTable, _ block: DrawBlock) {
    table.add(layout.sectors..<layout.capped, of: part.table, block)
  }

  /// Writes all outcomes of one block to a table that is read when all blocks are drawn, and adds them to sums of the same layout.
  ///
  /// - Parameter isFirst: whether the sums hold nothing yet.
  /// - Routine: `kernel_hand_on`
  func handOn(
    to table: AreaTable, addedTo sums: AreaTable, isFirst: Bool, _ block: DrawBlock
  ) {
    kernel_hand_on(
      self.table.rows(block), Int64(layout.rowCount), Int64(drawsPerBlock), table.table.rows(block),
      sums.table.rows(block), isFirst ? 1 : 0)
  }
}
