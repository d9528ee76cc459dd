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
          courses[municipality][pledge] += (0..<drawsPerBlock).map {
            (course.completion[$0], course.atEnd[$0])
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
    for course in Self.courses(Self.everything(2022...2022)).joined().joined()
    where course.atEnd == 0 && course.completion > 0 {
      #expect(course.completion >= 2024)
    }
  }

  @Test func theCutGivesTheWantedMean() {
    let curve = MeanLogistic(spread: 0.34.squareRoot())
    for share in [0.001, 0.1, 0.53, 0.9, 0.999] {
      #expect(abs(curve.mean(cut: curve.cut(share: share)).value - share) < 1e-11)
    }
    // Without spread the cut is the log-odds.
    #expect(abs(MeanLogistic(spread: 0).cut(share: 0.75) - 1.0986122886681098) < 1e-12)
  }
}
