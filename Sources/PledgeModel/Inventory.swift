/// Emissions of areas by sector and year, from one release of the national emission database.
///
/// - Unit: tonnes CO2e per year.
/// - Shape: `tonnes[(area · sectorCount + sector) · yearCount + year]`.
public struct Inventory: Hashable, Codable, Sendable {
  /// The year the release was published.
  public var release: Int
  /// Codes of the areas: four digits for municipalities, two for counties, `00` for the nation.
  public var areas: [String]
  /// Inventory years, ascending; they are not evenly spaced.
  public var years: [Int]
  public var tonnes: [Double]

  public init(release: Int, areas: [String], years: [Int], tonnes: [Double]) {
    precondition(
      tonnes.count == areas.count * Sector.allCases.count * years.count,
      "\(tonnes.count) values for \(areas.count) areas and \(years.count) years")
    self.release = release
    self.areas = areas
    self.years = years
    self.tonnes = tonnes
  }

  /// Emissions of one area, sector and year, all given by position.
  public subscript(area: Int, sector: Int, year: Int) -> Double {
    tonnes[(area * Sector.allCases.count + sector) * years.count + year]
  }

  /// The sum over all sectors for one area and year, both given by position.
  public func total(area: Int, year: Int) -> Double {
    (0..<Sector.allCases.count).reduce(0) { $0 + self[area, $1, year] }
  }

  /// The inventory without the years after `lastYear`.
  public func through(_ lastYear: Int) -> Inventory {
    let kept = years.indices.filter { years[$0] <= lastYear }
    return select(areas: Array(areas.indices), years: kept)
  }

  /// The inventory of the named areas in the order given; nil if one is missing.
  public func only(_ codes: [String]) -> Inventory? {
    var position: [String: Int] = [:]
    for (index, code) in areas.enumerated() { position[code] = index }
    let found = codes.compactMap { position[$0] }
    return found.count == codes.count ? select(areas: found, years: Array(years.indices)) : nil
  }

  /// The inventory in the years given, all of which it has.
  public func only(years kept: [Int]) -> Inventory {
    select(areas: Array(areas.indices), years: kept.map { years.firstIndex(of: $0)! })
  }

  private func select(areas kept: [Int], years keptYears: [Int]) -> Inventory {
    var values: [Double] = []
    values.reserveCapacity(kept.count * Sector.allCases.count * keptYears.count)
    for area in kept {
      for sector in 0..<Sector.allCases.count {
        for year in keptYears { values.append(self[area, sector, year]) }
      }
    }
    return Inventory(
      release: release, areas: kept.map { areas[$0] }, years: keptYears.map { years[$0] },
      tonnes: values)
  }
}
