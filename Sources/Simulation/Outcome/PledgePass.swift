import CKernels
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
    /// The rows of the profile, filled up with zeros to whole groups of four.
    let share: [Double]
    let change: [Double]
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
          item: item, profile: profile,
          share: Self.padded(profile.share, rowLength: profile.yearCount),
          change: Self.padded(profile.change, rowLength: 2 * profile.projectedCount),
          ledger: effect.ledger.index,
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

  /// Sums kept for each draw of a block: tonnes avoided by ledger and year, then new and ended by sector and year, each group
  /// filled up to a multiple of four.
  private var sumCount: Int {
    Ledger.allCases.count * Self.padded(yearCount)
      + sectors.count * Self.padded(2 * projectedCount)
  }

  private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  private static func padded(_ rows: [Double], rowLength: Int) -> [Double] {
    let added = [Double](repeating: 0, count: padded(rowLength) - rowLength)
    return stride(from: 0, to: rows.count, by: max(1, rowLength)).flatMap {
      rows[$0..<$0 + rowLength] + added
    }
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
    fileprivate let sums: WorkMemory<Double>
    /// Where each sum goes when its draws are put side by side.
    fileprivate let targets: WorkMemory<UnsafeMutablePointer<Double>?>
    /// Pledges of one round that are done at its end, started, done at the horizon: three rows by draw.
    fileprivate let counts = WorkMemory<UInt8>(repeating: 0, count: 3 * drawsPerBlock)

    package init(_ pass: PledgePass) {
      realisation = RealisationSampler.Scratch(pass.realisation)
      sums = WorkMemory(repeating: 0, count: pass.sumCount * drawsPerBlock)
      targets = WorkMemory(repeating: nil, count: pass.sumCount)
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

    package init(
      area: AreaTable, newBySector: DrawTable<Double>, endedBySector: DrawTable<Double>,
      rounds: DrawTable<Double>, pledges: DrawTable<Double>
    ) {
      self.area = area
      self.newBySector = newBySector
      self.endedBySector = endedBySector
      self.rounds = rounds
      self.pledges = pledges
    }
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
    scratch.sums.base.update(repeating: 0, count: scratch.sums.count)
    let counted = counted(block, drawCount)
    for (position, round) in rounds.enumerated() {
      let masks = adopted.row(position * municipalityCount + municipality, block)
      var any: UInt64 = 0
      for draw in 0..<drawsPerBlock { any |= masks[draw] }
      guard any != 0 else { continue }
      scratch.counts.base.update(repeating: 0, count: scratch.counts.count)
      realisation.beginMunicipality(
        position, municipality, block, shared, scratch: &scratch.realisation)
      for pledge in 0..<round.pledgeCount where any >> UInt64(pledge) & 1 == 1 {
        realisation.carryOut(
          position, municipality, pledge, adopted: masks, block, shared, into: &scratch.course,
          scratch: &scratch.realisation)
        let index = firstPledge[position] + pledge
        count(pledge, masks, counted, scratch, index, &tally)
        guard let acting = acting[position][pledge], scratch.course.completedCount > 0 else {
          continue
        }
        let hasTonnes = scratch.tonnes.withUnsafeMutableBufferPointer {
          effects.fill(
            acting.item, municipality: municipality, block, draws: scratch.course.completed,
            count: scratch.course.completedCount, shared: effectRows, into: $0.baseAddress!)
        }
        if hasTonnes {
          add(acting, position, index, block, counted, output, scratch, &tally)
        }
      }
      addCounts(position, masks, block, output, scratch)
    }
    store(scratch, output, block)
    cumulate(output, block)
    return tally
  }

  private func count(
    _ pledge: Int, _ masks: UnsafePointer<UInt64>, _ counted: Int, _ scratch: Scratch,
    _ index: Int, _ tally: inout Tally
  ) {
    let course = scratch.course
    let counts = scratch.counts.base
    kernel_count_statuses(
      course.atEnd, course.completed, Int64(course.completedCount), counts, counts + drawsPerBlock,
      counts + 2 * drawsPerBlock)
    var adopted: Int32 = 0
    for draw in 0..<counted { adopted += Int32(masks[draw] >> UInt64(pledge) & 1) }
    tally.adopted[index] = adopted
    tally.done[index] = Int32(
      counted == drawsPerBlock
        ? course.completedCount
        : course.completed.prefix(course.completedCount).count { $0 < counted })
  }

  /// Adds the counts of one municipality and round to those of all.
  private func addCounts(
    _ position: Int, _ masks: UnsafePointer<UInt64>, _ block: DrawBlock, _ output: Output,
    _ scratch: Scratch
  ) {
    let rows = (0..<4).map { output.rounds.row(5 * position + $0, block) }
    kernel_add_counts(masks, scratch.counts.base, rows)
  }

  private func add(
    _ acting: Acting, _ position: Int, _ index: Int, _ block: DrawBlock, _ counted: Int,
    _ output: Output, _ scratch: Scratch, _ tally: inout Tally
  ) {
    let profile = acting.profile
    let (shareCount, changeCount) = (
      Self.padded(yearCount), Self.padded(2 * profile.projectedCount)
    )
    let changed = Ledger.allCases.count * shareCount + (acting.sector ?? 0) * changeCount
    var totals = (0.0, 0.0)
    acting.share.withUnsafeBufferPointer { share in
      acting.change.withUnsafeBufferPointer { change in
        var kernel = KernelProfile(
          share: share.baseAddress!, change: change.baseAddress!, shareCount: Int64(shareCount),
          changeCount: acting.sector == nil ? 0 : Int64(changeCount),
          avoided: Int64(acting.ledger * shareCount), changed: Int64(changed),
          yearCount: Int64(yearCount), projectedCount: Int64(profile.projectedCount),
          firstYear: Int32(firstYear))
        withUnsafeMutableBytes(of: &totals) {
          kernel_add_tonnes(
            &kernel, scratch.course.completed, Int64(scratch.course.completedCount),
            Int64(counted), scratch.course.completion, scratch.course.atEnd, scratch.tonnes,
            scratch.sums.base, Int64(sumCount), output.rounds.row(5 * position + 4, block),
            output.pledges.row(index, block), $0.baseAddress!.assumingMemoryBound(to: Double.self))
        }
      }
    }
    tally.tonnes[index] = totals.0
    tally.new[index] = totals.1
  }

  /// Copies the sums of a block to the tables, where a quantity's draws stand beside each other.
  private func store(_ scratch: Scratch, _ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    let (shareCount, changeCount) = (Self.padded(yearCount), Self.padded(2 * projectedCount))
    for ledger in 0..<Ledger.allCases.count {
      for year in 0..<yearCount {
        scratch.targets[ledger * shareCount + year] = output.area.table.row(
          layout.avoided + ledger * yearCount + year, block)
      }
    }
    for (position, sector) in sectors.enumerated() {
      let first = Ledger.allCases.count * shareCount + position * changeCount
      for year in 0..<projectedCount {
        let row = sector * projectedCount + year
        scratch.targets[first + year] = output.newBySector.row(row, block)
        scratch.targets[first + projectedCount + year] = output.endedBySector.row(row, block)
      }
    }
    kernel_store_sums(scratch.sums.base, Int64(sumCount), scratch.targets.base)
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
