/// How the baseline's method would have done for one area from years in the past, with what was known then.
public struct PastPerformance: Hashable, Codable, Sendable {
  /// In the order of origins, then years.
  public var projections: [PastProjection]
  /// Mean of |median − actual| / actual.
  public var relativeError: Double
  /// The same of a median-regression line through the area's own totals.
  public var lineRelativeError: Double
  /// The share of projections whose central 80 per cent held what came.
  public var coverage80: Double

  public init(
    projections: [PastProjection], relativeError: Double, lineRelativeError: Double,
    coverage80: Double
  ) {
    self.projections = projections
    self.relativeError = relativeError
    self.lineRelativeError = lineRelativeError
    self.coverage80 = coverage80
  }
}

/// One year projected from an earlier one, and what came.
///
/// - Unit: tonnes CO2e per year, all sectors.
public struct PastProjection: Hashable, Codable, Sendable {
  /// The last year that was known.
  public var origin: Int
  public var year: Int
  public var actual: Double
  public var median: Double
  /// The quantiles at 10 and 90 per cent.
  public var low: Double
  public var high: Double
  /// What a median-regression line through the area's own totals would have said.
  public var line: Double

  public init(
    origin: Int, year: Int, actual: Double, median: Double, low: Double, high: Double, line: Double
  ) {
    self.origin = origin
    self.year = year
    self.actual = actual
    self.median = median
    self.low = low
    self.high = high
    self.line = line
  }
}
