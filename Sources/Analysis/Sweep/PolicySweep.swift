import LinearAlgebra
public import PledgeModel
import Sampling
import Simulation

/// What a sweep tells its caller while it works.
public struct SweepObserver: Sendable {
  /// Called with the share of the work done.
  public var progress: @Sendable (Double) -> Void
  /// Called by a worker before and after each product.
  public var product: (@Sendable (_ worker: Int, _ isDone: Bool) -> Void)?

  public init(
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    product: (@Sendable (_ worker: Int, _ isDone: Bool) -> Void)? = nil
  ) {
    self.progress = progress
    self.product = product
  }
}

/// Why a sweep has nothing to draw.
public enum SweepError: Error, Hashable {
  /// The scenario lists no options.
  case noSweep
  /// No pledge of the newest round takes territorial tonnes off.
  case noTonnes
}

/// Holds the options of a sweep against each other on the same draws.
///
/// Options add adoptions to the newest round. A share of a pledge counts as that share of its tonnes in every municipality that
/// takes part and has not adopted it, so that all options of a municipality are one matrix product in each block of draws
/// (``SweepBlock``). Outcomes are differences from the scenario as it stands, draw by draw.
public struct PolicySweep: Sendable {
  /// The scenario as it stands, then one simulator for each other level of support.
  private let simulators: [Simulator]
  private let sweep: Sweep
  private let roundIndex: Int
  private let seed: UInt64
  private var scenario: ResolvedScenario { simulators[0].input.scenario }

  /// Fits the baseline.
  ///
  /// - Throws: ``SweepError``, or when the baseline cannot be fitted.
  public init(_ input: SimulationInput, seed: UInt64? = nil, threads: Int) throws {
    guard let sweep = input.scenario.sweep, let roundIndex = input.scenario.newestRound,
      sweep.optionCount > 0
    else { throw SweepError.noSweep }
    self.sweep = sweep
    self.roundIndex = roundIndex
    let seed = seed ?? input.scenario.seed
    self.seed = seed
    let settings = SimulationSettings(threads: threads)
    let streams = Streams(seed: seed)
    let standing = try Simulator(input, streams: streams, settings: settings)
    let own = input.scenario.rounds[roundIndex].support.value
    var simulators = [standing]
    for support in sweep.support where support != own {
      var supported = input
      supported.scenario.rounds[roundIndex].support.value = support
      simulators.append(
        try Simulator(supported, streams: streams, settings: settings, sharing: standing))
    }
    self.simulators = simulators
  }

