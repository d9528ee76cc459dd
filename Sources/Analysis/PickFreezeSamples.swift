import LinearAlgebra
import PledgeModel
import Simulation

/// The outcomes of a scenario under every sample of a pick-freeze design on streams.
///
/// Sample A takes all random numbers from one seed, sample B from another, and mixed sample i takes those of group i from B.
/// Emissions are a baseline, what measures leave of it, and what pledges change, and a group enters one of these only: each
/// part is drawn once for every combination it can tell apart, so that eight groups cost five runs and not ten.
struct PickFreezeSamples: Sendable {
  let groups: [InputGroup]
  /// Two outcomes of each municipality: emissions, then net tonnes that pledges newly take off.
  static let outcomeCount = 2
  /// A and B, then one for each group.
  var sampleCount: Int { groups.count + 2 }

  private let simulators: [Simulator]
  /// For each sample, the sample that is the first to draw the same baseline, or the same pledges.
  private let baselineOf: [Int]
  private let pledgesOf: [Int]
  private let yearIndex: Int

  private static let ofBaseline: Set<InputGroup> = [.trend, .nationalShocks, .localShocks]
  private static let ofPledges: Set<InputGroup> = [.effects, .adoption, .realisation]

  /// The groups that can move a scenario's territorial emissions.
  static func groups(of scenario: ResolvedScenario) -> [InputGroup] {
    let hasPledges = !scenario.rounds.isEmpty
    return InputGroup.allCases.filter {
      switch $0 {
      case .trend, .nationalShocks, .localShocks: true
      case .effects, .adoption, .realisation: hasPledges
      case .measures: !scenario.measures.isEmpty
      case .additionality:
        hasPledges && (scenario.additionality != nil || scenario.rebound != nil)
      }
    }
  }

  /// - Parameter yearIndex: the position of the year among the projected years.
  init(
    _ base: Simulator, groups: [InputGroup], seed: UInt64, yearIndex: Int, threads: Int
  ) throws(LinearAlgebraError) {
    self.groups = groups
    self.yearIndex = yearIndex
    let replaced = [[], Set(InputGroup.allCases)] + groups.map { Set([$0]) }
    // Any other seed would do: streams with different keys are independent.
    let other = seed ^ 0x9E37_79B9_7F4A_7C15
    var simulators: [Simulator] = []
    for set in replaced {
      simulators.append(
        try Simulator(
          base.input, streams: Streams(seed: seed, replacing: set, with: other),
          settings: SimulationSettings(threads: threads), sharing: base))
    }
    self.simulators = simulators
    func firstAlike(_ part: Set<InputGroup>) -> [Int] {
      replaced.map { set in
        replaced.firstIndex { $0.intersection(part) == set.intersection(part) }!
      }
    }
    baselineOf = firstAlike(Self.ofBaseline)
    pledgesOf = firstAlike(Self.ofPledges)
  }

  /// Calls `visit` with every municipality's outcomes, one after the other, and returns those of every county.
  ///
  /// - Shape: rows by outcome, then sample.
  func draw(
    _ drawCount: Int,
    visit: (_ municipality: Int, _ outcomes: DrawTable<Double>) -> Void = { _, _ in }
  ) -> [DrawTable<Double>] {
    let blocks = DrawBlock.count(draws: drawCount)
    let base = simulators[0]
    let shared = simulators.indices.map { sample in
      pledgesOf[sample] == sample ? simulators[sample].prepare(drawCount: drawCount) : nil
    }
    let emissions = simulators.map { $0.prepareEmissions(drawCount: drawCount) }
    let rows = Self.outcomeCount * sampleCount
    let outcomes = DrawTable<Double>(rowCount: rows, blockCount: blocks)
    let scenario = base.input.scenario
    let counties = scenario.counties.map { _ in
      DrawTable<Double>(rowCount: rows, blockCount: blocks)
    }
    let sectors = Sector.allCases.count
    let baselines = simulators.map { _ in
      DrawTable<Double>(rowCount: sectors, blockCount: blocks)
    }
    let left = DrawTable<Double>(rowCount: sectors, blockCount: blocks)
    let changes = simulators.map { _ in
      DrawTable<Double>(rowCount: 2 * sectors, blockCount: blocks)
    }
    let baselineYears = simulators.map { BaselineYear($0, yearIndex: yearIndex) }
    let pledgeYears = simulators.map { PledgeYear($0, yearIndex: yearIndex) }
    for (municipality, place) in scenario.municipalities.enumerated() {
      let county = counties[scenario.counties.firstIndex { $0.code == place.code.county }!]
      base.forEachTile(blocks) { tile in
        var baselineScratch = BaselineYear.Scratch(baselineYears[0])
        var pledgeScratch = PledgeYear.Scratch(pledgeYears[0])
        for index in tile {
          let block = DrawBlock(index: index)
          for sample in simulators.indices {
            if baselineOf[sample] == sample {
              baselineYears[sample].fill(
                municipality, block, shared: emissions[sample].baseline, into: baselines[sample],
                &baselineScratch)
            }
            if let shared = shared[sample] {
              pledgeYears[sample].fillAdopted(
                municipality, block, shared, into: changes[sample], &pledgeScratch)
            }
            let baseline = baselines[baselineOf[sample]]
            left.copy(0..<sectors, of: baseline, block)
            baselineYears[sample].applyMeasures(
              municipality, block, fractions: emissions[sample].fractions, to: left)
            combine(
              left, changes[pledgesOf[sample]], net: emissions[sample].net.row(0, block), block,
              emissions: outcomes.row(sample, block),
              avoided: outcomes.row(sampleCount + sample, block))
          }
          county.add(0..<rows, of: outcomes, block)
        }
      }
      visit(municipality, outcomes)
    }
    return counties
  }

  private func combine(
    _ left: DrawTable<Double>, _ changes: DrawTable<Double>, net: UnsafePointer<Double>,
    _ block: DrawBlock, emissions: UnsafeMutablePointer<Double>,
    avoided: UnsafeMutablePointer<Double>
  ) {
    let sectors = Sector.allCases.count
    emissions.update(repeating: 0, count: drawsPerBlock)
    avoided.update(repeating: 0, count: drawsPerBlock)
    for sector in 0..<sectors {
      let path = left.row(sector, block)
      let new = changes.row(sector, block)
      let ended = changes.row(sectors + sector, block)
      for draw in 0..<drawsPerBlock {
        emissions[draw] += max(0, path[draw] - net[draw] * (new[draw] - ended[draw]))
        avoided[draw] += net[draw] * new[draw]
      }
    }
  }
}
