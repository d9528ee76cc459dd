import PledgeModel
import Sampling

/// Makes the results that concern all municipalities together: pledges, measures, rounds and adoption.
struct ResultAssembly {
  private let simulator: Simulator
  private let ensemble: Ensemble
  private let scenario: ResolvedScenario
  private let draws: Double

  init(_ simulator: Simulator, ensemble: Ensemble) {
    self.simulator = simulator
    self.ensemble = ensemble
    scenario = simulator.input.scenario
    draws = Double(ensemble.drawCount)
  }

  func pledges() -> [PledgeResult] {
    simulator.rounds.enumerated().flatMap { position, round in
      round.catalogue.pledges.enumerated().map { offset, pledge in
        let index = simulator.pledges.firstPledge[position] + offset
        let tallies = ensemble.tallies.map { $0[index] }
        let known = round.rows.count { $0.known >> UInt64(offset) & 1 == 1 }
        return PledgeResult(
          catalogue: round.catalogue.id, round: round.round.period, number: pledge.number,
          name: pledge.name, ledger: pledge.effect?.ledger, sector: pledge.effect?.sector,
          evidence: grade(position, offset),
          adopted: (Double(tallies.reduce(0) { $0 + $1.adopted }) / draws).published,
          adoptedKnown: known,
          done: (Double(tallies.reduce(0) { $0 + $1.done }) / draws).published,
          tonnes: pledge.effect == nil ? nil : ensemble.pledgeDigest.summary(index),
          newSinceInventory: pledge.effect?.ledger == .territorial
            ? (tallies.reduce(0) { $0 + $1.new } / draws).published : nil)
      }
    }
  }

  func measures() -> [MeasureResult] {
    scenario.measures.enumerated().map { index, measure in
      MeasureResult(
        id: measure.id, name: measure.name, sector: measure.sector,
        evidence: measure.fraction.provenance.evidence,
        tonnes: ensemble.measureDigest.summary(index))
    }
  }

  /// Which items the areas' bands are of, and how much of the sharing rests on random orders; nil without an attribution.
  func attribution() -> Attribution? {
    guard let pass = simulator.emissions.bands else { return nil }
    var total = BandPass.Tally(
      itemCount: pass.plan.items.count, yearCount: simulator.emissions.years.count)
    for tally in ensemble.bands { total += tally }
    let cells = Double(pass.cellCount) * draws
    return Attribution(
      items: pass.plan.items,
      sharedUnderCap: cells > 0 ? (Double(total.shared) / cells).published : 0,
      sampled: total.shared > 0 ? (Double(total.sampled) / Double(total.shared)).published : 0,
      samplingError: ((total.squaredErrors.max() ?? 0).squareRoot() / draws).published)
  }

  /// What avoiding a tonne costs; nil without an attribution, which alone has a use for it.
  func costs() throws(SamplingError) -> [KnownCost]? {
    guard simulator.emissions.bands != nil else { return nil }
    let sampler = CostSampler(scenario, streams: simulator.streams)
    let digest = try ensemble.digest(rowCount: sampler.items.count) {
      sampler.prepare($0, into: $1)
    }
    return sampler.published(sampler.items.indices.map { digest.summary($0) })
  }

  func rounds() -> [RoundResult] {
    simulator.rounds.enumerated().map { position, round in
      let own = (0..<5).map { ensemble.roundDigest.summary(5 * position + $0) }
      let tonnes = pledgeTonnes(position)
      return RoundResult(
        catalogue: round.catalogue.id, round: round.round.period, adopted: own[0],
        adoptedKnown: round.knownCount, doneAtEnd: own[1], startedAtEnd: own[2],
        doneAtHorizon: own[3], tonnesAtEnd: own[4], followUp: round.round.followUp,
        publishedPotential: round.catalogue.publishedPotential,
        largestShares: largestShares(position, tonnes),
        effectEvidence: effectEvidence(position, tonnes))
    }
  }

  /// How many municipalities a round names in each ledger.
  private static let largestCount = 5

  private func largestShares(_ position: Int, _ tonnes: [[Double]]) -> [MunicipalityShare] {
    Ledger.allCases.flatMap { ledger in
      let pledges = pledges(of: ledger, position)
      let sums = tonnes.map { own in pledges.reduce(0) { $0 + own[$1] } }
      let total = sums.reduce(0, +)
      return sums.indices.filter { sums[$0] > 0 }
        .sorted { (-sums[$0], $0) < (-sums[$1], $1) }.prefix(Self.largestCount)
        .map {
          MunicipalityShare(
            ledger: ledger, municipality: scenario.municipalities[$0].code,
            tonnes: sums[$0].published, share: (sums[$0] / total).published)
        }
    }
  }

