/// What one pledge of one round contributes, over all municipalities.
public struct PledgeResult: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  public var number: Int
  public var name: LocalizedText
  public var ledger: Ledger?
  public var sector: Sector?
  /// The weakest evidence among the effect sizes behind its tonnes.
  ///
  /// Local spread, ramp and lifetime have grades of their own, in the catalogue.
  public var evidence: Evidence
  /// Expected number of municipalities that adopt it.
  public var adopted: Double
  /// Of these, how many are known by name.
  public var adoptedKnown: Int
  /// Expected number of municipalities that have done it by the horizon.
  public var done: Double
  /// Gross tonnes avoided in the horizon year; nil for an enabling pledge.
  public var tonnes: Summary?
  /// Expected tonnes in the horizon year that are new since the last inventory year, before additionality, rebound and the cap at zero.
  public var newSinceInventory: Double?

  public init(
    catalogue: String, round: String, number: Int, name: LocalizedText, ledger: Ledger?,
    sector: Sector?, evidence: Evidence, adopted: Double, adoptedKnown: Int, done: Double,
    tonnes: Summary?, newSinceInventory: Double?
  ) {
    self.catalogue = catalogue
    self.round = round
    self.number = number
    self.name = name
    self.ledger = ledger
    self.sector = sector
    self.evidence = evidence
    self.adopted = adopted
    self.adoptedKnown = adoptedKnown
    self.done = done
    self.tonnes = tonnes
    self.newSinceInventory = newSinceInventory
  }
}
