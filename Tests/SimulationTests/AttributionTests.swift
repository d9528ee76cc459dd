import PledgeModel
import Sampling
import Simulation
import Testing

@Suite struct AttributionTests {
  private static func measure(
    _ id: String, _ fraction: Uncertain, sector: Sector = .transport, probability: Double = 1,
    start: Int = 2025
  ) -> Measure {
    Measure(
      id: id, name: LocalizedText(sv: id, en: id), municipalities: SmallRegion.codes,
      sector: sector, fraction: SmallRegion.sourced(fraction), startYear: start, rampInYears: 1,
      probability: SmallRegion.sourced(probability), cost: nil)
  }

  private static let measures = [
    measure("a", .triangular(low: 0.1, mode: 0.3, high: 0.5)),
    measure("b", .triangular(low: 0.2, mode: 0.3, high: 0.4), probability: 0.8, start: 2026),
    measure("c", .fixed(value: 0.2)),
    measure("d", .fixed(value: 0.1), sector: .industry),
  ]

  /// Two rounds of two groups; one pledge runs out and reverts.
  private static func catalogue(tonnes: Double) -> Catalogue {
    var pledges = [
      SmallRegion.pledge(1, tonnes: .logNormal(median: tonnes, sigma: 0.5)),
      SmallRegion.pledge(
        2, tonnes: .logNormal(median: 2 * tonnes, sigma: 0.5), lifetime: 3, ending: .reverts),
      SmallRegion.pledge(3, sector: .industry, tonnes: .logNormal(median: tonnes, sigma: 0.5)),
      SmallRegion.pledge(4, ledger: .consumption), SmallRegion.pledge(5, ramp: 2, adopters: 6),
    ]
    pledges[1].group = "other"
    pledges[4].group = "other"
    var catalogue = SmallRegion.catalogue(pledges)
    catalogue.groups = ["other", "all"].map {
      PledgeGroup(id: $0, name: LocalizedText(sv: $0, en: $0))
    }
    return catalogue
  }

  enum Case: CaseIterable { case open, capped, net, manyItems }

  private static func scenario(_ of: Case) -> ResolvedScenario {
    var scenario = SmallRegion.scenario(
      rounds: [
        SmallRegion.round(
          followUp: FollowUp(
            year: 2022, done: 9, doneOrStarted: 12...12, tonnes: nil,
            provenance: SmallRegion.assumed)),
        SmallRegion.round(2025...2027, total: 10),
      ], catalogue: catalogue(tonnes: of == .open ? 0.0002 : 0.03), measures: measures,
      baseline: .trend(window: 2010))
    if of == .net {
      scenario.additionality = SmallRegion.sourced(.uniform(low: 0.4, high: 0.9))
      scenario.rebound = SmallRegion.sourced(.uniform(low: 0, high: 0.3))
    }
    if of == .manyItems {
      scenario.measures += (0..<7).map { measure("m\($0)", .fixed(value: 0.02)) }
    }
    return scenario
  }

  private static func simulator(
    _ scenario: ResolvedScenario, grain: AttributionGrain? = .group, threads: Int = 2,
    tile: Int = 1
  ) throws -> Simulator {
    try Simulator(
      SmallRegion.input(scenario),
      settings: SimulationSettings(threads: threads, blocksPerTile: tile), attributing: grain)
  }

  private static func run(
    _ scenario: ResolvedScenario, grain: AttributionGrain? = .group, draws: Int = 600,
    threads: Int = 2, tile: Int = 1
  ) throws -> Results {
    try simulator(scenario, grain: grain, threads: threads, tile: tile)
      .run(draws: draws, engineVersion: "test")
  }

  /// The tables of one municipality and block, as a run makes them.
  private struct Block {
    let simulator: Simulator
    let shared: Simulator.Shared
    let area: AreaTable
    let emissions: EmissionPass.Scratch
    let newBySector: DrawTable<Double>
    let endedBySector: DrawTable<Double>

