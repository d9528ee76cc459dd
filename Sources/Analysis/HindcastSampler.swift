package import LinearAlgebra
package import PledgeModel
package import Simulation

/// Draws the counts and tonnes of one round as the programme publishes them, with nothing known of how the round went.
///
/// Published tonnes are full-year tonnes of the pledges done at the end of the round: no lag, ramp or additionality,
/// ledgers added. They are linear in what a kilowatt hour of electricity is counted as and in κ, so both are left open:
/// a draw keeps the tonnes that do not depend on electricity and the tonnes for each gram of it, with κ of one.
/// Quantities a municipality has given itself are left out, because the programme's figures do not know them.
package struct HindcastSampler: Sendable {
  private let scenario: ResolvedScenario
  private let plan: RoundPlan
  private let adoption: AdoptionSampler
  private let effects: EffectSampler
  private let streams: Streams

  package init(
    _ round: Round, in scenario: ResolvedScenario, seed: UInt64
  ) throws(LinearAlgebraError) {
    var scenario = scenario
    var round = round
    round.followUp = nil
    round.levers = []
    round.support.value = 0
    scenario.rounds = [round]
    scenario.horizon = round.lastYear
    scenario.ownQuantities = []
    scenario.accounting.electricity.value = 1
    for index in scenario.catalogues.indices {
      scenario.catalogues[index].calibration = nil
      scenario.catalogues[index].factorRange = nil
    }
    self.scenario = scenario
    streams = Streams(seed: seed)
    plan = RoundPlan(0, of: scenario)
    adoption = AdoptionSampler(scenario, rounds: [plan], streams: streams)
    effects = try EffectSampler(scenario, streams: streams)
  }

  /// What is kept of each draw.
  package struct Draws: Sendable {
    package var done: [Double] = []
    package var started: [Double] = []
    /// Tonnes of the pledges done, apart from electricity.
    package var doneFixed: [Double] = []
    /// Tonnes of the pledges done for each gram a kilowatt hour is counted as.
    package var donePerGram: [Double] = []
    /// The same of all adopted pledges.
    package var adoptedFixed: [Double] = []
    package var adoptedPerGram: [Double] = []

    /// Published tonnes.
    package func tonnes(factor: Double, electricity grams: Double) -> [Double] {
      zip(doneFixed, donePerGram).map { factor * ($0 + grams * $1) }
    }

    /// Published tonnes as a share of what the adopted pledges of the same draw could achieve.
    package func shareOfPotential(electricity grams: Double) -> [Double] {
      doneFixed.indices.map {
        let potential = adoptedFixed[$0] + grams * adoptedPerGram[$0]
        return potential > 0 ? (doneFixed[$0] + grams * donePerGram[$0]) / potential : 0
      }
    }
  }

  /// Draws the round with the mean shares and the effective sample size of `realisation`.
  package func draws(_ count: Int, realisation: Realisation, workers: Workers) -> Draws {
    var scenario = scenario
    scenario.realisation = realisation
    let sampler = RealisationSampler(scenario, rounds: [plan], streams: streams)
    let blockCount = DrawBlock.count(draws: count)
    let rows = DrawTable<Double>(rowCount: 6, blockCount: blockCount)
    let courses = RealisationSampler.Shared(sampler, blockCount: blockCount)
    let sizes = DrawTable<Double>(rowCount: effects.sharedRowCount, blockCount: blockCount)
    workers.forEach(blockCount) { _, index in
      draw(DrawBlock(index: index), sampler, courses, sizes, into: rows)
    }
    let kept = (0..<6).map { Array(UnsafeBufferPointer(start: rows.row($0), count: count)) }
    return Draws(
      done: kept[0], started: kept[1], doneFixed: kept[2], donePerGram: kept[3],
      adoptedFixed: kept[4], adoptedPerGram: kept[5])
  }

  private func draw(
    _ block: DrawBlock, _ sampler: RealisationSampler, _ shared: RealisationSampler.Shared,
    _ sizes: DrawTable<Double>, into rows: DrawTable<Double>
  ) {
    let municipalities = scenario.municipalities.count
    var masks = AdoptionSampler.Masks(roundCount: 1, municipalityCount: municipalities)
    var adoptionScratch = AdoptionSampler.Scratch(adoption)
    var scratch = RealisationSampler.Scratch(sampler)
    var course = RealisationSampler.Course()
    var tonnes = [Double](repeating: 0, count: drawsPerBlock)
    adoption.sample(block, into: &masks, scratch: &adoptionScratch)
    sampler.prepare(block, masks, into: shared, scratch: &scratch)
    effects.prepare(block, into: sizes)
    for municipality in 0..<municipalities {
      let adopted = Array(
        masks.facts[municipality * drawsPerBlock..<(municipality + 1) * drawsPerBlock])
      let any = adopted.reduce(0, |)
      sampler.beginMunicipality(0, municipality, block, shared, scratch: &scratch)
      for (position, pledge) in plan.catalogue.pledges.enumerated()
      where any >> UInt64(position) & 1 == 1 {
        sampler.carryOut(
          0, municipality, position, adopted: adopted, block, shared, into: &course,
          scratch: &scratch)
        for draw in 0..<drawsPerBlock {
          if course.statusAtEnd(draw) == 2 { rows.row(0, block)[draw] += 1 }
          if course.statusAtEnd(draw) == 1 { rows.row(1, block)[draw] += 1 }
        }
        guard let item = effects.item(catalogue: plan.catalogue.id, pledge: pledge.number),
          effects.fill(
            item, municipality: municipality, block, shared: sizes, into: &tonnes)
        else { continue }
        let offset = effects.items[item].effect.unit == .kilowattHoursElectricity ? 1 : 0
        let (done, all) = (rows.row(2 + offset, block), rows.row(4 + offset, block))
        for draw in 0..<drawsPerBlock where adopted[draw] >> UInt64(position) & 1 == 1 {
          all[draw] += tonnes[draw]
          if course.statusAtEnd(draw) == 2 { done[draw] += tonnes[draw] }
        }
      }
    }
  }
}
