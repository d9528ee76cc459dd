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
  /// What each pledge with tonnes does, in the order of all rounds' pledges; nil for one without.
  private let acting: [Acting?]
  /// The rows of all time profiles, each filled up with zeros to whole groups of four.
  private let profileRows: [Double]
  /// The position of each round's first pledge among all rounds' pledges.
  package let firstPledge: [Int]
  package let pledgeCount: Int

  private struct Acting: Sendable {
    let item: Int
    /// Where its rows begin among those of all profiles.
    let share: Int
    let change: Int
    /// Where a draw's sums of its ledger and sector begin; it changes no territorial emissions where there are none.
    let avoided: Int
    let changed: Int
    let changeCount: Int
    /// Where a draw's sums of its pair of an attribution begin; none where the count is zero.
    let paired: Int
    let pairedCount: Int
  }

  package init(
    _ scenario: ResolvedScenario, rounds: [RoundPlan], realisation: RealisationSampler,
    effects: EffectSampler, attribution: AttributionPlan?
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
    pairCount = attribution?.pairs.count ?? 0
    let shareCount = Self.padded(yearCount)
    changeCount = Self.padded(2 * (scenario.horizon - scenario.lastInventoryYear))
    pairedCount = Self.padded(scenario.horizon - scenario.lastInventoryYear)
    firstChanged = Ledger.allCases.count * shareCount
    firstPaired = firstChanged + sectors.count * changeCount
    var rows: [Double] = []
    var acting: [Acting?] = []
    for (position, round) in rounds.enumerated() {
      for (offset, pledge) in round.catalogue.pledges.enumerated() {
        guard let effect = pledge.effect,
          let item = effects.item(catalogue: round.catalogue.id, pledge: pledge.number)
        else {
          acting.append(nil)
          continue
        }
        let profile = TimeProfile(
          effect, firstYear: first, horizon: scenario.horizon,
          lastInventoryYear: scenario.lastInventoryYear)
        let share = rows.count
        rows += Self.padded(profile.share, rowLength: profile.yearCount)
        let change = rows.count
        rows += Self.padded(profile.change, rowLength: 2 * profile.projectedCount)
        let sector =
          effect.ledger == .territorial
          ? effect.sector.flatMap { sectors.firstIndex(of: $0.index) } : nil
        let pair = attribution?.pair(round: position, pledge: offset)
        acting.append(
          Acting(
            item: item, share: share, change: change, avoided: effect.ledger.index * shareCount,
            changed: firstChanged + (sector ?? 0) * changeCount,
            changeCount: sector == nil ? 0 : changeCount,
            paired: firstPaired + (pair ?? 0) * pairedCount,
            pairedCount: pair == nil ? 0 : pairedCount))
      }
    }
    self.acting = acting
    profileRows = rows
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

  /// How many pairs of item and sector an attribution tells apart; zero without one.
  private let pairCount: Int

  /// Sums kept for each draw of a block: tonnes avoided by ledger and year, then new and ended by sector and year, then new by
  /// pair of an attribution and year, each group filled up to a multiple of four.
  var sumCount: Int { firstPaired + pairCount * pairedCount }

  /// Where the second and third group begin, and how many sums each sector and each pair has.
  let firstChanged: Int
  let firstPaired: Int
  let changeCount: Int
  let pairedCount: Int

  private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  private static func padded(_ rows: [Double], rowLength: Int) -> [Double] {
    let added = [Double](repeating: 0, count: padded(rowLength) - rowLength)
    return stride(from: 0, to: rows.count, by: max(1, rowLength)).flatMap {
      rows[$0..<$0 + rowLength] + added
    }
  }

  var projectedCount: Int { horizon - lastInventoryYear }

  /// Counts and sums of one pledge in one municipality.
  package struct Tally: BitwiseCopyable, Sendable {
    /// Draws that adopt it, draws that have done it by the horizon.
    package var adopted = 0
    package var done = 0
    /// Tonnes in the horizon year, gross, and those that are new since the inventory, summed over draws.
    package var tonnes = 0.0
    package var new = 0.0
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    fileprivate var course = RealisationSampler.Course()
    package var realisation: RealisationSampler.Scratch
    fileprivate let tonnes = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)
    /// A row for each draw, so that the years of one pledge stand beside each other.
    fileprivate let sums: WorkMemory<Double>
    /// Copies of the sums after some number of rounds, for passes that go on from there.
    package var kept: [Int: WorkMemory<Double>] = [:]
    /// Where each sum goes when its draws are put side by side.
    fileprivate let targets: WorkMemory<UnsafeMutablePointer<Double>?>
    /// Rows that a round's counts are added to.
    fileprivate let countRows = WorkMemory<UnsafeMutablePointer<Double>?>(repeating: nil, count: 4)
    /// Pledges of one round that are done at its end, started, done at the horizon: three rows by draw.
    fileprivate let counts = WorkMemory<UInt8>(repeating: 0, count: 3 * drawsPerBlock)

    package init(_ pass: PledgePass) {
      realisation = RealisationSampler.Scratch(pass.realisation)
      sums = WorkMemory(repeating: 0, count: pass.sumCount * drawsPerBlock)
      targets = WorkMemory(repeating: nil, count: pass.sumCount)
    }

    fileprivate func keep(after rounds: Int) {
      kept[rounds]?.base.update(from: sums.base, count: sums.count)
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
    /// Territorial tonnes that are new since the inventory, by pair of an attribution and projected year; nil without one.
    package let newByPair: DrawTable<Double>?

    package init(
      area: AreaTable, newBySector: DrawTable<Double>, endedBySector: DrawTable<Double>,
      rounds: DrawTable<Double>, pledges: DrawTable<Double>, newByPair: DrawTable<Double>? = nil
    ) {
      self.area = area
      self.newBySector = newBySector
      self.endedBySector = endedBySector
      self.rounds = rounds
      self.pledges = pledges
      self.newByPair = newByPair
    }
  }

  /// The memory that sums are kept in for other passes.
  package func keptSums() -> WorkMemory<Double> {
    WorkMemory(repeating: 0, count: sumCount * drawsPerBlock)
  }

  /// Draws one municipality in one block.
  ///
  /// - Parameters:
  ///   - tallies: receives a tally for each pledge of each round, where one is wanted.
  ///   - earlier: what another pass has kept; its rounds are not drawn again, and neither counted nor tallied.
  package func run(
    municipality: Int, _ block: DrawBlock, drawCount: Int,
    adopted: DrawTable<UInt64>, shared: RealisationSampler.Shared, effectRows: DrawTable<Double>,
    into output: Output, tallies: UnsafeMutablePointer<Tally>? = nil,
    after earlier: (sums: WorkMemory<Double>, continuation: Continuation)? = nil,
    scratch: inout Scratch
  ) {
    tallies?.update(repeating: Tally(), count: pledgeCount)
    let layout = output.area.layout
    for row in layout.new..<layout.avoided {
      output.area.table.row(row, block).update(repeating: 0, count: drawsPerBlock)
    }
    scratch.sums.base.update(repeating: 0, count: scratch.sums.count)
    if let (sums, continuation) = earlier {
      continuation.copy(sums.base, to: scratch.sums.base, rowLength: sumCount)
    }
    let counted = block.counted(of: drawCount)
    for position in (earlier?.continuation.rounds ?? 0)..<rounds.count {
      scratch.keep(after: position)
      let masks = adopted.row(position * municipalityCount + municipality, block)
      var any: UInt64 = 0
      for draw in 0..<drawsPerBlock { any |= masks[draw] }
      guard any != 0 else { continue }
      scratch.counts.base.update(repeating: 0, count: scratch.counts.count)
      realisation.beginMunicipality(
        position, municipality, block, shared, scratch: &scratch.realisation)
      while any != 0 {
        let pledge = any.trailingZeroBitCount
        any &= any - 1
        realisation.carryOut(
          position, municipality, pledge, adopted: masks, block, shared, into: &scratch.course,
          scratch: &scratch.realisation)
        let index = firstPledge[position] + pledge
        var tally = Tally()
        defer { tallies?[index] = tally }
        count(counted, scratch, &tally)
        guard let acting = acting[index], scratch.course.completedCount > 0 else { continue }
        let hasTonnes = effects.fill(
          acting.item, municipality: municipality, block, draws: scratch.course.completed.base,
          count: scratch.course.completedCount, shared: effectRows, into: scratch.tonnes.base)
        if hasTonnes {
          add(
            acting, doneAtEnd: output.rounds.row(5 * position + 4, block),
            horizon: output.pledges.row(index, block), counted, scratch, &tally)
        }
      }
      for row in 0..<4 { scratch.countRows[row] = output.rounds.row(5 * position + row, block) }
      kernel_add_counts(masks, scratch.counts.base, scratch.countRows.base)
    }
    scratch.keep(after: rounds.count)
    store(scratch, output, block)
    cumulate(output, block)
  }

  private func count(_ counted: Int, _ scratch: Scratch, _ tally: inout Tally) {
    let course = scratch.course
    let counts = scratch.counts.base
    kernel_count_statuses(
      course.atEnd.base, course.completed.base, Int64(course.completedCount), counts,
      counts + drawsPerBlock, counts + 2 * drawsPerBlock)
    func countedOf(_ draws: WorkMemory<UInt8>, _ count: Int) -> Int {
      counted == drawsPerBlock ? count : (0..<count).count { draws[$0] < counted }
    }
    tally.adopted = countedOf(course.adopted, course.adoptedCount)
    tally.done = countedOf(course.completed, course.completedCount)
  }

  private func add(
    _ acting: Acting, doneAtEnd: UnsafeMutablePointer<Double>,
    horizon: UnsafeMutablePointer<Double>, _ counted: Int, _ scratch: Scratch,
    _ tally: inout Tally
  ) {
    profileRows.withUnsafeBufferPointer { rows in
      var kernel = KernelProfile(
        share: rows.baseAddress! + acting.share, change: rows.baseAddress! + acting.change,
        shareCount: Int64(Self.padded(yearCount)), changeCount: Int64(acting.changeCount),
        itemCount: Int64(acting.pairedCount), avoided: Int64(acting.avoided),
        changed: Int64(acting.changed), item: Int64(acting.paired),
        yearCount: Int64(yearCount), projectedCount: Int64(projectedCount),
        firstYear: Int32(firstYear))
      var totals = (0.0, 0.0)
      withUnsafeMutableBytes(of: &totals) {
        kernel_add_tonnes(
          &kernel, scratch.course.completed.base, Int64(scratch.course.completedCount),
          Int64(counted), scratch.course.completion.base, scratch.course.atEnd.base,
          scratch.tonnes.base, scratch.sums.base, Int64(sumCount), doneAtEnd, horizon,
          $0.baseAddress!.assumingMemoryBound(to: Double.self))
      }
      (tally.tonnes, tally.new) = totals
    }
  }

  /// Copies the sums of a block to the tables, where a quantity's draws stand beside each other.
  private func store(_ scratch: Scratch, _ output: Output, _ block: DrawBlock) {
    let layout = output.area.layout
    let shareCount = Self.padded(yearCount)
    for ledger in 0..<Ledger.allCases.count {
      for year in 0..<yearCount {
        scratch.targets[ledger * shareCount + year] = output.area.table.row(
          layout.avoided + ledger * yearCount + year, block)
      }
    }
    for (position, sector) in sectors.enumerated() {
      let first = firstChanged + position * changeCount
      for year in 0..<projectedCount {
        let row = sector * projectedCount + year
        scratch.targets[first + year] = output.newBySector.row(row, block)
        scratch.targets[first + projectedCount + year] = output.endedBySector.row(row, block)
      }
    }
    if let newByPair = output.newByPair {
      for pair in 0..<pairCount {
        for year in 0..<projectedCount {
          scratch.targets[firstPaired + pair * pairedCount + year] =
            newByPair.row(pair * projectedCount + year, block)
        }
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
        kernel_add(sum, avoided, Int64(drawsPerBlock))
      }
    }
  }
}
