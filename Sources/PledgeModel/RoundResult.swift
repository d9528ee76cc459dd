/// How a round went: adopted, done and started, with what is published beside it.
public struct RoundResult: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  public var adopted: Summary
  /// Of the adopted, how many are known by municipality and pledge.
  public var adoptedKnown: Int
  public var doneAtEnd: Summary
  public var startedAtEnd: Summary
  public var doneAtHorizon: Summary
  /// Full-year tonnes of the pledges done by the end of the period, all ledgers: the programme's convention.
  public var tonnesAtEnd: Summary
  public var followUp: FollowUp?
  public var publishedPotential: PublishedPotential?
  /// The municipalities that the round's tonnes hang on, up to five a ledger, in the order of ledgers and falling share.
  public var largestShares: [MunicipalityShare]
  /// How well the sizes of the effects behind the round's tonnes are founded, by ledger and grade.
  public var effectEvidence: [EvidenceShare]

  public init(
    catalogue: String, round: String, adopted: Summary, adoptedKnown: Int, doneAtEnd: Summary,
    startedAtEnd: Summary, doneAtHorizon: Summary, tonnesAtEnd: Summary, followUp: FollowUp?,
    publishedPotential: PublishedPotential?, largestShares: [MunicipalityShare],
    effectEvidence: [EvidenceShare]
  ) {
    self.catalogue = catalogue
    self.round = round
    self.adopted = adopted
    self.adoptedKnown = adoptedKnown
    self.doneAtEnd = doneAtEnd
    self.startedAtEnd = startedAtEnd
    self.doneAtHorizon = doneAtHorizon
    self.tonnesAtEnd = tonnesAtEnd
    self.followUp = followUp
    self.publishedPotential = publishedPotential
    self.largestShares = largestShares
    self.effectEvidence = effectEvidence
  }
}
