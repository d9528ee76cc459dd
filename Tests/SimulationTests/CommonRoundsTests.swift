import PledgeModel
import Simulation
import Testing

/// Which rounds of two scenarios are drawn alike.
@Suite struct CommonRoundsTests {
  private static func scenario() -> ResolvedScenario {
    SmallRegion.scenario(
      rounds: [SmallRegion.round(), SmallRegion.round(2025...2027, total: 10)],
      catalogue: SmallRegion.catalogue([SmallRegion.pledge(1), SmallRegion.pledge(2)]))
  }

  private static func common(_ change: (inout ResolvedScenario) -> Void) -> [Int] {
    var other = scenario()
    change(&other)
    let common = CommonRounds(scenario(), other)
    #expect(common == CommonRounds(other, scenario()))
    return [common.adopted, common.carriedOut]
  }

  @Test func whatPledgesDoNotDependOnSeparatesNothing() {
    #expect(
      Self.common {
        $0.title = LocalizedText("another")
        $0.measures = []
        $0.targets = []
        $0.baseline = .medianLine
      } == [2, 2])
    #expect(Self.common { $0.rounds[0].support.provenance.source = "elsewhere" } == [2, 2])
  }

  @Test func supportChangesHowFarPledgesComeAndNotWhoAdoptsThem() {
    #expect(Self.common { $0.rounds[0].support.value = 0.5 } == [2, 0])
    #expect(Self.common { $0.rounds[1].support.value = 0.5 } == [2, 1])
  }

  @Test func aRoundThatDiffersEndsWhatIsCommon() {
    #expect(Self.common { $0.rounds[1].levers = [.everything] } == [1, 1])
    #expect(Self.common { $0.rounds[0].levers = [.everything] } == [0, 0])
    #expect(Self.common { $0.rounds.removeLast() } == [1, 1])
  }

  /// What a later round of the catalogue names is not imputed to an earlier one.
  @Test func whatALaterRoundNamesChangesEarlierOnes() {
    let known = [AdoptionSamplerTests.record(0, [1])]
    #expect(Self.common { $0.rounds[1].known = known } == [0, 0])
  }

  @Test func whatAllRoundsDependOnMustBeTheSame() {
    #expect(Self.common { $0.realisation.done.value = 0.7 } == [0, 0])
    #expect(
      Self.common { $0.catalogues[0].pledges[0].effect?.lifetimeInYears.value = 1 } == [0, 0])
    #expect(Self.common { $0.municipalities.removeLast() } == [0, 0])
    #expect(Self.common { $0.horizon -= 1 } == [0, 0])
    #expect(Self.common { $0.adoptionSpread.value += 1 } == [0, 0])
    // A year before all others moves the years of the sums.
    #expect(
      Self.common {
        $0.rounds.append($0.rounds[0])
        $0.rounds[2].firstYear = 2015
      } == [0, 0])
  }
}
