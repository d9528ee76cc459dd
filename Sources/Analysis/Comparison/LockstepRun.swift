import PledgeModel
import Sampling
import Simulation

/// Draws one municipality after the other under every option.
final class LockstepRun {
  private let simulators: [Simulator]
  private let costPasses: [CostPass]
  private let positions: [[Int]]
  /// For each option, the first one with the same baseline.
  private let baselineOwners: [Int]
  /// For each option, an earlier one whose pledges of the first rounds come as far; nil without one.
  private let predecessors: [Predecessor?]
  private let drawCount: Int
  private let shared: [Simulator.Shared]
  private let prices: [DrawTable<Double>]
  private let scratch: PerWorker<[Scratch]>
  private let blockCount: Int
  /// The municipality drawn last.
  let municipality: AreaDraws

  /// An earlier option, and where its sums after the common rounds stand among an option's own.
  private struct Predecessor: Sendable {
    let option: Int
    let continuation: PledgePass.Continuation
  }

  /// The earlier option whose sums an option goes on from.
  ///
  /// It is the first with the most rounds in common, so that it has drawn all of those itself or goes on from fewer.
  ///
  /// - Parameter common: what the option has in common with those before it.
  private static func predecessor(
    of own: Simulator, _ common: [CommonRounds], among simulators: [Simulator]
  ) -> Predecessor? {
    guard let best = common.indices.max(by: { common[$0].carriedOut < common[$1].carriedOut }),
      common[best].carriedOut > 0
    else { return nil }
    return Predecessor(
      option: best,
      continuation: PledgePass.Continuation(
        of: own.pledges, own.emissions.bands?.plan, after: simulators[best].pledges,
        simulators[best].emissions.bands?.plan, rounds: common[best].carriedOut))
  }

  /// Scratch memory of one worker for one option.
  private struct Scratch {
    var pledges: PledgePass.Scratch
    var emissions: EmissionPass.Scratch
    var costs: CostPass.Scratch
    let newBySector: DrawTable<Double>
    let endedBySector: DrawTable<Double>
    /// What a run adds up over municipalities and nobody asks for here.
    let rounds: DrawTable<Double>
    let pledgeRows: DrawTable<Double>
    let measures: DrawTable<Double>

    init(_ simulator: Simulator, _ pass: CostPass) {
      pledges = PledgePass.Scratch(simulator.pledges)
      emissions = EmissionPass.Scratch(simulator.emissions)
      costs = CostPass.Scratch(pass)
      let rows = Sector.allCases.count * simulator.years.count
      newBySector = DrawTable(ofAnyBlock: rows)
      endedBySector = DrawTable(ofAnyBlock: rows)
      rounds = DrawTable(ofAnyBlock: 5 * simulator.rounds.count)
      pledgeRows = DrawTable(ofAnyBlock: simulator.pledges.pledgeCount)
      measures = DrawTable(ofAnyBlock: simulator.emissions.measures.measures.count)
    }
  }

  /// - Parameters:
  ///   - positions: where the shared municipalities stand in each option.
  ///   - baselineOwners: for each option, the first one with the same baseline, which is drawn once for both.
  init(
    _ simulators: [Simulator], costPasses: [CostPass], positions: [[Int]], baselineOwners: [Int],
    drawCount: Int
  ) {
    self.simulators = simulators
    self.costPasses = costPasses
    self.positions = positions
    self.baselineOwners = baselineOwners
    self.drawCount = drawCount
    blockCount = DrawBlock.count(draws: drawCount)
    var predecessors: [Predecessor?] = []
    var shared: [Simulator.Shared] = []
    for (option, simulator) in simulators.enumerated() {
      let common = simulators[..<option].map {
        CommonRounds($0.input.scenario, simulator.input.scenario)
      }
      let most = common.indices.max { common[$0].adopted < common[$1].adopted }
      let owner = baselineOwners[option]
      let drawn = Simulator.Drawn(
        rounds: most.map { (shared[$0], common[$0]) },
        baseline: owner == option ? nil : shared[owner])
      shared.append(simulator.prepare(drawCount: drawCount, after: drawn))
      predecessors.append(Self.predecessor(of: simulator, common, among: simulators))
    }
    self.shared = shared
    self.predecessors = predecessors
    prices = zip(simulators, costPasses).map { $1.prepare($0, drawCount: drawCount) }
    scratch = PerWorker(simulators[0].workers) {
      var scratch = zip(simulators, costPasses).map { Scratch($0, $1) }
      for (option, owner) in baselineOwners.enumerated() {
        scratch[option].emissions.kept =
          owner == option
          ? WorkMemory(
            repeating: 0,
            count: Sector.allCases.count * simulators[option].years.count * drawsPerBlock)
          : scratch[owner].emissions.kept
      }
      for case let earlier? in predecessors {
        let (option, rounds) = (earlier.option, earlier.continuation.rounds)
        if scratch[option].pledges.kept[rounds] == nil {
          scratch[option].pledges.kept[rounds] = simulators[option].pledges.keptRows()
        }
      }
      return scratch
    }
    municipality = AreaDraws(simulators, blockCount: blockCount)
  }

