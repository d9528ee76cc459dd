import Analysis
import PledgeModel
import Sampling
import Simulation
import Synchronization
import Testing

/// Options of a sweep against runs of scenarios that adopt the same.
@Suite struct PolicySweepTests {
  private static let draws = 700

  /// The shipped scenario with a target that about half of all draws meet.
  private static let shipped: SimulationInput = {
    var input = ShippedRounds.input()
    input.scenario.targets = [
      Target(
        id: "half", name: LocalizedText(sv: "Hälften", en: "Half"), area: "14",
        referenceYear: 1990, targetYear: 2030,
        level: .emissions(tonnes: Run(input).county.emissions.last!.median - 5_000), source: "test")
    ]
    return input
  }()

  private static let municipalityCount = shipped.scenario.municipalities.count

  private static func swept(_ sweep: Sweep) -> SimulationInput {
    var input = shipped
    input.scenario.sweep = sweep
    return input
  }

  private static func sweep(
    sets: [Sweep.PledgeSet] = [], shares: [Double] = [1], counts: [Int] = [municipalityCount],
    support: [Double] = [0], mixes: Int = 0
  ) -> Sweep {
    Sweep(
      sets: sets, shares: shares, municipalityCounts: counts, support: support, mixCount: mixes)
  }

  private static func result(
    _ sweep: Sweep, threads: Int = 2
  ) throws -> (SweepResult, SweepTable) {
    try PolicySweep(swept(sweep), threads: threads).result(draws: draws)
  }

  private static let all = Sweep.PledgeSet(name: "all", pledges: Array(1...30))

  /// A run with the emissions of the last year, by municipality and draw.
  private struct Run {
    let results: Results
    let draws: [MunicipalityCode: [Double]]

    init(_ input: SimulationInput) {
      let draws = Mutex<[MunicipalityCode: [Double]]>([:])
      let observer = SimulationObserver(emissionDraws: { municipality, years in
        draws.withLock { $0[municipality.code] = years.last! }
      })
      results = try! Simulator(input, settings: SimulationSettings(threads: 2)).run(
        draws: PolicySweepTests.draws, engineVersion: "test", observer: observer)
      self.draws = draws.withLock { $0 }
    }

    var county: AreaResult { results.areas.last! }

    var total: [Double] {
      draws.values.reduce(into: [Double](repeating: 0, count: PolicySweepTests.draws)) {
        for draw in $0.indices { $0[draw] += $1[draw] }
      }
    }
  }

