import PledgeModel
import Simulation
import Testing

/// What pledges and measures cost, against the tonnes that a run finds and arithmetic.
@Suite struct CostPassTests {
  static func cost(
    _ perTonne: Uncertain, priceYear: Int = 2023, share: CostShare = .public
  ) -> AbatementCost {
    AbatementCost(perTonne: SmallRegion.sourced(perTonne), priceYear: priceYear, share: share)
  }

  /// One pledge with tonnes in each of two ledgers, the first with a cost, in two rounds with levers.
  static func scenario(
    _ cost: AbatementCost?, measures: [Measure] = [], rate: Double = 0.035
  ) -> ResolvedScenario {
    var priced = SmallRegion.pledge(1, ramp: 2)
    priced.effect!.cost = cost
    var scenario = SmallRegion.scenario(
      rounds: [
        SmallRegion.round(levers: [.atLeast(count: 1)]), SmallRegion.round(2025...2027, total: 4),
      ],
      catalogue: SmallRegion.catalogue([
        priced, SmallRegion.pledge(2, ledger: .consumption), SmallRegion.pledge(3, ledger: nil),
      ]), measures: measures)
    scenario.discountRate.value = rate
    return scenario
  }

  static func measure(_ cost: AbatementCost?) -> Measure {
    Measure(
      id: "buses", name: LocalizedText(sv: "Bussar", en: "Buses"),
      municipalities: SmallRegion.codes, sector: .transport,
      fraction: SmallRegion.sourced(.fixed(value: 0.1)), startYear: 2026, rampInYears: 1,
      probability: SmallRegion.sourced(1), cost: cost)
  }

  /// The first block of a municipality: its cost rows, and its tonnes of pledges by ledger and year.
  struct Found {
    var rows: [[Double]]
    var avoided: [[Double]]
    var baseline: [[Double]]

    func cost(_ share: CostShare, _ ledger: Ledger) -> [Double] {
      rows[CostPass.Row.cost(share, ledger)]
    }

    func known(_ share: CostShare, _ ledger: Ledger) -> [Double] {
      rows[CostPass.Row.known(share, ledger)]
    }
  }

  static func found(_ scenario: ResolvedScenario) throws -> [Found] {
    let simulator = try Simulator(
      SmallRegion.input(scenario), settings: SimulationSettings(threads: 1))
    let shared = simulator.prepare(drawCount: drawsPerBlock)
    let pass = CostPass(simulator)
    let costs = pass.prepare(simulator, drawCount: drawsPerBlock)
    let block = DrawBlock(index: 0)
    return scenario.municipalities.indices.map { municipality in
      let table = DrawTable<Double>(rowCount: CostPass.Row.count, blockCount: 1)
      var scratch = CostPass.Scratch(pass)
      pass.run(
        municipality: municipality, block, shared: shared, costs: costs, into: table,
        scratch: &scratch)
      let area = AreaTable(layout: simulator.layout(hasSectors: false), blockCount: 1)
      let sectors = Sector.allCases.count * simulator.years.count
      let (new, ended) = (
        DrawTable<Double>(rowCount: sectors, blockCount: 1),
        DrawTable<Double>(rowCount: sectors, blockCount: 1)
      )
      var pledgeScratch = PledgePass.Scratch(simulator.pledges)
      simulator.pledges.run(
        municipality: municipality, block, drawCount: drawsPerBlock, adopted: shared.adopted,
        shared: shared.realisation, effectRows: shared.effects,
        into: PledgePass.Output(
          area: area, newBySector: new, endedBySector: ended,
          rounds: DrawTable(rowCount: 5 * simulator.rounds.count, blockCount: 1),
          pledges: DrawTable(rowCount: simulator.pledges.pledgeCount, blockCount: 1)),
        scratch: &pledgeScratch)
      var paths = [Double](repeating: 0, count: simulator.years.count * drawsPerBlock)
      simulator.emissions.baseline.fill(
        municipality: municipality, sector: Sector.transport.index, block,
        shared: shared.emissions.baseline, into: &paths)
      func row(_ table: DrawTable<Double>, _ row: Int) -> [Double] {
        Array(UnsafeBufferPointer(start: table.row(row), count: drawsPerBlock))
      }
      return Found(
        rows: (0..<CostPass.Row.count).map { row(table, $0) },
        avoided: (0..<area.layout.pledgeYears).map { row(area.table, area.layout.avoided + $0) },
        baseline: simulator.years.indices.map {
          Array(paths[$0 * drawsPerBlock..<($0 + 1) * drawsPerBlock])
        })
    }
  }

