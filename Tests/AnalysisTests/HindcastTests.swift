import Analysis
import PledgeModel
import Testing

/// The published rounds, each predicted from the other.
@Suite struct HindcastTests {
  static func rounds(_ scenario: ResolvedScenario, draws: Int) throws -> [RoundHindcast] {
    try Hindcast(scenario, settings: ShippedRounds.settings, threads: 2)
      .rounds(draws: draws, seed: scenario.seed)
  }

  @Test func publishedFiguresLieInsideAndThePredictionsAreSharp() throws {
    let rounds = try Self.rounds(ShippedRounds.adopted, draws: 10_000)
    #expect(rounds.map(\.round) == ["2021", "2022"])
    #expect(rounds.map(\.done.published) == [178, 219])
    #expect(rounds.map(\.started.published) == [112, 164])
    #expect(rounds.map(\.tonnes.published) == [31_100, 44_700])
    for round in rounds {
      #expect(round.done.isWithin90 && round.started.isWithin90)
      #expect(round.done.p90OverP10 <= 2)
      #expect(round.tonnesByElectricity.count == ElectricityMix.allCases.count)
      for tonnes in [round.tonnes] + round.tonnesByElectricity.values {
        #expect(tonnes.isWithin90)
        #expect(tonnes.p90OverP10 <= 4)
      }
      #expect((0.05...0.95).contains(round.shareOfPotential.pit))
    }
  }

  @Test func aRoundsOwnFollowUpIsNotUsed() throws {
    var changed = ShippedRounds.adopted
    changed.rounds[0].followUp?.done = 10
    changed.rounds[0].followUp?.doneOrStarted = 20...20
    changed.rounds[0].followUp?.tonnes = 1
    let before = try Self.rounds(ShippedRounds.adopted, draws: 512)
    let after = try Self.rounds(changed, draws: 512)
    func quantiles(_ prediction: Prediction) -> [Double] {
      [prediction.p5, prediction.p50, prediction.p95]
    }
    #expect(quantiles(before[0].done) == quantiles(after[0].done))
    #expect(quantiles(before[0].tonnes) == quantiles(after[0].tonnes))
    #expect(before[1].done.p50 > after[1].done.p50)
  }

  @Test func allNinePublishedEquivalencesComeOut() {
    let checks = Hindcast(
      ShippedRounds.adopted, settings: ShippedRounds.settings, threads: 1
    ).equivalences()
    #expect(checks.count == 9)
    for check in checks { #expect(check.computed == check.published) }
  }
}
