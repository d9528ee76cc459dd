public import LinearAlgebra
public import PledgeModel
import Sampling

/// Settings of a run that may change how long it takes, never what it finds.
public struct SimulationSettings: Sendable {
  /// How many workers share the draws, each with one BLAS thread.
  public var threads: Int
  /// Blocks of 256 draws handed to a worker at a time.
  public var blocksPerTile: Int

  public init(threads: Int, blocksPerTile: Int = 4) {
    self.threads = max(1, threads)
    self.blocksPerTile = max(1, blocksPerTile)
  }
}

/// What a run tells its caller while it works.
public struct SimulationObserver: Sendable {
  /// Called with the share of the work done.
  public var progress: @Sendable (Double) -> Void
  /// Called when a phase of the work ends.
  public var phaseEnded: @Sendable (SimulationPhase) -> Void
  /// Called once for each municipality with its emissions, `[year][draw]`; nil saves the copy.
  public var emissionDraws: (@Sendable (Municipality, [[Double]]) -> Void)?

  public init(
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    phaseEnded: @escaping @Sendable (SimulationPhase) -> Void = { _ in },
    emissionDraws: (@Sendable (Municipality, [[Double]]) -> Void)? = nil
  ) {
    self.progress = progress
    self.phaseEnded = phaseEnded
    self.emissionDraws = emissionDraws
  }
}

/// A part of a run whose time is worth knowing.
public enum SimulationPhase: String, CaseIterable, Sendable {
  case fit, shared, pledges, emissions, summaries
}

/// Runs a scenario: resolved scenario in, results out.
///
/// Workers share the draws of one municipality after the other, then its outcomes for the summaries. Areas are added up
/// draw by draw in a fixed order, so what comes out depends neither on the number of workers nor on the size of tiles.
public struct Simulator: Sendable {
  package let input: SimulationInput
  package let rounds: [RoundPlan]
  package let adoption: AdoptionSampler
  package let pledges: PledgePass
  package let emissions: EmissionPass
  package let additionality: UncertainTransform?
  package let rebound: UncertainTransform?
  package let streams: Streams
  package let workers: Workers
  let settings: SimulationSettings

  /// Fits the baseline and makes the samplers ready.
  ///
  /// - Throws: when the correlations of effects or the covariance of national shocks are not positive definite.
  public init(
    _ input: SimulationInput, streams: Streams? = nil, settings: SimulationSettings
  ) throws(LinearAlgebraError) {
    try self.init(input, streams: streams, settings: settings, sharing: nil)
  }

  /// - Parameter other: a simulator whose baseline starts from the same inputs, which is then not fitted again.
  package init(
    _ input: SimulationInput, streams: Streams? = nil, settings: SimulationSettings,
    sharing other: Simulator?
  ) throws(LinearAlgebraError) {
    BLAS.useOneThread()
    let scenario = input.scenario
    self.input = input
    self.settings = settings
    let streams = streams ?? Streams(seed: scenario.seed)
    self.streams = streams
    workers = Workers(count: settings.threads)
    rounds = scenario.rounds.indices.map { RoundPlan($0, of: scenario) }
    adoption = AdoptionSampler(scenario, rounds: rounds, streams: streams)
    let realisation = RealisationSampler(scenario, rounds: rounds, streams: streams)
    pledges = PledgePass(
      scenario, rounds: rounds, realisation: realisation,
      effects: try EffectSampler(scenario, streams: streams))
    let model: BaselineModel
    if let other {
      model = other.emissions.baseline.model
    } else {
      model = try BaselineModel(input)
    }
    emissions = EmissionPass(
      scenario,
      baseline: BaselineSampler(
        model, municipalities: scenario.municipalities, streams: streams),
      measures: MeasureSampler(scenario, streams: streams))
    additionality = scenario.additionality.map { UncertainTransform($0.value) }
    rebound = scenario.rebound.map { UncertainTransform($0.value) }
  }

  /// The projected years.
  public var years: [Int] { emissions.years }

