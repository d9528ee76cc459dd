import Analysis
import PledgeModel
import Simulation
import Testing

@Suite struct PortfolioTests {
  private static let shipped = ShippedRounds.input()

  private static func result(
    _ request: PortfolioRequest, _ input: SimulationInput = shipped, draws: Int = 700,
    threads: Int = 2
  ) throws -> PortfolioResult {
    try Portfolio(input, threads: threads).result(request, draws: draws)
  }

  /// The scenario with a target that about half of all draws meet, and a cost for every pledge of the newest catalogue.
  private static let open: SimulationInput = {
    var input = shipped
    let results = try! Simulator(input, settings: SimulationSettings(threads: 2)).run(
      draws: 700, engineVersion: "test")
    let median = results.areas.last!.emissions.last!.median
    input.scenario.targets = [
      Target(
        id: "half", name: LocalizedText(sv: "Hälften", en: "Half"), area: "14",
        referenceYear: 1990, targetYear: 2030, level: .emissions(tonnes: median - 2_000),
        source: "test")
    ]
    let provenance = Provenance(source: "test", evidence: .assumption)
    for catalogue in input.scenario.catalogues.indices {
      for pledge in input.scenario.catalogues[catalogue].pledges.indices {
        let cost = 200 * Double(1 + pledge % 7)
        input.scenario.catalogues[catalogue].pledges[pledge].effect?.cost = AbatementCost(
          perTonne: Sourced(.uniform(low: 0.5 * cost, high: 1.5 * cost), provenance),
          priceYear: input.scenario.prices.year.value, share: .public)
      }
    }
    return input
  }()

