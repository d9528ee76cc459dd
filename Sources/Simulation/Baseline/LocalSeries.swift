import PledgeModel
import Sampling

/// The years in which single municipalities are followed, for one sector.
///
/// Years before 2000 are left out: the way the database shares national totals out among municipalities was too coarse
/// then for their steps to say anything about today's.
struct LocalYears: Sendable {
  /// Positions among the years of the history.
  let positions: [Int]
  /// Calendar years from each to the next.
  let steps: [Double]

  init(history: BaselineHistory, sector: Int) {
    let positions = history.years.indices.filter {
      history.years[$0] >= 2000 && $0 <= history.last[sector]
    }
    self.positions = positions
    steps = zip(positions.dropFirst(), positions).map {
      Double(history.years[$0] - history.years[$1])
    }
  }
}

/// One sector of one municipality against the nation.
struct LocalSeries: Sendable {
  /// log(municipality / nation), by local year; 0 where `isKnown` is false.
  let logShare: [Double]
  /// Whether there is more than a tonne to take a logarithm of.
  let isKnown: [Bool]
  /// Whether the value only repeats the calendar year before.
  let isCarried: [Bool]

  /// - Parameters:
  ///   - tonnes: emissions by local year.
  ///   - nation: the same for the nation.
  init(tonnes: [Double], nation: [Double], steps: [Double]) {
    isKnown = zip(tonnes, nation).map { $0 > 1 && $1 > 0 }
    logShare = tonnes.indices.map { [isKnown] year in
      isKnown[year] ? VectorMath.logarithm(tonnes[year] / nation[year]) : 0
    }
    isCarried = tonnes.indices.map { year in
      year > 0 && steps[year - 1] == 1 && tonnes[year - 1] > 0
        && abs(tonnes[year] / tonnes[year - 1] - 1) < 1e-6
    }
  }

  /// The change over a step, nil where one end is missing or carried forward.
  func change(over step: Int) -> Double? {
    isKnown[step] && isKnown[step + 1] && !isCarried[step + 1]
      ? logShare[step + 1] - logShare[step] : nil
  }
}
