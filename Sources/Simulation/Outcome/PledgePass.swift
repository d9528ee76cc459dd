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
  /// The pledges of each round by pair, so that one pair's sums at a time stay in the cache.
  private let groups: [[Group]]
  /// The rows of all rounds and time profiles, the latter each from the last year back and filled up with zeros to whole groups of four.
  private let profileRows: [Double]
  /// The position of each round's first pledge among all rounds' pledges.
  package let firstPledge: [Int]
  package let pledgeCount: Int

  private struct Acting: Sendable {
    let item: Int
    let ledger: Int
    /// Where its rows begin among those of all profiles.
    let share: Int
    let change: Int
    /// Where its round's row begins: one for the years of completion within the round.
    let isDone: Int
    /// How many years back from the last one it can act, filled up to a multiple of four: nothing is done before its round.
    let reach: Int
    /// Its pair of item and sector; nil when it changes no territorial emissions.
    let pair: Int?
    /// Its position among the sectors in which tonnes can end; nil when its own cannot.
    let ending: Int?
  }

  /// Pledges of a round whose new tonnes are added up together, in the order they are drawn.
  private struct Group: Sendable {
    /// A bit for each pledge of the round.
    var pledges: UInt64
    let pair: Int?
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
    pairSectors = attribution?.pairs.map(\.sector) ?? sectors
    endingSectors = sectors.filter { sector in
      rounds.contains {
        $0.catalogue.pledges.contains {
          $0.effect?.sector?.index == sector && $0.effect?.ending == .reverts
        }
      }
    }
    shareCount = Self.padded(yearCount)
    let projectedCount = scenario.horizon - scenario.lastInventoryYear
    changeCount = Self.padded(projectedCount)
    firstNew = Ledger.allCases.count * shareCount
    firstEnded = firstNew + pairSectors.count * changeCount
    var rows: [Double] = []
    var acting: [Acting?] = []
    for (position, round) in rounds.enumerated() {
      let isDone = rows.count
      rows += (first...scenario.horizon).map { $0 <= round.round.lastYear ? 1 : 0 }
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
        rows += Self.lastFirst(profile.share, rowLength: profile.yearCount)
        let change = rows.count
        let sector = effect.ledger == .territorial ? effect.sector?.index : nil
        let ending = effect.ending == .reverts ? endingSectors.firstIndex(of: sector ?? -1) : nil
        for row in stride(from: 0, to: profile.change.count, by: 2 * projectedCount) {
          let ended = row + projectedCount
          rows += Self.lastFirst(Array(profile.change[row..<ended]), rowLength: projectedCount)
          if ending != nil {
            rows += Self.lastFirst(
              Array(profile.change[ended..<ended + projectedCount]), rowLength: projectedCount)
          }
        }
        let pair =
          attribution.map { $0.pair(round: position, pledge: offset) }
          ?? sector.flatMap { sectors.firstIndex(of: $0) }
        acting.append(
          Acting(
            item: item, ledger: effect.ledger.index, share: share, change: change, isDone: isDone,
            reach: Self.padded(scenario.horizon - round.round.firstYear + 1),
            pair: sector == nil ? nil : pair, ending: ending))
      }
    }
    var index = 0
    groups = rounds.map { round in
      var groups: [Group] = []
      for pledge in 0..<round.pledgeCount {
        let pair = acting[index + pledge]?.pair
        let place = groups.firstIndex { $0.pair == pair } ?? groups.count
        if place == groups.count { groups.append(Group(pledges: 0, pair: pair)) }
        groups[place].pledges |= 1 << UInt64(pledge)
      }
      index += round.pledgeCount
      return groups
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

  /// The sectors that some pledge acts on.
  let sectors: [Int]
  /// The sector of each pair of item and sector that an attribution tells apart; without one, each sector is a pair.
  let pairSectors: [Int]
  /// The sectors in which tonnes can end.
  let endingSectors: [Int]

  /// Rows of tonnes that a block is summed up in: avoided by ledger and year, then new by pair and projected year, then ended by sector
  /// and projected year, years from the last one back, each group filled up to a multiple of four.
  var rowCount: Int { firstEnded + endingSectors.count * changeCount }

  /// Where the second and third group begin, and how many rows each ledger and each pair or sector has.
  let firstNew: Int
  let firstEnded: Int
  let shareCount: Int
  let changeCount: Int

  private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  private static func lastFirst(_ rows: [Double], rowLength: Int) -> [Double] {
    let added = [Double](repeating: 0, count: padded(rowLength) - rowLength)
    return stride(from: 0, to: rows.count, by: max(1, rowLength)).flatMap {
      rows[$0..<$0 + rowLength].reversed() + added
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
    /// Sums of each ledger, of the pair in work and of each sector in which tonnes can end: a row for each draw, so that the
    /// years of one pledge stand beside each other. They are zero between blocks.
    let avoided: WorkMemory<Double>
    let new: WorkMemory<Double>
    let ended: WorkMemory<Double>
    /// Where the rows of tonnes stand.
    let rows: WorkMemory<UnsafeMutablePointer<Double>?>
    /// Whether rows hold anything of the block in work: those of all ledgers and what ended, those of each pair.
    var hasLedgers = false
    let hasPair: WorkMemory<Bool>
    /// Copies of the rows after some number of rounds, for passes that go on from there.
    package var kept: [Int: WorkMemory<Double>] = [:]
    /// The pledges of a round that some draw of the block adopts, in the order they are drawn.
    fileprivate let adopted = WorkMemory<Int>(repeating: 0, count: UInt64.bitWidth)
    /// Rows that a round's counts are added to.
    fileprivate let countRows = WorkMemory<UnsafeMutablePointer<Double>?>(repeating: nil, count: 4)
    /// Pledges of one round that are done at its end, started, done at the horizon: three rows by draw.
    fileprivate let counts = WorkMemory<UInt8>(repeating: 0, count: 3 * drawsPerBlock)
    /// Tonnes of those that are done at its end.
    fileprivate let tonnesAtEnd = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)

    package init(_ pass: PledgePass) {
      realisation = RealisationSampler.Scratch(pass.realisation)
      avoided = WorkMemory(
        repeating: 0, count: Ledger.allCases.count * pass.shareCount * drawsPerBlock)
      new = WorkMemory(repeating: 0, count: pass.changeCount * drawsPerBlock)
      ended = WorkMemory(
        repeating: 0, count: pass.endingSectors.count * pass.changeCount * drawsPerBlock)
      rows = WorkMemory(repeating: nil, count: pass.rowCount)
      hasPair = WorkMemory(repeating: false, count: pass.pairSectors.count)
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

  /// The memory that rows of tonnes are kept in for other passes.
  package func keptRows() -> WorkMemory<Double> {
    WorkMemory(repeating: 0, count: rowCount * drawsPerBlock)
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
    after earlier: (rows: WorkMemory<Double>, continuation: Continuation)? = nil,
    scratch: inout Scratch
  ) {
    tallies?.update(repeating: Tally(), count: pledgeCount)
    let (layout, firstRound) = (output.area.layout, earlier?.continuation.rounds ?? 0)
    prefetch(firstRound, municipality, block, adopted, shared, output)
    output.area.table.clear(layout.new..<layout.avoided, block)
    findRows(output, block, &scratch)
    if let (rows, continuation) = earlier { copy(rows, continuation, &scratch) }
    let counted = block.counted(of: drawCount)
    for position in firstRound..<rounds.count {
      keep(after: position, &scratch)
      prefetch(position + 1, municipality, block, adopted, shared, output)
      let masks = adopted.row(position * municipalityCount + municipality, block)
      var any: UInt64 = 0
      for draw in 0..<drawsPerBlock { any |= masks[draw] }
      guard any != 0 else { continue }
      scratch.counts.base.update(repeating: 0, count: scratch.counts.count)
      scratch.tonnesAtEnd.base.update(repeating: 0, count: drawsPerBlock)
      realisation.beginMunicipality(
        position, municipality, block, shared, scratch: &scratch.realisation)
      let adoptedCount = list(any, position, scratch)
      for step in 0..<adoptedCount {
        let pledge = scratch.adopted[step]
        let next = step + 1 < adoptedCount ? scratch.adopted[step + 1] : nil
        if let next {
          prefetch(position, next, municipality, block, shared, effectRows, output)
        }
        realisation.carryOut(
          position, municipality, pledge, adopted: masks, block, shared, counted: counted,
          into: &scratch.course, scratch: &scratch.realisation)
        let index = firstPledge[position] + pledge
        let pair = acting[index]?.pair
        var tally = Tally()
        defer {
          tallies?[index] = tally
          if let pair, next.map({ acting[firstPledge[position] + $0]?.pair }) != pair {
            move(
              scratch.new.base, changeCount, to: firstNew + pair * changeCount,
              isFirst: !scratch.hasPair[pair], scratch)
            scratch.hasPair[pair] = true
          }
        }
        count(scratch, &tally)
        guard let acting = acting[index], scratch.course.completedCount > 0 else { continue }
        let hasTonnes = effects.fill(
          acting.item, municipality: municipality, block, draws: scratch.course.completed.base,
          count: scratch.course.completedCount, shared: effectRows, into: scratch.tonnes.base)
        if hasTonnes {
          add(
            acting, horizon: output.pledges.row(index, block), scratch, &tally)
        }
      }
      for row in 0..<4 { scratch.countRows[row] = output.rounds.row(5 * position + row, block) }
      kernel_add_counts(masks, scratch.counts.base, scratch.countRows.base)
      kernel_add(
        output.rounds.row(5 * position + 4, block), scratch.tonnesAtEnd.base, Int64(drawsPerBlock))
    }
    keep(after: rounds.count, &scratch)
    moveLedgers(&scratch)
    if let newByPair = output.newByPair { addPairs(newByPair, to: output.newBySector, block) }
    cumulate(output, block)
  }

  /// Lists the pledges that some draw adopts in the order they are drawn, and returns how many they are.
  private func list(_ adopted: UInt64, _ position: Int, _ scratch: Scratch) -> Int {
    var count = 0
    for group in groups[position] {
      var own = adopted & group.pledges
      while own != 0 {
        scratch.adopted[count] = own.trailingZeroBitCount
        count += 1
        own &= own - 1
      }
    }
    return count
  }

  /// Asks for what a round needs of the tables.
  private func prefetch(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ adopted: DrawTable<UInt64>,
    _ shared: RealisationSampler.Shared, _ output: Output
  ) {
    guard position < rounds.count else { return }
    adopted.prefetch(position * municipalityCount + municipality, block)
    realisation.prefetch(position, municipality: municipality, block, shared)
    for row in 5 * position..<5 * position + 5 { output.rounds.prefetchToWrite(row, block) }
  }

  /// Asks for what a pledge needs of the tables.
  private func prefetch(
    _ position: Int, _ pledge: Int, _ municipality: Int, _ block: DrawBlock,
    _ shared: RealisationSampler.Shared, _ effectRows: DrawTable<Double>, _ output: Output
  ) {
    realisation.prefetch(position, pledge, block, shared)
    let index = firstPledge[position] + pledge
    guard let acting = acting[index] else { return }
    effects.prefetch(acting.item, municipality: municipality, block, shared: effectRows)
    output.pledges.prefetchToWrite(index, block)
  }

  private func count(_ scratch: Scratch, _ tally: inout Tally) {
    let course = scratch.course
    let counts = scratch.counts.base
    kernel_count_outcomes(
      course.outcomes.base, counts, counts + drawsPerBlock, counts + 2 * drawsPerBlock)
    tally.adopted = course.adoptedCount
    tally.done = course.completedCount
  }

  private func add(
    _ acting: Acting, horizon: UnsafeMutablePointer<Double>, _ scratch: Scratch,
    _ tally: inout Tally
  ) {
    let changed = changeCount * drawsPerBlock
    profileRows.withUnsafeBufferPointer { rows in
      var kernel = KernelProfile(
        share: rows.baseAddress! + acting.share, change: rows.baseAddress! + acting.change,
        isDone: rows.baseAddress! + acting.isDone, shareCount: Int64(shareCount),
        reach: Int64(acting.reach),
        newCount: Int64(acting.pair == nil ? 0 : changeCount),
        endedCount: Int64(acting.ending == nil ? 0 : changeCount),
        avoided: scratch.avoided.base + acting.ledger * shareCount * drawsPerBlock,
        new: scratch.new.base, ended: scratch.ended.base + (acting.ending ?? 0) * changed,
        firstYear: Int32(firstYear))
      var totals = (0.0, 0.0)
      withUnsafeMutableBytes(of: &totals) {
        kernel_add_tonnes(
          &kernel, scratch.course.completed.base, scratch.course.completion.base,
          scratch.tonnes.base, Int64(scratch.course.completedCount), scratch.tonnesAtEnd.base,
          horizon,
          $0.baseAddress!.assumingMemoryBound(to: Double.self))
      }
      (tally.tonnes, tally.new) = totals
    }
  }
}
