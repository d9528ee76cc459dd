import Analysis
import PledgeModel
import Simulation
import Synchronization
import Testing

/// Whether the intervals of a hindcast hold what they promise, on made-up pairs of rounds.
@Suite struct HindcastCoverageTests {
  static let pairCount = 500

  /// Share of pairs whose second round lies in the central 80 per cent predicted from the first one's counts.
  ///
  /// - Parameter worldSize: the effective sample size of the world that the pairs are drawn from.
  static func coverage(worldSize: Double) throws -> (done: Double, tonnes: Double) {
    let scenario = ShippedRounds.adopted
    let (first, second) = (scenario.rounds[0], scenario.rounds[1])
    let factor = scenario.catalogues.first { $0.id == second.catalogue }!.calibration!.factor
    let grams = scenario.accounting.electricity.value
    var world = scenario.realisation
    world.effectiveSampleSize.value = worldSize
    let workers = Workers(count: 2)
    let before = try HindcastSampler(first, in: scenario, seed: 1)
      .draws(pairCount, realisation: world, workers: workers)
    let after = try HindcastSampler(second, in: scenario, seed: 1)
      .draws(pairCount, realisation: world, workers: workers)
    let tonnes = after.tonnes(factor: factor, electricity: grams)
    let adopted = first.total!.value.lowerBound
    let size = ShippedRounds.settings.effectiveSampleSize
    let covered = Mutex((done: 0, tonnes: 0))
    workers.forEach(pairCount) { _, pair in
      let (done, started) = (Int(before.done[pair]), Int(before.started[pair]))
      let realisation = Hindcast.realisation(
        scenario.realisation,
        counts: [.init(done: done, started: started, notStarted: adopted - done - started)],
        size: size)
      // Each pair has numbers of its own, so that errors of the quantiles do not repeat.
      let sampler = try! HindcastSampler(second, in: scenario, seed: UInt64(1_000 + pair))
      let predicted = sampler.draws(256, realisation: realisation, workers: Workers(count: 1))
      let counts = try! Prediction(after.done[pair], in: predicted.done)
      let amounts = try! Prediction(
        tonnes[pair], in: predicted.tonnes(factor: factor, electricity: grams))
      covered.withLock {
        if counts.p10 <= counts.published, counts.published <= counts.p90 { $0.done += 1 }
        if amounts.p10 <= amounts.published, amounts.published <= amounts.p90 { $0.tonnes += 1 }
      }
    }
    let found = covered.withLock { $0 }
    return (Double(found.done) / Double(pairCount), Double(found.tonnes) / Double(pairCount))
  }

  // 500 pairs at 80 per cent have a standard error of 1.8 per cent.
  @Test func intervalsCoverAsPromised() throws {
    let (done, tonnes) = try Self.coverage(worldSize: 40)
    #expect((0.74...0.86).contains(done))
    #expect((0.74...0.86).contains(tonnes))
  }

  @Test func aMoreVariableWorldIsFoundOut() throws {
    #expect(try Self.coverage(worldSize: 10).done < 0.74)
  }
}
