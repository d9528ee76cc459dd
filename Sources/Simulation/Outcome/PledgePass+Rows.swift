import CKernels
import PledgeModel
import Sampling

/// The rows of tonnes that a block is summed up in, and how sums come to them.
extension PledgePass {
  /// Says where the rows of tonnes of a block stand; they hold nothing yet.
  func findRows(_ output: Output, _ block: DrawBlock, _ scratch: inout Scratch) {
    let rows = scratch.rows
    for ledger in 0..<Ledger.allCases.count {
      for year in 0..<yearCount {
        let row = output.area.layout.avoided + ledger * yearCount + year
        rows[ledger * shareCount + yearCount - 1 - year] = output.area.table.row(row, block)
      }
    }
    for year in 0..<projectedCount {
      let yearsBack = projectedCount - 1 - year
      for (pair, sector) in pairSectors.enumerated() {
        rows[firstNew + pair * changeCount + yearsBack] =
          output.newByPair?.row(pair * projectedCount + year, block)
          ?? output.newBySector.row(sector * projectedCount + year, block)
      }
      for (position, sector) in endingSectors.enumerated() {
        rows[firstEnded + position * changeCount + yearsBack] =
          output.endedBySector.row(sector * projectedCount + year, block)
      }
    }
    scratch.hasLedgers = false
    scratch.hasPair.base.update(repeating: false, count: pairSectors.count)
  }

  /// Moves sums to rows, where the draws of a quantity stand beside each other.
  func move(
    _ sums: UnsafeMutablePointer<Double>, _ count: Int, to row: Int, isFirst: Bool,
    _ scratch: Scratch
  ) {
    kernel_move_sums(sums, Int64(count), scratch.rows.base + row, isFirst ? 1 : 0)
  }

  /// Moves the sums of all ledgers and of what ended, and sees to it that every row holds numbers of this block.
  func moveLedgers(_ scratch: inout Scratch) {
    for ledger in 0..<Ledger.allCases.count {
      let row = ledger * shareCount
      move(
        scratch.avoided.base + row * drawsPerBlock, shareCount, to: row,
        isFirst: !scratch.hasLedgers, scratch)
    }
    for position in endingSectors.indices {
      let row = position * changeCount
      move(
        scratch.ended.base + row * drawsPerBlock, changeCount, to: firstEnded + row,
        isFirst: !scratch.hasLedgers, scratch)
    }
    scratch.hasLedgers = true
    for pair in pairSectors.indices where !scratch.hasPair[pair] {
      clear(firstNew + pair * changeCount, changeCount, scratch)
      scratch.hasPair[pair] = true
    }
  }

  /// Sets rows to zero.
  func clear(_ first: Int, _ count: Int, _ scratch: Scratch) {
    for row in first..<first + count {
      scratch.rows[row]?.update(repeating: 0, count: drawsPerBlock)
    }
  }

  /// Begins with the rows that another pass has kept.
  func copy(
    _ kept: WorkMemory<Double>, _ continuation: Continuation, _ scratch: inout Scratch
  ) {
    clear(0, rowCount, scratch)
    continuation.copy(kept, to: scratch.rows)
    scratch.hasLedgers = true
    scratch.hasPair.base.update(repeating: true, count: pairSectors.count)
  }

  /// Copies the rows where another pass goes on after as many rounds.
  func keep(after rounds: Int, _ scratch: inout Scratch) {
    guard let kept = scratch.kept[rounds] else { return }
    moveLedgers(&scratch)
    for row in 0..<rowCount {
      if let numbers = scratch.rows[row] {
        (kept.base + row * drawsPerBlock).update(from: numbers, count: drawsPerBlock)
      }
    }
  }

  /// Adds up the pairs of each sector.
  func addPairs(
    _ byPair: DrawTable<Double>, to bySector: DrawTable<Double>, _ block: DrawBlock
  ) {
    for sector in sectors {
      for year in 0..<projectedCount {
        let sum = bySector.row(sector * projectedCount + year, block)
        sum.update(repeating: 0, count: drawsPerBlock)
        for (pair, own) in pairSectors.enumerated() where own == sector {
          kernel_add(sum, byPair.row(pair * projectedCount + year, block), Int64(drawsPerBlock))
        }
      }
    }
  }

  /// Adds up the years of each ledger.
  func cumulate(_ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    for ledger in 0..<Ledger.allCases.count {
      let sum = output.area.table.row(layout.cumulated + ledger, block)
      sum.update(repeating: 0, count: drawsPerBlock)
      for year in 0..<yearCount {
        let avoided = output.area.table.row(layout.avoided + ledger * yearCount + year, block)
        kernel_add(sum, avoided, Int64(drawsPerBlock))
      }
    }
  }
}
