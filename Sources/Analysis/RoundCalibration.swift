public import LinearAlgebra
public import PledgeModel
import Sampling
import Simulation

/// Finds κ, the fixed factor of a published round: published potential ÷ expected bundle as adopted.
///
/// The expected bundle is Σ P(adopted) · E[f] · x over municipalities and pledges. Effects are independent of adoption
/// and the local spread has mean one, so only the probabilities of adoption are simulated; the rest is exact.
public enum RoundCalibration {
  /// Draws of every calibration, whatever a scenario asks for.
  public static let drawCount = 100_000

  /// The seed of the calibration's own stream.
  public static let seed: UInt64 = 0x6b61_7070_61

  /// The factor of one catalogue, from the round of a scenario that chose from it.
  ///
  /// - Parameter inputs: the hash of everything the calibration depends on, kept with it.
  /// - Returns: nil when the catalogue has no published potential or the scenario no round of it.
  public static func calibration(
    of catalogue: String, in scenario: ResolvedScenario, inputs: String
  ) throws(LinearAlgebraError) -> Calibration? {
    let electricity = scenario.accounting.electricity.value
    return try factors(of: catalogue, in: scenario, electricity: [electricity])?.first.map {
      Calibration(
        factor: $0.factor.published, standardError: $0.standardError.published, inputs: inputs)
    }
  }

  /// The factor for each way of counting electricity, all from the same adoptions.
  ///
  /// - Parameter electricity: grams CO2e per kilowatt hour, in place of the scenario's.
  package static func factors(
    of catalogue: String, in scenario: ResolvedScenario, electricity: [Double]
  ) throws(LinearAlgebraError) -> [(factor: Double, standardError: Double)]? {
    var scenario = scenario
    guard
      let potential = scenario.catalogues.first(where: { $0.id == catalogue })?.publishedPotential
    else { return nil }
    scenario.rounds = Array(scenario.rounds.filter { $0.catalogue == catalogue }.prefix(1))
    guard !scenario.rounds.isEmpty else { return nil }
    scenario.rounds[0].levers = []
    let plan = RoundPlan(0, of: scenario)
    let streams = Streams(seed: seed)
    let adoption = AdoptionSampler(scenario, rounds: [plan], streams: streams)
    var expected: [[[Double]]] = []
    for grams in electricity {
      scenario.accounting.electricity.value = grams
      let effects = try EffectSampler(scenario, streams: streams)
      expected.append(expectedTonnes(effects, plan, municipalities: scenario.municipalities.count))
    }
    return bundles(adoption, expected, municipalities: scenario.municipalities.count).map {
      let mean = $0.reduce(0, +) / Double($0.count)
      let variance = $0.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double($0.count - 1)
      let factor = potential.tonnes / mean
      return (factor, factor * (variance / Double($0.count)).squareRoot() / mean)
    }
  }

  /// The expected tonnes of each pledge in each municipality: `[pledge][municipality]`.
  private static func expectedTonnes(
    _ effects: EffectSampler, _ plan: RoundPlan, municipalities: Int
  ) -> [[Double]] {
    plan.catalogue.pledges.map { pledge in
      let item = effects.item(catalogue: plan.catalogue.id, pledge: pledge.number)
      return (0..<municipalities).map { municipality in
        item.map { effects.expectedTonnes($0, municipality: municipality) } ?? 0
      }
    }
  }

  /// The bundle's tonnes in each draw, for each table of expected tonnes.
  private static func bundles(
    _ adoption: AdoptionSampler, _ expected: [[[Double]]], municipalities: Int
  ) -> [[Double]] {
    var masks = AdoptionSampler.Masks(roundCount: 1, municipalityCount: municipalities)
    var scratch = AdoptionSampler.Scratch(adoption)
    var bundles = [[Double]](repeating: [], count: expected.count)
    for block in 0..<DrawBlock.count(draws: drawCount) {
      adoption.sample(DrawBlock(index: block), into: &masks, scratch: &scratch)
      for draw in 0..<min(drawsPerBlock, drawCount - block * drawsPerBlock) {
        for (table, tonnes) in expected.enumerated() {
          var sum = 0.0
          for municipality in 0..<municipalities {
            var rest = masks.facts[municipality * drawsPerBlock + draw]
            while rest != 0 {
              sum += tonnes[rest.trailingZeroBitCount][municipality]
              rest &= rest - 1
            }
          }
          bundles[table].append(sum)
        }
      }
    }
    return bundles
  }
}
