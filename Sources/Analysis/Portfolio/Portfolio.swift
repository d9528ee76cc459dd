public import LinearAlgebra
public import PledgeModel
import Sampling
import Simulation
import Synchronization

/// Proposes which pledges to adopt next, and where.
///
/// Candidates are the pledges of the newest round that a municipality has not adopted for certain. A candidate brings the net
/// tonnes it newly takes off in the last year if it is adopted and carried out as the model carries out any other, in
/// the draws in which it is not adopted anyway. What the choice changes is then found by two runs on the same draws,
/// where no sector falls below zero; the choice itself counts without that floor.
public struct Portfolio: Sendable {
  private let simulator: Simulator
  private let threads: Int
  private let seed: UInt64
  private var scenario: ResolvedScenario { simulator.input.scenario }

  /// Fits the baseline.
  public init(
    _ input: SimulationInput, seed: UInt64? = nil, threads: Int
  ) throws(LinearAlgebraError) {
    self.threads = threads
    self.seed = seed ?? input.scenario.seed
    simulator = try Simulator(
      input, streams: Streams(seed: self.seed), settings: SimulationSettings(threads: threads))
  }

  /// About how much memory the search takes.
  ///
  /// - Unit: bytes.
  public func memoryNeeded(draws: Int) -> Int {
    let pledges = scenario.newestRound.map { simulator.rounds[$0].pledgeCount }
    let rows = (pledges ?? 0) * (scenario.municipalities.count + 3)
    return simulator.memoryNeeded(draws: draws, isWhole: true) + rows * draws
      * MemoryLayout<Double>.size
  }

  /// - Throws: ``PortfolioError``, or when a draw is not finite.
  public func result(
    _ request: PortfolioRequest, draws: Int, progress: @Sendable (Double) -> Void = { _ in }
  ) throws -> PortfolioResult {
    guard let roundIndex = scenario.newestRound else {
      throw PortfolioError.noRound
    }
    let target = try target(request)
    let yearIndex = (target?.targetYear ?? scenario.horizon) - scenario.lastInventoryYear - 1
    let members = target.map { scenario.members(of: $0) } ?? Set(scenario.municipalities.indices)
    let before = try emissions(simulator, yearIndex, members, draws)
    let open = PortfolioCandidates(
      simulator, roundIndex: roundIndex, yearIndex: yearIndex, ledger: request.ledger,
      draws: draws,
      isWanted: { municipality, pledge in
        (request.objective == .tonnes || members.contains(municipality))
          && !request.exclusions.contains {
            $0.holds(scenario.municipalities[municipality].code, pledge)
          }
      }, progress: { progress(0.8 * $0) }
    ).candidates
    let affordable = request.limits.budget == nil ? open : open.filter { $0.cost != nil }
    if affordable.isEmpty, !open.isEmpty {
      throw PortfolioError.noKnownCost(candidates: open.count)
    }
    let problem = PortfolioProblem(
      candidates: affordable.map {
        PortfolioProblem.Candidate(
          gain: $0.mean, cost: $0.cost ?? 0, municipality: $0.municipality)
      }, limits: request.limits, yearCount: adoptionYears(roundIndex).count)
    let found: PortfolioChoice
    switch request.objective {
    case .tonnes: found = problem.largestGain()
    case .probability:
      let level = before.target(target)!.level
      found = TargetPortfolio(
        problem, gains: affordable.map(\.tonnes), distances: before.draws.map { $0 - level },
        workers: simulator.workers
      ).best()
    }
    let chosen = found.chosen.map { affordable[$0] }
    let after = try emissions(
      try simulator.adopting(chosen, roundIndex: roundIndex, threads: threads), yearIndex,
      members, draws)
    progress(1)
    let sum = sum(chosen, draws)
    let reduction = zip(before.draws, after.draws).map { $0 - $1 }
    let costs = chosen.compactMap(\.cost)
    return PortfolioResult(
      scenario: scenario.name, draws: draws, seed: seed, request: request,
      adoptionYears: Array(adoptionYears(roundIndex)),
      catalogue: scenario.rounds[roundIndex].catalogue,
      round: scenario.rounds[roundIndex].period, year: scenario.lastInventoryYear + 1 + yearIndex,
      priceYear: scenario.prices.year.value, candidates: affordable.count,
      withoutKnownCost: open.count { $0.cost == nil }, choices: try choices(chosen),
      total: try tonnes(sum), cost: costs.isEmpty ? nil : costs.reduce(0, +).published,
      value: found.value.published, bound: found.bound.published,
      outcome: PortfolioResult.Outcome(
        before: before.mean, after: after.mean,
        reduction: try tonnes(reduction),
        cappedShare: request.ledger == .territorial
          ? Self.shareLost(
            of: self.sum(chosen.filter { members.contains($0.municipality) }, draws), reduction,
            from: before.draws) : 0),
      target: target.flatMap { target in
        guard let before = before.target(target), let after = after.target(target) else {
          return nil
        }
        return PortfolioResult.TargetOutcome(
          id: target.id, name: target.name, level: before.level, before: before.probability,
          after: after.probability, gapBefore: before.gap.mean, gapAfter: after.gap.mean)
      })
  }

