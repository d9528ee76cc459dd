import Analysis
import PledgeModel
import Simulation
import Testing

/// Who adopts what in the published rounds, over more than 10 000 draws of the shipped lists and catalogues.
@Suite struct AdoptedRoundsTests {
  static let blockCount = DrawBlock.count(draws: 10_000)

  /// Calls `body(round, masks)` with the masks of every municipality in each round of every draw.
  static func forEachDraw(
    _ scenario: ResolvedScenario, facts: Bool = false,
    _ body: (_ round: Int, _ masks: [UInt64]) -> Void
  ) {
    let rounds = scenario.rounds.indices.map { RoundPlan($0, of: scenario) }
    let sampler = AdoptionSampler(scenario, rounds: rounds, streams: Streams(seed: scenario.seed))
    let count = scenario.municipalities.count
    var masks = AdoptionSampler.Masks(roundCount: rounds.count, municipalityCount: count)
    var scratch = AdoptionSampler.Scratch(sampler)
    for block in 0..<blockCount {
      sampler.sample(DrawBlock(index: block), into: &masks, scratch: &scratch)
      for round in rounds.indices {
        for draw in 0..<drawsPerBlock {
          body(
            round,
            (0..<count).map {
              let slot = (round * count + $0) * drawsPerBlock + draw
              return facts ? masks.facts[slot] : masks.adopted[slot]
            })
        }
      }
    }
  }

  static func mask(_ numbers: [Int], _ plan: RoundPlan) -> UInt64 {
    numbers.reduce(0) { $0 | 1 << UInt64(plan.position(of: $1)!) }
  }

  @Test func totalsListsAndCountsHoldInEveryDraw() {
    let scenario = ShippedRounds.adopted
    let plans = scenario.rounds.indices.map { RoundPlan($0, of: scenario) }
    let totals = [326...326, 426...426, 780...799]
    let records = plans.map { plan in
      plan.round.known.map { record in
        (
          position: scenario.municipalities.firstIndex { $0.code == record.municipality }!,
          named: Self.mask(record.pledges, plan),
          alreadyDoing: Self.mask(
            record.alreadyDoing.filter { !record.pledges.contains($0) }, plan),
          record: record
        )
      }
    }
    #expect(records.map(\.count) == [20, 15, 18])
    var faults: [String: Int] = [:]
    func expect(_ holds: Bool, _ what: String) { if !holds { faults[what, default: 0] += 1 } }
    var seen = [Set<Int>](repeating: [], count: 3)
    Self.forEachDraw(scenario) { round, masks in
      let total = masks.reduce(0) { $0 + $1.nonzeroBitCount }
      seen[round].insert(total)
      expect(totals[round].contains(total), "total of \(round)")
      let without = masks.count { $0 == 0 }
      expect(without == (round == 0 ? 1 : 0), "participants of \(round)")
      for (position, named, alreadyDoing, record) in records[round] {
        let adopted = masks[position]
        expect(adopted & alreadyDoing == 0, "already doing")
        guard record.status == .adopted else { continue }
        expect(adopted & named == named, "named pledges")
        if record.isComplete { expect(adopted == named, "complete lists") }
        if let count = record.count { expect(adopted.nonzeroBitCount == count, "counts") }
      }
    }
    #expect(faults == [:])
    #expect(seen[2].count == 20)
  }

  @Test(
    arguments: [
      ([], [.mostCommon(count: 3)]), ([.mostCommon(count: 3)], [.mostCommon(count: 6)]),
      ([.atLeast(count: 10)], [.atLeast(count: 15)]),
      ([.everyMunicipality(pledges: [16])], [.everything]),
      ([], [.diffusion(share: 0.5, peers: 3)]),
      ([.diffusion(share: 0.8, peers: 3)], [.diffusion(share: 0.5, peers: 3)]),
      ([.nobody], []),
    ] as [([AdoptionLever], [AdoptionLever])])
  func theLargerOptionContainsTheSmaller(
    _ smaller: [AdoptionLever], _ larger: [AdoptionLever]
  ) {
    func all(_ levers: [AdoptionLever]) -> [[UInt64]] {
      var scenario = ShippedRounds.only("klimatloften-2024-2026")
      scenario.rounds[0].levers = levers
      var draws: [[UInt64]] = []
      Self.forEachDraw(scenario) { _, masks in draws.append(masks) }
      return draws
    }
    var missing = 0
    var added = 0
    for (small, large) in zip(all(smaller), all(larger)) {
      for (a, b) in zip(small, large) {
        missing += (a & ~b).nonzeroBitCount
        added += (b & ~a).nonzeroBitCount
      }
    }
    #expect(missing == 0)
    #expect(added > 0)
  }

