public import PledgeModel

/// What a backtest found.
public struct BacktestResult: Hashable, Codable, Sendable {
  public var draws: Int
  public var seed: UInt64
  /// The first year of the national drift's window.
  public var window: Int
  public var overall: BacktestScore
  public var byHorizon: [BacktestScore]
  public var byOrigin: [BacktestScore]
  /// One fit to every municipality of the file, scored county by county.
  public var byCounty: [BacktestScore]
  /// Each county projected by a fit to the other counties; empty when there is one county only.
  public var leavingOut: [BacktestScore]
  /// Each county projected by a fit to itself; empty when there is one county only.
  public var alone: [BacktestScore]
  /// By municipality, ascending by code.
  public var municipalities: [MunicipalityPerformance]

  /// The ten municipalities with the largest relative error of the median, the largest first.
  public var worst: [MunicipalityPerformance] {
    Array(
      municipalities.sorted {
        ($1.performance.relativeError, $0.code) < ($0.performance.relativeError, $1.code)
      }.prefix(10))
  }

  /// The scores alone, overall and by horizon: what a program asks for first.
  public var summary: Summary {
    Summary(
      overall: overall.withoutDetail, byHorizon: byHorizon.map(\.withoutDetail))
  }

  /// Scores overall and by horizon.
  public struct Summary: Hashable, Codable, Sendable {
    public var overall: BacktestScore
    public var byHorizon: [BacktestScore]
  }

  /// One municipality's projections and what came.
  public struct MunicipalityPerformance: Hashable, Codable, Sendable {
    public var code: String
    public var performance: PastPerformance
  }
}

extension BacktestScore {
  fileprivate var withoutDetail: BacktestScore {
    var score = self
    score.detail = nil
    return score
  }
}