    init(_ simulator: Simulator, municipality: Int) {
      self.simulator = simulator
      shared = simulator.prepare(drawCount: drawsPerBlock)
      area = AreaTable(layout: simulator.layout(hasSectors: true), blockCount: 1)
      var pledges = PledgePass.Scratch(simulator.pledges)
      var emissions = EmissionPass.Scratch(simulator.emissions)
      let rows = Sector.allCases.count * simulator.years.count
      newBySector = DrawTable(rowCount: rows, blockCount: 1)
      endedBySector = DrawTable(rowCount: rows, blockCount: 1)
      let block = DrawBlock(index: 0)
      simulator.pledges.run(
        municipality: municipality, block, drawCount: drawsPerBlock, adopted: shared.adopted,
        shared: shared.realisation, effectRows: shared.effects,
        into: PledgePass.Output(
          area: area, newBySector: newBySector, endedBySector: endedBySector,
          rounds: DrawTable(rowCount: 5 * simulator.rounds.count, blockCount: 1),
          pledges: DrawTable(rowCount: simulator.pledges.pledgeCount, blockCount: 1),
          newByPair: emissions.bands?.new),
        scratch: &pledges)
      simulator.emissions.run(
        municipality: municipality, block, drawCount: drawsPerBlock, shared: shared.emissions,
        newBySector: newBySector, endedBySector: endedBySector,
        measureRows: DrawTable(
          rowCount: simulator.emissions.measures.measures.count, blockCount: 1),
        into: area, scratch: &emissions)
      self.emissions = emissions
    }
  }

  @Test(arguments: Case.allCases, [AttributionGrain.group, .pledge])
  func bandsAddUpInEveryDraw(of: Case, grain: AttributionGrain) throws {
    let simulator = try Self.simulator(Self.scenario(of), grain: grain)
    let years = simulator.years.count
    for municipality in SmallRegion.codes.indices {
      let block = Block(simulator, municipality: municipality)
      let bands = try #require(block.emissions.bands)
      let layout = block.area.layout
      for year in 0..<years {
        let baseline = block.area.table.row(layout.baseline + year)
        let emissions = block.area.table.row(layout.emissions + year)
        for draw in 0..<drawsPerBlock {
          let sum = (0..<layout.bandCount).reduce(0.0) {
            $0 + bands.bands.row($1 * years + year)[draw]
          }
          #expect(abs(sum - (baseline[draw] - emissions[draw])) < 1e-9 * baseline[draw])
        }
        let removed = (0..<drawsPerBlock).reduce(0.0) { $0 + baseline[$1] - emissions[$1] }
        let sum = (0..<layout.bandCount).reduce(0.0) {
          $0 + bands.tally.tonnes[$1 * years + year]
        }
        let total = (0..<drawsPerBlock).reduce(0.0) { $0 + baseline[$1] }
        #expect(abs(sum - removed) < 1e-9 * total)
      }
      #expect((bands.tally.shared > 0) == (of != .open))
      #expect((bands.tally.sampled > 0) == (of == .manyItems))
    }
  }

  @Test(arguments: Case.allCases)
  func bandsAddUpInTheMean(of: Case) throws {
    let results = try Self.run(Self.scenario(of))
    #expect(Set(results.areas.map(\.kind)).count == 3)
    for area in results.areas {
      let bands = try #require(area.bands)
      for year in results.years.indices {
        let removed = area.baseline[year].mean - area.emissions[year].mean
        let sum = bands.reduce(0) { $0 + $1.means[year] }
        // Published means have nine digits each.
        #expect(abs(sum - removed) < 2e-8 * area.baseline[year].mean)
      }
      for band in bands {
        #expect(abs(band.means.last! - band.horizon.mean) <= 1e-8 * abs(band.horizon.mean))
      }
    }
  }

  /// Each share against all orders of the items, from the tables that the emissions are made of.
  @Test(arguments: [Case.open, .capped, .net])
  func sharesAreAveragesOverAllOrders(of: Case) throws {
    let simulator = try Self.simulator(Self.scenario(of))
    let (municipality, last) = (1, simulator.years.count - 1)
    let block = Block(simulator, municipality: municipality)
    let scratch = try #require(block.emissions.bands)
    let plan = try #require(simulator.emissions.bands).plan
    let draws = Array(stride(from: 0, to: drawsPerBlock, by: 16))
    var expected = plan.items.map { _ in draws.map { _ in 0.0 } }
    for sector in [Sector.transport, .industry].map(\.index) {
      var path = [Double](repeating: 0, count: simulator.years.count * drawsPerBlock)
      simulator.emissions.baseline.fill(
        municipality: municipality, sector: sector, DrawBlock(index: 0),
        shared: block.shared.emissions.baseline, into: &path)
      for (place, draw) in draws.enumerated() {
        let items = Self.items(block, plan, scratch, municipality, sector, draw)
        let shares = Self.averages(
          items.map { ($0.factor, $0.tonnes) }, path[last * drawsPerBlock + draw])
        for (item, share) in zip(items, shares) { expected[item.item][place] += share }
      }
    }
    for item in plan.items.indices {
      for (place, draw) in draws.enumerated() {
        let found = block.area.table.row(block.area.layout.bands + item)[draw]
        #expect(abs(found - expected[item][place]) < 1e-9 * 1e5, "\(plan.items[item].id)")
      }
    }
  }