  /// Room for an area that municipalities are added to.
  func areaDraws() -> AreaDraws { AreaDraws(simulators, blockCount: blockCount) }

  /// Draws one of the shared municipalities and adds it to the areas it belongs to.
  func draw(_ index: Int, addingTo groups: [AreaDraws]) {
    let (simulators, costPasses, shared, prices) = (simulators, costPasses, shared, prices)
    let (scratch, municipality, drawCount) = (scratch, municipality, drawCount)
    let places = positions.map { $0[index] }
    let (baselineOwners, predecessors) = (baselineOwners, predecessors)
    simulators[0].forEachTile(blockCount) { worker, tile in
      scratch.with(worker) { scratch in
        for index in tile {
          let block = DrawBlock(index: index)
          for option in simulators.indices {
            let own = scratch[option]
            let earlier = predecessors[option].flatMap { earlier in
              scratch[earlier.option].pledges.kept[earlier.continuation.rounds].map {
                ($0, earlier.continuation)
              }
            }
            simulators[option].pledges.run(
              municipality: places[option], block, drawCount: drawCount,
              adopted: shared[option].adopted, shared: shared[option].realisation,
              effectRows: shared[option].effects,
              into: PledgePass.Output(
                area: municipality.areas[option], newBySector: own.newBySector,
                endedBySector: own.endedBySector, rounds: own.rounds, pledges: own.pledgeRows,
                newByPair: own.emissions.bands?.new),
              after: earlier, scratch: &scratch[option].pledges)
            simulators[option].emissions.run(
              municipality: places[option], block, drawCount: block.counted(of: drawCount),
              shared: shared[option].emissions, newBySector: own.newBySector,
              endedBySector: own.endedBySector, measureRows: own.measures,
              into: municipality.areas[option], isKept: baselineOwners[option] != option,
              scratch: &scratch[option].emissions)
            costPasses[option].run(
              municipality: places[option], block, shared: shared[option], costs: prices[option],
              into: municipality.costs[option], scratch: &scratch[option].costs)
          }
          for group in groups { group.add(municipality, block) }
        }
      }
    }
  }

  /// What avoiding a tonne costs under an option, where that is known.
  ///
  /// - Throws: when a draw is not a finite number.
  func knownCosts(_ option: Int, _ summarizer: Summarizer) throws(SamplingError) -> [KnownCost] {
    let rows = (0..<prices[option].rowCount).map { prices[option].row($0) }
    return costPasses[option].sampler.published(try summarizer.summaries(of: rows))
  }

  /// Pledges that somebody adopts in some draw, and measures, with tonnes and without a known cost.
  func withoutCost(_ option: Int) -> [LocalizedText] {
    let simulator = simulators[option]
    let scenario = simulator.input.scenario
    let sampler = costPasses[option].sampler
    let adopted = shared[option].adopted
    var names: [LocalizedText] = []
    for (position, round) in simulator.rounds.enumerated() {
      var anybody: UInt64 = 0
      for municipality in scenario.municipalities.indices {
        let row = adopted.row(position * scenario.municipalities.count + municipality)
        for draw in 0..<drawCount { anybody |= row[draw] }
      }
      for (offset, pledge) in round.catalogue.pledges.enumerated()
      where pledge.effect != nil && anybody >> UInt64(offset) & 1 == 1
        && sampler.item(catalogue: round.catalogue.id, pledge: pledge.number) == nil
        && !names.contains(pledge.name)
      {
        names.append(pledge.name)
      }
    }
    return names
      + scenario.measures.filter { sampler.item(measure: $0.id) == nil }.map(\.name)
  }
}
