/// A quantity a municipality knows itself; it replaces the catalogue's guess.
public struct OwnQuantity: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var catalogue: String
  public var pledge: Int
  /// How many units of the driver.
  public var quantity: Double
  /// Effect per unit and year, in the pledge's effect unit; nil keeps the catalogue's.
  public var factor: Uncertain?
  public var provenance: Provenance

  public init(
    municipality: MunicipalityCode, catalogue: String, pledge: Int, quantity: Double,
    factor: Uncertain?, provenance: Provenance
  ) {
    self.municipality = municipality
    self.catalogue = catalogue
    self.pledge = pledge
    self.quantity = quantity
    self.factor = factor
    self.provenance = provenance
  }
}
