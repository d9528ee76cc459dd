import Analysis
import Foundation
import PledgeModel
import ScenarioFiles
import Simulation
import Testing

/// Options against each other on shared draws.
@Suite struct ComparisonTests {
  static func compare(
    _ inputs: [SimulationInput], draws: Int = 300, threads: Int = 2
  ) throws -> ComparisonResults {
    try Comparison(inputs, threads: threads).results(
      draws: draws, engineVersion: "test", files: inputs.map { _ in [] })
  }

  static let adopted = ShippedRounds.input()

  /// Everything everywhere, with a measure whose cost is known.
  static var everything: SimulationInput {
    var input = adopted
    let last = input.scenario.rounds.count - 1
    input.scenario.rounds[last].levers = [.everything]
    input.scenario.measures = [charging]
    return input
  }

  static let charging = Measure(
    id: "charging", name: LocalizedText(sv: "Laddning", en: "Charging"),
    municipalities: adopted.scenario.municipalities.map(\.code), sector: .transport,
    fraction: assumed(.uniform(low: 0.01, high: 0.03)), startYear: 2026, rampInYears: 1,
    probability: assumed(1),
    cost: AbatementCost(perTonne: assumed(.fixed(value: 250)), priceYear: 2023, share: .public))

  static func assumed<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, Provenance(source: "made up for tests", evidence: .assumption))
  }

  /// The county of a comparison.
  static func county(_ results: ComparisonResults) throws -> AreaComparison {
    try #require(results.areas.first { $0.kind == .county })
  }

  static func isZero(_ summary: Summary) -> Bool {
    summary.mean == 0 && summary.standardDeviation == 0 && summary.quantiles.allSatisfy { $0 == 0 }
  }

  @Test func aFileAgainstItselfIsExactlyNothing() throws {
    let results = try Self.compare([Self.everything, Self.everything])
    #expect(results.warnings.isEmpty)
    #expect(results.options[1].differences.isEmpty && results.options[1].moved.isEmpty)
    #expect(results.areas.count == 49 + 4 + 1)
    for area in results.areas {
      #expect(area.options.allSatisfy { $0.regret?.value == 0 && $0.dominatedBy.isEmpty })
      let difference = try #require(area.options[1].difference)
      #expect(difference.emissions.allSatisfy(Self.isZero))
      #expect(difference.avoided.joined().allSatisfy(Self.isZero))
      #expect(difference.avoidedCumulated.allSatisfy(Self.isZero))
      #expect(
        (difference.lowerEmissions + difference.avoidsMore).allSatisfy {
          $0.better.value == 0 && $0.equal == 1
        })
      #expect(difference.targets.allSatisfy { $0.value == 0 && $0.standardError == 0 })
      #expect(([difference.baseline] + difference.steps).allSatisfy(Self.isZero))
      for cost in difference.costs {
        #expect(Self.isZero(cost.cost))
        #expect(cost.ledgers.allSatisfy { Self.isZero($0.tonnes) && $0.perTonne == nil })
      }
    }
  }

  @Test func exchangingTheTwoFlipsEverySign() throws {
    let there = try Self.compare([Self.adopted, Self.everything])
    let back = try Self.compare([Self.everything, Self.adopted])
    for (area, other) in zip(there.areas, back.areas) {
      let a = try #require(area.options[1].difference)
      let b = try #require(other.options[1].difference)
      #expect(b.emissions == a.emissions.map(\.negated))
      #expect(b.avoided == a.avoided.map { $0.map(\.negated) })
      #expect(b.avoidedCumulated == a.avoidedCumulated.map(\.negated))
      #expect(b.baseline == a.baseline.negated && b.steps == a.steps.map(\.negated))
      #expect(b.targets.map(\.value) == a.targets.map { 0 - $0.value })
      #expect(b.targets.map(\.standardError) == a.targets.map(\.standardError))
      for (x, y) in zip(a.lowerEmissions + a.avoidsMore, b.lowerEmissions + b.avoidsMore) {
        #expect(x.equal == y.equal)
        #expect(abs(x.better.value + y.better.value + x.equal - 1) < 1e-8)
      }
      #expect(b.costs.map(\.cost) == a.costs.map(\.cost).map(\.negated))
      for (x, y) in zip(a.costs.flatMap(\.ledgers), b.costs.flatMap(\.ledgers)) {
        #expect(y.cost == x.cost.negated && y.tonnes == x.tonnes.negated)
        #expect(y.perTonne == x.perTonne)
      }
      #expect(area.options.map(\.regret) == other.options.reversed().map(\.regret))
    }
    #expect(try Self.county(there).options[1].difference!.emissions.last!.mean < 0)
  }

  @Test func anExplicitAdoptionLeavesOtherMunicipalitiesAlone() throws {
    var base = Self.adopted
    for round in base.scenario.rounds.indices { base.scenario.rounds[round].total = nil }
    var option = base
    option.scenario.realisation.done.value = 0.7
    option.scenario.realisation.started.value = 0.2
    var more = option
    let town = MunicipalityCode("1401")!
    let last = more.scenario.rounds.count - 1
    let absent = more.scenario.catalogues[last].pledges.map(\.number)
    more.scenario.rounds[last].levers = [.add(municipality: town, pledges: absent)]
    let before = try Self.compare([base, option])
    let after = try Self.compare([base, more])
    for (a, b) in zip(before.areas, after.areas) where a.kind == .municipality {
      #expect((a == b) == (a.code != town.digits), "\(a.name)")
    }
    #expect(after.options[1].moved.isEmpty)
  }

  @Test func everyOptionIsThatOfItsOwnRun() throws {
    // They have none, some or all of their first rounds in common, with the same support or another.
    let inputs =
      [Self.adopted, Self.everything]
      + ["faster-realisation", "continued-rounds", "no-pledges", "own-follow-up"].map {
        ShippedRounds.input($0)
      }
    let results = try Self.compare(inputs)
    for (option, input) in inputs.enumerated() {
      let run = try Simulator(
        input, settings: SimulationSettings(threads: 2), attributing: .group
      ).run(draws: 300, engineVersion: "test")
      let items = try #require(run.attribution).items
      #expect(results.items.filter(items.contains) == items)
      #expect(results.areas.map(\.code) == run.areas.map(\.code))
      for (area, own) in zip(results.areas, run.areas) {
        #expect(area.options[option].emissions == own.emissions)
        #expect(area.options[option].targets.map(\.probability) == own.targets.map(\.probability))
        let bands = zip(results.items, area.options[option].bands).filter { items.contains($0.0) }
        #expect(bands.map(\.1) == own.bands?.map(\.horizon))
      }
    }
    #expect(try Self.compare(inputs, threads: 1) == results)
    #expect(results.options.map(\.costs.isEmpty) == inputs.map(\.scenario.rounds.isEmpty))
  }

  /// Nothing, everything with more measures than a sector can bear, and a history that ends elsewhere.
  static func unlike(seed: UInt64) -> [SimulationInput] {
    var crowded = everything
    let more = charging.fraction
    crowded.scenario.measures += ["one", "two"].map { id in
      var measure = charging
      measure.id = id
      measure.fraction = Sourced(.uniform(low: 0.9, high: 0.999), more.provenance)
      return measure
    }
    var all = [
      ShippedRounds.input("no-pledges"), crowded,
      ShippedRounds.input("adopted-pledges-history-2023"),
    ]
    for index in all.indices { all[index].scenario.seed = seed }
    return all
  }

  /// With a single draw every mean is that draw, so that what holds for means of some seeds holds for draws.
  @Test(arguments: 1...5)
  func stepsAddUpInEveryDraw(seed: Int) throws {
    let results = try Self.compare(Self.unlike(seed: UInt64(seed)), draws: 1)
    try Self.expectSteps(results)
  }

  @Test func stepsAddUpInTheMean() throws {
    let results = try Self.compare(Self.unlike(seed: 1))
    try Self.expectSteps(results)
    let county = try Self.county(results)
    // The first differs from the reference by what is done alone, the other by its baseline too.
    let differences = county.options.compactMap(\.difference)
    #expect(Self.isZero(differences[0].baseline) && !Self.isZero(differences[1].baseline))
    #expect(differences[0].steps.count { $0.mean < 0 } >= 4)
    let ids = results.items.map(\.id)
    #expect(ids.prefix(3) == ["charging", "one", "two"] && ids.last == "ended")
    #expect(Set(ids).count == ids.count)
    for step in differences[1].steps.prefix(3) { #expect(Self.isZero(step)) }
  }

  static func expectSteps(_ results: ComparisonResults) throws {
    for area in results.areas {
      let reference = area.options[0].emissions.last!.mean
      for difference in area.options.compactMap(\.difference) {
        let steps = ([difference.baseline] + difference.steps).map(\.mean)
        let whole = difference.emissions.last!.mean
        let allowed = (steps + [whole]).reduce(1e-9 * reference) { $0 + rounding($1) }
        #expect(abs(steps.reduce(0, +) - whole) < allowed, "\(area.name)")
      }
    }
  }

  /// How far a figure may lie from what it was before it was published with nine digits.
  static func rounding(_ value: Double) -> Double {
    value == 0 ? 0 : 0.5 * pow(10, floor(log10(abs(value))) - 8)
  }

  /// Where options end in different years the steps are those of the last year they share.
  @Test func stepsAreThoseOfTheLastSharedYear() throws {
    var shorter = Self.everything
    shorter.scenario.horizon = 2029
    shorter.scenario.targets = []
    let results = try Self.compare([Self.adopted, shorter])
    try Self.expectSteps(results)
    let run = try Simulator(
      Self.adopted, settings: SimulationSettings(threads: 2), attributing: .group
    ).run(draws: 300, engineVersion: "test")
    let own = try #require(run.areas.first { $0.kind == .county }?.bands)
    let items = try #require(run.attribution).items
    let bands = try Self.county(results).options[0].bands
    for (item, band) in zip(items, own) {
      let found = bands[try #require(results.items.firstIndex(of: item))].mean
      #expect(abs(found - band.means[4]) <= 1e-8 * abs(found))
    }
  }

  @Test func regretIsTheExcessOverTheBestOptionOfEachDraw() throws {
    let county = try Self.county(Self.compare([Self.adopted, Self.everything, Self.adopted]))
    let difference = try #require(county.options[1].difference)
    #expect(difference.lowerEmissions.count == difference.emissions.count)
    #expect(difference.lowerAtLast.better.value == 1)
    #expect(county.options[1].regret?.value == 0)
    for option in [0, 2] {
      let regret = try #require(county.options[option].regret)
      #expect(abs(regret.value + difference.emissions.last!.mean) < 1e-6 * regret.value)
      let error = difference.emissions.last!.standardDeviation / 300.0.squareRoot()
      #expect(abs(regret.standardError - error) < 1e-6 * error)
    }
  }

  /// Nobody chooses how emissions go on by themselves.
  @Test func whatStartsFromAnotherBaselineIsNoChoice() throws {
    var frozen = Self.everything
    frozen.scenario.baseline = .frozen
    let county = try Self.county(Self.compare([Self.adopted, frozen, Self.everything]))
    #expect(county.options[1].regret == nil && county.options[1].dominatedBy.isEmpty)
    #expect(county.options[2].regret?.value == 0)
    #expect(county.options.allSatisfy { !$0.dominatedBy.contains(1) })
  }

  /// What costs 250 kronor a tonne in every draw costs 250 a tonne.
  @Test func costPerTonneIsWhatATonneCosts() throws {
    var plain = Self.adopted
    plain.scenario.discountRate.value = 0
    var measured = plain
    measured.scenario.measures = [Self.charging]
    let county = try Self.county(Self.compare([plain, measured]))
    let costs = try #require(county.options[1].difference?.costs)
    #expect(costs.map(\.share) == [.public])
    let territorial = costs[0].ledgers[0]
    #expect(territorial.tonnes.quantiles[0] > 0)
    let perTonne = try #require(territorial.perTonne)
    #expect(([perTonne.value] + perTonne.quantiles).allSatisfy { abs($0 - 250) < 1e-6 })
    #expect(perTonne.standardError < 1e-6)
    // No pledge of another ledger differs, so its cost cannot be told.
    #expect(costs[0].ledgers[1].perTonne == nil)
    let own = try #require(county.options[1].costs.first)
    #expect(own.knownTonnes[0] > 0 && own.knownTonnes[0] < own.tonnes[0])
  }

  @Test func aListThatBecomesKnownMovesWhatIsImputed() throws {
    var known = Self.adopted
    let last = known.scenario.rounds.count - 1
    let listed = Set(known.scenario.rounds[last].known.map(\.municipality))
    let town = try #require(known.scenario.municipalities.first { !listed.contains($0.code) })
    known.scenario.rounds[last].known.append(
      AdoptionRecord(
        municipality: town.code, status: .adopted, count: nil,
        pledges: known.scenario.catalogues[last].pledges.map(\.number), isComplete: true,
        alreadyDoing: [], source: "made up"))
    let results = try Self.compare([Self.adopted, known], draws: 200)
    let moved = try #require(results.options[1].moved.first)
    #expect(results.options[1].moved.count == 1)
    #expect(moved.catalogue == known.scenario.rounds[last].catalogue)
    // The others have as many fewer as the town has more; nobody gains.
    #expect(moved.lost > 5 && moved.gained < moved.lost / 10)
  }

  @Test func optionsThatDifferInTimeAreComparedWhereTheyMeet() throws {
    var earlier = ShippedRounds.input("adopted-pledges-history-2023")
    earlier.scenario.horizon = 2029
    earlier.scenario.targets = []
    let results = try Self.compare([Self.adopted, earlier], draws: 200)
    #expect(results.years == [2025, 2026, 2027, 2028, 2029])
    #expect(results.pledgeYears == Array(2021...2029))
    #expect(results.warnings == [.lastYear, .horizon])
    #expect(results.areas[0].options[0].emissions.count == 5)
  }

  @Test func pledgesDominateDoingNothing() throws {
    let none = ShippedRounds.input("no-pledges")
    let county = try Self.county(Self.compare([none, Self.adopted]))
    #expect(county.options[0].dominatedBy == [1] && county.options[1].dominatedBy == [])
    #expect(county.options[0].costs.isEmpty)
  }

  @Test func whatHasNothingInCommonIsRefused() throws {
    let elsewhere = ShippedRounds.reader.read(
      "\(ShippedRounds.root)/orebro/no-pledges.yaml"
    ).0!.input
    #expect(throws: Comparison.Refusal.noSharedMunicipality) {
      try Comparison([Self.adopted, elsewhere], threads: 1)
    }
    var later = Self.adopted
    later.scenario.lastInventoryYear = 2030
    later.scenario.horizon = 2035
    #expect(throws: Comparison.Refusal.noSharedYear) {
      try Comparison([Self.adopted, later], threads: 1)
    }
  }

  @Test func differencesOfInputsAreNamedInWords() throws {
    let faster = ShippedRounds.input("faster-realisation")
    let results = try Self.compare([Self.adopted, faster, Self.everything], draws: 10)
    let support = results.options[1].differences
    #expect(!support.isEmpty && support.allSatisfy { $0.path.hasSuffix(".support") })
    #expect(
      support.allSatisfy { $0.reference == nil && $0.option?.en.hasSuffix("log-odds") == true })
    let everything = results.options[2].differences
    // The scenarios were changed after they were read, so no line of theirs tells of it.
    #expect(Set(everything.map(\.path)) == ["rounds", "measures"])
    let none = try Self.compare([Self.adopted, ShippedRounds.input("no-pledges")], draws: 10)
    let gone = none.options[1].differences
    #expect(gone.contains { $0.path == "round.2022" && $0.option == nil })
    #expect(gone.count < 40)
  }
}
