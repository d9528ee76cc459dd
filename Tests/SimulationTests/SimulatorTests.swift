import PledgeModel
import Sampling
import Simulation
import Synchronization
import Testing

@Suite struct SimulatorTests {
  static let target = Target(
    id: "t", name: LocalizedText(sv: "Mål", en: "Target"), area: "14", referenceYear: 1990,
    targetYear: 2030, level: .reduction(percent: 60), source: "made up")

  static func run(
    _ scenario: ResolvedScenario, draws: Int = 1_000, threads: Int = 2, tile: Int = 1
  ) throws -> Results {
    try Simulator(
      SmallRegion.input(scenario),
      settings: SimulationSettings(threads: threads, blocksPerTile: tile)
    ).run(draws: draws, engineVersion: "test")
  }

  /// The emissions of every municipality, `[code][year][draw]`.
  static func emissionDraws(
    _ scenario: ResolvedScenario, draws: Int
  ) throws -> [String: [[Double]]] {
    let kept = Mutex<[String: [[Double]]]>([:])
    let observer = SimulationObserver(emissionDraws: { municipality, rows in
      kept.withLock { $0[municipality.code.digits] = rows }
    })
    _ = try Simulator(SmallRegion.input(scenario), settings: SimulationSettings(threads: 2))
      .run(draws: draws, engineVersion: "test", observer: observer)
    return kept.withLock { $0 }
  }

  static let rich = SmallRegion.scenario(
    rounds: [
      SmallRegion.round(
        followUp: FollowUp(
          year: 2022, done: 7, doneOrStarted: 11...12, tonnes: nil,
          provenance: SmallRegion.assumed)),
      SmallRegion.round(2025...2027, total: 8, support: 0.5),
    ],
    measures: [
      Measure(
        id: "buses", name: LocalizedText(sv: "Bussar", en: "Buses"),
        municipalities: SmallRegion.codes, sector: .transport,
        fraction: SmallRegion.sourced(.triangular(low: 0.05, mode: 0.1, high: 0.2)),
        startYear: 2026, rampInYears: 2, probability: SmallRegion.sourced(0.8), cost: nil)
    ], baseline: .trend(window: 2010), targets: [target])

  @Test(arguments: [(1, 1), (2, 1), (2, 3), (5, 2)])
  func workersAndTilesDoNotChangeAnything(_ threads: Int, _ tile: Int) throws {
    let reference = try Self.run(Self.rich, threads: 1, tile: 4)
    #expect(try Self.run(Self.rich, threads: threads, tile: tile) == reference)
  }

  /// With a short reach quantiles escape, and everything is drawn once more.
  @Test(arguments: [5, 0.05]) func spansDoNotChangeAnything(_ reach: Double) throws {
    let whole = try Self.run(Self.rich, draws: 3_000, threads: 1)
    for blocks in [1, 4] {
      let settings = SimulationSettings(threads: 2, blocksPerSpan: blocks, reach: reach)
      let found = try Simulator(SmallRegion.input(Self.rich), settings: settings)
        .run(draws: 3_000, engineVersion: "test")
      #expect(found == whole)
    }
  }

  @Test func memoryGrowsWithTheRootOfTheDraws() throws {
    let simulator = try Simulator(
      SmallRegion.input(Self.rich), settings: SimulationSettings(threads: 2))
    let needed = [100_000, 1_000_000].map { simulator.memoryNeeded(draws: $0) - 64 << 20 }
    #expect(needed[1] < 4 * needed[0])
    #expect(simulator.memoryNeeded(draws: 1_000_000, isWhole: true) > 10 * needed[0])
  }

  @Test func aLongerRunBeginsWithTheShorterOne() throws {
    let short = try Self.emissionDraws(Self.rich, draws: 300)
    let long = try Self.emissionDraws(Self.rich, draws: 1_000)
    for (code, rows) in short {
      for (year, draws) in rows.enumerated() {
        #expect(Array(long[code]![year].prefix(300)) == draws)
      }
    }
  }

