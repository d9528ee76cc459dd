/// What it costs to avoid a tonne by a measure or pledge, where that is known.
public struct KnownCost: Hashable, Codable, Sendable {
  /// A measure's id, or `catalogue/number` of a pledge.
  public var id: String
  public var ledger: Ledger
  public var share: CostShare
  /// Not discounted.
  ///
  /// - Unit: SEK per tonne CO2e, in prices of the scenario's price year.
  public var perTonne: Summary

  public init(id: String, ledger: Ledger, share: CostShare, perTonne: Summary) {
    self.id = id
    self.ledger = ledger
    self.share = share
    self.perTonne = perTonne
  }
}