  static func areClose(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) }
  }

  @Test func costIsTonnesTimesCostDiscountedYearByYear() throws {
    for found in try Self.found(Self.scenario(Self.cost(.fixed(value: 400)))) {
      let expected = (0..<drawsPerBlock).map { draw in
        found.avoided.enumerated().reduce(0.0) { sum, year in
          var factor = 400.0
          for _ in 0..<abs(2022 + year.offset - 2023) {
            factor = 2022 + year.offset > 2023 ? factor / 1.035 : factor * 1.035
          }
          return sum + factor * year.element[draw]
        }
      }
      #expect(expected.contains { $0 > 0 })
      #expect(Self.areClose(found.cost(.public, .territorial), expected))
      #expect(found.cost(.total, .territorial).allSatisfy { $0 == 0 })
      #expect(found.cost(.public, .consumption).allSatisfy { $0 == 0 })
    }
  }

  @Test func tonnesWithAKnownCostAreCountedAsTheyAre() throws {
    for found in try Self.found(Self.scenario(Self.cost(.fixed(value: 400), share: .total))) {
      let all = (0..<drawsPerBlock).map { draw in found.avoided.reduce(0) { $0 + $1[draw] } }
      #expect(Self.areClose(found.known(.total, .territorial), all))
      #expect(found.known(.public, .territorial).allSatisfy { $0 == 0 })
    }
    for found in try Self.found(Self.scenario(nil)) {
      #expect(found.rows.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }
  }

  /// Prices rose from 80 to 100 between 2018 and 2023.
  @Test func olderPricesAreBroughtToThePriceYear() throws {
    let now = try Self.found(Self.scenario(Self.cost(.fixed(value: -400))))
    let then = try Self.found(Self.scenario(Self.cost(.fixed(value: -320), priceYear: 2018)))
    for (now, then) in zip(now, then) {
      #expect(
        Self.areClose(now.cost(.public, .territorial), then.cost(.public, .territorial)))
    }
  }

  @Test func allMunicipalitiesShareOneCostOfATonneInADraw() throws {
    let cost = Self.cost(.logNormal(median: 500, sigma: 0.7))
    let found = try Self.found(Self.scenario(cost, rate: 0))
    var seen: [Set<Int>] = Array(repeating: [], count: drawsPerBlock)
    for found in found {
      for draw in 0..<drawsPerBlock where found.known(.public, .territorial)[draw] > 0 {
        let perTonne =
          found.cost(.public, .territorial)[draw] / found.known(.public, .territorial)[draw]
        seen[draw].insert(Int((perTonne * 1e6).rounded()))
      }
    }
    #expect(seen.allSatisfy { $0.count <= 1 })
    #expect(Set(seen.flatMap { $0 }).count > 100)
  }

  /// A tenth of transport from 2027 on, half of that in 2026.
  @Test func aMeasureCostsItsOwnTonnes() throws {
    let measures = [Self.measure(Self.cost(.fixed(value: 200)))]
    for found in try Self.found(Self.scenario(nil, measures: measures, rate: 0)) {
      let tonnes = (0..<drawsPerBlock).map { draw in
        zip([0, 0.05, 0.1, 0.1, 0.1, 0.1], found.baseline).reduce(0.0) { $0 + $1.0 * $1.1[draw] }
      }
      #expect(tonnes[0] > 0)
      #expect(Self.areClose(found.rows[CostPass.Row.measures], tonnes))
      #expect(Self.areClose(found.known(.public, .territorial), tonnes))
      #expect(Self.areClose(found.cost(.public, .territorial), tonnes.map { 200 * $0 }))
    }
    let unknown = try Self.found(Self.scenario(nil, measures: [Self.measure(nil)]))
    #expect(unknown.allSatisfy { $0.known(.public, .territorial).allSatisfy { $0 == 0 } })
    #expect(unknown.allSatisfy { $0.rows[CostPass.Row.measures].contains { $0 > 0 } })
  }
}
