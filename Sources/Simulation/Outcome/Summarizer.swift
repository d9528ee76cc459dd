package import PledgeModel
package import Sampling

/// Turns rows of draws into summaries; every row is summarised by one worker in a fixed order of sums.
package struct Summarizer: Sendable {
  /// More tonnes than anything emits; beyond it an overflow is near, and nine digits would pretend to know them.
  private static let largest = 1e15

  package let drawCount: Int
  package let workers: Workers
  private let scratch: PerWorker<PartwiseQuantiles.Scratch>

  package init(drawCount: Int, workers: Workers) {
    self.drawCount = drawCount
    self.workers = workers
    scratch = PerWorker(workers) { PartwiseQuantiles.Scratch(partCount: drawCount) }
  }

  /// Calls `body` for every row, with scratch memory for rows of up to `drawCount` draws.
  package func forEachRow(
    _ count: Int, _ body: @Sendable (_ row: Int, _ scratch: inout PartwiseQuantiles.Scratch) -> Void
  ) {
    workers.forEach(count) { worker, row in
      scratch.with(worker) { body(row, &$0) }
    }
  }

  /// The summaries of the rows given, in their order.
  ///
  /// - Throws: when a draw is not a finite number.
  package func summaries(
    of rows: [UnsafeMutablePointer<Double>]
  ) throws(SamplingError) -> [Summary] {
    nonisolated(unsafe) let rows = rows
    let found = ResultSlots<Result<Summary, SamplingError>>(count: rows.count)
    forEachRow(rows.count) { index, scratch in
      found.set(
        index,
        Result { () throws(SamplingError) in try self.summary(rows[index], &scratch.selector) })
    }
    var summaries: [Summary] = []
    for summary in found.values { summaries.append(try summary.get()) }
    return summaries
  }

  private func summary(
    _ row: UnsafeMutablePointer<Double>, _ selector: inout QuantileSelector
  ) throws(SamplingError) -> Summary {
    // Of two options much is the same, so that many differences are nothing.
    if (0..<drawCount).allSatisfy({ row[$0].bitPattern == 0 }) { return .nothing }
    let (mean, standardDeviation) = Self.moments(row, count: drawCount)
    try Self.refuseBoundless(mean, standardDeviation)
    var quantiles = [Double](repeating: 0, count: Summary.levels.count)
    try selector.quantiles(Summary.levels, of: row, count: drawCount, into: &quantiles)
    return Summary(
      mean: mean.published, standardDeviation: standardDeviation.published,
      quantiles: quantiles.map(\.published))
  }

  /// - Throws: when a mean or a spread is more tonnes than can be.
  package static func refuseBoundless(
    _ mean: Double, _ standardDeviation: Double
  ) throws(SamplingError) {
    guard mean.magnitude <= largest, standardDeviation <= largest else { throw .notFinite }
  }

  /// The mean of a row and its standard deviation, zero for a single draw.
  package static func moments(
    _ row: UnsafePointer<Double>, count: Int
  ) -> (mean: Double, standardDeviation: Double) {
    let moments = RunningMoments(row, count: count)
    return (moments.mean, moments.standardDeviation ?? 0)
  }

  /// The share of draws in which a value is at most `limit`, with its Monte Carlo standard error.
  package func probability(of row: UnsafePointer<Double>, atMost limit: Double) -> Probability {
    var count = 0
    for draw in 0..<drawCount where row[draw] <= limit { count += 1 }
    return Self.probability(of: count, among: drawCount)
  }

  /// The share that `count` of the draws are, with its Monte Carlo standard error.
  package static func probability(of count: Int, among drawCount: Int) -> Probability {
    let share = Double(count) / Double(drawCount)
    return Probability(
      value: share.published,
      standardError: (share * (1 - share) / Double(drawCount)).squareRoot().published)
  }
}