  /// Mean and spread of paired differences, within the digits that are published.
  private static func expect(
    _ found: SweepResult.Outcome, _ before: [Double], _ after: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let moments = RunningMoments(zip(before, after).map { $0 - $1 }, count: before.count)
    let error = 1e-8 * moments.mean.magnitude + 1e-9 * before[0]
    #expect(abs(found.tonnes - moments.mean) <= error, sourceLocation: sourceLocation)
    #expect(
      abs(found.standardDeviation - moments.standardDeviation!) <= error,
      sourceLocation: sourceLocation)
  }

  /// Sectors reach zero in many draws of this scenario, so this holds the cap as well.
  @Test(arguments: [(49, 0.0), (5, 0), (49, 1.5)])
  func anOptionIsARun(count: Int, support: Double) throws {
    var input = Self.shipped
    let newest = try #require(input.scenario.newestRound)
    let before = Run(input)
    let chosen = input.scenario.municipalities.sorted {
      ($1.population!, $0.code) < ($0.population!, $1.code)
    }.prefix(count)
    for municipality in chosen {
      input.scenario.rounds[newest].levers.append(
        .add(municipality: municipality.code, pledges: Self.all.pledges))
    }
    input.scenario.rounds[newest].support.value = support
    let after = Run(input)
    let (result, table) = try Self.result(
      Self.sweep(sets: [Self.all], counts: [3, count], support: [0.25, support]))
    let index = 3
    let option = result.options[index]
    #expect(option.option.municipalities == count && option.option.support == support)
    #expect(option.cappedShare > 0.001 && option.isCapped)
    Self.expect(option.counties[0], before.total, after.total)
    for (municipality, outcome) in zip(input.scenario.municipalities, table.outcomes[index]) {
      Self.expect(outcome, before.draws[municipality.code]!, after.draws[municipality.code]!)
    }
    #expect(
      option.counties[0].probability?.value == after.county.targets[0].probability.value)
    #expect(
      abs(result.counties[0].emissions / before.county.emissions.last!.mean - 1) < 1e-8)
    let adopted = after.results.adoption.filter { cell in
      cell.catalogue == result.catalogue && result.pledges.contains { $0.number == cell.pledge }
    }.reduce(0) { $0 + $1.probability }
    let already = before.results.adoption.filter { cell in
      cell.catalogue == result.catalogue && result.pledges.contains { $0.number == cell.pledge }
    }.reduce(0) { $0 + $1.probability }
    #expect(abs(option.adoptions - (adopted - already)) < 1e-6)
  }

  /// Where no cap bites, half a share is half the tonnes and sets add up.
  @Test func optionsAreLinearWhereNoCapBites() throws {
    let sets = [
      Sweep.PledgeSet(name: "16", pledges: [16]), Sweep.PledgeSet(name: "17", pledges: [17]),
      Sweep.PledgeSet(name: "both", pledges: [16, 17]),
    ]
    let (result, _) = try Self.result(Self.sweep(sets: sets, shares: [0, 0.5, 1], counts: [12]))
    let outcomes = result.options.map { $0.counties[0] }
    #expect(result.options.allSatisfy { $0.cappedShare == 0 && !$0.isCapped })
    for set in 0..<3 {
      #expect(outcomes[3 * set].tonnes == 0 && outcomes[3 * set].standardDeviation == 0)
      let (half, whole) = (outcomes[3 * set + 1], outcomes[3 * set + 2])
      #expect(abs(2 * half.tonnes / whole.tonnes - 1) < 1e-8)
      #expect(abs(2 * half.standardDeviation / whole.standardDeviation - 1) < 1e-8)
    }
    #expect(abs((outcomes[2].tonnes + outcomes[5].tonnes) / outcomes[8].tonnes - 1) < 1e-8)
  }

  /// What support does for pledges adopted already is a run with that support alone.
  @Test func supportAloneStandsApart() throws {
    let (result, _) = try Self.result(
      Self.sweep(sets: [Self.all], shares: [0, 1], support: [0, 1.5]))
    var input = Self.shipped
    input.scenario.rounds[try #require(input.scenario.newestRound)].support.value = 1.5
    let difference = zip(Run(Self.shipped).total, Run(input).total).reduce(0) { $0 + $1.0 - $1.1 }
    let expected = difference / Double(Self.draws)
    #expect(expected > 0)
    for option in result.options {
      let support = option.option.support > 0 ? expected : 0
      #expect(abs(option.supportTonnes - support) <= 1e-6 * expected)
      if option.option.share == 0 {
        #expect(abs(option.tonnes - option.supportTonnes) <= 1e-6 * expected)
      } else {
        #expect(option.tonnes > option.supportTonnes)
      }
    }
  }

  @Test func workersDoNotMatterAndMoreMixesKeepTheFirst() throws {
    let one = try Self.result(Self.sweep(mixes: 70), threads: 1)
    let three = try Self.result(Self.sweep(mixes: 70), threads: 3)
    #expect(one.0 == three.0)
    #expect(one.1 == three.1)
    let fewer = try Self.result(Self.sweep(mixes: 10))
    #expect(fewer.0.options.map(\.tonnes) == one.0.options.prefix(10).map(\.tonnes))
    #expect(fewer.0.options.map(\.option) == one.0.options.prefix(10).map(\.option))
    for option in one.0.options {
      #expect(option.option.mix!.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test func theFrontIsWhatNothingBeats() throws {
    let (result, _) = try Self.result(
      Self.sweep(sets: [Self.all], shares: [0.5, 1], counts: [4, 49], mixes: 40))
    #expect(result.effort == .adoptions)
    #expect(result.frontCounty == 0)
    for option in result.options {
      let isBeaten = result.options.contains { other in
        let (a, b) = (other.counties[0].probability!.value, option.counties[0].probability!.value)
        return other.tonnes >= option.tonnes && a >= b && other.adoptions <= option.adoptions
          && (other.tonnes > option.tonnes || a > b || other.adoptions < option.adoptions)
      }
      #expect(option.isOnFront != isBeaten)
    }
    #expect(result.options.contains { $0.isOnFront })
  }

  /// A cost of one krona a tonne costs what a run's pledges avoid over the years.
  @Test func costsAreThoseOfTheTonnes() throws {
    var input = Self.swept(Self.sweep(sets: [Self.all]))
    let provenance = Provenance(source: "test", evidence: .assumption)
    let newest = try #require(input.scenario.newestRound)
    let catalogue = try #require(
      input.scenario.catalogues.firstIndex { $0.id == input.scenario.rounds[newest].catalogue })
    for pledge in input.scenario.catalogues[catalogue].pledges.indices {
      input.scenario.catalogues[catalogue].pledges[pledge].effect?.cost = AbatementCost(
        perTonne: Sourced(.fixed(value: 1), provenance),
        priceYear: input.scenario.prices.year.value, share: .public)
    }
    input.scenario.discountRate.value = 0
    let (result, _) = try PolicySweep(input, threads: 2).result(draws: Self.draws)
    let before = Run(input)
    input.scenario.rounds[newest].levers = [.everything]
    let after = Run(input)
    let avoided = [before, after].map { $0.county.avoidedCumulated[Ledger.territorial.index].mean }
    #expect(result.effort == .cost && result.options[0].costShare == 1)
    #expect(abs(result.options[0].cost! / (avoided[1] - avoided[0]) - 1) < 1e-6)
  }

  @Test func nothingToSweepIsSaid() {
    #expect(throws: SweepError.noSweep) {
      try PolicySweep(Self.shipped, threads: 1)
    }
    #expect(throws: SweepError.noSweep) {
      try PolicySweep(Self.swept(Self.sweep()), threads: 1)
    }
  }
}
