/// A climate target for the territorial emissions of an area.
public struct Target: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  /// A two-digit county code or a four-digit municipality code.
  public var area: String
  public var referenceYear: Int
  public var targetYear: Int
  public var level: TargetLevel
  public var source: String

  public init(
    id: String, name: LocalizedText, area: String, referenceYear: Int, targetYear: Int,
    level: TargetLevel, source: String
  ) {
    self.id = id
    self.name = name
    self.area = area
    self.referenceYear = referenceYear
    self.targetYear = targetYear
    self.level = level
    self.source = source
  }
}

/// How a target's level is stated.
public enum TargetLevel: Hashable, Codable, Sendable {
  /// Per cent below the reference year.
  case reduction(percent: Double)
  /// - Unit: tonnes CO2e per year.
  case emissions(tonnes: Double)
}
