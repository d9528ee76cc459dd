public import PledgeModel
public import Sampling
import Simulation

/// Compares options draw by draw: every option sees the same random numbers, so their difference is known far better than
/// either outlook.
///
/// The options run in lockstep over the municipalities they share, each with its own region, rounds and measures. A baseline
/// that starts from the same inputs is fitted once. All differences are an option minus the reference, the first scenario.
public struct Comparison: Sendable {
  /// Why scenarios cannot be compared at all.
  public enum Refusal: Error, Hashable {
    case noSharedMunicipality
    case noSharedYear
  }

  private let simulators: [Simulator]
  private let costPasses: [CostPass]
  private let axes: SharedAxes
  /// For each option, the first one whose baseline starts from the same inputs.
  private let baselineOwners: [Int]
  private var scenarios: [ResolvedScenario] { simulators.map(\.input.scenario) }

  /// - Parameter inputs: the reference, whose seed all use, then the options.
  /// - Throws: ``Refusal``, or when a baseline cannot be fitted.
  public init(_ inputs: [SimulationInput], threads: Int) throws {
    precondition(!inputs.isEmpty, "nothing to compare")
    axes = try SharedAxes(inputs.map(\.scenario))
    let streams = Streams(seed: inputs[0].scenario.seed)
    baselineOwners = inputs.map { input in
      inputs.firstIndex { $0.hasBaseline(of: input) }!
    }
    var simulators: [Simulator] = []
    for (input, owner) in zip(inputs, baselineOwners) {
      simulators.append(
        try Simulator(
          input, streams: streams, settings: SimulationSettings(threads: threads),
          sharing: owner < simulators.count ? simulators[owner] : nil, attributing: .group,
          in: axes.horizon...axes.horizon))
    }
    self.simulators = simulators
    let last = axes.horizon
    costPasses = simulators.map { CostPass($0, through: last) }
  }

  /// About how much memory a comparison takes.
  ///
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int) -> Int {
    simulators.reduce(0) { $0 + $1.memoryNeeded(draws: draws, isWhole: true) }
  }

  /// - Parameters:
  ///   - engineVersion: written into the results.
  ///   - files: the files each option was read from.
  /// - Throws: when a draw is not a finite number.
  public func results(
    draws: Int, engineVersion: String, files: [[InputFile]],
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(SamplingError) -> ComparisonResults {
    let run = LockstepRun(
      simulators, costPasses: costPasses, positions: axes.positions,
      baselineOwners: baselineOwners, drawCount: draws)
    let items = SharedItems(simulators)
    let summarizer = Summarizer(drawCount: draws, workers: simulators[0].workers)
    let comparer = AreaComparer(simulators, axes: axes, items: items, summarizer: summarizer)
    var towns: [Int: AreaComparison] = [:]
    var groups: [AreaComparison?] = axes.groups.map { _ in nil }
    var open: [Int: AreaDraws] = [:]
    for (step, municipality) in axes.order.enumerated() {
      let entered = axes.groups.indices.filter { axes.groups[$0].members.contains(municipality) }
      for group in entered where open[group] == nil { open[group] = run.areaDraws() }
      run.draw(municipality, addingTo: entered.map { open[$0]! })
      let place = axes.municipalities[municipality]
      towns[municipality] = try comparer.comparison(
        SharedAxes.Area(
          kind: .municipality, code: place.code.digits, name: place.name, members: [municipality]),
        run.municipality)
      let later = axes.order[(step + 1)...]
      for group in entered where !axes.groups[group].members.contains(where: later.contains) {
        groups[group] = try comparer.comparison(axes.groups[group], open[group]!)
        open[group] = nil
      }
      progress(Double(step + 1) / Double(axes.order.count))
    }
    let moved = simulators.map { MovedAdoption(simulators[0], $0).counts(draws: draws) }
    var options: [ComparedOption] = []
    for option in scenarios.indices {
      options.append(
        ComparedOption(
          name: scenarios[option].name, title: scenarios[option].title,
          notice: scenarios[option].notice, inputs: files[option],
          differences: option == 0
            ? [] : InputDifferences(scenarios[0], scenarios[option]).all,
          moved: moved[option], withoutCost: run.withoutCost(option),
          costs: try run.knownCosts(option, summarizer)))
    }
    return ComparisonResults(
      engine: Engine(version: engineVersion), draws: draws,
      seed: simulators[0].input.scenario.seed, years: axes.years, pledgeYears: axes.pledgeYears,
      priceYear: scenarios[0].prices.year.value, municipalities: axes.municipalities,
      items: items.all, options: options,
      warnings: ComparisonWarning.all(simulators.map(\.input)),
      areas: axes.municipalities.indices.map { towns[$0]! } + groups.map { $0! })
  }
}

extension SimulationInput {
  /// Whether both start from the same statistics and the same baseline, which nobody chooses.
  func hasPremises(of other: SimulationInput) -> Bool {
    scenario.lastInventoryYear == other.scenario.lastInventoryYear && pool == other.pool
      && scenario.baseline == other.scenario.baseline
  }

  /// Whether the baseline of another input is this one's.
  fileprivate func hasBaseline(of other: SimulationInput) -> Bool {
    let (own, others) = (scenario, other.scenario)
    return own.baseline == others.baseline && own.lastInventoryYear == others.lastInventoryYear
      && own.horizon == others.horizon
      && own.municipalities.map(\.code) == others.municipalities.map(\.code)
      && inventory == other.inventory && pool == other.pool && nation == other.nation
  }
}

extension ComparisonWarning {
  /// What makes options hard to compare.
  fileprivate static func all(_ inputs: [SimulationInput]) -> [ComparisonWarning] {
    let reference = inputs[0]
    func differ<Value: Equatable>(_ value: (SimulationInput) -> Value) -> Bool {
      inputs.contains { value($0) != value(reference) }
    }
    let found: [(ComparisonWarning, Bool)] = [
      (.seed, differ(\.scenario.seed)), (.draws, differ(\.scenario.draws)),
      (.inventory, differ(\.pool.release) || differ(\.pool)),
      (.lastYear, differ(\.scenario.lastInventoryYear)), (.horizon, differ(\.scenario.horizon)),
      (.region, differ { Set($0.scenario.municipalities.map(\.code)) }),
      (.baseline, differ(\.scenario.baseline)),
      (
        .prices, differ(\.scenario.prices.year.value) || differ(\.scenario.discountRate.value)
      ),
    ]
    return found.filter(\.1).map(\.0)
  }
}
