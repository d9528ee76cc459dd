import LinearAlgebra
public import PledgeModel
import Simulation

/// Predicts followed-up rounds from each other, so that the model can be held against what happened.
///
/// The shares done and started of a round come from a Dirichlet distribution whose mean is the follow-up of the other
/// round (of all others together, when there are more). Its effective sample size is smaller than a scenario's, because
/// the mean is itself one round. The tonnes stand on κ, which makes the round's expected bundle equal its own published
/// potential under each way of counting electricity. Nothing of the predicted round's own follow-up is used.
public struct Hindcast: Sendable {
  private let scenario: ResolvedScenario
  private let settings: HindcastSettings
  private let workers: Workers

  public init(_ scenario: ResolvedScenario, settings: HindcastSettings, threads: Int) {
    self.scenario = scenario
    self.settings = settings
    workers = Workers(count: threads)
  }

  /// The rounds that can be predicted and predict others: adopted, done, started, tonnes and potential are published.
  public var roundCount: Int { counted.count }

  /// Predicts every round that can be, in the scenario's order.
  ///
  /// - Throws: when the correlations of effects are not positive definite or a draw is not a finite number.
  public func rounds(draws: Int, seed: UInt64) throws -> [RoundHindcast] {
    let counted = counted
    return try counted.map { round in
      let others = counted.filter { $0.round != round.round }
      let realisation = Self.realisation(
        scenario.realisation, counts: others.map(\.counts),
        size: settings.effectiveSampleSize)
      let sampler = try HindcastSampler(round.round, in: scenario, seed: seed)
      let found = sampler.draws(draws, realisation: realisation, workers: workers)
      let mixes = ElectricityMix.allCases.filter { settings.electricity[$0] != nil }
      let own = scenario.accounting.electricity.value
      let grams = [own] + mixes.map { settings.electricity[$0]!.value }
      guard
        let factors = try RoundCalibration.factors(
          of: round.round.catalogue, in: scenario, electricity: grams)
      else { preconditionFailure("\(round.round.catalogue) has no published potential") }
      let tonnes = try zip(factors, grams).map {
        try Prediction(round.tonnes, in: found.tonnes(factor: $0.factor, electricity: $1))
      }
      return RoundHindcast(
        round: round.round.period, catalogue: round.round.catalogue,
        predictedFrom: others.map(\.round.period),
        done: try Prediction(Double(round.counts.done), in: found.done),
        started: try Prediction(Double(round.counts.started), in: found.started),
        tonnes: tonnes[0],
        shareOfPotential: try Prediction(
          round.tonnes / round.potential, in: found.shareOfPotential(electricity: own)),
        electricity: scenario.accounting.electricityMix.rawValue,
        tonnesByElectricity: Dictionary(
          uniqueKeysWithValues: zip(mixes.map(\.rawValue), tonnes.dropFirst())))
    }
  }

  /// The published counts of equivalences beside those that the factors give.
  public func equivalences() -> [EquivalenceCheck] {
    settings.publishedEquivalences.compactMap { published in
      scenario.equivalences.first { $0.id == published.kind }.map {
        EquivalenceCheck(
          tonnes: published.tonnes, kind: published.kind, published: published.count,
          computed: Int($0.count(tonnes: published.tonnes)))
      }
    }
  }

  /// Counts of one round.
  package struct Counts: Hashable, Sendable {
    package var done: Int
    package var started: Int
    package var notStarted: Int

    package init(done: Int, started: Int, notStarted: Int) {
      self.done = done
      self.started = started
      self.notStarted = notStarted
    }
  }

  private struct CountedRound {
    let round: Round
    let counts: Counts
    let tonnes: Double
    let potential: Double
  }

  /// Where a range is published, its middle, rounded down: "about 90 per cent" of 426 is 383.
  private var counted: [CountedRound] {
    scenario.rounds.compactMap { round in
      guard let followUp = round.followUp, let done = followUp.done,
        let both = followUp.doneOrStarted, let tonnes = followUp.tonnes,
        let total = round.total?.value,
        let potential = scenario.catalogues.first(where: { $0.id == round.catalogue })?
          .publishedPotential
      else { return nil }
      let reached = (both.lowerBound + both.upperBound) / 2
      let adopted = (total.lowerBound + total.upperBound) / 2
      return CountedRound(
        round: round,
        counts: Counts(
          done: done, started: reached - done, notStarted: max(0, adopted - reached)),
        tonnes: tonnes, potential: potential.tonnes)
    }
  }

  /// The scenario's realisation with the mean of other rounds' counts.
  ///
  /// A count of zero is taken as half a pledge, because a Dirichlet distribution has no share of zero.
  package static func realisation(
    _ realisation: Realisation, counts: [Counts], size: Sourced<Double>
  ) -> Realisation {
    let sums = [\Counts.done, \.started, \.notStarted].map { count in
      max(0.5, Double(counts.reduce(0) { $0 + $1[keyPath: count] }))
    }
    let total = sums.reduce(0, +)
    var realisation = realisation
    realisation.done.value = sums[0] / total
    realisation.started.value = sums[1] / total
    realisation.effectiveSampleSize = size
    return realisation
  }
}
