import PledgeModel
import Simulation
import Testing

/// What the total of a round hangs on, in the shipped scenario.
@Suite struct RoundSharesTests {
  @Test func göteborgIsAThirdToAHalfAndSharesAddUp() throws {
    var input = ShippedRounds.input()
    input.scenario.baseline = .frozen
    let results = try Simulator(input, settings: SimulationSettings(threads: 2))
      .run(draws: 1_000, engineVersion: "test")
    for round in results.rounds {
      for ledger in Ledger.allCases {
        let total = results.pledges
          .filter { $0.catalogue == round.catalogue && $0.ledger == ledger }
          .reduce(0) { $0 + ($1.tonnes?.mean ?? 0) }
        let shares = round.largestShares.filter { $0.ledger == ledger }
        let grades = round.effectEvidence.filter { $0.ledger == ledger }
        #expect(shares.count == (total > 0 ? 5 : 0))
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0.share >= $1.share })
        #expect(shares.allSatisfy { abs($0.share * total - $0.tonnes) < 1e-6 * total })
        #expect(abs(grades.reduce(0) { $0 + $1.tonnes } - total) <= 1e-6 * total)
        #expect(total == 0 || abs(grades.reduce(0) { $0 + $1.share } - 1) < 1e-6)
      }
    }
    let current = results.rounds[2].largestShares.filter { $0.ledger == .territorial }
    #expect(current[0].municipality.digits == "1480")
    #expect((0.3...0.6).contains(current[0].share))
  }

  /// A municipality's own figures with a factor of its own carry their own grade.
  @Test func ownQuantitiesRaiseTheGrade() throws {
    var input = ShippedRounds.input()
    input.scenario.baseline = .frozen
    let round = input.scenario.rounds[2].catalogue
    let published = Provenance(source: "made up", evidence: .published)
    input.scenario.ownQuantities = [
      OwnQuantity(
        municipality: MunicipalityCode("1480")!, catalogue: round, pledge: 16, quantity: 45,
        factor: .fixed(value: 2), provenance: published)
    ]
    let results = try Simulator(input, settings: SimulationSettings(threads: 2))
      .run(draws: 256, engineVersion: "test")
    let founded = results.rounds[2].effectEvidence.filter { $0.evidence == .published }
    #expect(founded.count == 1)
    // Göteborg has adopted pledge 16; 45 cars save 2 t each when it is done.
    #expect(founded.first.map { (40...90).contains($0.tonnes) } == true)
  }
}
