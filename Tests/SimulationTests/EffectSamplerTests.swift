import Foundation
import PledgeModel
import Simulation
import Testing

/// Full-year tonnes of one pledge in one municipality against arithmetic.
@Suite struct EffectSamplerTests {
  /// A pledge without spread, per inhabitant and per car, in a catalogue with κ of 2.
  static func scenario(_ own: [OwnQuantity], unit: EffectUnit = .tonnes) -> ResolvedScenario {
    var pledge = SmallRegion.pledge(1, tonnes: .fixed(value: 0.002))
    pledge.effect!.unit = unit
    pledge.effect!.localSpread.value = 0
    pledge.effect!.perUnit = UnitEffect(
      driver: .cars, size: Sourced(.fixed(value: 1.5), SmallRegion.assumed))
    var catalogue = SmallRegion.catalogue([pledge])
    catalogue.calibration = Calibration(factor: 2, standardError: 0, inputs: "")
    var scenario = SmallRegion.scenario(rounds: [SmallRegion.round()], catalogue: catalogue)
    scenario.ownQuantities = own
    return scenario
  }

  static func own(_ quantity: Double, factor: Double? = nil) -> OwnQuantity {
    OwnQuantity(
      municipality: SmallRegion.codes[1], catalogue: "made-up-2022", pledge: 1,
      quantity: quantity, factor: factor.map { .fixed(value: $0) },
      provenance: SmallRegion.assumed)
  }

  /// The tonnes of the first draw in every municipality.
  static func tonnes(_ scenario: ResolvedScenario) throws -> [Double] {
    let sampler = try EffectSampler(scenario, streams: Streams(seed: scenario.seed))
    let block = DrawBlock(index: 0)
    let shared = DrawTable<Double>(rowCount: sampler.sharedRowCount, blockCount: 1)
    sampler.prepare(block, into: shared)
    var row = [Double](repeating: 0, count: drawsPerBlock)
    return scenario.municipalities.indices.map {
      #expect(sampler.fill(0, municipality: $0, block, shared: shared, into: &row))
      return row[0]
    }
  }

  static func areClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-12 * abs($1) }
  }

  /// κ · f · inhabitants, and for the municipality with an own quantity what it says itself, with κ of one.
  @Test func ownQuantitiesReplaceTheGuess() throws {
    let guessed = [10, 20, 30, 40, 50].map { 2 * 0.002 * 1_000.0 * $0 }
    #expect(Self.areClose(try Self.tonnes(Self.scenario([])), guessed))
    let cases = [(Self.own(45), 45 * 1.5), (Self.own(45, factor: 2.3), 45 * 2.3)]
    for (own, expected) in cases {
      var tonnes = guessed
      tonnes[1] = expected
      #expect(Self.areClose(try Self.tonnes(Self.scenario([own])), tonnes))
    }
  }

  /// The logarithms of two pledges' effects correlate as the scenario says; four standard errors of 16 384 draws.
  @Test func effectsCorrelateAsTheScenarioSays() throws {
    var catalogue = SmallRegion.catalogue([SmallRegion.pledge(1), SmallRegion.pledge(2)])
    for index in catalogue.pledges.indices {
      catalogue.pledges[index].effect!.localSpread.value = 0
    }
    var scenario = SmallRegion.scenario(rounds: [SmallRegion.round()], catalogue: catalogue)
    scenario.effectCorrelations = [
      EffectCorrelation(
        catalogue: catalogue.id, pledges: [1, 2], matrix: [[1, 0.8], [0.8, 1]],
        provenance: SmallRegion.assumed)
    ]
    let sampler = try EffectSampler(scenario, streams: Streams(seed: scenario.seed))
    let blockCount = 64
    let shared = DrawTable<Double>(rowCount: sampler.sharedRowCount, blockCount: blockCount)
    var logarithms: [[Double]] = [[], []]
    var row = [Double](repeating: 0, count: drawsPerBlock)
    for index in 0..<blockCount {
      let block = DrawBlock(index: index)
      sampler.prepare(block, into: shared)
      for item in 0..<2 {
        #expect(sampler.fill(item, municipality: 0, block, shared: shared, into: &row))
        logarithms[item] += row.map { log($0) }
      }
    }
    let count = Double(blockCount * drawsPerBlock)
    let means = logarithms.map { $0.reduce(0, +) / count }
    func product(_ a: Int, _ b: Int) -> Double {
      zip(logarithms[a], logarithms[b]).reduce(0) { $0 + ($1.0 - means[a]) * ($1.1 - means[b]) }
    }
    let correlation = product(0, 1) / (product(0, 0) * product(1, 1)).squareRoot()
    #expect(abs(correlation - 0.8) < 4 * (1 - 0.8 * 0.8) / count.squareRoot())
  }

  /// A kilowatt hour is what the accounting says: 100 g of electricity, 60 g of heat or the network's own.
  @Test func energyIsCountedAsTheScenarioSays() throws {
    let guessed = [10, 20, 30, 40, 50].map { 2 * 0.002 * 1_000.0 * $0 }
    let electric = Self.scenario([], unit: .kilowattHoursElectricity)
    #expect(Self.areClose(try Self.tonnes(electric), guessed.map { $0 * 100e-6 }))
    var residual = electric
    residual.accounting.electricity.value = 372
    #expect(Self.areClose(try Self.tonnes(residual), guessed.map { $0 * 372e-6 }))
    var heat = Self.scenario([Self.own(45)], unit: .kilowattHoursDistrictHeat)
    heat.accounting.localDistrictHeat = [
      LocalFactor(municipality: SmallRegion.codes[2], value: SmallRegion.sourced(65))
    ]
    var expected = guessed.map { $0 * 60e-6 }
    expected[1] = 45 * 1.5 * 60e-6
    expected[2] *= 65 / 60
    #expect(Self.areClose(try Self.tonnes(heat), expected))
  }

  /// What is uncertain in an effect per unit is as high or low as in the catalogue's own effect, draw by draw.
  @Test func theEffectPerUnitMovesWithTheCatalogues() throws {
    var scenario = Self.scenario([Self.own(45)])
    scenario.catalogues[0].pledges[0].effect!.size.value = .logNormal(median: 0.002, sigma: 0.5)
    scenario.catalogues[0].pledges[0].effect!.perUnit!.size.value = .logNormal(
      median: 1.5, sigma: 0.25)
    let sampler = try EffectSampler(scenario, streams: Streams(seed: 5))
    let block = DrawBlock(index: 0)
    let shared = DrawTable<Double>(rowCount: sampler.sharedRowCount, blockCount: 1)
    sampler.prepare(block, into: shared)
    var own = [Double](repeating: 0, count: drawsPerBlock)
    var other = own
    _ = sampler.fill(0, municipality: 1, block, shared: shared, into: &own)
    _ = sampler.fill(0, municipality: 0, block, shared: shared, into: &other)
    for (a, b) in zip(own, other) {
      let catalogues = b / (2 * 0.002 * 10_000)
      #expect(abs(a / (45 * 1.5) / catalogues.squareRoot() - 1) < 1e-12)
    }
  }
}