  private static func items(
    _ block: Block, _ plan: AttributionPlan, _ scratch: BandPass.Scratch, _ municipality: Int,
    _ sector: Int, _ draw: Int
  ) -> [(item: Int, factor: Double, tonnes: Double)] {
    let emissions = block.simulator.emissions
    let years = emissions.years
    let net = block.shared.emissions.net.row(0)[draw]
    let measures = emissions.measuresAt[municipality][sector].map { measure in
      let ramp = emissions.measures.ramp(measure, year: years.last!)
      let fraction = block.shared.emissions.fractions.row(measure)[draw]
      return (measure, 1 - ramp * fraction, 0.0)
    }
    let pledges = plan.pairsOfSector[sector].map { pair in
      (
        plan.pairs[pair].item, 1.0,
        net * scratch.new.row((pair + 1) * years.count - 1)[draw]
      )
    }
    let ended = block.endedBySector.row((sector + 1) * years.count - 1)[draw]
    return measures + pledges + [(plan.ended!, 1.0, -net * ended)]
  }

  private static func averages(
    _ items: [(factor: Double, tonnes: Double)], _ baseline: Double
  ) -> [Double] {
    var sums = items.map { _ in 0.0 }
    let orders = orders(items.count)
    for order in orders {
      var (factor, tonnes, before) = (1.0, 0.0, baseline)
      for index in order {
        factor *= items[index].factor
        tonnes += items[index].tonnes
        let after = max(0, baseline * factor - tonnes)
        sums[index] += before - after
        before = after
      }
    }
    return sums.map { $0 / Double(orders.count) }
  }