  private func effectEvidence(_ position: Int, _ tonnes: [[Double]]) -> [EvidenceShare] {
    Ledger.allCases.flatMap { ledger in
      let pledges = pledges(of: ledger, position)
      var sums: [Evidence: Double] = [:]
      for (municipality, own) in tonnes.enumerated() {
        for pledge in pledges {
          sums[grade(position, municipality, pledge), default: 0] += own[pledge]
        }
      }
      let grades = Evidence.allCases.filter { sums[$0, default: 0] > 0 }
      let total = grades.reduce(0) { $0 + sums[$1]! }
      return grades.map {
        EvidenceShare(
          ledger: ledger, evidence: $0, tonnes: sums[$0]!.published,
          share: (sums[$0]! / total).published)
      }
    }
  }

  private func tally(_ municipality: Int, _ index: Int) -> PledgePass.Tally {
    ensemble.tallies[municipality][index]
  }

  /// Expected gross tonnes in the horizon year, by municipality and pledge of a round.
  private func pledgeTonnes(_ position: Int) -> [[Double]] {
    let first = simulator.pledges.firstPledge[position]
    return scenario.municipalities.indices.map { municipality in
      (0..<simulator.rounds[position].pledgeCount).map {
        tally(municipality, first + $0).tonnes / draws
      }
    }
  }

  /// Which pledges of a round act in a ledger.
  private func pledges(of ledger: Ledger, _ position: Int) -> [Int] {
    let pledges = simulator.rounds[position].catalogue.pledges
    return pledges.indices.filter { pledges[$0].effect?.ledger == ledger }
  }

  /// The weakest grade among the effect sizes behind a pledge's tonnes; how well its frequency is founded, without tonnes.
  private func grade(_ position: Int, _ offset: Int) -> Evidence {
    let pledge = simulator.rounds[position].catalogue.pledges[offset]
    guard pledge.effect != nil else { return pledge.adoption.provenance.evidence }
    let index = simulator.pledges.firstPledge[position] + offset
    let acting = scenario.municipalities.indices.filter {
      tally($0, index).tonnes > 0
    }
    let grades = (acting.isEmpty ? Array(scenario.municipalities.indices) : acting).map {
      grade(position, $0, offset)
    }
    return Evidence.allCases.last(where: grades.contains) ?? .assumption
  }

  private func grade(_ position: Int, _ municipality: Int, _ offset: Int) -> Evidence {
    let pledge = simulator.rounds[position].catalogue.pledges[offset]
    let own = scenario.ownQuantities.first {
      $0.municipality == scenario.municipalities[municipality].code && $0.pledge == pledge.number
        && $0.catalogue == simulator.rounds[position].catalogue.id
    }
    guard let own else { return pledge.effect?.size.provenance.evidence ?? .assumption }
    let grade = own.provenance.evidence
    guard own.factor == nil, let effect = pledge.effect else { return grade }
    let ofCatalogue = (effect.perUnit?.size ?? effect.size).provenance.evidence
    return Evidence.allCases.last(where: [grade, ofCatalogue].contains) ?? grade
  }

  func adoption() -> [AdoptionCell] {
    // Looked up once, not for every municipality.
    let pledges = simulator.rounds.map { round in
      round.catalogue.pledges.map { (number: $0.number, hasTonnes: $0.effect != nil) }
    }
    return scenario.municipalities.indices.flatMap { municipality in
      let code = scenario.municipalities[municipality].code
      return simulator.rounds.enumerated().flatMap { position, round in
        pledges[position].enumerated().map { offset, pledge in
          let index = simulator.pledges.firstPledge[position] + offset
          let tally = tally(municipality, index)
          let adopted = Double(tally.adopted) / draws
          return AdoptionCell(
            municipality: code, catalogue: round.catalogue.id, round: round.round.period,
            pledge: pledge.number, status: knowledge(round, municipality, offset, adopted),
            probability: adopted.published, done: (Double(tally.done) / draws).published,
            tonnes: pledge.hasTonnes ? (tally.tonnes / draws).published : nil)
        }
      }
    }
  }

  private func knowledge(
    _ round: RoundPlan, _ municipality: Int, _ pledge: Int, _ adopted: Double
  ) -> AdoptionKnowledge {
    let bit: UInt64 = 1 << UInt64(pledge)
    if round.alreadyDoing[municipality] & bit != 0 { return .alreadyDoing }
    let row = round.rows[municipality]
    if row.known & bit != 0 { return adopted == 1 ? .known : .scenario }
    if case .known = row { return adopted > 0 ? .scenario : .absent }
    guard adopted == 0 || adopted == 1 else { return .imputed }
    let code = scenario.municipalities[municipality].code
    let number = round.catalogue.pledges[pledge].number
    let isDecided = round.round.levers.contains {
      adopted == 1 ? $0.mayAdd(number, in: code) : $0.mayRemove(number, in: code)
    }
    return isDecided ? .scenario : .imputed
  }
}