  /// The target that counts; nil when none is asked for and none is there.
  private func target(_ request: PortfolioRequest) throws(PortfolioError) -> Target? {
    let projected = scenario.targets.filter {
      (scenario.lastInventoryYear + 1...scenario.horizon).contains($0.targetYear)
        && !scenario.members(of: $0).isEmpty
    }
    if let id = request.target {
      guard let target = projected.first(where: { $0.id == id }) else { throw .noTarget }
      return target
    }
    let usual = projected.first { $0.area.utf8.count == 2 } ?? projected.first
    if usual == nil, request.objective == .probability { throw .noTarget }
    return usual
  }

  /// The years in which pledges of a round can still be adopted.
  private func adoptionYears(_ roundIndex: Int) -> ClosedRange<Int> {
    let next = scenario.lastInventoryYear + 1
    let first = max(next, scenario.rounds[roundIndex].firstYear)
    return min(first, scenario.horizon)...scenario.horizon
  }

  /// What some candidates take off together in each draw, as if no sector could run out.
  private func sum(_ chosen: [PortfolioCandidates.Candidate], _ draws: Int) -> [Double] {
    chosen.reduce(into: [Double](repeating: 0, count: draws)) { sum, candidate in
      for draw in sum.indices { sum[draw] += candidate.tonnes[draw] }
    }
  }

  /// The share of draws in which less is taken off than promised, by more than the rounding of emissions.
  private static func shareLost(
    of promised: [Double], _ reduction: [Double], from before: [Double]
  ) -> Double {
    let lost = promised.indices.count {
      promised[$0] - reduction[$0] > 1e-10 * before[$0].magnitude
    }
    return (Double(lost) / Double(promised.count)).published
  }

  private func tonnes(_ draws: [Double]) throws(SamplingError) -> PortfolioResult.Tonnes {
    var ends = [0.0, 0.0]
    var selector = QuantileSelector(capacity: draws.count)
    try selector.quantiles([0.1, 0.9], of: draws, count: draws.count, into: &ends)
    return PortfolioResult.Tonnes(
      mean: RunningMoments(draws, count: draws.count).mean.published, low: ends[0].published,
      high: ends[1].published)
  }

  private func choices(
    _ chosen: [PortfolioCandidates.Candidate]
  ) throws(SamplingError) -> [PortfolioResult.Choice] {
    var choices: [PortfolioResult.Choice] = []
    var (gain, cost): (Double, Double?) = (0, 0)
    for candidate in chosen {
      gain += candidate.mean
      // A sum without one of its parts is not known either.
      cost = cost.flatMap { sum in candidate.cost.map { sum + $0 } }
      let place = scenario.municipalities[candidate.municipality]
      choices.append(
        PortfolioResult.Choice(
          municipality: place.code, municipalityName: place.name,
          pledge: candidate.pledge.number, pledgeName: candidate.pledge.name,
          sector: candidate.pledge.effect?.sector, adopted: candidate.adopted.published,
          // What is known to be adopted is no candidate.
          isImputed: candidate.adopted > 0,
          tonnes: try tonnes(candidate.tonnes), cumulatedTonnes: gain.published,
          cost: candidate.cost?.published, cumulatedCost: cost?.published))
    }
    return choices
  }

  // MARK: - Runs

  /// Emissions of one year in some municipalities together.
  private struct Emissions {
    let draws: [Double]
    let results: Results

    var mean: Double { RunningMoments(draws, count: draws.count).mean.published }

    func target(_ target: Target?) -> TargetResult? {
      results.areas.first { $0.code == target?.area }?.targets.first { $0.id == target?.id }
    }
  }

  private func emissions(
    _ simulator: Simulator, _ yearIndex: Int, _ members: Set<Int>, _ draws: Int
  ) throws(SamplingError) -> Emissions {
    let codes = Set(members.map { scenario.municipalities[$0].code })
    let sum = Mutex([Double](repeating: 0, count: draws))
    let observer = SimulationObserver(emissionDraws: { municipality, years in
      guard codes.contains(municipality.code) else { return }
      sum.withLock { sum in
        for draw in sum.indices { sum[draw] += years[yearIndex][draw] }
      }
    })
    let results = try simulator.run(draws: draws, engineVersion: "", observer: observer)
    return Emissions(draws: sum.withLock { $0 }, results: results)
  }
}

extension ResolvedScenario {
  /// The municipalities a target is about, by position.
  fileprivate func members(of target: Target) -> Set<Int> {
    Set(
      municipalities.indices.filter {
        let code = municipalities[$0].code
        return code.digits == target.area || code.county == target.area
      })
  }
}

extension Simulator {
  /// The same scenario with some pledges adopted for certain in one of its rounds.
  fileprivate func adopting(
    _ chosen: [PortfolioCandidates.Candidate], roundIndex: Int, threads: Int
  ) throws(LinearAlgebraError) -> Simulator {
    var input = input
    for candidate in chosen {
      input.scenario.rounds[roundIndex].levers.append(
        .add(
          municipality: input.scenario.municipalities[candidate.municipality].code,
          pledges: [candidate.pledge.number]))
    }
    return try Simulator(
      input, streams: streams, settings: SimulationSettings(threads: threads), sharing: self)
  }
}
