/// What one municipality accounts for of a round's expected gross tonnes in the horizon year.
public struct MunicipalityShare: Hashable, Codable, Sendable {
  public var ledger: Ledger
  public var municipality: MunicipalityCode
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double
  /// Of the round's tonnes in the ledger, 0…1.
  public var share: Double

  public init(ledger: Ledger, municipality: MunicipalityCode, tonnes: Double, share: Double) {
    self.ledger = ledger
    self.municipality = municipality
    self.tonnes = tonnes
    self.share = share
  }
}
