package import Sampling

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

/// A group of uncertain inputs that a sensitivity analysis varies together.
public enum InputGroup: String, CaseIterable, Codable, Sendable {
  case trend, nationalShocks, localShocks, effects, adoption, realisation, measures, additionality
}

/// The random numbers of a run, one seed for each group of inputs.
public struct Streams: Hashable, Sendable {
  private let byGroup: [RandomStreams]

  /// Every group takes its numbers from one seed.
  public init(seed: UInt64) {
    byGroup = InputGroup.allCases.map { _ in RandomStreams(seed: seed) }
  }

  /// The groups named take their numbers from one seed, the others from another.
  public init(seed: UInt64, replacing groups: Set<InputGroup>, with other: UInt64) {
    byGroup = InputGroup.allCases.map {
      RandomStreams(seed: groups.contains($0) ? other : seed)
    }
  }

  package func of(_ purpose: Purpose) -> RandomStreams {
    byGroup[purpose.group.flatMap { InputGroup.allCases.firstIndex(of: $0) } ?? 0]
  }
}
