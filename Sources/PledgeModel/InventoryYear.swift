/// The inventory of an area in one year.
public struct InventoryYear: Hashable, Codable, Sendable {
  public var year: Int
  /// - Unit: tonnes CO2e per year.
  public var total: Double
  /// In the order of `Sector.allCases`.
  public var sectors: [Double]

  public init(year: Int, total: Double, sectors: [Double]) {
    self.year = year
    self.total = total
    self.sectors = sectors
  }
}
