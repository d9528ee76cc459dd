import PledgeModel
import Simulation

/// How projections compare with what came, over a group of municipalities, origins and years.
public struct BacktestScore: Hashable, Codable, Sendable {
  /// The horizon the group is limited to, nil when it is not.
  ///
  /// - Unit: years.
  public var horizon: Int?
  /// The origin the group is limited to, nil when it is not.
  public var origin: Int?
  /// The county the group is limited to, nil when it is not.
  public var county: String?
  /// Mean of |projected − actual| / actual over municipal totals.
  public var relativeError: MethodErrors
  /// Mean continuous ranked probability score, divided by the actual total, over the line's relative error.
  public var crpsOverLine: Double
  public var coverage: Coverage
  /// The share of county totals inside their central 80 per cent.
  public var countyCoverage80: Double?
  public var detail: Detail?

  /// Errors of the three ways to project.
  public struct MethodErrors: Hashable, Codable, Sendable {
    /// The median of the draws.
    public var median: Double
    /// A median-regression line through the inventory years from 2010 to the origin, shifted to the origin.
    public var line: Double
    /// The value at the origin, unchanged.
    public var persistence: Double

    init(_ cells: [BacktestCell], _ mean: ((BacktestCell) -> Double) -> Double) {
      median = mean { abs($0.forecast.median - $0.actual) }.published
      line = mean { abs($0.line - $0.actual) }.published
      persistence = mean { abs($0.persistence - $0.actual) }.published
    }
  }

  /// Shares of what came inside the central intervals.
  public struct Coverage: Hashable, Codable, Sendable {
    public var central50: Double
    public var central80: Double
    public var central90: Double

    private enum CodingKeys: String, CodingKey {
      case central50 = "50"
      case central80 = "80"
      case central90 = "90"
    }
  }

  /// What else is worth knowing of a group.
  public struct Detail: Hashable, Codable, Sendable {
    /// How many municipal totals were projected.
    public var projectionCount: Int
    /// Σ |projected − actual| / Σ actual.
    public var weightedError: MethodErrors
    /// Mean continuous ranked probability score divided by the actual total.
    public var crps: Double
    /// Shares of the probability integral transform in ten equal classes from 0 to 1.
    public var pitHistogram: [Double]
  }

  init(
    municipal: [BacktestCell], county: [BacktestCell], horizon: Int? = nil, origin: Int? = nil,
    ofCounty code: String? = nil
  ) {
    self.horizon = horizon
    self.origin = origin
    self.county = code
    let count = Double(max(1, municipal.count))
    let mean = { (value: (BacktestCell) -> Double) in
      municipal.reduce(0) { $0 + value($1) / $1.actual } / count
    }
    let share = { (cells: [BacktestCell], skipped: Int) in
      let inside = cells.count { $0.forecast.covers($0.actual, skippingLevels: skipped) }
      return (Double(inside) / Double(max(1, cells.count))).published
    }
    relativeError = MethodErrors(municipal, mean)
    let crps = mean { $0.forecast.rankedScore }
    // Where nothing ever changes, all errors are zero.
    crpsOverLine = (crps / max(mean { abs($0.line - $0.actual) }, 1e-12)).published
    coverage = Coverage(
      central50: share(municipal, 2), central80: share(municipal, 1),
      central90: share(municipal, 0))
    countyCoverage80 = county.isEmpty ? nil : share(county, 1)
    let total = max(municipal.reduce(0) { $0 + $1.actual }, 1e-12)
    var histogram = [Double](repeating: 0, count: 10)
    for cell in municipal { histogram[min(9, Int(cell.forecast.rank * 10))] += 1 / count }
    detail = Detail(
      projectionCount: municipal.count,
      weightedError: MethodErrors(municipal) { value in
        municipal.reduce(0) { $0 + value($1) } / total
      }, crps: crps.published, pitHistogram: histogram.map(\.published))
  }
}
