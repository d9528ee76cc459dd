import PledgeModel
import Sampling
import Simulation

/// Summarises differences so that exchanging the two sides flips every figure exactly.
///
/// A mean of negated numbers is the negated mean to the last bit, but between two order statistics a quantile is interpolated
/// from below. So a row is summarised in the direction in which its mean is positive, and turned back afterwards.
struct PairedSummarizer {
  let summarizer: Summarizer

  private var drawCount: Int { summarizer.drawCount }

  /// The summaries of the rows given, in their order.
  ///
  /// - Throws: when a draw is not a finite number.
  func summaries(
    of rows: [UnsafeMutablePointer<Double>]
  ) throws(SamplingError) -> [Summary] {
    let turned = ResultSlots<Bool>(count: rows.count)
    nonisolated(unsafe) let rows = rows
    let drawCount = drawCount
    summarizer.workers.forEach(rows.count) { _, index in
      let isNegative = Self.isNegative(rows[index], drawCount)
      if isNegative { Self.turn(rows[index], drawCount) }
      turned.set(index, isNegative)
    }
    let summaries = try summarizer.summaries(of: rows)
    let wereTurned = turned.values
    summarizer.workers.forEach(rows.count) { _, index in
      if wereTurned[index] { Self.turn(rows[index], drawCount) }
    }
    return zip(summaries, wereTurned).map { $1 ? $0.negated : $0 }
  }

  /// Whether the mean is negative or, where it is zero, the first draw that is not.
  private static func isNegative(_ row: UnsafePointer<Double>, _ count: Int) -> Bool {
    let mean = Summarizer.moments(row, count: count).mean
    if mean != 0 { return mean < 0 }
    return (0..<count).first { row[$0] != 0 }.map { row[$0] < 0 } ?? false
  }

  private static func turn(_ row: UnsafeMutablePointer<Double>, _ count: Int) {
    for draw in 0..<count { row[draw] = 0 - row[draw] }
  }
}
