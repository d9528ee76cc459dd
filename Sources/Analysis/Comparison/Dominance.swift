import PledgeModel

/// Which options are no better than another in anything, and worse in something.
///
/// What counts: territorial emissions in the last year, tonnes that pledges avoid in the other two ledgers, the probability of
/// every target that all options have, and the costs of which all know something. Means are compared as published. Only options that
/// start from the same history are held against each other.
struct Dominance {
  /// By option, less is better.
  private let criteria: [[Double]]

  init(_ outcomes: [OptionOutcome]) {
    let shared = outcomes[0].targets.map(\.id).filter { id in
      outcomes.allSatisfy { $0.targets.contains { $0.id == id } }
    }
    let shares = CostShare.allCases.filter { share in
      outcomes.allSatisfy { $0.costs.contains { $0.share == share } }
    }
    criteria = outcomes.map { outcome in
      let avoided = [Ledger.consumption, .energy].map { ledger in
        -(outcome.difference?.avoidedCumulated[ledger.index].mean ?? 0)
      }
      let chances = shared.map { id in
        -outcome.targets.first { $0.id == id }!.probability.value
      }
      let costs = shares.map { share in outcome.costs.first { $0.share == share }!.cost.mean }
      return outcome.emissions.suffix(1).map(\.mean) + avoided + chances + costs
    }
  }

  /// For each option, those that dominate it.
  var dominatedBy: [[Int]] {
    criteria.indices.map { option in
      criteria.indices.filter { other in
        other != option && zip(criteria[other], criteria[option]).allSatisfy { $0 <= $1 }
          && criteria[other] != criteria[option]
      }
    }
  }
}
