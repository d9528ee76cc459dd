package import PledgeModel

/// How many of their first rounds two scenarios draw alike on the same streams, to the bit.
package struct CommonRounds: Hashable, Sendable {
  /// Rounds in which the same is adopted.
  package let adopted: Int
  /// Of these the first whose pledges come equally far as well, because support is the same.
  package let carriedOut: Int

  package init(_ one: ResolvedScenario, _ other: ResolvedScenario) {
    guard one.firstPledgeYear == other.firstPledgeYear, one.forPledges == other.forPledges else {
      (adopted, carriedOut) = (0, 0)
      return
    }
    func count(_ isAlike: (Round, Round) -> Bool) -> Int {
      zip(one.rounds, other.rounds).enumerated().prefix { position, rounds in
        isAlike(rounds.0, rounds.1) && one.namedLater(position) == other.namedLater(position)
      }.count
    }
    adopted = count { $0.withoutSupport == $1.withoutSupport }
    carriedOut = count {
      $0.withoutSupport == $1.withoutSupport && $0.support.value == $1.support.value
    }
  }
}

extension ResolvedScenario {
  /// The scenario without its rounds and what pledges do not depend on.
  fileprivate var forPledges: ResolvedScenario {
    var own = self
    (own.title, own.notice, own.name) = (LocalizedText(""), nil, "")
    (own.rounds, own.measures, own.targets, own.equivalences) = ([], [], [], [])
    (own.sweep, own.draws, own.seed, own.assumptions) = (nil, 0, 0, [])
    own.baseline = .frozen
    return own
  }
}

extension Round {
  fileprivate var withoutSupport: Round {
    var own = self
    own.support = Sourced(0, Provenance(source: "", evidence: .assumption))
    return own
  }
}
