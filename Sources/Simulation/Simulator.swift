public import LinearAlgebra
public import PledgeModel
import Sampling

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
  /// - Parameter grain: the items that results share the reduction out among; nil leaves that out.
  /// - Throws: when the correlations of effects or the covariance of national shocks are not positive definite.
  public init(
    _ input: SimulationInput, streams: Streams? = nil, settings: SimulationSettings,
    attributing grain: AttributionGrain? = nil
  ) throws(LinearAlgebraError) {
    try self.init(
      input, streams: streams, settings: settings, sharing: nil, attributing: grain)
  }

  /// - Parameters:
  ///   - other: a simulator whose baseline starts from the same inputs, which is then not fitted again.
  ///   - years: those whose reduction is shared out; nil is every projected year.
  package init(
    _ input: SimulationInput, streams: Streams? = nil, settings: SimulationSettings,
    sharing other: Simulator?, attributing grain: AttributionGrain? = nil,
    in years: ClosedRange<Int>? = nil
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
    let rounds = rounds
    let attribution = grain.map {
      AttributionPlan(scenario, rounds: rounds, grain: $0, years: years)
    }
    pledges = PledgePass(
      scenario, rounds: rounds, realisation: realisation,
      effects: try EffectSampler(scenario, streams: streams), attribution: attribution)
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
      measures: MeasureSampler(scenario, streams: streams), attribution: attribution)
    additionality = scenario.additionality.map { UncertainTransform($0.value) }
    rebound = scenario.rebound.map { UncertainTransform($0.value) }
  }

  /// The projected years.
  public var years: [Int] { emissions.years }

  /// The spans of blocks that a run goes through, all as long as the first but the last.
  func spans(drawCount: Int, isWhole: Bool) -> [Range<Int>] {
    let (blocks, size) = (DrawBlock.count(draws: drawCount), settings.blocksPerSpan)
    if isWhole || blocks <= 2 * size { return [0..<blocks] }
    return stride(from: 0, to: blocks, by: size).map { $0..<min(blocks, $0 + size) }
  }

  /// About how much memory a run takes.
  ///
  /// - Parameter isWhole: whether all draws stand in memory at once.
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int, isWhole: Bool = false) -> Int {
    let scenario = input.scenario
    let spans = spans(drawCount: draws, isWhole: isWhole)
    let kept = layout(hasSectors: true).rowCount
    let shared =
      rounds.count * scenario.municipalities.count * 3 / 2 + 4 * rounds.count + pledges.pledgeCount
      / 2
      + pledges.effects.sharedRowCount + emissions.baseline.sharedRowCount
      + scenario.measures.count + 4
    let totals = 5 * rounds.count + pledges.pledgeCount + scenario.measures.count
    // Municipalities in work, their county and their subregion; summaries need about five rows more for each worker.
    let rows =
      shared + totals + (SpanTables.municipalityLimit + 1) * kept
      + layout(hasSectors: false).rowCount + 5 * workers.count
    let areas = AreaGroups(scenario).areas.count
    let nearQuantiles =
      spans.count > 1
      ? min(draws, Int(2.5 * settings.reach * Double(draws).squareRoot())) : 0
    // 64 MiB for the program itself; a worker's scratch of a county with three rounds takes seven.
    return (rows * spans[0].count * drawsPerBlock + (areas * kept + totals) * nearQuantiles) * 8
      + (64 + 7 * workers.count) << 20
  }

  /// What all municipalities share, for every draw.
  package struct Shared: Sendable {
    package let adopted: DrawTable<UInt64>
    package let realisation: RealisationSampler.Shared
    package let effects: DrawTable<Double>
    package let emissions: EmissionPass.Shared

    /// Makes the tables stand for the blocks from `block` on.
    fileprivate func move(to block: Int) {
      adopted.move(to: block)
      realisation.move(to: block)
      for table in [effects, emissions.baseline, emissions.fractions, emissions.net] {
        table.move(to: block)
      }
    }
  }

  /// What another simulator on the same streams has drawn of the same blocks.
  package struct Drawn: Sendable {
    /// Where the first rounds were drawn, and how many of them are the same.
    package let rounds: (shared: Shared, common: CommonRounds)?
    /// Where a baseline that starts from the same inputs was drawn.
    package let baseline: Shared?

    package init(rounds: (shared: Shared, common: CommonRounds)?, baseline: Shared?) {
      self.rounds = rounds.flatMap { $0.common.adopted > 0 ? $0 : nil }
      self.baseline = baseline
    }
  }

  /// Draws what all municipalities share.
  ///
  /// - Parameter drawn: what need not be drawn again.
  package func prepare(drawCount: Int, after drawn: Drawn? = nil) -> Shared {
    prepare(blocks: 0..<DrawBlock.count(draws: drawCount), after: drawn)
  }

  /// Draws what all municipalities share, for some blocks.
  ///
  /// - Parameter other: what was drawn for other blocks, at least as many; its memory is used again.
  func prepare(
    blocks: Range<Int>, reusing other: Shared? = nil, after drawn: Drawn? = nil
  ) -> Shared {
    let shared =
      other
      ?? Shared(
        adopted: DrawTable(
          rowCount: rounds.count * input.scenario.municipalities.count, blocks: blocks),
        realisation: RealisationSampler.Shared(pledges.realisation, blocks: blocks),
        effects: drawn?.rounds?.shared.effects
          ?? DrawTable(rowCount: pledges.effects.sharedRowCount, blocks: blocks),
        emissions: emissionTables(blocks, baseline: drawn?.baseline?.emissions.baseline))
    shared.move(to: blocks.lowerBound)
    prepareEmissions(blocks, shared.emissions, hasBaseline: drawn?.baseline != nil)
    let scratch = PerWorker(workers) { PrepareScratch(self) }
    forEachTile(blocks) { worker, tile in
      scratch.with(worker) { scratch in
        for index in tile { prepare(DrawBlock(index: index), shared, drawn?.rounds, &scratch) }
      }
    }
    return shared
  }

  /// Scratch memory of one worker.
  private struct PrepareScratch {
    var masks: AdoptionSampler.Masks
    var adoption: AdoptionSampler.Scratch
    var realisation: RealisationSampler.Scratch

    init(_ simulator: Simulator) {
      masks = AdoptionSampler.Masks(
        roundCount: simulator.rounds.count,
        municipalityCount: simulator.input.scenario.municipalities.count)
      adoption = AdoptionSampler.Scratch(simulator.adoption)
      realisation = RealisationSampler.Scratch(simulator.pledges.realisation)
    }
  }

  private func prepare(
    _ block: DrawBlock, _ shared: Shared, _ earlier: (shared: Shared, common: CommonRounds)?,
    _ scratch: inout PrepareScratch
  ) {
    let firstRound = earlier?.common.adopted ?? 0
    let firstRow = firstRound * input.scenario.municipalities.count
    if let earlier {
      shared.adopted.copy(0..<firstRow, of: earlier.shared.adopted, block)
      for row in 0..<firstRow {
        let masks = UnsafeBufferPointer(
          start: shared.adopted.row(row, block), count: drawsPerBlock)
        scratch.masks.adopted.replaceSubrange(
          row * drawsPerBlock..<(row + 1) * drawsPerBlock, with: masks)
      }
    }
    adoption.sample(
      block, from: firstRound, into: &scratch.masks, scratch: &scratch.adoption)
    scratch.masks.adopted.withUnsafeBufferPointer { adopted in
      for row in firstRow..<shared.adopted.rowCount {
        shared.adopted.row(row, block).update(
          from: adopted.baseAddress! + row * drawsPerBlock, count: drawsPerBlock)
      }
    }
    pledges.realisation.prepare(
      block, scratch.masks, into: shared.realisation,
      after: earlier.map { ($0.shared.realisation, $0.common) }, scratch: &scratch.realisation)
    if earlier == nil { pledges.effects.prepare(block, into: shared.effects) }
  }

  /// Draws what all municipalities share of everything but pledges.
  package func prepareEmissions(drawCount: Int) -> EmissionPass.Shared {
    let blocks = 0..<DrawBlock.count(draws: drawCount)
    let shared = emissionTables(blocks)
    prepareEmissions(blocks, shared)
    return shared
  }

  private func emissionTables(
    _ blocks: Range<Int>, baseline: DrawTable<Double>? = nil
  ) -> EmissionPass.Shared {
    EmissionPass.Shared(
      baseline: baseline
        ?? DrawTable(rowCount: emissions.baseline.sharedRowCount, blocks: blocks),
      fractions: DrawTable(rowCount: emissions.measures.measures.count, blocks: blocks),
      net: DrawTable(rowCount: 1, blocks: blocks))
  }

  private func prepareEmissions(
    _ blocks: Range<Int>, _ shared: EmissionPass.Shared, hasBaseline: Bool = false
  ) {
    let scratch = PerWorker(workers) { EmissionPass.Scratch(emissions) }
    forEachTile(blocks) { worker, tile in
      scratch.with(worker) { scratch in
        for index in tile {
          let block = DrawBlock(index: index)
          emissions.measures.prepare(block, into: shared.fractions)
          if !hasBaseline {
            scratch.normals.withUnsafeMutableBufferPointer {
              emissions.baseline.prepare(block, into: shared.baseline, normals: $0.baseAddress!)
            }
          }
          prepareNet(block, shared.net)
        }
      }
    }
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
        let share = min(1, max(0, numbers[draw]))
        row[draw] *= purpose == .additionality ? share : 1 - share
      }
    }
  }

  /// Hands out tiles of whole blocks.
  package func forEachTile(_ blockCount: Int, _ body: @Sendable (Range<Int>) -> Void) {
    forEachTile(blockCount) { _, tile in body(tile) }
  }

  /// Hands out tiles of whole blocks and says which worker takes them.
  package func forEachTile(
    _ blockCount: Int, _ body: @Sendable (_ worker: Int, _ tile: Range<Int>) -> Void
  ) {
    forEachTile(0..<blockCount, body)
  }

  /// Hands out tiles of some blocks.
  func forEachTile(
    _ blocks: Range<Int>, _ body: @Sendable (_ worker: Int, _ tile: Range<Int>) -> Void
  ) {
    let (size, first) = (settings.blocksPerTile, blocks.lowerBound)
    workers.forEach((blocks.count + size - 1) / size) { worker, tile in
      body(worker, first + tile * size..<min(blocks.upperBound, first + (tile + 1) * size))
    }
  }
}