  @Test func anotherSeedGivesOtherDraws() throws {
    var other = Self.rich
    other.seed = 7
    #expect(try Self.run(other).areas[0].emissions != Self.run(Self.rich).areas[0].emissions)
  }

  @Test func removingAMunicipalityLeavesTheOthersAlone() throws {
    var all = SmallRegion.scenario(rounds: [], baseline: .trend(window: 2010))
    let before = try Self.emissionDraws(all, draws: 512)
    all.municipalities.remove(at: 1)
    let after = try Self.emissionDraws(all, draws: 512)
    #expect(after.count == 4)
    for (code, rows) in after { #expect(rows == before[code]!) }
  }

  @Test func addingAPledgeLeavesTheBaselineAlone() throws {
    let before = try Self.run(Self.rich)
    var more = Self.rich
    more.catalogues[0].pledges.append(SmallRegion.pledge(9))
    let after = try Self.run(more)
    for (a, b) in zip(before.areas, after.areas) { #expect(a.baseline == b.baseline) }
  }

  /// Without rounds and measures the outlook is the baseline, draw by draw.
  @Test func withoutPledgesEmissionsAreTheBaseline() throws {
    let results = try Self.run(
      SmallRegion.scenario(rounds: [], baseline: .trend(window: 2010)))
    for area in results.areas { #expect(area.emissions == area.baseline) }
  }

  /// A frozen baseline is the last inventory year, for every area and without spread.
  @Test func frozenStaysAtTheInventory() throws {
    let results = try Self.run(SmallRegion.scenario(rounds: []))
    for area in results.areas {
      let last = area.history.last!.total
      for year in area.emissions {
        #expect(abs(year.median - last) <= 1e-8 * last)
        #expect(year.standardDeviation <= 1e-8 * last)
      }
    }
  }

  /// What was completed so early that it is in the inventory does not lower the curve again.
  @Test func whatIsInTheInventoryIsNotSubtractedAgain() throws {
    let done = FollowUp(
      year: 2022, done: 14, doneOrStarted: 14...14, tonnes: nil, provenance: SmallRegion.assumed)
    let results = try Self.run(
      SmallRegion.scenario(rounds: [SmallRegion.round(followUp: done)]))
    let county = results.areas.last { $0.code == "14" }!
    #expect(county.avoided[Ledger.territorial.index].last!.mean > 0)
    #expect(county.newSinceInventory.allSatisfy { $0.mean == 0 })
    #expect(county.emissions == county.baseline)
  }

  /// What comes after the inventory lowers the curve by exactly its territorial tonnes.
  @Test func laterPledgesLowerTheCurveByTheirTonnes() throws {
    let results = try Self.run(
      SmallRegion.scenario(rounds: [SmallRegion.round(2025...2025, total: 14)]))
    for area in results.areas where area.kind != .subregion {
      for (year, emissions) in area.emissions.enumerated() {
        let fall = area.baseline[year].mean - emissions.mean
        #expect(abs(fall - area.newSinceInventory[year].mean) < 1e-8 * area.baseline[year].mean)
      }
      #expect(area.newSinceInventory.last!.mean > 0)
      #expect(area.cappedShare == 0)
    }
  }

  /// Tonnes that end and are not renewed return to the curve, as an item of their own.
  @Test func endedPledgesReturn() throws {
    let catalogue = SmallRegion.catalogue([
      SmallRegion.pledge(1, tonnes: .fixed(value: 0.0005), lifetime: 3, ending: .reverts)
    ])
    let done = FollowUp(
      year: 2022, done: 5, doneOrStarted: 5...5, tonnes: nil, provenance: SmallRegion.assumed)
    let results = try Self.run(
      SmallRegion.scenario(
        rounds: [SmallRegion.round(total: 5, followUp: done)], catalogue: catalogue))
    let county = results.areas.last { $0.code == "14" }!
    // Done in 2022, in force 2023–2025.
    #expect(county.endedSinceInventory[0].mean == 0)
    #expect(county.endedSinceInventory[1].mean > 0)
    #expect(county.emissions[1].mean > county.baseline[1].mean)
  }

  /// Net is gross times additionality times one minus rebound; the curve moves by the net, and sums over years are sums.
  @Test func additionalityAndReboundMakeTheNet() throws {
    var scenario = SmallRegion.scenario(rounds: [SmallRegion.round(2025...2025, total: 14)])
    #expect(try Self.run(scenario).areas.allSatisfy { $0.avoidedNet.isEmpty })
    scenario.additionality = SmallRegion.sourced(.fixed(value: 0.5))
    scenario.rebound = SmallRegion.sourced(.fixed(value: 0.2))
    for area in try Self.run(scenario).areas {
      for (gross, net) in zip(area.avoided.joined(), area.avoidedNet.joined()) {
        #expect(abs(net.mean - 0.4 * gross.mean) <= 1e-8 * gross.mean)
      }
      for (years, sum) in zip(area.avoided, area.avoidedCumulated) {
        let total = years.reduce(0) { $0 + $1.mean }
        #expect(abs(sum.mean - total) <= 1e-8 * total)
      }
      guard area.kind != .subregion else { continue }
      let territorial = area.avoided[Ledger.territorial.index]
      for (index, new) in area.newSinceInventory.enumerated() {
        let gross = territorial[territorial.count - area.newSinceInventory.count + index].mean
        #expect(abs(new.mean - 0.4 * gross) <= 1e-8 * gross)
      }
    }
  }

  @Test func aSectorNeverFallsBelowZero() throws {
    let catalogue = SmallRegion.catalogue([SmallRegion.pledge(1, tonnes: .fixed(value: 10))])
    let results = try Self.run(
      SmallRegion.scenario(
        rounds: [SmallRegion.round(2025...2025, total: 5)], catalogue: catalogue))
    let county = results.areas.last { $0.code == "14" }!
    #expect(county.cappedShare > 0.5)
    #expect(county.sectors[Sector.transport.index].last!.quantiles.allSatisfy { $0 >= 0 })
    #expect(county.sectors[Sector.transport.index].last!.quantiles[0] == 0)
  }

  private static func measure(
    _ id: String, _ fraction: Double, from startYear: Int = 2025, ramp: Int = 0
  ) -> Measure {
    Measure(
      id: id, name: LocalizedText(sv: id, en: id), municipalities: SmallRegion.codes,
      sector: .transport, fraction: SmallRegion.sourced(.fixed(value: fraction)),
      startYear: startYear, rampInYears: ramp, probability: SmallRegion.sourced(1), cost: nil)
  }

  /// What a measure has done by the last inventory year is in the inventory: the rest is taken off what is left.
  @Test func aMeasureThatHasBegunTakesOffTheRest() throws {
    for (start, ramp, left) in [(2018, 9, (1 - 0.3) / (1 - 0.7 * 0.3)), (2018, 6, 1.0)] {
      let results = try Self.run(
        SmallRegion.scenario(
          rounds: [], measures: [Self.measure("begun", 0.3, from: start, ramp: ramp)]))
      let area = results.areas[0]
      let last = area.history.last!.sectors[Sector.transport.index]
      #expect(abs(area.sectors[0].last!.median - left * last) < 1e-6 * last)
    }
  }

  /// Shares stay between nothing and everything however far their distribution reaches.
  @Test func additionalityIsAShare() throws {
    var scenario = SmallRegion.scenario()
    scenario.additionality = SmallRegion.sourced(.normal(mean: 0.5, standardDeviation: 1))
    let results = try Self.run(scenario)
    let county = results.areas.last { $0.code == "14" }!
    for (net, gross) in zip(county.avoidedNet.joined(), county.avoided.joined()) {
      #expect(net.quantiles[0] >= 0)
      #expect(zip(net.quantiles, gross.quantiles).allSatisfy { $0 <= $1 })
    }
    #expect(county.avoidedNet[0].last!.quantiles[0] == 0)
  }

  /// Measures combine by multiplication.
  @Test func measuresMultiply() throws {
    let results = try Self.run(
      SmallRegion.scenario(
        rounds: [], measures: [Self.measure("a", 0.3), Self.measure("b", 0.2)]))
    let area = results.areas[0]
    let last = area.history.last!.sectors[Sector.transport.index]
    #expect(abs(area.sectors[0][0].median - 0.7 * 0.8 * last) < 1e-6)
    // Alone, each is measured against the whole sector of all municipalities.
    let total = results.areas.filter { $0.kind == .municipality }.reduce(0) {
      $0 + $1.history.last!.sectors[Sector.transport.index]
    }
    #expect(abs(results.measures[1].tonnes.median - 0.2 * total) < 1e-3)
  }

  @Test func publishedCountsHoldInEveryDraw() throws {
    let round = try Self.run(Self.rich).rounds[0]
    #expect(round.adopted.quantiles.allSatisfy { $0 == 14 })
    #expect(round.doneAtEnd.quantiles.allSatisfy { $0 == 7 })
    #expect(round.startedAtEnd.quantiles.allSatisfy { $0 == 4 || $0 == 5 })
  }

  /// Only a lever that reaches a cell decides it, and a list whose count is full lacks the others.
  @Test func onlyWhatALeverReachesIsDecidedByTheScenario() throws {
    let known = [
      AdoptionSamplerTests.record(0, [1, 3], count: 2),
      AdoptionSamplerTests.record(1, [1], count: 2),
    ]
    let results = try Self.run(
      SmallRegion.scenario(rounds: [
        SmallRegion.round(
          known: known,
          levers: [
            .add(municipality: SmallRegion.codes[2], pledges: [4]),
            .remove(municipality: SmallRegion.codes[3], pledges: [5]),
          ])
      ]))
    for cell in results.adoption {
      let expected: AdoptionKnowledge =
        switch (SmallRegion.codes.firstIndex(of: cell.municipality)!, cell.pledge) {
        case (0, 1), (0, 3), (1, 1): .known
        case (0, _): .absent
        case (2, 4), (3, 5): .scenario
        default: .imputed
        }
      #expect(cell.status == expected, "\(cell)")
    }
  }

  /// A municipality without a target is shown against the county's percentage on its own reference year.
  @Test func theCountyTargetIsAppliedToMunicipalities() throws {
    let results = try Self.run(Self.rich)
    let own = results.areas[0]
    #expect(own.targets[0].isApplied)
    #expect(abs(own.targets[0].level - 0.4 * own.history[0].total) < 1e-4)
    let county = results.areas.last { $0.code == "14" }!
    #expect(!county.targets[0].isApplied)
    #expect(results.areas.last { $0.code == "18" }!.targets.isEmpty)
  }

  /// A county's percentage is applied to a part of it; its tonnes say nothing of a part.
  @Test func theTargetOfAWholeCountyIsAppliedToAPart() throws {
    var scenario = Self.rich
    scenario.counties[0].isPart = true
    var tonnes = Self.target
    (tonnes.id, tonnes.level) = ("tonnes", .emissions(tonnes: 1_000))
    scenario.targets.append(tonnes)
    let county = try Self.run(scenario).areas.last { $0.code == "14" }!
    #expect(county.targets.map(\.id) == ["t"] && county.targets[0].isApplied)
  }

  /// A wide effect is finite in every draw long before its spread is a number of tonnes.
  @Test(arguments: [30.0, 150, 1_000]) func tonnesWithoutBoundAreRefused(_ sigma: Double) {
    let pledge = SmallRegion.pledge(1, tonnes: .logNormal(median: 1, sigma: sigma))
    #expect(throws: SamplingError.notFinite) {
      try Self.run(
        SmallRegion.scenario(
          rounds: [SmallRegion.round()], catalogue: SmallRegion.catalogue([pledge])))
    }
  }

  @Test(arguments: [1e30, -1e200, .greatestFiniteMagnitude, 1e-300])
  func publishingNeverOverflows(_ number: Double) {
    #expect(abs(number.published / number - 1) < 1e-8 || abs(number) < 1e-290)
  }

  @Test func publishedFiguresHaveNineDigits() {
    #expect(9_760_123.456_789.published == 9_760_123.46)
    #expect((1.0 / 3).published == 0.333333333)
    #expect((-123_456_789_012.0).published == -123_456_789_000)
    #expect(0.0.published == 0)
  }
}