  private static func orders(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return orders(count - 1).flatMap { order in
      (0...order.count).map { place in
        var longer = order
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }

  /// Without a cap a group's share is the net tonnes of its pledges, and what ended is what returns.
  @Test func pledgesGetTheirTonnesWhereNoCapBites() throws {
    let results = try Self.run(Self.scenario(.open))
    let items = try #require(results.attribution).items
    let counties = results.areas.filter { $0.kind == .county }
    func total(_ isWanted: (AttributionItem) -> Bool) -> Double {
      counties.reduce(0) { sum, county in
        sum
          + zip(items, county.bands!).reduce(0) { $0 + (isWanted($1.0) ? $1.1.means.last! : 0) }
      }
    }
    for (round, group) in [("2022", "all"), ("2025-2027", "other")] {
      let pledges = results.pledges.filter { pledge in
        pledge.round == round
          && results.scenario.catalogues[0].pledges.first { $0.number == pledge.number }?.group
            == group
      }
      let tonnes = pledges.reduce(0) { $0 + ($1.newSinceInventory ?? 0) }
      #expect(tonnes > 0 || round == "2022")
      #expect(abs(total { $0.round == round && $0.group == group } - tonnes) <= 1e-8 * tonnes)
    }
    let ended = counties.reduce(0) { $0 + $1.endedSinceInventory.last!.mean }
    #expect(ended > 0)
    #expect(abs(total { $0.kind == .ended } + ended) < 1e-8 * ended)
    #expect(try #require(results.attribution).sharedUnderCap == 0)
  }

  /// Where nothing is negative an item's share lies between what it adds last and first; pledges without a cap add the same anywhere.
  @Test(arguments: Case.allCases)
  func sharesLieBetweenLastAndFirst(of: Case) throws {
    var scenario = Self.scenario(of)
    scenario.catalogues[0].pledges[1].effect!.ending = .renewed
    let results = try Self.run(scenario)
    let items = try #require(results.attribution).items
    #expect(items.allSatisfy { $0.kind != .ended })
    for area in results.areas {
      for (item, band) in zip(items, area.bands!) {
        let slack = 1e-8 * band.firstIn
        #expect(band.lastIn <= band.means.last! + slack && band.means.last! <= band.firstIn + slack)
        if of == .open && item.kind == .pledges {
          #expect(abs(band.firstIn - band.lastIn) <= slack)
          #expect(abs(band.firstIn - band.means.last!) <= slack)
        }
        if item.id == "a" { #expect(band.lastIn < 0.9 * band.firstIn) }
      }
    }
    // Alone, a measure takes off what results have always said of it.
    let regions = results.areas.filter { $0.kind == .county }
    for (index, measure) in results.measures.enumerated() {
      let alone = regions.reduce(0) { $0 + $1.bands![index].firstIn }
      #expect(abs(alone - measure.tonnes.mean) <= 1e-8 * alone)
    }
  }

  /// Measures come first, then rounds with their groups in the catalogue's order, then what ended.
  @Test func itemsHaveAnOrder() throws {
    let items = try #require(try Self.run(Self.scenario(.open), draws: 1).attribution).items
    #expect(
      items.map(\.id) == [
        "a", "b", "c", "d", "made-up-2022/2022/other", "made-up-2022/2022/all",
        "made-up-2022/2025-2027/other", "made-up-2022/2025-2027/all", "ended",
      ])
    let single = try #require(
      try Self.run(Self.scenario(.open), grain: .pledge, draws: 1).attribution
    ).items
    #expect(single.compactMap(\.pledge) == [1, 2, 3, 5, 1, 2, 3, 5])
  }

  /// A pledge whose cost is known is an item of its own, and its cost stands beside the measure's.
  @Test func whatHasACostStandsAlone() throws {
    var scenario = Self.scenario(.open)
    let cost = AbatementCost(
      perTonne: SmallRegion.sourced(.uniform(low: 100, high: 300)),
      priceYear: scenario.prices.year.value, share: .public)
    scenario.catalogues[0].pledges[4].effect!.cost = cost
    scenario.measures[0].cost = cost
    let results = try Self.run(scenario, draws: 2_000)
    let items = try #require(results.attribution).items.map(\.id)
    #expect(items.contains("made-up-2022/2022/5") && items.contains("made-up-2022/2022/other"))
    let costs = try #require(results.costs)
    #expect(Set(costs.map(\.id)) == ["a", "made-up-2022/5"])
    for known in costs {
      #expect(abs(known.perTonne.median - 200) < 10)
      #expect(known.perTonne.quantiles.allSatisfy { (100...300).contains($0) })
    }
  }

  /// Groups get what their pledges get one by one, where no cap bites.
  @Test func groupsAreSumsOfPledges() throws {
    let (groups, pledges) = (
      try Self.run(Self.scenario(.open)), try Self.run(Self.scenario(.open), grain: .pledge)
    )
    for (coarse, fine) in zip(groups.areas, pledges.areas) {
      for (index, item) in groups.attribution!.items.enumerated() where item.kind == .pledges {
        let sum = zip(pledges.attribution!.items, fine.bands!).reduce(0.0) {
          $1.0.round == item.round && $1.0.group == item.group ? $0 + $1.1.means.last! : $0
        }
        #expect(abs(coarse.bands![index].means.last! - sum) <= 1e-8 * sum)
      }
    }
  }

  /// Nothing else in the results depends on whether the reduction is shared out.
  @Test(arguments: Case.allCases)
  func sharingOutChangesNothingElse(of: Case) throws {
    let plain = try Self.run(Self.scenario(of), grain: nil)
    var shared = try Self.run(Self.scenario(of))
    shared.attribution = nil
    shared.costs = nil
    for area in shared.areas.indices { shared.areas[area].bands = nil }
    #expect(plain == shared)
  }

  @Test(arguments: [(1, 3), (3, 1)])
  func workersAndTilesDoNotMatter(threads: Int, tile: Int) throws {
    let scenario = Self.scenario(.manyItems)
    #expect(
      try Self.run(scenario, threads: threads, tile: tile) == Self.run(scenario, threads: 1))
  }
}
