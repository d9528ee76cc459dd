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
    var scenario = scenario
    guard
      let potential = scenario.catalogues.first(where: { $0.id == catalogue })?.publishedPotential
    else { return nil }
    scenario.rounds = Array(scenario.rounds.filter { $0.catalogue == catalogue }.prefix(1))
    guard let round = scenario.rounds.first else { return nil }
    scenario.rounds[0].levers = []
    let plans = [RoundPlan(0, of: scenario)]
    let streams = Streams(seed: seed)
    let adoption = AdoptionSampler(scenario, rounds: plans, streams: streams)
    let effects = try EffectSampler(scenario, streams: streams)
    let expected = plans[0].catalogue.pledges.map { pledge in
      scenario.municipalities.indices.map { municipality in
        effects.item(catalogue: round.catalogue, pledge: pledge.number).map {
          effects.expectedTonnes($0, municipality: municipality)
        } ?? 0
      }
    }
    let bundles = bundles(adoption, expected, municipalities: scenario.municipalities.count)
    let mean = bundles.reduce(0, +) / Double(bundles.count)
    let variance =
      bundles.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(bundles.count - 1)
    let standardError = (variance / Double(bundles.count)).squareRoot()
    let factor = potential.tonnes / mean
    return Calibration(
      factor: factor.published, standardError: (factor * standardError / mean).published,
      inputs: inputs)
  }

  /// The bundle's tonnes in each draw.
  private static func bundles(
    _ adoption: AdoptionSampler, _ expected: [[Double]], municipalities: Int
  ) -> [Double] {
    var masks = AdoptionSampler.Masks(roundCount: 1, municipalityCount: municipalities)
    var scratch = AdoptionSampler.Scratch(adoption)
    var bundles: [Double] = []
    for block in 0..<DrawBlock.count(draws: drawCount) {
      adoption.sample(DrawBlock(index: block), into: &masks, scratch: &scratch)
      for draw in 0..<min(drawsPerBlock, drawCount - bundles.count) {
        var sum = 0.0
        for municipality in 0..<municipalities {
          var rest = masks.facts[municipality * drawsPerBlock + draw]
          while rest != 0 {
            sum += expected[rest.trailingZeroBitCount][municipality]
            rest &= rest - 1
          }
        }
        bundles.append(sum)
      }
    }
    return bundles
  }
}