  /// About how much memory a sweep takes.
  ///
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int) -> Int {
    let areas = scenario.municipalities.count + scenario.counties.count
    let kept = areas * sweep.optionCount * (MemoryLayout<RunningMoments>.size + 16 * Self.groupSize)
    return simulators.count * simulators[0].memoryNeeded(draws: draws, isWhole: true) / 2 + kept
  }

  /// Blocks drawn before their moments are put together.
  private static let groupSize = 8

  /// What the sweep finds, and every option in every municipality.
  ///
  /// - Throws: ``SweepError/noTonnes``, or when a draw is not finite.
  public func result(
    draws: Int, observer: SweepObserver = SweepObserver()
  ) throws -> (SweepResult, SweepTable) {
    let yearIndex = simulators[0].years.count - 1
    let open = simulators.map {
      OpenPledges($0, roundIndex: roundIndex, yearIndex: yearIndex)
    }
    let items = open[0].items
    guard !items.isEmpty else { throw SweepError.noTonnes }
    let columns = items.indices.sorted { (items[$0].sector, $0) < (items[$1].sector, $1) }
    let catalogue = simulators[0].rounds[roundIndex].catalogue
    let pledges = columns.map { catalogue.pledges[items[$0].pledge] }
    let plan = SweepPlan(sweep, pledges: pledges.map(\.number), seed: seed)
    let targets = self.targets
    let block = SweepBlock(
      levels: simulators.enumerated().map { index, simulator in
        let support = simulator.input.scenario.rounds[roundIndex].support.value
        let panels = plan.panels.filter { $0.support == support }
        return SweepBlock.Level(
          open: open[index], year: PledgeYear(simulator, yearIndex: yearIndex), panels: panels,
          largest: columns.indices.map { column in
            panels.reduce(0) { most, panel in
              (0..<SweepPlan.panelWidth).reduce(most) { max($0, panel.weights[column, $1]) }
            }
          })
      }, baseline: BaselineYear(simulators[0], yearIndex: yearIndex),
      targetLevels: targets.map { $0?.level ?? -.infinity }, members: members,
      rank: rank, optionCount: plan.options.count, columns: columns,
      columnsOfSector: Sector.allCases.indices.map { sector in
        let own = columns.indices.filter { items[columns[$0]].sector == sector }
        return (own.first ?? 0)..<(own.last.map { $0 + 1 } ?? 0)
      }, observer: observer)
    let sums = draw(block, draws, observer)
    return report(block, sums, plan, pledges, targets, draws)
  }

  // MARK: - Areas

  /// Municipalities of each county, in the scenario's order.
  private var members: [[Int]] {
    scenario.counties.map { county in
      scenario.municipalities.indices.filter {
        scenario.municipalities[$0].code.county == county.code
      }
    }
  }

  /// The rank of each municipality by population, from zero.
  private var rank: [Int] {
    let order = scenario.municipalities.indices.sorted {
      let (a, b) = (scenario.municipalities[$0], scenario.municipalities[$1])
      return (-(a.population ?? 0), a.code) < (-(b.population ?? 0), b.code)
    }
    var rank = [Int](repeating: 0, count: order.count)
    for (position, municipality) in order.enumerated() { rank[municipality] = position }
    return rank
  }

  /// The first target of the last year of each municipality, then of each county.
  private var targets: [ApplicableTarget?] {
    let input = simulators[0].input
    func first(_ code: String, _ kind: AreaKind, _ members: [Int]) -> ApplicableTarget? {
      scenario.targets(ofArea: code, kind, input.inventory.history(of: members)).first {
        $0.yearIndex == simulators[0].years.count - 1
      }
    }
    return scenario.municipalities.indices.map {
      first(scenario.municipalities[$0].code.digits, .municipality, [$0])
    }
      + zip(scenario.counties, members).map { first($0.code, .county, $1) }
  }

  // MARK: - Draws

  /// What is kept of all draws.
  private struct Sums {
    /// - Shape: areas × options.
    var moments: [RunningMoments]
    var reached: [Int]
    var capped: [Int]
    /// Sums over draws by level, municipality and column: adoptions, tonnes, cost.
    var pledges: [Double]
    /// Expected emissions as the scenario stands, by county.
    var standing: [Double]
    /// What support alone takes off, by level.
    var support: [Double]
  }

  private func draw(_ block: SweepBlock, _ draws: Int, _ observer: SweepObserver) -> Sums {
    let blocks = DrawBlock.count(draws: draws)
    let workers = simulators[0].workers
    let shared = simulators.map { $0.prepare(drawCount: draws) }
    let costs = block.levels.map { $0.open.prepareCosts(drawCount: draws) }
    let scratch = PerWorker(workers) { SweepBlock.Scratch(block) }
    let size = min(Self.groupSize, blocks)
    nonisolated(unsafe) let outputs = (0..<size).map { _ in SweepBlock.Output(block) }
    let count = outputs[0].means.count
    var sums = Sums(
      moments: Array(repeating: RunningMoments(), count: count),
      reached: Array(repeating: 0, count: count),
      capped: Array(repeating: 0, count: block.optionCount),
      pledges: Array(repeating: 0, count: outputs[0].sums.count),
      standing: Array(repeating: 0, count: scenario.counties.count),
      support: Array(repeating: 0, count: simulators.count))
    for first in stride(from: 0, to: blocks, by: size) {
      let group = first..<min(blocks, first + size)
      workers.forEach(group.count) { worker, index in
        scratch.with(worker) {
          block.run(
            DrawBlock(index: first + index), drawCount: draws, worker: worker, shared: shared,
            costs: costs, into: outputs[index], $0)
        }
      }
      for index in group {
        let output = outputs[index - first]
        let counted = min(drawsPerBlock, draws - index * drawsPerBlock)
        for place in 0..<count {
          sums.moments[place].merge(
            RunningMoments(
              count: counted, mean: output.means[place], sumOfSquares: output.squares[place]))
        }
        for place in sums.pledges.indices { sums.pledges[place] += output.sums[place] }
        for county in sums.standing.indices { sums.standing[county] += output.standing[county] }
        for level in sums.support.indices { sums.support[level] += output.support[level] }
      }
      observer.progress(Double(group.upperBound) / Double(blocks))
    }
    for worker in 0..<workers.count {
      scratch.with(worker) { scratch in
        for place in 0..<count { sums.reached[place] += Int(scratch.reached[place]) }
        for option in sums.capped.indices { sums.capped[option] += Int(scratch.capped[option]) }
      }
    }
    return sums
  }

  // MARK: - Results

  /// What is left where a cap takes everything back is rounding, and that differs between machines.
  private static func toTheGram(_ tonnes: Double) -> Double {
    ((tonnes * 1e6).rounded() / 1e6).published
  }

  private func report(
    _ block: SweepBlock, _ sums: Sums, _ plan: SweepPlan, _ pledges: [Pledge],
    _ targets: [ApplicableTarget?], _ draws: Int
  ) -> (SweepResult, SweepTable) {
    let municipalities = block.municipalityCount
    func outcome(_ area: Int, _ option: Int) -> SweepResult.Outcome {
      let place = area * block.optionCount + option
      return SweepResult.Outcome(
        tonnes: Self.toTheGram(sums.moments[place].mean),
        standardDeviation: Self.toTheGram(sums.moments[place].standardDeviation ?? 0),
        probability: targets[area].map { _ in
          Summarizer.probability(of: Int(sums.reached[place]), among: draws)
        })
    }
    var options: [SweepResult.Option] = []
    for panel in plan.panels {
      let level = simulators.firstIndex {
        $0.input.scenario.rounds[roundIndex].support.value == panel.support
      }!
      for index in panel.options {
        let column = index - panel.options.lowerBound
        let counties = members.indices.map { outcome(municipalities + $0, index) }
        var (adoptions, tonnes, priced, cost) = (0.0, 0.0, 0.0, 0.0)
        for pledge in block.columns.indices where panel.weights[pledge, column] > 0 {
          let weight = panel.weights[pledge, column] / Double(draws)
          let isPriced = block.levels[level].open.hasKnownCost(block.columns[pledge])
          for municipality in block.rank.indices
          where block.rank[municipality] < panel.municipalityCount {
            let place = block.place(level: level, municipality: municipality, column: pledge)
            adoptions += weight * sums.pledges[place]
            tonnes += weight * sums.pledges[place + 1]
            if isPriced { priced += weight * sums.pledges[place + 1] }
            cost += weight * sums.pledges[place + 2]
          }
        }
        let capped = Double(sums.capped[index]) / Double(draws)
        options.append(
          SweepResult.Option(
            option: plan.options[index], adoptions: adoptions.published,
            tonnes: counties.reduce(0) { $0 + $1.tonnes }.published,
            supportTonnes: Self.toTheGram(sums.support[level] / Double(draws)),
            cost: priced > 0 ? cost.published : nil,
            costShare: tonnes > 0 ? (priced / tonnes).published : 1, counties: counties,
            cappedShare: capped.published, isCapped: capped > 0.001, isOnFront: false))
      }
    }
    let isCosted = options.allSatisfy { $0.costShare == 1 }
    let frontCounty = scenario.counties.indices.first { targets[municipalities + $0] != nil }
    SweepFront.mark(&options, by: isCosted ? .cost : .adoptions, county: frontCounty)
    let result = SweepResult(
      scenario: scenario.name, year: scenario.horizon, draws: draws, seed: seed,
      catalogue: scenario.rounds[roundIndex].catalogue,
      round: scenario.rounds[roundIndex].period, priceYear: scenario.prices.year.value,
      pledges: pledges.map { SweepResult.SweptPledge(number: $0.number, name: $0.name) },
      counties: scenario.counties.enumerated().map { index, county in
        SweepResult.SweptCounty(
          code: county.code, name: county.name,
          emissions: (sums.standing[index] / Double(draws)).published,
          target: targets[municipalities + index]?.target.id)
      }, options: options, frontCounty: frontCounty, effort: isCosted ? .cost : .adoptions)
    return (
      result,
      SweepTable(
        productOperations: block.productOperations * Double(DrawBlock.count(draws: draws)),
        outcomes: options.indices.map { option in
          (0..<municipalities).map { outcome($0, option) }
        })
    )
  }
}
