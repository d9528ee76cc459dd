import Foundation
import PledgeModel
import Simulation
import Testing

/// What a planner's own follow-up does: counts of a municipality, and facts about single pledges.
@Suite struct FollowUpTests {
  typealias Course = (completion: Int32, atEnd: UInt8)

  static let round = 2022...2022

  static func followUp(
    done: Int? = nil, doneOrStarted: Int? = nil, facts: [StatusFact] = [],
    counts: [MunicipalCount] = []
  ) -> FollowUp {
    FollowUp(
      year: 2022, done: done, doneOrStarted: doneOrStarted.map { $0...$0 }, tonnes: nil,
      provenance: SmallRegion.assumed, facts: facts, municipalCounts: counts)
  }

  static func fact(
    _ municipality: Int, _ pledge: Int, _ status: PledgeStatus, year: Int = 2022
  ) -> StatusFact {
    StatusFact(
      municipality: SmallRegion.codes[municipality], pledge: pledge, status: status, year: year,
      tonnes: nil, source: "made up")
  }

  static func count(_ municipality: Int, done: Int, started: Int) -> MunicipalCount {
    MunicipalCount(
      municipality: SmallRegion.codes[municipality], done: done, started: started,
      source: "made up")
  }

  static func courses(_ followUp: FollowUp?, support: Double = 0, blocks: Int = 8) -> [[[Course]]] {
    RealisationSamplerTests.courses(
      RealisationSamplerTests.everything(round, support: support, followUp: followUp),
      blocks: blocks)
  }

  /// How many pledges of a municipality, or of all, are done and reached in a draw.
  static func counts(_ pledges: some Sequence<[Course]>, _ draw: Int) -> [Int] {
    let statuses = pledges.map { $0[draw].atEnd }
    return [statuses.count { $0 == 2 }, statuses.count { $0 >= 1 }]
  }

  static func areEqual(_ a: [Course], _ b: [Course]) -> Bool {
    zip(a, b).allSatisfy { $0 == $1 }
  }

