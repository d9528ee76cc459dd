package import PledgeModel
import Sampling

/// Turns the adopted pledges of one municipality into tonnes, one block of draws at a time.
package struct PledgePass: Sendable {
  package let rounds: [RoundPlan]
  package let realisation: RealisationSampler
  package let effects: EffectSampler
  /// First year in which a pledge can act, and how many years there are.
  package let firstYear: Int
  package let yearCount: Int
  private let horizon: Int
  private let lastInventoryYear: Int
  private let municipalityCount: Int
  /// For each round, the item, time profile and ledger of each of its pledges with tonnes.
  private let acting: [[Acting?]]
  /// The position of each round's first pledge among all rounds' pledges.
  package let firstPledge: [Int]
  package let pledgeCount: Int

  private struct Acting: Sendable {
    let item: Int
    let profile: TimeProfile
    let ledger: Int
    let sector: Int?
  }

  package init(
    _ scenario: ResolvedScenario, rounds: [RoundPlan], realisation: RealisationSampler,
    effects: EffectSampler
  ) {
    self.rounds = rounds
    self.realisation = realisation
    self.effects = effects
    horizon = scenario.horizon
    lastInventoryYear = scenario.lastInventoryYear
    municipalityCount = scenario.municipalities.count
    let first = scenario.firstPledgeYear
    firstYear = first
    yearCount = scenario.horizon - first + 1
    acting = rounds.map { round in
      round.catalogue.pledges.map { pledge in
        guard let effect = pledge.effect,
          let item = effects.item(catalogue: round.catalogue.id, pledge: pledge.number)
        else { return nil }
        let profile = TimeProfile(
          effect, firstYear: first, horizon: scenario.horizon,
          lastInventoryYear: scenario.lastInventoryYear)
        return Acting(
          item: item, profile: profile, ledger: effect.ledger.index,
          sector: effect.ledger == .territorial ? effect.sector?.index : nil)
      }
    }
    var count = 0
    firstPledge = rounds.map { round in
      defer { count += round.pledgeCount }
      return count
    }
    pledgeCount = count
  }

  /// The calendar years in which pledges can act.
  package var pledgeYears: [Int] { Array(firstYear..<firstYear + yearCount) }

  /// The territorial sectors that some pledge acts on.
  package var sectors: [Int] {
    Set(acting.joined().compactMap { $0?.sector }).sorted()
  }

  /// Counts and sums of one municipality in one block.
  package struct Tally: Sendable {
    /// By round and pledge: draws that adopt it, draws that have done it by the horizon.
    package var adopted: [Int32]
    package var done: [Int32]
    /// By round and pledge: tonnes in the horizon year, gross, and those that are new since the inventory, summed over draws.
    package var tonnes: [Double]
    package var new: [Double]
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    fileprivate var course = RealisationSampler.Course()
    package var realisation: RealisationSampler.Scratch
    fileprivate var tonnes = [Double](repeating: 0, count: drawsPerBlock)

    package init(_ pass: PledgePass) { realisation = RealisationSampler.Scratch(pass.realisation) }
  }

  /// Where one block's outcomes go.
  package struct Output {
    /// The area's rows; avoided, cumulated, new and ended are overwritten.
    package let area: AreaTable
    /// Territorial tonnes that are new since the inventory, and ended, by sector and projected year.
    package let newBySector: DrawTable<Double>
    package let endedBySector: DrawTable<Double>
    /// Five rows a round, added to: adopted, done and started at the end, done at the horizon, tonnes of those done at the end.
    package let rounds: DrawTable<Double>
    /// A row for each pledge of each round: gross tonnes in the horizon year, added to.
    package let pledges: DrawTable<Double>
  }

  /// How many draws of a block count; padding draws do not.
  private func counted(_ block: DrawBlock, _ drawCount: Int) -> Int {
    min(drawsPerBlock, drawCount - block.firstDraw)
  }

  /// Draws one municipality in one block.
  package func run(
    municipality: Int, _ block: DrawBlock, drawCount: Int,
    adopted: DrawTable<UInt64>, shared: RealisationSampler.Shared, effectRows: DrawTable<Double>,
    into output: Output, scratch: inout Scratch
  ) -> Tally {
    var tally = Tally(
      adopted: Array(repeating: 0, count: pledgeCount),
      done: Array(repeating: 0, count: pledgeCount),
      tonnes: Array(repeating: 0, count: pledgeCount),
      new: Array(repeating: 0, count: pledgeCount))
    let layout = output.area.layout
    for row in layout.new..<layout.net {
      output.area.table.row(row, block).update(repeating: 0, count: drawsPerBlock)
    }
    output.newBySector.clear(block)
    output.endedBySector.clear(block)
    let counted = counted(block, drawCount)
    for (position, round) in rounds.enumerated() {
      let masks = adopted.row(position * municipalityCount + municipality, block)
      var any: UInt64 = 0
      for draw in 0..<drawsPerBlock { any |= masks[draw] }
      guard any != 0 else { continue }
      realisation.beginMunicipality(position, municipality, block, scratch: &scratch.realisation)
      for pledge in 0..<round.pledgeCount where any >> UInt64(pledge) & 1 == 1 {
        realisation.carryOut(
          position, municipality, pledge, adopted: masks, block, shared, into: &scratch.course,
          scratch: &scratch.realisation)
        let index = firstPledge[position] + pledge
        count(position, pledge, masks, block, counted, output, scratch.course, index, &tally)
        guard let acting = acting[position][pledge] else { continue }
        let hasTonnes = scratch.tonnes.withUnsafeMutableBufferPointer {
          effects.fill(
            acting.item, municipality: municipality, block, shared: effectRows,
            into: $0.baseAddress!)
        }
        if hasTonnes {
          add(acting, position, index, block, counted, output, scratch, &tally)
        }
      }
    }
    cumulate(output, block)
    return tally
  }

  private func count(
    _ position: Int, _ pledge: Int, _ masks: UnsafePointer<UInt64>, _ block: DrawBlock,
    _ counted: Int, _ output: Output, _ course: RealisationSampler.Course, _ index: Int,
    _ tally: inout Tally
  ) {
    let adopted = output.rounds.row(5 * position, block)
    let done = output.rounds.row(5 * position + 1, block)
    let started = output.rounds.row(5 * position + 2, block)
    let finally = output.rounds.row(5 * position + 3, block)
    var adoptedCount: Int32 = 0
    var doneCount: Int32 = 0
    for draw in 0..<counted where masks[draw] >> UInt64(pledge) & 1 == 1 {
      adopted[draw] += 1
      adoptedCount += 1
      if course.atEnd[draw] == 2 { done[draw] += 1 }
      if course.atEnd[draw] == 1 { started[draw] += 1 }
      if course.completion[draw] > 0 {
        finally[draw] += 1
        doneCount += 1
      }
    }
    tally.adopted[index] = adoptedCount
    tally.done[index] = doneCount
  }

  private func add(
    _ acting: Acting, _ position: Int, _ index: Int, _ block: DrawBlock, _ counted: Int,
    _ output: Output, _ scratch: Scratch, _ tally: inout Tally
  ) {
    let layout = output.area.layout
    let avoided = output.area.table.row(layout.avoided + acting.ledger * yearCount, block)
    let stride = output.area.table.stride
    let atEnd = output.rounds.row(5 * position + 4, block)
    let contribution = output.pledges.row(index, block)
    let profile = acting.profile
    let projected = horizon - lastInventoryYear
    let firstProjected = lastInventoryYear + 1 - firstYear
    let new = acting.sector.map { output.newBySector.row($0 * projected, block) }
    let ended = acting.sector.map { output.endedBySector.row($0 * projected, block) }
    let newStride = output.newBySector.stride
    for draw in 0..<counted {
      let completion = Int(scratch.course.completion[draw])
      guard completion > 0 else { continue }
      let tonnes = scratch.tonnes[draw]
      if scratch.course.atEnd[draw] == 2 { atEnd[draw] += tonnes }
      let offset = (completion - firstYear) * yearCount
      for year in (completion - firstYear)..<yearCount {
        avoided[year * stride + draw] += tonnes * profile.share[offset + year]
      }
      let last = tonnes * profile.share[offset + yearCount - 1]
      contribution[draw] += last
      tally.tonnes[index] += last
      guard let new, let ended else { continue }
      for year in 0..<projected {
        new[year * newStride + draw] += tonnes * profile.new[offset + firstProjected + year]
        ended[year * newStride + draw] += tonnes * profile.ended[offset + firstProjected + year]
      }
      tally.new[index] += tonnes * profile.new[offset + yearCount - 1]
    }
  }

  private func cumulate(_ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    for ledger in 0..<Ledger.allCases.count {
      let sum = output.area.table.row(layout.cumulated + ledger, block)
      for year in 0..<yearCount {
        let avoided = output.area.table.row(layout.avoided + ledger * yearCount + year, block)
        for draw in 0..<drawsPerBlock { sum[draw] += avoided[draw] }
      }
    }
  }
}
