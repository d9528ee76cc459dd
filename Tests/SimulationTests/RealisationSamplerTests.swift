import PledgeModel
import Simulation
import Testing

@Suite struct RealisationSamplerTests {
  /// The course of every adopted pledge of one round: `[municipality][pledge][draw]`.
  static func courses(
    _ scenario: ResolvedScenario, blocks: Int = 8
  ) -> [[[(completion: Int32, atEnd: UInt8)]]] {
    let rounds = scenario.rounds.indices.map { RoundPlan($0, of: scenario) }
    let streams = Streams(seed: scenario.seed)
    let adoption = AdoptionSampler(scenario, rounds: rounds, streams: streams)
    let sampler = RealisationSampler(scenario, rounds: rounds, streams: streams)
    let shared = RealisationSampler.Shared(sampler, blockCount: blocks)
    let municipalities = scenario.municipalities.count
    var masks = AdoptionSampler.Masks(roundCount: rounds.count, municipalityCount: municipalities)
    var adoptionScratch = AdoptionSampler.Scratch(adoption)
    var scratch = RealisationSampler.Scratch(sampler)
    var course = RealisationSampler.Course()
    var courses = Array(
      repeating: Array(
        repeating: [(completion: Int32, atEnd: UInt8)](), count: rounds[0].pledgeCount),
      count: municipalities)
    for index in 0..<blocks {
      let block = DrawBlock(index: index)
      adoption.sample(block, into: &masks, scratch: &adoptionScratch)
      sampler.prepare(block, masks, into: shared, scratch: &scratch)
      for municipality in 0..<municipalities {
        sampler.beginMunicipality(0, municipality, block, shared, scratch: &scratch)
        for pledge in 0..<rounds[0].pledgeCount {
          masks.adopted.withUnsafeBufferPointer {
            sampler.carryOut(
              0, municipality, pledge,
              adopted: $0.baseAddress! + municipality * drawsPerBlock, block, shared,
              into: &course, scratch: &scratch)
          }
          var completion = [Int32](repeating: 0, count: drawsPerBlock)
          for index in 0..<course.completedCount {
            completion[Int(course.completed[index])] = Int32(course.completion[index])
          }
          courses[municipality][pledge] += (0..<drawsPerBlock).map {
            (completion[$0], UInt8(course.statusAtEnd($0)))
          }
        }
      }
    }
    return courses
  }

  static func everything(
    _ years: ClosedRange<Int>, support: Double = 0, followUp: FollowUp? = nil
  ) -> ResolvedScenario {
    SmallRegion.scenario(rounds: [
      SmallRegion.round(
        years, total: 30, levers: [.everything], followUp: followUp, support: support)
    ])
  }

  /// Nothing and everything are exact; in between, a step is 2⁻¹⁶.
  @Test(arguments: [
    (-0.5, Int16.min), (0, .min), (0x1p-18, .min), (0x1p-16, -32_767), (0.5, 0),
    (1 - 0x1p-15, 32_766),
    (1 - 0x1p-18, 32_766), (1, .max), (1.5, .max),
  ])
  func probabilitiesBecomeLimits(_ probability: Double, _ limit: Int16) {
    #expect(RealisationSampler.limit(probability) == limit)
  }

  /// Over draws the expected shares are those of the Dirichlet distribution, whatever the random effects.
  @Test func sharesHaveTheAssumedMeans() {
    let all = Self.courses(Self.everything(2022...2022), blocks: 40).joined().joined()
    let count = Double(all.count)
    let done = Double(all.filter { $0.atEnd == 2 }.count) / count
    let started = Double(all.filter { $0.atEnd == 1 }.count) / count
    // 10 240 draws share one Dirichlet draw and the effects of 6 pledges: five standard errors are about 0.012.
    #expect(abs(done - 0.53) < 0.012)
    #expect(abs(started - 0.37) < 0.012)
  }

