/// How much of a round's expected gross tonnes in the horizon year rests on effect sizes of one grade.
///
/// A municipality's own quantity takes the place of the catalogue's: with a factor of its own it gives the grade, without
/// one the weaker of both grades counts. Local spread, ramp and lifetime have grades of their own, in the catalogue.
public struct EvidenceShare: Hashable, Codable, Sendable {
  public var ledger: Ledger
  public var evidence: Evidence
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double
  /// Of the round's tonnes in the ledger, 0…1.
  public var share: Double

  public init(ledger: Ledger, evidence: Evidence, tonnes: Double, share: Double) {
    self.ledger = ledger
    self.evidence = evidence
    self.tonnes = tonnes
    self.share = share
  }
}
