import CKernels

/// Some policy options side by side: what each of them takes off, one block of draws at a time.
///
/// - Shape: 256 draws × `width` options, column-major.
package final class OptionPanel {
  package let width: Int
  package let base: UnsafeMutablePointer<Double>
  private let memory: WorkMemory<Double>
  /// Ones where something was taken off that was not there.
  private let bites: WorkMemory<UInt8>

  package init(width: Int) {
    self.width = width
    memory = WorkMemory(repeating: 0, count: width * drawsPerBlock)
    bites = WorkMemory(repeating: 0, count: width * drawsPerBlock)
    base = memory.base
  }

  /// Puts the same column everywhere.
  package func fill(_ column: UnsafePointer<Double>) {
    for option in 0..<width {
      (base + option * drawsPerBlock).update(from: column, count: drawsPerBlock)
    }
  }

  /// The moments of options in one block, and in how many draws they reach a limit.
  package struct Reduction {
    package var means: UnsafeMutablePointer<Double>
    package var squares: UnsafeMutablePointer<Double>
    /// Added to.
    package var reached: UnsafeMutablePointer<Int32>

    package init(
      means: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>,
      reached: UnsafeMutablePointer<Int32>
    ) {
      self.means = means
      self.squares = squares
      self.reached = reached
    }
  }

  /// Reduces the first columns, adds them to another panel if there is one, and begins anew.
  ///
  /// - Parameters:
  ///   - columns: how many options count.
  ///   - drawCount: how many draws of the block count.
  ///   - limit: what an option must reach in each draw.
  ///   - next: the column that all options begin with.
  /// - Routine: `kernel_reduce_options`
  package func reduce(
    columns: Int, drawCount: Int, limit: UnsafePointer<Double>, next: UnsafePointer<Double>,
    addingTo sums: OptionPanel? = nil, into reduction: Reduction
  ) {
    kernel_reduce_options(
      base, Int64(columns), Int64(drawCount), limit, next, sums?.base, reduction.means,
      reduction.squares, reduction.reached)
  }

  /// Takes from the first columns what a sector's tonnes exceed their room by; the sector's panel is empty afterwards.
  ///
  /// - Routine: `kernel_take_excess`
  package func takeExcess(of sector: OptionPanel, room: UnsafePointer<Double>, columns: Int) {
    kernel_take_excess(sector.base, Int64(columns), room, base, bites.base)
  }

  /// Counts the draws in which something was taken off that was not there, and forgets them.
  package func countBites(columns: Int, drawCount: Int, into counts: UnsafeMutablePointer<Int32>) {
    for option in 0..<columns {
      let own = bites.base + option * drawsPerBlock
      var count: Int32 = 0
      for draw in 0..<drawCount { count += Int32(own[draw]) }
      counts[option] += count
      own.update(repeating: 0, count: drawsPerBlock)
    }
  }
}
