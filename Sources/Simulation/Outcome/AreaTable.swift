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
    /// One in draws in which a sector would have fallen below zero.
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

  /// Adds the outcomes of parts in one block but those by sector.
  func addOutcomes(_ parts: ArraySlice<AreaTable>, _ block: DrawBlock) {
    table.add(0..<layout.sectors, of: parts.map(\.table), block)
    let capped = table.row(layout.capped, block)
    for part in parts {
      let partly = part.table.row(part.layout.capped, block)
      for draw in 0..<drawsPerBlock { capped[draw] = max(capped[draw], partly[draw]) }
    }
  }

  /// Adds the outcomes by sector of parts in one block.
  func addSectors(_ parts: ArraySlice<AreaTable>, _ block: DrawBlock) {
    table.add(layout.sectors..<layout.capped, of: parts.map(\.table), block)
  }
}