  @Test(arguments: [0, 2.0])
  func ownCountsHoldInEveryDrawAndTouchNobodyElse(_ support: Double) {
    let own = Self.followUp(counts: [Self.count(1, done: 2, started: 3)])
    let with = Self.courses(own, support: support)
    let without = Self.courses(nil, support: support)
    for draw in with[1][0].indices { #expect(Self.counts(with[1], draw) == [2, 5]) }
    for municipality in [0, 2, 3, 4] {
      for (a, b) in zip(with[municipality], without[municipality]) { #expect(Self.areEqual(a, b)) }
    }
  }

  @Test func factsComeBeforeOwnCountsAndOwnCountsBeforeTheRounds() {
    let courses = Self.courses(
      Self.followUp(
        done: 12, doneOrStarted: 20, facts: [Self.fact(1, 3, .done), Self.fact(1, 4, .notStarted)],
        counts: [Self.count(1, done: 2, started: 1)]))
    var doneElsewhere: Set<Int> = []
    for draw in courses[0][0].indices {
      #expect(Self.counts(courses.joined(), draw) == [12, 20])
      #expect(Self.counts(courses[1], draw) == [2, 3])
      #expect(courses[1][2][draw].atEnd == 2 && courses[1][3][draw].atEnd == 0)
      doneElsewhere.insert(Self.counts(courses[0], draw)[0])
    }
    #expect(doneElsewhere.count > 2)
  }

  /// Counts of everything leave nothing for the others, and counts beyond what is adopted are cut.
  @Test func ownCountsMayUseUpTheRound() {
    let courses = Self.courses(
      Self.followUp(
        done: 6, doneOrStarted: 6,
        counts: [Self.count(0, done: 6, started: 0), Self.count(1, done: 0, started: 0)]))
    for draw in courses[0][0].indices {
      #expect(Self.counts(courses[0], draw) == [6, 6])
      #expect(Self.counts(courses.joined(), draw) == [6, 6])
    }
  }

  @Test func factsTeachAboutTheirMunicipalityAndPledge() {
    let facts = (1...4).map { Self.fact(0, $0, .done) }
    let with = Self.courses(Self.followUp(facts: facts), blocks: 40)
    let without = Self.courses(nil, blocks: 40)
    func done(_ course: [Course]) -> Double {
      Double(course.count { $0.atEnd == 2 }) / Double(course.count)
    }
    // Pledges without facts in the municipality, and the pledges with facts elsewhere, are likelier to be done.
    #expect(done(with[0][4]) > done(without[0][4]) + 0.01)
    #expect(done(with[3][0]) > done(without[3][0]) + 0.01)
    for municipality in 1..<5 {
      for pledge in [4, 5] {
        #expect(Self.areEqual(with[municipality][pledge], without[municipality][pledge]))
      }
    }
  }

  /// A status of a pledge that no list names says that it has been adopted; the round's total holds.
  @Test func whoFollowsAPledgeUpHasAdoptedIt() {
    let followUp = Self.followUp(facts: [Self.fact(3, 2, .started), Self.fact(3, 5, .done)])
    let proposed = AdoptionSamplerTests.record(3, [1], status: .proposed)
    for known in [[], [proposed]] {
      var round = SmallRegion.round(total: 14, known: known, followUp: followUp)
      round.participants = SmallRegion.sourced(4)
      for masks in AdoptionSamplerTests.masks(SmallRegion.scenario(rounds: [round])) {
        let named = AdoptionSamplerTests.mask(2, 5)
        #expect(masks[3] & named == named)
        #expect(masks.reduce(0) { $0 + $1.nonzeroBitCount } == 14)
      }
    }
  }

  /// Where only those done are counted, the share of the others that is started is that of the Dirichlet distribution.
  @Test func whatIsStartedIsDrawnWhereOnlyDoneIsCounted() {
    let courses = Self.courses(Self.followUp(done: 12), blocks: 40)
    var started: [Double] = []
    for draw in courses[0][0].indices {
      let counts = Self.counts(courses.joined(), draw)
      #expect(counts[0] == 12)
      started.append(Double(counts[1] - 12))
    }
    let (count, share) = (Double(started.count), 0.37 / 0.47)
    let mean = started.reduce(0, +) / count
    let variance = started.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    // Beta(14.8, 4) of 18 pledges, rounded by chance: a variance between 0 and 1/4 more. Five standard errors are 0.09.
    #expect(abs(mean - 18 * share) < 0.09)
    let ofShare = 18 * 18 * share * (1 - share) / 19.8
    #expect(variance > 0.95 * ofShare && variance < 1.05 * (ofShare + 0.25))
  }

  /// A status from after the counts rules out what it must and leaves the counts as they are, of the round and of a municipality.
  @Test(arguments: [false, true]) func laterFactsLeaveTheCountsAlone(_ isOwn: Bool) {
    let facts = [
      Self.fact(1, 1, .done, year: 2024), Self.fact(1, 2, .started, year: 2024),
      Self.fact(1, 3, .notStarted, year: 2024), Self.fact(2, 4, .done, year: 2023),
    ]
    let courses = Self.courses(
      Self.followUp(
        done: 12, doneOrStarted: 20, facts: facts,
        counts: isOwn ? [Self.count(1, done: 2, started: 2)] : []), blocks: 40)
    for draw in courses[0][0].indices {
      #expect(Self.counts(courses.joined(), draw) == [12, 20])
      if isOwn { #expect(Self.counts(courses[1], draw) == [2, 4]) }
    }
    #expect(Set(courses[1][0].map(\.completion)) == [2022, 2023, 2024])
    #expect(Set(courses[2][3].map(\.completion)) == [2022, 2023])
    #expect(Set(courses[1][0].map(\.atEnd)) == [0, 1, 2])
    #expect(courses[1][0].allSatisfy { ($0.completion == 2022) == ($0.atEnd == 2) })
    #expect(Set(courses[1][1].map(\.atEnd)) == [0, 1])
    #expect(courses[1][1].allSatisfy { $0.completion == 0 || $0.completion > 2024 })
    #expect(
      courses[1][2].allSatisfy { $0.atEnd == 0 && ($0.completion == 0 || $0.completion > 2025) })
  }

  /// Where others are barred from being done, those started are still as many as counted, even none.
  @Test func whatCannotBeDoneDoesNotCrowdTheStarted() {
    let facts = (1...6).map { Self.fact(1, $0, .started, year: 2023) }
    for reached in [12, 13, 18] {
      let courses = Self.courses(Self.followUp(done: 12, doneOrStarted: reached, facts: facts))
      for draw in courses[0][0].indices {
        #expect(Self.counts(courses.joined(), draw) == [12, reached])
        #expect(Self.counts(courses[1], draw)[0] == 0)
      }
    }
  }

  /// A status from before the counts stands until them; what is done keeps its year.
  @Test func earlierFactsAreCountedAsTheySay() {
    var followUp = Self.followUp(
      done: 12, doneOrStarted: 20,
      facts: [
        Self.fact(1, 1, .started, year: 2024), Self.fact(1, 2, .notStarted, year: 2024),
        Self.fact(1, 3, .done, year: 2024),
      ])
    followUp.year = 2026
    let courses = RealisationSamplerTests.courses(
      RealisationSamplerTests.everything(2024...2026, followUp: followUp))
    for draw in courses[0][0].indices {
      #expect(Self.counts(courses.joined(), draw) == [12, 20])
      #expect(courses[1].prefix(3).map { $0[draw].atEnd } == [1, 0, 2])
      #expect(courses[1][2][draw].completion == 2024)
    }
  }

  /// Who has counted pledges has adopted as many, and besides what is followed up as not started.
  @Test(arguments: [14, nil]) func whoCountsPledgesHasAdoptedAsMany(_ total: Int?) {
    let followUp = Self.followUp(
      facts: [Self.fact(1, 2, .notStarted)],
      counts: [Self.count(1, done: 3, started: 1), Self.count(2, done: 0, started: 1)])
    var round = SmallRegion.round(total: total, followUp: followUp)
    if total != nil { round.participants = SmallRegion.sourced(4) }
    let scenario = SmallRegion.scenario(rounds: [round])
    var most = 0
    for masks in AdoptionSamplerTests.masks(scenario) {
      #expect(masks[1].nonzeroBitCount >= 5 && masks[1] & AdoptionSamplerTests.mask(2) != 0)
      #expect(masks[2] != 0)
      #expect(masks.reduce(0) { $0 + $1.nonzeroBitCount } == total ?? 6)
      most = max(most, masks[1].nonzeroBitCount)
    }
    #expect(most == (total == nil ? 5 : 6))
    let courses = RealisationSamplerTests.courses(scenario)
    for draw in courses[0][0].indices { #expect(Self.counts(courses[1], draw) == [3, 4]) }
  }

  /// Published tonnes alone do not say how far pledges have come.
  @Test func supportActsWhereNothingIsCounted() {
    var followUp = Self.followUp()
    (followUp.year, followUp.tonnes) = (2026, 50_000)
    #expect(followUp.latestYear == nil && Self.followUp(done: 1).latestYear == 2022)
    let found = [nil, followUp].map {
      RealisationSamplerTests.courses(
        RealisationSamplerTests.everything(2024...2026, support: 1, followUp: $0))
    }
    for (a, b) in zip(found[0].joined(), found[1].joined()) { #expect(Self.areEqual(a, b)) }
  }

  /// Support acts only on years after the latest fact, whatever the round's own follow-up says.
  @Test func supportActsAfterTheLatestFact() {
    func courses(_ support: Double) -> [[[Course]]] {
      var followUp = Self.followUp(facts: [Self.fact(0, 1, .started, year: 2026)])
      followUp.year = 2025
      return RealisationSamplerTests.courses(
        RealisationSamplerTests.everything(2025...2025, support: support, followUp: followUp))
    }
    #expect(Self.followUp(facts: [Self.fact(0, 1, .started, year: 2026)]).latestYear == 2026)
    var later = 0
    for (a, b) in zip(courses(0).joined().joined(), courses(3).joined().joined()) {
      #expect(a.atEnd == b.atEnd)
      if b.completion > 0, b.completion <= 2026 { #expect(a.completion == b.completion) }
      if b.completion > 2026, a.completion != b.completion { later += 1 }
    }
    #expect(later > 0)
  }

  /// That a pledge was done years later says nothing of how it stood when the round ended.
  @Test func aLateDoneTeachesNothing() {
    let with = Self.courses(Self.followUp(facts: [Self.fact(0, 1, .done, year: 2024)]))
    let without = Self.courses(nil)
    for (municipality, pledges) in with.enumerated() {
      for (pledge, course) in pledges.enumerated() where (municipality, pledge) != (0, 0) {
        #expect(Self.areEqual(course, without[municipality][pledge]))
      }
    }
    #expect(with[0][0].allSatisfy { $0.completion == 2024 })
  }

  /// One effect against the exact posterior, integrated numerically; difficulty is known.
  @Test(arguments: [(5, 0, 0), (0, 5, 0), (0, 0, 5), (3, 1, 1), (20, 4, 1)])
  func theApproximationIsCloseToTheExactPosterior(_ done: Int, _ started: Int, _ not: Int) {
    let spread = 0.5
    let cuts = (done: 0.13, started: 2.4)
    let bounds =
      Array(repeating: (-Double.infinity, cuts.done), count: done)
      + Array(repeating: (cuts.done, cuts.started), count: started)
      + Array(repeating: (cuts.started, Double.infinity), count: not)
    let posterior = FactPosterior(
      bounds.enumerated().map {
        .init(municipality: 7, pledge: $0.offset, lower: $0.element.0, upper: $0.element.1)
      }, capacitySpread: spread, difficultySpread: 0)
    #expect(posterior.municipalities == [7])
    func curve(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var moments = [0.0, 0.0, 0.0]
    for step in -4_000...4_000 {
      let z = Double(step) / 500
      var density = exp(-z * z / 2)
      for (lower, upper) in bounds {
        density *= curve(upper + spread * z) - curve(lower + spread * z)
      }
      for power in 0...2 { moments[power] += density * [1, z, z * z][power] }
    }
    let mean = moments[1] / moments[0]
    let deviation = (moments[2] / moments[0] - mean * mean).squareRoot()
    #expect(abs(posterior.mode[0] - mean) * spread < 0.03)
    // Standard normal numbers ±1 show the deviation: the score of the effect moves by one deviation.
    func effect(_ number: Double) -> Double {
      var rows = [Double](repeating: 0, count: posterior.effectCount * drawsPerBlock)
      rows[0] = number
      posterior.apply(to: &rows)
      return rows[0]
    }
    #expect(abs(effect(1) - effect(-1) - 2 * spread * deviation) < 0.03 * spread)
    #expect(abs(effect(0) - spread * posterior.mode[0]) < 1e-12)
  }
}
