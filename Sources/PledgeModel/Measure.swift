/// A regional measure beyond the pledges: a fraction of a sector's emissions removed.
public struct Measure: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  /// The municipalities it acts in.
  public var municipalities: [MunicipalityCode]
  public var sector: Sector
  /// φ, the fraction removed at full effect.
  public var fraction: Sourced<Uncertain>
  public var startYear: Int
  /// Years from start to full effect, linear; zero acts at once.
  public var rampInYears: Int
  /// The probability that it happens at all.
  public var probability: Sourced<Double>
  public var cost: AbatementCost?

  public init(
    id: String, name: LocalizedText, municipalities: [MunicipalityCode], sector: Sector,
    fraction: Sourced<Uncertain>, startYear: Int, rampInYears: Int, probability: Sourced<Double>,
    cost: AbatementCost?
  ) {
    self.id = id
    self.name = name
    self.municipalities = municipalities
    self.sector = sector
    self.fraction = fraction
    self.startYear = startYear
    self.rampInYears = rampInYears
    self.probability = probability
    self.cost = cost
  }
}

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
