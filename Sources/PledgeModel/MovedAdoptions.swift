/// Imputed adoptions of a round that stand elsewhere, because the facts differ.
///
/// Only pledges and municipalities are counted of which neither option knows anything.
public struct MovedAdoptions: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  /// Expected number that the reference imputes and the option does not.
  public var lost: Double
  /// Expected number that the option imputes and the reference does not.
  public var gained: Double

  public init(catalogue: String, round: String, lost: Double, gained: Double) {
    self.catalogue = catalogue
    self.round = round
    self.lost = lost
    self.gained = gained
  }
}
