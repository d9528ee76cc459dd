package import PledgeModel
package import Sampling

/// Summaries of the rows of a table whose draws come span by span.
///
/// Every row is worked on by one worker in a fixed order, so that nothing depends on how many there are.
package final class TableDigest: @unchecked Sendable {
  // Sharing is safe because a row is worked on by one worker at a time.
  private let rows: UnsafeMutableBufferPointer<Row>

  private struct Row {
    var moments = PartwiseMoments()
    var quantiles: PartwiseQuantiles
    let levels: [Double]
    /// Whether the moments are complete, because the draws come once more.
    var hasMoments = false
  }

  /// - Parameter furtherLevels: what is asked of single rows besides the levels of a summary, by row.
  package init(
    rowCount: Int, drawCount: Int, reach: Double, furtherLevels: [Int: [Double]] = [:]
  ) {
    rows = .allocate(capacity: rowCount)
    for row in 0..<rowCount {
      let levels = (Summary.levels + (furtherLevels[row] ?? [])).sorted()
      rows.initializeElement(
        at: row,
        to: Row(
          quantiles: PartwiseQuantiles(levels, count: drawCount, reach: reach), levels: levels))
    }
  }

  deinit {
    rows.deinitialize()
    rows.deallocate()
  }

  /// Takes the next span of draws.
  ///
  /// - Throws: when a draw is not a finite number.
  package func add(
    _ table: DrawTable<Double>, count: Int, _ summarizer: Summarizer
  ) throws(SamplingError) {
    let outcomes = ResultSlots<Result<Void, SamplingError>>(count: rows.count)
    summarizer.forEachRow(rows.count) { row, scratch in
      outcomes.set(
        row,
        Result { () throws(SamplingError) in
          try self.add(table.row(row), row, count: count, &scratch)
        })
    }
    for outcome in outcomes.values { try outcome.get() }
  }

  private func add(
    _ part: UnsafePointer<Double>, _ row: Int, count: Int,
    _ scratch: inout PartwiseQuantiles.Scratch
  ) throws(SamplingError) {
    if rows[row].quantiles.found != nil { return }
    try rows[row].quantiles.add(part, count: count, scratch: &scratch)
    if !rows[row].hasMoments {
      rows[row].moments.add(part, count: count)
      let all = rows[row].moments.all
      try Summarizer.refuseBoundless(all.mean, all.standardDeviation ?? 0)
    }
  }

  /// Whether a quantile has escaped, so that the draws must come once more; makes ready for that.
  package func beginsAgain() -> Bool {
    var hasEscaped = false
    for row in rows.indices where rows[row].quantiles.hasEscaped {
      rows[row].hasMoments = true
      rows[row].quantiles.beginAgain()
      hasEscaped = true
    }
    return hasEscaped
  }

  /// The summary of a row.
  ///
  /// - Parameter base: what is taken off every draw.
  package func summary(_ row: Int, above base: Double = 0) -> Summary {
    let moments = rows[row].moments.all
    return Summary(
      mean: (moments.mean - base).published,
      standardDeviation: (moments.standardDeviation ?? 0).published,
      quantiles: Summary.levels.map { (quantile(row, $0) - base).published })
  }

  /// One of the quantiles asked for.
  package func quantile(_ row: Int, _ level: Double) -> Double {
    rows[row].quantiles.found![rows[row].levels.firstIndex(of: level)!]
  }
}
