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
