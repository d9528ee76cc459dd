/// A territorial sector of the national emission database.
///
/// - Source: SMHI and the county boards, Nationella emissionsdatabasen, main sectors without international transport.
public enum Sector: String, Hashable, Codable, Sendable, CaseIterable {
  case transport
  case industry
  case agriculture
  case electricityDistrictHeating = "electricity_district_heating"
  case ownHeating = "own_heating"
  case workMachinery = "work_machinery"
  case waste
  case productUse = "product_use"

  /// The position on the sector axis.
  public var index: Int { Self.positions[self]! }

  private static let positions = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

/// A way of counting emissions; the three are never added into one curve.
public enum Ledger: String, Hashable, Codable, Sendable, CaseIterable {
  /// Emissions from sources inside the municipality.
  case territorial
  /// Emissions anywhere that the municipality's consumption causes.
  case consumption
  /// Emissions from producing the energy the municipality buys.
  case energy

  /// The position on the ledger axis.
  public var index: Int {
    switch self {
    case .territorial: 0
    case .consumption: 1
    case .energy: 2
    }
  }
}