  /// Two runs on the same draws, with and without the choice, differ by the tonnes of its parts.
  @Test func theChoiceTakesOffWhatItsPartsPromise() throws {
    let found = try Self.result(PortfolioRequest(limits: PortfolioLimits(count: 12)))
    #expect(found.choices.count == 12)
    #expect(abs(found.outcome.reduction.mean / found.total.mean - 1) < 1e-6)
    #expect(abs(found.outcome.reduction.low / found.total.low - 1) < 1e-6)
    #expect(abs(found.value / found.total.mean - 1) < 1e-8)
    #expect(found.bound == found.value)
    #expect(
      abs(found.outcome.before - found.outcome.after - found.outcome.reduction.mean)
        < 1e-6 * found.outcome.before)
    let means = found.choices.map(\.tonnes.mean)
    #expect(means == means.sorted(by: >) && means.allSatisfy { $0 > 0 })
    #expect(abs(found.choices.last!.cumulatedTonnes / found.total.mean - 1) < 1e-8)
    #expect(found.target!.gapAfter < found.target!.gapBefore)
  }

  @Test func nobodyIsAskedForMoreThanAllowed() throws {
    let known = Self.shipped.scenario.rounds.last!.known
    var request = PortfolioRequest(limits: PortfolioLimits(count: 15, perMunicipality: 1))
    let free = try Self.result(request)
    let first = try #require(free.choices.first)
    request.exclusions = [
      .init(municipality: first.municipality, pledge: first.pledge),
      .init(municipality: nil, pledge: 16),
      .init(municipality: free.choices[1].municipality, pledge: nil),
    ]
    let found = try Self.result(request)
    #expect(found.choices.count == 15)
    #expect(Set(found.choices.map(\.municipality)).count == 15)
    for choice in found.choices {
      #expect(choice.pledge != 16 && choice.municipality != free.choices[1].municipality)
      #expect(choice.municipality != first.municipality || choice.pledge != first.pledge)
      let record = known.first { $0.municipality == choice.municipality }
      #expect(record?.alreadyDoing.contains(choice.pledge) != true)
      #expect(record?.status != .adopted || record?.pledges.contains(choice.pledge) != true)
    }
    #expect(found.value < free.value)
  }

  /// One pledge a year in each municipality, over the years from the one after the inventory to the horizon.
  @Test func aLimitForEachYearIsCountedOverTheYearsLeft() throws {
    let found = try Self.result(PortfolioRequest(limits: PortfolioLimits(count: 400, perYear: 1)))
    let years = Self.shipped.scenario.lastInventoryYear + 1...Self.shipped.scenario.horizon
    #expect(found.adoptionYears == Array(years))
    let counts = Dictionary(grouping: found.choices, by: \.municipality).mapValues(\.count)
    #expect(counts.values.max() == years.count)
    let same = try Self.result(
      PortfolioRequest(limits: PortfolioLimits(count: 400, perMunicipality: years.count)))
    #expect(same.choices == found.choices)
  }

  /// The cap that the scenario itself meets is not the portfolio's.
  @Test func onlyWhatTheChoiceLosesUnderTheCapCounts() throws {
    let few = try Self.result(PortfolioRequest(limits: PortfolioLimits(count: 1)))
    let all = try Self.result(PortfolioRequest(limits: PortfolioLimits(count: 2_000)))
    #expect(few.outcome.cappedShare < all.outcome.cappedShare)
    #expect(all.outcome.reduction.mean < all.total.mean)
    #expect(all.choices.contains { $0.isImputed })
    #expect(all.choices.allSatisfy { $0.isImputed == ($0.adopted > 0) })
  }

  @Test func workersDoNotMatter() throws {
    let request = PortfolioRequest(
      objective: .probability, limits: PortfolioLimits(count: 3, budget: 4e6))
    #expect(
      try Self.result(request, Self.open, threads: 1)
        == Self.result(request, Self.open, threads: 3))
  }

  @Test func aBudgetIsKeptAndMoneyBuysTonnes() throws {
    var request = PortfolioRequest(limits: PortfolioLimits(perMunicipality: 2, budget: 1e6))
    let small = try Self.result(request, Self.open)
    request.limits.budget = 1e7
    let large = try Self.result(request, Self.open)
    for (found, budget) in [(small, 1e6), (large, 1e7)] {
      #expect(try #require(found.cost) <= budget)
      #expect(abs(found.choices.reduce(0) { $0 + $1.cost! } - found.cost!) < 1)
      #expect(found.bound == found.value)
    }
    #expect(large.value > small.value && small.value > 0)
    let refusal = #expect(throws: PortfolioError.self) { try Self.result(request) }
    guard case .noKnownCost(let candidates) = refusal else {
      Issue.record("the budget is not refused for want of costs")
      return
    }
    #expect(candidates > 0)
  }

  /// The search counts what a run counts.
  @Test func theProbabilityIsThatOfARun() throws {
    let request = PortfolioRequest(
      objective: .probability, limits: PortfolioLimits(count: 10, perMunicipality: 2))
    let found = try Self.result(request, Self.open)
    let target = try #require(found.target)
    #expect(abs(target.after.value - found.value) < 1e-8)
    #expect(target.after.value > target.before.value)
    #expect(found.bound >= found.value)
    let byTonnes = try Self.result(
      PortfolioRequest(limits: request.limits), Self.open)
    #expect(found.value >= byTonnes.target!.after.value)
  }

  @Test func otherLedgersHaveTonnesOfTheirOwn() throws {
    let found = try Self.result(
      PortfolioRequest(limits: PortfolioLimits(count: 5), ledger: .consumption))
    #expect(found.choices.count == 5 && found.total.mean > 0)
    #expect(found.choices.allSatisfy { $0.sector == nil })
    #expect(found.outcome.before == found.outcome.after)
  }

  @Test func whatCannotBeAnsweredIsRefused() throws {
    let limits = PortfolioLimits(count: 1)
    var input = Self.shipped
    input.scenario.targets = []
    #expect(throws: PortfolioError.noTarget) {
      try Self.result(PortfolioRequest(objective: .probability, limits: limits), input)
    }
    #expect(throws: PortfolioError.noTarget) {
      try Self.result(PortfolioRequest(limits: limits, target: "other"))
    }
    input.scenario.rounds = []
    #expect(throws: PortfolioError.noRound) {
      try Self.result(PortfolioRequest(limits: limits), input)
    }
  }
}
