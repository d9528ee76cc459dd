import PledgeModel
import Simulation
import Testing

/// Properties that hold in every draw, whatever the numbers.
@Suite struct AdoptionSamplerTests {
  static let blocks = 40

  /// Every municipality's adopted pledges in 10 240 draws: `[draw][municipality]`, for one round.
  static func masks(
    _ scenario: ResolvedScenario, round: Int = 0, facts: Bool = false
  ) -> [[UInt64]] {
    let rounds = scenario.rounds.indices.map { RoundPlan($0, of: scenario) }
    let sampler = AdoptionSampler(scenario, rounds: rounds, streams: Streams(seed: scenario.seed))
    let count = scenario.municipalities.count
    var masks = AdoptionSampler.Masks(roundCount: rounds.count, municipalityCount: count)
    var scratch = AdoptionSampler.Scratch(sampler)
    var draws: [[UInt64]] = []
    for block in 0..<blocks {
      sampler.sample(DrawBlock(index: block), into: &masks, scratch: &scratch)
      for draw in 0..<drawsPerBlock {
        draws.append(
          (0..<count).map {
            let slot = (round * count + $0) * drawsPerBlock + draw
            return facts ? masks.facts[slot] : masks.adopted[slot]
          })
      }
    }
    return draws
  }

  static func record(
    _ index: Int, _ pledges: [Int], count: Int? = nil, complete: Bool = false,
    status: AdoptionStatus = .adopted, alreadyDoing: [Int] = []
  ) -> AdoptionRecord {
    AdoptionRecord(
      municipality: SmallRegion.codes[index], status: status, count: count, pledges: pledges,
      isComplete: complete, alreadyDoing: alreadyDoing, source: "made up")
  }

  static func mask(_ pledges: Int...) -> UInt64 { pledges.reduce(0) { $0 | 1 << UInt64($1 - 1) } }

  @Test func totalsCountsAndListsHoldInEveryDraw() {
    let known = [
      Self.record(0, [1, 3], complete: true, alreadyDoing: [2]),
      Self.record(1, [4], count: 3, alreadyDoing: [6]),
      Self.record(2, [5]),
    ]
    let draws = Self.masks(
      SmallRegion.scenario(rounds: [SmallRegion.round(total: 14, known: known)]))
    for masks in draws {
      #expect(masks.reduce(0) { $0 + $1.nonzeroBitCount } == 14)
      #expect(masks[0] == Self.mask(1, 3))
      #expect(masks[1].nonzeroBitCount == 3)
      #expect(masks[1] & Self.mask(4) != 0)
      #expect(masks[1] & Self.mask(6) == 0)
      #expect(masks[2] & Self.mask(5) != 0)
      #expect(masks[3] != 0 && masks[4] != 0)
    }
  }

  @Test func everyParticipantHasAtLeastOneAndTheOthersNone() {
    var round = SmallRegion.round(total: 4)
    round.participants = SmallRegion.sourced(4)
    let draws = Self.masks(SmallRegion.scenario(rounds: [round]))
    var out = [Int](repeating: 0, count: 5)
    for masks in draws {
      #expect(masks.filter { $0 == 0 }.count == 1)
      out[masks.firstIndex(of: 0)!] += 1
    }
    // Binomial(10 240, 1/5): five standard deviations are 202.
    for count in out { #expect(abs(count - 2_048) < 203) }
  }

  /// The frequency of a competing pledge follows its weight: two pledges, one place, odds w1 : w2.
  @Test func frequenciesFollowTheWeights() {
    let catalogue = SmallRegion.catalogue([
      SmallRegion.pledge(1, adopters: 7), SmallRegion.pledge(2, adopters: 2),
    ])
    let scenario = SmallRegion.scenario(
      codes: [SmallRegion.codes[0]], rounds: [SmallRegion.round(total: 1)], catalogue: catalogue)
    let weights = RoundPlan(0, of: scenario).weights
    let draws = Self.masks(scenario)
    let first = draws.filter { $0[0] == 1 }.count
    let share = weights[0] / (weights[0] + weights[1])
    let deviation = (share * (1 - share) * Double(draws.count)).squareRoot()
    #expect(abs(Double(first) - share * Double(draws.count)) < 5 * deviation)
  }

  @Test func aProposedListHasAHeadStartButDoesNotBind() {
    let proposed = [Self.record(0, [3], count: 1, status: .proposed)]
    let with = Self.masks(SmallRegion.scenario(rounds: [SmallRegion.round(known: proposed)]))
    let without = Self.masks(SmallRegion.scenario(rounds: [SmallRegion.round()]))
    func share(_ draws: [[UInt64]]) -> Double {
      Double(draws.filter { $0[0] & Self.mask(3) != 0 }.count) / Double(draws.count)
    }
    #expect(share(with) > share(without) + 0.2)
    #expect(share(with) < 1)
  }

  @Test(arguments: [
    AdoptionLever.everyMunicipality(pledges: [2]), .everything, .mostCommon(count: 2),
    .atLeast(count: 4), .diffusion(share: 0.5, peers: 1),
    .add(municipality: SmallRegion.codes[3], pledges: [1, 2]),
  ])
  func leversOnlyAddAndNeverWhatWasDoneAlready(_ lever: AdoptionLever) {
    let known = [Self.record(0, [1], complete: true, alreadyDoing: [2])]
    let facts = Self.masks(SmallRegion.scenario(rounds: [SmallRegion.round(known: known)]))
    let draws = Self.masks(
      SmallRegion.scenario(rounds: [SmallRegion.round(known: known, levers: [lever])]))
    var added = 0
    for (before, after) in zip(facts, draws) {
      for (a, b) in zip(before, after) {
        #expect(a & ~b == 0)
        added += (b & ~a).nonzeroBitCount
      }
      #expect(after[0] & Self.mask(2) == 0)
    }
    #expect(added > 0)
  }

  /// Neighbours 1401–1402–1480–1801–1880 in a row, no size peers: a pledge spreads one border a lever.
  @Test func diffusionFollowsBordersAndShares() {
    let known = (0..<5).map { Self.record($0, $0 == 0 ? [3] : [1], complete: true) }
    func after(_ levers: [AdoptionLever]) -> [UInt64] {
      Self.masks(
        SmallRegion.scenario(rounds: [
          SmallRegion.round(total: nil, known: known, levers: levers)
        ]))[0]
    }
    let one = Self.mask(1)
    let both = Self.mask(1, 3)
    // 1402 names 1401 as its only neighbour, 1480 names 1402, and so on.
    #expect(after([.diffusion(share: 1, peers: 0)]) == [Self.mask(3), both, one, one, one])
    #expect(
      after([.diffusion(share: 1, peers: 0), .diffusion(share: 1, peers: 0)])
        == [Self.mask(3), both, both, one, one])
    // With its nearest in size beside it, half is enough for a municipality without neighbours.
    #expect(after([.diffusion(share: 0.5, peers: 1)])[0] == both)
  }

