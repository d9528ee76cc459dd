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
    /// The position among `sectors`; nil outside the territorial ledger.
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
    let sectors = Set(
      rounds.flatMap { $0.catalogue.pledges.compactMap { $0.effect?.sector?.index } }
    ).sorted()
    self.sectors = sectors
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
          sector: effect.ledger == .territorial
            ? effect.sector.flatMap { sectors.firstIndex(of: $0.index) } : nil)
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
  package let sectors: [Int]

  /// Sums kept for each draw of a block: tonnes avoided by ledger and year, then new and ended by sector and year.
  private var sumCount: Int {
    Ledger.allCases.count * yearCount + sectors.count * 2 * projectedCount
  }

  private var projectedCount: Int { horizon - lastInventoryYear }

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
    /// A row for each draw, so that the years of one pledge stand beside each other.
    fileprivate var sums: [Double]

    package init(_ pass: PledgePass) {
      realisation = RealisationSampler.Scratch(pass.realisation)
      sums = Array(repeating: 0, count: pass.sumCount * drawsPerBlock)
    }
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
    for row in layout.new..<layout.avoided {
      output.area.table.row(row, block).update(repeating: 0, count: drawsPerBlock)
    }
    scratch.sums.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    let counted = counted(block, drawCount)
    for (position, round) in rounds.enumerated() {
      let masks = adopted.row(position * municipalityCount + municipality, block)
      var any: UInt64 = 0
      for draw in 0..<drawsPerBlock { any |= masks[draw] }
      guard any != 0 else { continue }
      realisation.beginMunicipality(
        position, municipality, block, shared, scratch: &scratch.realisation)
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
          add(acting, position, index, block, counted, output, &scratch, &tally)
        }
      }
    }
    store(scratch, output, block)
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
    course.completion.withUnsafeBufferPointer { completion in
      course.atEnd.withUnsafeBufferPointer { atEnd in
        // Sums of zeros and ones: no branch for the processor to guess.
        for draw in 0..<counted {
          let isAdopted = masks[draw] >> UInt64(pledge) & 1
          let isDone: Int32 = completion[draw] > 0 ? 1 : 0
          adopted[draw] += Double(isAdopted)
          done[draw] += atEnd[draw] == 2 ? 1 : 0
          started[draw] += atEnd[draw] == 1 ? 1 : 0
          finally[draw] += Double(isDone)
          adoptedCount += Int32(isAdopted)
          doneCount += isDone
        }
      }
    }
    tally.adopted[index] = adoptedCount
    tally.done[index] = doneCount
  }

  private func add(
    _ acting: Acting, _ position: Int, _ index: Int, _ block: DrawBlock, _ counted: Int,
    _ output: Output, _ scratch: inout Scratch, _ tally: inout Tally
  ) {
    let atEnd = output.rounds.row(5 * position + 4, block)
    let contribution = output.pledges.row(index, block)
    let profile = acting.profile
    let changeCount = 2 * profile.projectedCount
    let avoidedSlot = acting.ledger * yearCount
    let changeSlot = Ledger.allCases.count * yearCount + (acting.sector ?? 0) * changeCount
    let (sumCount, yearCount, firstYear) = (sumCount, yearCount, firstYear)
    let isTerritorial = acting.sector != nil
    var horizonSum = 0.0
    var newSum = 0.0
    scratch.sums.withUnsafeMutableBufferPointer { sums in
      profile.share.withUnsafeBufferPointer { share in
        profile.change.withUnsafeBufferPointer { change in
          scratch.tonnes.withUnsafeBufferPointer { tonnes in
            scratch.course.completion.withUnsafeBufferPointer { completion in
              scratch.course.atEnd.withUnsafeBufferPointer { status in
                for draw in 0..<counted where completion[draw] > 0 {
                  let offset = Int(completion[draw]) - firstYear
                  let amount = tonnes[draw]
                  if status[draw] == 2 { atEnd[draw] += amount }
                  let avoided = sums.baseAddress! + draw * sumCount + avoidedSlot
                  let inForce = share.baseAddress! + offset * yearCount
                  for year in 0..<yearCount { avoided[year] += amount * inForce[year] }
                  let last = amount * inForce[yearCount - 1]
                  contribution[draw] += last
                  horizonSum += last
                  guard isTerritorial else { continue }
                  let changed = sums.baseAddress! + draw * sumCount + changeSlot
                  let step = change.baseAddress! + offset * changeCount
                  for year in 0..<changeCount { changed[year] += amount * step[year] }
                  newSum += amount * step[changeCount / 2 - 1]
                }
              }
            }
          }
        }
      }
    }
    tally.tonnes[index] = horizonSum
    tally.new[index] = newSum
  }

  /// Copies the sums of a block to the tables, where a quantity's draws stand beside each other.
  private func store(_ scratch: Scratch, _ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    let ledgerSums = Ledger.allCases.count * yearCount
    scratch.sums.withUnsafeBufferPointer { sums in
      func copy(_ slot: Int, to row: UnsafeMutablePointer<Double>) {
        for draw in 0..<drawsPerBlock { row[draw] = sums[draw * sumCount + slot] }
      }
      for slot in 0..<ledgerSums {
        copy(slot, to: output.area.table.row(layout.avoided + slot, block))
      }
      for (position, sector) in sectors.enumerated() {
        let first = ledgerSums + position * 2 * projectedCount
        for year in 0..<projectedCount {
          let row = sector * projectedCount + year
          copy(first + year, to: output.newBySector.row(row, block))
          copy(first + projectedCount + year, to: output.endedBySector.row(row, block))
        }
      }
    }
  }

  private func cumulate(_ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    for ledger in 0..<Ledger.allCases.count {
      let sum = output.area.table.row(layout.cumulated + ledger, block)
      sum.update(repeating: 0, count: drawsPerBlock)
      for year in 0..<yearCount {
        let avoided = output.area.table.row(layout.avoided + ledger * yearCount + year, block)
        for draw in 0..<drawsPerBlock { sum[draw] += avoided[draw] }
      }
    }
  }
}
