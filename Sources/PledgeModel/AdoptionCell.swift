/// One municipality and one pledge of one round.
public struct AdoptionCell: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var catalogue: String
  public var round: String
  public var pledge: Int
  public var status: AdoptionKnowledge
  /// The share of draws in which it is adopted.
  public var probability: Double
  /// The share of draws in which it is done by the horizon.
  public var done: Double
  /// Expected gross tonnes avoided in the horizon year; nil for an enabling pledge.
  public var tonnes: Double?

  public init(
    municipality: MunicipalityCode, catalogue: String, round: String, pledge: Int,
    status: AdoptionKnowledge, probability: Double, done: Double, tonnes: Double?
  ) {
    self.municipality = municipality
    self.catalogue = catalogue
    self.round = round
    self.pledge = pledge
    self.status = status
    self.probability = probability
    self.done = done
    self.tonnes = tonnes
  }
}

/// What is known of an adoption.
public enum AdoptionKnowledge: String, Hashable, Codable, Sendable {
  /// A public page names it.
  case known
  /// A lever of the scenario decides it.
  case scenario
  /// Imputed; never a fact about the municipality.
  case imputed
  /// The municipality was doing it already and is not credited.
  case alreadyDoing
  /// A complete list, or one whose count is full, does not contain it.
  case absent
}
