public import LinearAlgebra
public import PledgeModel
import Sampling
import Simulation

/// Finds which groups of inputs the uncertainty of a scenario's last year comes from, in every area at once.
///
/// - Source: Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018, first order; Jansen (1999),
///   doi:10.1016/S0010-4655(98)00154-4, total.
public struct Sensitivity: Sendable {
  private let simulator: Simulator
  private let threads: Int
  private let groups: [InputGroup]
  private var scenario: ResolvedScenario { simulator.input.scenario }

  /// Why there is no choice between two scenarios whose better knowledge could be valued.
  public enum Refusal: Error, Hashable {
    /// They differ in what the emissions are of, and not only in what is done about them.
    case otherEmissions([ComparisonWarning])
  }

  /// Fits the baseline.
  public init(_ input: SimulationInput, threads: Int) throws(LinearAlgebraError) {
    self.threads = threads
    simulator = try Simulator(input, settings: SimulationSettings(threads: threads))
    groups = PickFreezeSamples.groups(of: input.scenario)
  }

  /// About how much memory the analysis takes.
  ///
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int) -> Int {
    // A run for each sample is more than the tables of any.
    (groups.count + 2) * simulator.memoryNeeded(draws: draws, isWhole: true) / 4
      + Resampling.count * draws * MemoryLayout<Double>.size
  }

  /// - Parameters:
  ///   - alternative: another option, for what it would be worth to know more before choosing.
  /// - Throws: ``Refusal`` of an alternative with other municipalities, years or inventory; when the correlations of effects
  ///   are not positive definite, or a draw is not finite.
  public func result(
    draws: Int, seed: UInt64, alternative: Sensitivity? = nil,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws -> SensitivityResult {
    if let alternative { try refuseOtherEmissions(than: alternative) }
    let groups = InputGroup.allCases.filter {
      self.groups.contains($0) || alternative?.groups.contains($0) ?? false
    }
    let resampling = Resampling(drawCount: draws, seed: seed)
    let samples = try samples(groups, seed)
    var areas: [Result<SensitivityResult.Area, SamplingError>] = []
    let municipalities = scenario.municipalities
    let counties = samples.draw(draws) { municipality, outcomes in
      let place = municipalities[municipality]
      areas.append(
        area(.municipality, place.code.digits, place.name, outcomes, groups, draws, resampling))
      progress(Double(municipality + 1) / Double(municipalities.count + 1))
    }
    for (county, outcomes) in zip(scenario.counties, counties) {
      areas.append(area(.county, county.code, county.name, outcomes, groups, draws, resampling))
    }
    let inputs = singleInputs(draws: draws, seed: seed)
    let choice = try alternative.map {
      try information($0, groups, against: counties, draws: draws, seed: seed)
    }
    progress(1)
    return SensitivityResult(
      scenario: scenario.name, year: scenario.horizon, draws: draws, seed: seed,
      areas: try areas.map { try $0.get() }, inputs: inputs, choice: choice)
  }

  private func refuseOtherEmissions(than alternative: Sensitivity) throws(Refusal) {
    let (own, other) = (simulator.input, alternative.simulator.input)
    func codes(_ input: SimulationInput) -> Set<MunicipalityCode> {
      Set(input.scenario.municipalities.map(\.code))
    }
    let found: [(ComparisonWarning, Bool)] = [
      (.region, codes(own) != codes(other)),
      (.horizon, own.scenario.horizon != other.scenario.horizon),
      (.lastYear, own.scenario.lastInventoryYear != other.scenario.lastInventoryYear),
      (.inventory, own.pool != other.pool || own.nation != other.nation),
      (.baseline, own.scenario.baseline != other.scenario.baseline),
    ]
    let differing = found.filter(\.1).map(\.0)
    if !differing.isEmpty { throw .otherEmissions(differing) }
  }

  private func samples(
    _ groups: [InputGroup], _ seed: UInt64
  ) throws(LinearAlgebraError) -> PickFreezeSamples {
    try PickFreezeSamples(
      simulator, groups: groups, seed: seed, yearIndex: simulator.years.count - 1,
      threads: threads)
  }

  private func area(
    _ kind: AreaKind, _ code: String, _ name: String, _ table: DrawTable<Double>,
    _ groups: [InputGroup], _ draws: Int, _ resampling: Resampling
  ) -> Result<SensitivityResult.Area, SamplingError> {
    let count = scenario.rounds.isEmpty ? 1 : PickFreezeSamples.outcomeCount
    let slots = ResultSlots<Result<SensitivityResult.Outcome, SamplingError>>(count: count)
    simulator.workers.forEach(count) { _, index in
      let rows = (0..<groups.count + 2).map { table.row(index * (groups.count + 2) + $0) }
      slots.set(
        index,
        Result { () throws(SamplingError) in
          try outcome(
            rows.map { Array(UnsafeBufferPointer(start: $0, count: draws)) }, groups,
            resampling)
        })
    }
    let outcomes = slots.values
    return Result { () throws(SamplingError) in
      SensitivityResult.Area(
        kind: kind, code: code, name: name, emissions: try outcomes[0].get(),
        avoided: count > 1 ? try outcomes[1].get() : nil)
    }
  }

  private func outcome(
    _ rows: [[Double]], _ groups: [InputGroup], _ resampling: Resampling
  ) throws(SamplingError) -> SensitivityResult.Outcome {
    let terms = PickFreezeTerms(rows, drawCount: rows[0].count)
    let means = terms.means
    let resampled = terms.means(resampling).compactMap { terms.indices(ofMeans: $0) }
    var selector = QuantileSelector(capacity: Resampling.count)
    func estimate(
      _ value: Double, _ resamples: [Double]
    ) throws(SamplingError) -> SensitivityResult.Estimate {
      var ends = [0.0, 0.0]
      try selector.quantiles([0.05, 0.95], of: resamples, count: resamples.count, into: &ends)
      return SensitivityResult.Estimate(
        value: value.published, low: ends[0].published, high: ends[1].published)
    }
    var found: [SensitivityResult.Group] = []
    // What varies in a few draws only is missing from some resamples, and no more to be trusted than what never varies.
    if let indices = terms.indices(ofMeans: means), resampled.count == Resampling.count {
      for (index, group) in groups.enumerated() {
        found.append(
          SensitivityResult.Group(
            group: group,
            first: try estimate(indices.first[index], resampled.map { $0.first[index] }),
            total: try estimate(indices.total[index], resampled.map { $0.total[index] })))
      }
    }
    let moments = RunningMoments(rows[0], count: rows[0].count)
    let spread = PickFreezeTerms.variance(means).squareRoot()
    try Summarizer.refuseBoundless(moments.mean, spread)
    return SensitivityResult.Outcome(
      mean: moments.mean.published, standardDeviation: spread.published, groups: found)
  }

  // MARK: - Single inputs

  /// Most draws for the means that single inputs are varied around.
  private static let meanDraws = 1_024
  /// Points of the Sobol sequence, and most inputs that get indices of their own.
  private static let pointCount = 1_024
  private static let indexedCount = SobolSequence.maximalDimensionCount / 2

  /// A bar for every single input, the longest first.
  private func singleInputs(draws: Int, seed: UInt64) -> [SensitivityResult.Input] {
    let single = SingleInputs(
      simulator, yearIndex: simulator.years.count - 1, draws: min(draws, Self.meanDraws))
    let means = single.means
    let bars = single.inputs.indices.map { input in
      let ends = [0.1, 0.9].map { share in
        var values = means
        values[input] = single.value(input, at: share)
        return single.emissions(values)
      }
      return (input: input, low: ends[0], high: ends[1])
    }.sorted { (-abs($0.high - $0.low), $0.input) < (-abs($1.high - $1.low), $1.input) }
    let indexed = Array(bars.prefix(Self.indexedCount).map(\.input))
    let indices =
      indexed.isEmpty
      ? nil
      : SobolIndices.ofFunction(
        dimensionCount: indexed.count, pointCount: Self.pointCount, seed: seed
      ) { point in
        var values = means
        for (input, share) in zip(indexed, point) { values[input] = single.value(input, at: share) }
        return single.emissions(values)
      }
    let base = single.emissions(means)
    return bars.enumerated().map { place, bar in
      SensitivityResult.Input(
        id: single.inputs[bar.input].id, low: (bar.low - base).published,
        high: (bar.high - base).published,
        first: place < indexed.count ? indices?.first[place].published : nil,
        total: place < indexed.count ? indices?.total[place].published : nil)
    }
  }

  // MARK: - Choice

  /// What it is worth to know more before choosing between this scenario and another.
  private func information(
    _ alternative: Sensitivity, _ groups: [InputGroup], against counties: [DrawTable<Double>],
    draws: Int, seed: UInt64
  ) throws -> ChoiceInformation {
    let others = try alternative.samples(groups, seed).draw(draws)
    func sum(_ tables: [DrawTable<Double>], _ sample: Int) -> [Double] {
      (0..<draws).map { draw in tables.reduce(0) { $0 + $1.row(sample)[draw] } }
    }
    var expected = [0.0, 0.0]
    var differences: [[Double]] = []
    for sample in 0..<groups.count + 2 {
      let (own, other) = (sum(counties, sample), sum(others, sample))
      if sample == 0 {
        expected = [
          RunningMoments(own, count: draws).mean.published,
          RunningMoments(other, count: draws).mean.published,
        ]
      }
      differences.append(zip(own, other).map { $1 - $0 })
    }
    let terms = PickFreezeTerms(differences, drawCount: draws)
    let means = terms.means
    // Nothing is worth knowing about a difference that does not vary.
    let shares = terms.indices(ofMeans: means)?.first ?? groups.map { _ in 0 }
    return ChoiceInformation(
      alternative: alternative.scenario.name, expected: expected,
      standardDeviation: PickFreezeTerms.variance(means).squareRoot().published,
      perfect: Self.value(differences[0], known: 1).published,
      groups: zip(groups, shares).map {
        ChoiceInformation.Value(
          group: $0, tonnes: Self.value(differences[0], known: $1).published)
      })
  }

  /// The expected gain of choosing by the sign of the known part of a difference and not by that of its mean.
  ///
  /// - Parameters:
  ///   - differences: draws of the alternative's outcome minus the scenario's; less is better.
  ///   - share: the share of their variance that is known before choosing.
  /// - Accuracy: exact when the known part has the shape of the whole, as with normal numbers.
  package static func value(_ differences: [Double], known share: Double) -> Double {
    let mean = RunningMoments(differences, count: differences.count).mean
    let scale = min(1, max(0, share)).squareRoot()
    let gains = differences.map { max(0, -(mean + scale * ($0 - mean))) }
    return max(0, RunningMoments(gains, count: gains.count).mean - max(0, -mean))
  }
}
