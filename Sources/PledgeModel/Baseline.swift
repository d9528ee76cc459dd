/// How emissions go on when nothing further is done.
public enum BaselineKind: Hashable, Codable, Sendable {
  /// The pooled trend with national, county and local uncertainty; `window` is the first year fitted.
  case trend(window: Int)
  /// A median-regression line through the municipality's own total, as public trackers draw it.
  case medianLine
  /// The last inventory value, unchanged.
  case frozen
  /// Sector paths given in the scenario.
  case path([SectorPath])
}

/// A national or county path of one sector, such as an official projection.
public struct SectorPath: Hashable, Codable, Sendable {
  public var sector: Sector
  /// Emissions by calendar year, relative to the last inventory year.
  public var relative: [YearlyFactor]
  /// Standard deviation of the logarithm in the last year, growing with the square root of time.
  public var spread: Double
  public var provenance: Provenance

  public init(sector: Sector, relative: [YearlyFactor], spread: Double, provenance: Provenance) {
    self.sector = sector
    self.relative = relative
    self.spread = spread
    self.provenance = provenance
  }
}

/// A factor that holds in a year; years between are interpolated.
public struct YearlyFactor: Hashable, Codable, Sendable {
  public var year: Int
  public var factor: Double

  public init(year: Int, factor: Double) {
    self.year = year
    self.factor = factor
  }
}
