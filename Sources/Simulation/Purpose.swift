/// What a random number is for: the first field of its address.
package enum Purpose: UInt8, CaseIterable, Sendable {
  case nationalDrift = 1
  case nationalShock
  case countyDeviation
  case localPath
  case effectSize
  case ownEffect
  case localEffect
  case unpublishedFactor
  case adoptionKey
  case adoptionPropensity
  case roundTotal
  case nonParticipant
  case roundShares
  case followedUpTotal
  case capacity
  case difficulty
  case status
  case hazardRates = 19
  case hazard
  case measureFraction
  case measureHappens
  case additionality
  case rebound
  case pledgeCost
  case measureCost
  case attributionOrder

  /// The group of inputs the number belongs to; nil for numbers that only share out what is already drawn.
  package var group: InputGroup? {
    switch self {
    case .nationalDrift: .trend
    case .nationalShock: .nationalShocks
    case .countyDeviation, .localPath: .localShocks
    case .effectSize, .ownEffect, .localEffect, .unpublishedFactor, .pledgeCost: .effects
    case .adoptionKey, .adoptionPropensity, .roundTotal, .nonParticipant: .adoption
    case .roundShares, .followedUpTotal, .capacity, .difficulty, .status, .hazardRates, .hazard:
      .realisation
    case .measureFraction, .measureHappens, .measureCost: .measures
    case .additionality, .rebound: .additionality
    case .attributionOrder: nil
    }
  }
}