  @Test func moreSupportNeverLowersAStatus() {
    let levels = [0.0, 0.5, 1.0, 3.0].map {
      Self.courses(Self.everything(2024...2026, support: $0))
    }
    var raised = 0
    for (less, more) in zip(levels, levels.dropFirst()) {
      for (a, b) in zip(less.joined().joined(), more.joined().joined()) {
        #expect(b.atEnd >= a.atEnd)
        if a.completion > 0 {
          #expect(b.completion > 0 && b.completion <= a.completion)
        } else if b.completion > 0 {
          raised += 1
        }
      }
    }
    #expect(raised > 0)
  }

  /// Rounds of one year and of three, followed up by facts, by counts and not at all, also with hazards of zero and one.
  @Test(arguments: [2022...2022, 2024...2026, 2026...2028], [0, 0.4, 1.0])
  func supportNeverLowersAStatusWhateverIsKnown(_ years: ClosedRange<Int>, _ hazard: Double) {
    let facts = [
      FollowUpTests.fact(0, 1, .started, year: years.lowerBound),
      FollowUpTests.fact(1, 2, .notStarted, year: years.upperBound),
    ]
    var counted = FollowUpTests.followUp(done: 11, doneOrStarted: 19, facts: facts)
    counted.year = years.upperBound
    var followed = FollowUpTests.followUp(facts: facts)
    followed.year = years.lowerBound
    for followUp in [nil, followed, counted] {
      let levels = [-1.0, 0, 0.7, 40].map { support in
        var scenario = Self.everything(years, support: support, followUp: followUp)
        scenario.realisation.startedToDone.value = .fixed(value: hazard)
        scenario.realisation.notStartedToStarted.value = .fixed(value: hazard)
        return Self.courses(scenario, blocks: 2)
      }
      for (less, more) in zip(levels, levels.dropFirst()) {
        for (a, b) in zip(less.joined().joined(), more.joined().joined()) {
          #expect(b.atEnd >= a.atEnd)
          if a.completion > 0 { #expect(b.completion > 0 && b.completion <= a.completion) }
        }
      }
    }
  }

  /// What started goes on and what did not may still start: shares after the round by arithmetic.
  @Test func hazardsCarryPledgesOverAsTheySay() {
    var scenario = Self.everything(2022...2022)
    scenario.realisation.startedToDone.value = .fixed(value: 0.4)
    scenario.realisation.notStartedToStarted.value = .fixed(value: 0.3)
    scenario.realisation.neverFinishes.value = .fixed(value: 0.2)
    let all = Self.courses(scenario, blocks: 80).joined().joined()
    let count = Double(all.count)
    func done(by year: Int32) -> Double {
      Double(all.filter { $0.completion > 0 && $0.completion <= year }.count) / count
    }
    func status(_ step: UInt8) -> Double { Double(all.filter { $0.atEnd == step }.count) / count }
    let (atEnd, started, not) = (status(2), status(1), status(0))
    #expect(done(by: 2022) == atEnd)
    // Given the shares at the end; 614 400 courses have a standard error below 0.0006.
    #expect(abs(done(by: 2023) - (atEnd + 0.8 * 0.4 * started)) < 0.003)
    let second = started * 0.8 * (1 - 0.6 * 0.6) + not * 0.8 * 0.3 * 0.4
    #expect(abs(done(by: 2024) - (atEnd + second)) < 0.003)
  }

  /// A share of nothing or everything has no spread.
  @Test(arguments: [(0.0, 0.0), (0, 0.5), (0.6, 0), (0.6, 0.4), (1, 0)])
  func sharesMayBeNothingOrEverything(_ done: Double, _ started: Double) {
    var scenario = Self.everything(2022...2022)
    scenario.realisation.done.value = done
    scenario.realisation.started.value = started
    // Unlike others, a normal distribution of probabilities has some below zero and some above one.
    scenario.realisation.startedToDone.value = .normal(mean: 0.5, standardDeviation: 0.5)
    let all = Self.courses(scenario, blocks: 20).joined().joined()
    for (step, share) in [(2, done), (1, started), (0, 1 - done - started)] {
      let found = Double(all.filter { $0.atEnd == step }.count) / Double(all.count)
      #expect(abs(found - share) < (share * (1 - share) < 1e-9 ? 1e-9 : 0.01))
    }
  }

  /// The Dirichlet's own spread: one share a draw, and pledges that are independent given it.
  @Test func theShareDoneSpreadsAsTheDirichletSays() {
    var scenario = Self.everything(2022...2022)
    scenario.realisation.capacitySpread.value = 0
    scenario.realisation.difficultySpread.value = 0
    let pledges = Self.courses(scenario, blocks: 40).joined().map { $0 }
    let shares = pledges[0].indices.map { draw in
      Double(pledges.count { $0[draw].atEnd == 2 }) / Double(pledges.count)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let variance =
      shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1)
    let ofShare = 0.53 * 0.47 / 41
    let expected = ofShare + (0.53 * 0.47 - ofShare) / Double(pledges.count)
    // The relative standard error of a variance of 10 240 draws is 1.4 per cent.
    #expect(abs(variance / expected - 1) < 0.07)
  }

  /// The past cannot be supported: years up to the inventory stay as they are.
  @Test func supportActsOnlyAfterWhatIsKnown() {
    let without = Self.courses(Self.everything(2022...2022))
    let with = Self.courses(Self.everything(2022...2022, support: 3))
    for (a, b) in zip(without.joined().joined(), with.joined().joined()) {
      #expect(a.atEnd == b.atEnd)
      if a.completion > 0, a.completion <= 2024 { #expect(a.completion == b.completion) }
      if b.completion > 0, b.completion <= 2024 { #expect(a.completion == b.completion) }
    }
  }

  @Test func completionIsSpreadEvenlyOverThePeriod() {
    let all = Self.courses(Self.everything(2024...2026), blocks: 40).joined().joined()
    let years = [2024, 2025, 2026].map { year in
      Double(all.filter { $0.atEnd == 2 && $0.completion == year }.count)
    }
    let total = years.reduce(0, +)
    for year in years { #expect(abs(year / total - 1 / 3) < 0.01) }
  }

  @Test func factsHoldInEveryDraw() {
    let facts = [
      StatusFact(
        municipality: SmallRegion.codes[0], pledge: 1, status: .done, year: 2022, tonnes: nil,
        source: "made up"),
      StatusFact(
        municipality: SmallRegion.codes[0], pledge: 2, status: .notStarted, year: 2022,
        tonnes: nil, source: "made up"),
    ]
    let followUp = FollowUp(
      year: 2022, done: 12, doneOrStarted: 20...20, tonnes: nil, provenance: SmallRegion.assumed,
      facts: facts)
    let courses = Self.courses(Self.everything(2022...2022, followUp: followUp))
    #expect(courses[0][0].allSatisfy { $0.completion == 2022 })
    #expect(courses[0][1].allSatisfy { $0.atEnd == 0 })
    for draw in courses[0][0].indices {
      let statuses = courses.joined().map { $0[draw].atEnd }
      #expect(statuses.filter { $0 == 2 }.count == 12)
      #expect(statuses.filter { $0 >= 1 }.count == 20)
    }
  }

  /// Moving at most one step a year, nothing that had not started is done a year after the round.
  @Test func aPledgeMovesOneStepAYear() {
    let later = Self.courses(Self.everything(2022...2022)).joined().joined().filter {
      $0.atEnd == 0 && $0.completion > 0
    }
    #expect(!later.isEmpty && later.allSatisfy { $0.completion >= 2024 })
  }

  @Test func theCutGivesTheWantedMean() {
    let curve = MeanLogistic(spread: 0.34.squareRoot())
    for share in [0x1p-1022, 0x1p-53, 0.001, 0.1, 0.53, 0.9, 0.999, 1 - 0x1p-53] {
      #expect(abs(curve.mean(cut: curve.cut(share: share)).value - share) < 1e-11)
    }
    // Without spread the cut is the log-odds.
    #expect(abs(MeanLogistic(spread: 0).cut(share: 0.75) - 1.0986122886681098) < 1e-12)
  }
}