  @Test func nobodyAndRemovalTakeAway() {
    let draws = Self.masks(SmallRegion.scenario(rounds: [SmallRegion.round(levers: [.nobody])]))
    #expect(draws.allSatisfy { $0.allSatisfy { $0 == 0 } })
    let removed = Self.masks(
      SmallRegion.scenario(rounds: [
        SmallRegion.round(levers: [.remove(municipality: SmallRegion.codes[1], pledges: [1, 2])])
      ]))
    #expect(removed.allSatisfy { $0[1] & Self.mask(1, 2) == 0 })
  }

  @Test func aLaterRoundOfTheSameCatalogueAdoptsNothingTwice() {
    let scenario = SmallRegion.scenario(rounds: [
      SmallRegion.round(2022...2022, total: 14), SmallRegion.round(2025...2027, total: 10),
    ])
    for (first, second) in zip(Self.masks(scenario), Self.masks(scenario, round: 1)) {
      for (a, b) in zip(first, second) { #expect(a & b == 0) }
      #expect(second.reduce(0) { $0 + $1.nonzeroBitCount } == 10)
    }
  }

  /// Lists that name a pledge twice, and lists and statuses of a later round, whatever levers add to the earlier one.
  @Test(arguments: [[], [.everyMunicipality(pledges: [3])], [.nobody]] as [[AdoptionLever]])
  func whatAnotherRoundNamesIsAdoptedOnce(_ levers: [AdoptionLever]) {
    let followUp = FollowUpTests.followUp(facts: [FollowUpTests.fact(3, 5, .started, year: 2025)])
    let scenario = SmallRegion.scenario(rounds: [
      SmallRegion.round(total: 14, known: [Self.record(0, [1, 2])], levers: levers),
      SmallRegion.round(
        2025...2025, total: 9,
        known: [
          Self.record(0, [2, 3, 4], count: 4), Self.record(1, [1, 3], complete: true),
          Self.record(2, [3]),
        ], followUp: followUp),
    ])
    let adopted = [false, true].map { Self.masks(scenario, round: 0, facts: $0) }
    for (index, second) in Self.masks(scenario, round: 1).enumerated() {
      let (first, facts) = (adopted[0][index], adopted[1][index])
      for (a, b) in zip(first, second) { #expect(a & b == 0) }
      // Nothing that a later round names is imputed to an earlier one.
      #expect(facts[0] & Self.mask(3, 4) == 0 && facts[1] & Self.mask(1, 3) == 0)
      #expect(facts[2] & Self.mask(3) == 0 && facts[3] & Self.mask(5) == 0)
      #expect(facts.reduce(0) { $0 + $1.nonzeroBitCount } == 14)
      let either = zip(first, second).map { $0 | $1 }
      #expect(either[0] & Self.mask(2, 3, 4) == Self.mask(2, 3, 4))
      #expect(either[1] & Self.mask(1, 3) == Self.mask(1, 3))
      #expect(either[2] & Self.mask(3) != 0 && second[3] & Self.mask(5) != 0)
    }
  }
}
