import PledgeModel
import Testing

@Suite struct ResolvedScenarioTests {
  @Test func `the newest round is the one that begins last`() {
    #expect(Self.scenario(roundsFrom: [2021, 2024, 2022]).newestRound == 1)
    // Of two that begin together it is the one written last.
    #expect(Self.scenario(roundsFrom: [2024, 2021, 2024]).newestRound == 2)
    #expect(Self.scenario(roundsFrom: []).newestRound == nil)
  }

  @Test func `pledges can act from the earliest round`() {
    #expect(Self.scenario(roundsFrom: [2024, 2021]).firstPledgeYear == 2021)
    #expect(Self.scenario(roundsFrom: [2027]).firstPledgeYear == 2025)
    #expect(Self.scenario(roundsFrom: []).firstPledgeYear == 2025)
  }

  private static func sourced<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, Provenance(source: "test", evidence: .assumption))
  }

  /// A scenario whose history ends in 2024, with nothing in it but rounds.
  private static func scenario(roundsFrom years: [Int]) -> ResolvedScenario {
    let (none, never) = (sourced(0.0), sourced(Uncertain.fixed(value: 0)))
    return ResolvedScenario(
      title: "test", notice: nil, name: "test", municipalities: [], counties: [],
      inventoryRelease: 2026, lastInventoryYear: 2024, horizon: 2030, baseline: .frozen,
      catalogues: [],
      rounds: years.map {
        Round(
          catalogue: "test", firstYear: $0, lastYear: $0, total: nil, participants: nil, known: [],
          levers: [], followUp: nil, support: none)
      },
      realisation: Realisation(
        done: none, started: none, effectiveSampleSize: none, capacitySpread: none,
        difficultySpread: none, notStartedToStarted: never, startedToDone: never,
        neverFinishes: never),
      adoptionSpread: none, proposedBonus: none, effectCorrelations: [], ownQuantities: [],
      accounting: Accounting(
        electricityMix: .nordicMix, electricity: none, districtHeat: none, localDistrictHeat: []),
      additionality: nil, rebound: nil, measures: [], targets: [], equivalences: [],
      discountRate: none, prices: Prices(year: sourced(2023), index: []), draws: 1, seed: 1,
      assumptions: [])
  }
}
