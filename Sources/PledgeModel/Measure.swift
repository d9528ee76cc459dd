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