  /// About how much memory a run takes.
  ///
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int) -> Int {
    let scenario = input.scenario
    let kept = layout(hasSectors: true).rowCount
    let sectorRows = 2 * Sector.allCases.count * years.count
    let shared =
      rounds.count * scenario.municipalities.count + 4 * rounds.count + pledges.pledgeCount / 2
      + pledges.effects.sharedRowCount + emissions.baseline.sharedRowCount
      + scenario.measures.count + 4
    let totals = 5 * rounds.count + pledges.pledgeCount + scenario.measures.count
    let rows = shared + totals + sectorRows + 2 * kept + layout(hasSectors: false).rowCount
    // 64 MiB for the program itself.
    return rows * DrawBlock.count(draws: draws) * drawsPerBlock * 8 + 64 << 20
  }

  /// What all municipalities share, for every draw.
  package struct Shared: Sendable {
    package let adopted: DrawTable<UInt64>
    package let realisation: RealisationSampler.Shared
    package let effects: DrawTable<Double>
    package let emissions: EmissionPass.Shared
  }

  /// Draws what all municipalities share.
  package func prepare(drawCount: Int) -> Shared {
    let blocks = DrawBlock.count(draws: drawCount)
    let municipalities = input.scenario.municipalities.count
    let shared = Shared(
      adopted: DrawTable(rowCount: rounds.count * municipalities, blockCount: blocks),
      realisation: RealisationSampler.Shared(pledges.realisation, blockCount: blocks),
      effects: DrawTable(rowCount: pledges.effects.sharedRowCount, blockCount: blocks),
      emissions: prepareEmissions(drawCount: drawCount))
    forEachTile(blocks) { tile in
      var masks = AdoptionSampler.Masks(
        roundCount: rounds.count, municipalityCount: municipalities)
      var adoptionScratch = AdoptionSampler.Scratch(adoption)
      var scratch = PledgePass.Scratch(pledges)
      for index in tile {
        let block = DrawBlock(index: index)
        adoption.sample(block, into: &masks, scratch: &adoptionScratch)
        for row in 0..<rounds.count * municipalities {
          let kept = shared.adopted.row(row, block)
          for draw in 0..<drawsPerBlock { kept[draw] = masks.adopted[row * drawsPerBlock + draw] }
        }
        pledges.realisation.prepare(
          block, masks, into: shared.realisation, scratch: &scratch.realisation)
        pledges.effects.prepare(block, into: shared.effects)
      }
    }
    return shared
  }

  /// Draws what all municipalities share of everything but pledges.
  package func prepareEmissions(drawCount: Int) -> EmissionPass.Shared {
    let blocks = DrawBlock.count(draws: drawCount)
    let shared = EmissionPass.Shared(
      baseline: DrawTable(rowCount: emissions.baseline.sharedRowCount, blockCount: blocks),
      fractions: DrawTable(rowCount: emissions.measures.measures.count, blockCount: blocks),
      net: DrawTable(rowCount: 1, blockCount: blocks))
    forEachTile(blocks) { tile in
      var scratch = EmissionPass.Scratch(emissions)
      for index in tile {
        let block = DrawBlock(index: index)
        emissions.measures.prepare(block, into: shared.fractions)
        scratch.normals.withUnsafeMutableBufferPointer {
          emissions.baseline.prepare(block, into: shared.baseline, normals: $0.baseAddress!)
        }
        prepareNet(block, shared.net)
      }
    }
    return shared
  }

  /// Additionality times one minus rebound; one where both are off.
  private func prepareNet(_ block: DrawBlock, _ net: DrawTable<Double>) {
    let row = net.row(0, block)
    row.update(repeating: 1, count: drawsPerBlock)
    var numbers = [Double](repeating: 0, count: drawsPerBlock)
    for (purpose, transform) in [(Purpose.additionality, additionality), (.rebound, rebound)] {
      guard let transform else { continue }
      numbers.withUnsafeMutableBufferPointer {
        streams.of(purpose).fillNormals(
          StreamAddress(purpose: purpose.rawValue), firstDraw: block.firstDraw,
          drawCount: drawsPerBlock, columns: 1, into: $0.baseAddress!)
        transform.apply(to: $0.baseAddress!, count: drawsPerBlock)
      }
      for draw in 0..<drawsPerBlock {
        row[draw] *= purpose == .additionality ? numbers[draw] : 1 - numbers[draw]
      }
    }
  }

  /// Hands out tiles of whole blocks.
  package func forEachTile(_ blockCount: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let size = settings.blocksPerTile
    workers.forEach((blockCount + size - 1) / size) { _, tile in
      body(tile * size..<min(blockCount, (tile + 1) * size))
    }
  }
}