  @Test(arguments: [("klimatloften-2021", 42_400.0), ("klimatloften-2022", 82_100.0)])
  func theExpectedPotentialIsThePublishedOne(_ catalogue: String, _ published: Double) throws {
    let scenario = ShippedRounds.adopted
    let calibration = scenario.catalogues.first { $0.id == catalogue }!.calibration!
    let round = scenario.rounds.first { $0.catalogue == catalogue }!
    let draws = try HindcastSampler(round, in: scenario, seed: scenario.seed)
      .draws(10_000, realisation: scenario.realisation, workers: Workers(count: 2))
    let grams = scenario.accounting.electricity.value
    let potentials = zip(draws.adoptedFixed, draws.adoptedPerGram).map {
      calibration.factor * ($0 + grams * $1)
    }
    let (mean, deviation) = Summarizer.moments(potentials, count: potentials.count)
    let run = deviation / Double(potentials.count).squareRoot()
    let kept = mean * calibration.standardError / calibration.factor
    let combined = (run * run + kept * kept).squareRoot()
    #expect(abs(mean - published) <= max(0.005 * published, 3 * combined))
  }

  @Test(arguments: ["klimatloften-2021", "klimatloften-2022"])
  func calibrationGivesTheStoredFactorToTheBit(_ catalogue: String) throws {
    let stored = ShippedRounds.adopted.catalogues.first { $0.id == catalogue }!.calibration!
    let again = try RoundCalibration.calibration(
      of: catalogue, in: ShippedRounds.adopted, inputs: stored.inputs)
    #expect(again == stored)
  }

  /// The factor of the round is kept, so that the tonnes of the other pledges do not move.
  @Test func aChangedEffectChangesThatPledgeAlone() throws {
    let (catalogue, number) = ("klimatloften-2022", 3)
    var input = ShippedRounds.input()
    input.scenario.baseline = .frozen
    var changed = input
    let position = changed.scenario.catalogues.firstIndex { $0.id == catalogue }!
    let pledge = changed.scenario.catalogues[position].pledges.firstIndex { $0.number == number }!
    changed.scenario.catalogues[position].pledges[pledge].effect!.size.value =
      .logNormal(median: 0.02, sigma: 0.2)
    func results(_ input: SimulationInput) throws -> Results {
      try Simulator(input, settings: SimulationSettings(threads: 2))
        .run(draws: 1_000, engineVersion: "test")
    }
    let (before, after) = (try results(input), try results(changed))
    var difference = 0.0
    var territorial = 0.0
    for (a, b) in zip(before.pledges, after.pledges) {
      if a.catalogue == catalogue, a.number == number {
        difference = b.tonnes!.mean - a.tonnes!.mean
        territorial = a.ledger == .territorial ? difference : 0
      } else {
        #expect(a == b)
      }
    }
    #expect(abs(difference) > 1_000)
    for (a, b) in zip(before.adoption, after.adoption)
    where a.catalogue != catalogue || a.pledge != number {
      #expect(a == b)
    }
    let county = (before.areas.last!, after.areas.last!)
    let ledger = Ledger.allCases.firstIndex(of: .territorial)!
    let moved = county.1.avoided[ledger].last!.mean - county.0.avoided[ledger].last!.mean
    #expect(abs(moved - territorial) < 1e-3)
    #expect(county.0.baseline == county.1.baseline)
  }
}
