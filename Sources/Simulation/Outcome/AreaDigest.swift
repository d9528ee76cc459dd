package import PledgeModel
package import Sampling

/// What is published of the draws of one area, which come span by span.
package final class AreaDigest {
  package let layout: AreaTable.Layout
  /// The targets its emissions are held against.
  package let targets: [ApplicableTarget]
  package let drawCount: Int
  private let rows: TableDigest
  private var cappedCount = 0
  /// By target: draws in which emissions, and the baseline alone, are at most what it allows.
  private var reached: [(emissions: Int, baseline: Int)]
  /// Draws seen the first time.
  private var counted = 0

  package init(
    _ layout: AreaTable.Layout, targets: [ApplicableTarget], drawCount: Int, reach: Double
  ) {
    self.layout = layout
    self.targets = targets
    self.drawCount = drawCount
    rows = TableDigest(
      rowCount: layout.capped, drawCount: drawCount, reach: reach,
      furtherLevels: [Self.headline(layout): Self.boundsOfMedian(drawCount)])
    reached = targets.map { _ in (0, 0) }
  }

  /// The row of the emissions in the last year.
  private static func headline(_ layout: AreaTable.Layout) -> Int {
    layout.emissions + layout.years - 1
  }

  /// The levels one standard error of the rank below and above the median.
  private static func boundsOfMedian(_ drawCount: Int) -> [Double] {
    let delta = 0.5 / Double(drawCount).squareRoot()
    return [max(0, 0.5 - delta), min(1, 0.5 + delta)]
  }

  /// Takes the next span of draws.
  ///
  /// - Throws: when a draw is not a finite number.
  package func add(
    _ table: AreaTable, count: Int, _ summarizer: Summarizer
  ) throws(SamplingError) {
    try rows.add(table.table, count: count, summarizer)
    guard counted < drawCount else { return }
    counted += count
    func countOf(_ row: Int, _ isWanted: (Double) -> Bool) -> Int {
      let numbers = table.table.row(row)
      var found = 0
      for draw in 0..<count { found += isWanted(numbers[draw]) ? 1 : 0 }
      return found
    }
    cappedCount += countOf(layout.capped) { $0 > 0 }
    for (index, target) in targets.enumerated() {
      let level = target.level
      reached[index].emissions += countOf(layout.emissions + target.yearIndex) { $0 <= level }
      reached[index].baseline += countOf(layout.baseline + target.yearIndex) { $0 <= level }
    }
  }

  /// Whether a quantile has escaped, so that the draws must come once more; makes ready for that.
  package func beginsAgain() -> Bool { rows.beginsAgain() }

  /// The summary of a row.
  ///
  /// - Parameter base: what is taken off every draw.
  package func summary(_ row: Int, above base: Double = 0) -> Summary {
    rows.summary(row, above: base)
  }

  /// The share of draws in which a sector would have fallen below zero.
  package var cappedShare: Double { (Double(cappedCount) / Double(drawCount)).published }

  /// Probabilities of a target with and without pledges and measures.
  package func probabilities(_ target: Int) -> (emissions: Probability, baseline: Probability) {
    (
      Summarizer.probability(of: reached[target].emissions, among: drawCount),
      Summarizer.probability(of: reached[target].baseline, among: drawCount)
    )
  }

  /// The Monte Carlo standard error of the median of the emissions in the last year: half the distance between the quantiles
  /// one standard error of the rank apart.
  package var standardErrorOfMedian: Double {
    let bounds = Self.boundsOfMedian(drawCount).map {
      rows.quantile(Self.headline(layout), $0)
    }
    return (bounds[1] - bounds[0]) / 2
  }
}
