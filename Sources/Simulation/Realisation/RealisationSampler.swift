import CKernels
package import PledgeModel
import Sampling

/// Draws how far adopted pledges come: their status when a round is followed up or ends, and the year of completion.
///
/// A pledge's score is logit(uniform) − capacity of the municipality − difficulty of the pledge, held as odds: the
/// exponentials of the three are multiplied, which leaves the order as it is. The lowest scores are done first. A
/// municipality that has counted its own pledges has its lowest scores done up to that count, and a round with published
/// counts those of all other municipalities, whatever the draw; in any other round the cut makes the expected share that
/// of the draw's Dirichlet distribution. Where only those done are counted, the share of the others that is started is the
/// draw's. Facts about single pledges hold in every draw and teach about capacity and
/// difficulty (``FactPosterior``); counts teach nothing about them. Afterwards a pledge moves at most one step a year.
package struct RealisationSampler: Sendable {
  package let rounds: [RoundPlan]
  package let horizon: Int
  let municipalities: [Municipality]
  let streams: Streams
  let capacitySpread: Double
  private let difficultySpread: Double
  private let meanLogistic: MeanLogistic
  private let doneShare: UncertainTransform
  /// The started share of what is not done: the second stick of the Dirichlet distribution.
  private let startedOfRest: UncertainTransform
  private let hazards: [UncertainTransform]
  /// The first difficulty row of each round.
  let difficultyRow: [Int]
  /// What the facts of each round teach; nil without facts.
  let posteriors: [FactPosterior?]
  /// What is the same in every draw.
  let plans: CoursePlans
  /// What each municipality of a round has counted itself.
  private let ownCounts: [[Int: OwnCount]]

  /// A municipality and a pledge, by position.
  struct Pair: Hashable {
    let municipality: Int
    let pledge: Int
  }

  package init(_ scenario: ResolvedScenario, rounds: [RoundPlan], streams: Streams) {
    self.rounds = rounds
    self.streams = streams
    horizon = scenario.horizon
    municipalities = scenario.municipalities
    let realisation = scenario.realisation
    capacitySpread = realisation.capacitySpread.value
    difficultySpread = realisation.difficultySpread.value
    meanLogistic = MeanLogistic(
      spread: (capacitySpread * capacitySpread + difficultySpread * difficultySpread)
        .squareRoot())
    let size = realisation.effectiveSampleSize.value
    let done = realisation.done.value * size
    let started = realisation.started.value * size
    doneShare = UncertainTransform(Self.stick(done, of: size))
    startedOfRest = UncertainTransform(Self.stick(started, of: size - done))
    hazards = [
      realisation.notStartedToStarted.value, realisation.startedToDone.value,
      realisation.neverFinishes.value,
    ].map(UncertainTransform.init)
    let knownUntil = rounds.map {
      max(scenario.lastInventoryYear, $0.round.followUp?.latestYear ?? scenario.lastInventoryYear)
    }
    var row = 0
    difficultyRow = rounds.map { round in
      defer { row += round.pledgeCount }
      return row
    }
    var positions: [MunicipalityCode: Int] = [:]
    for (index, municipality) in scenario.municipalities.enumerated() {
      positions[municipality.code] = index
    }
    let facts = rounds.map { round in
      var facts: [Pair: StatusFact] = [:]
      for fact in round.round.followUp?.facts ?? [] {
        if let municipality = positions[fact.municipality],
          let pledge = round.position(of: fact.pledge)
        {
          facts[Pair(municipality: municipality, pledge: pledge)] = fact
        }
      }
      return facts
    }
    let meanLogistic = meanLogistic
    posteriors = zip(rounds, facts).map { round, facts in
      let observations = Self.observations(round, facts, realisation, meanLogistic)
      return observations.isEmpty
        ? nil
        : FactPosterior(
          observations, capacitySpread: realisation.capacitySpread.value,
          difficultySpread: realisation.difficultySpread.value)
    }
    row = 0
    let ownCounts = rounds.map { round in
      var counts: [Int: OwnCount] = [:]
      for count in round.round.followUp?.municipalCounts ?? [] {
        guard let municipality = positions[count.municipality] else { continue }
        counts[municipality] = OwnCount(
          row: row, done: count.done, reached: count.done + count.started)
        row += 1
      }
      return counts
    }
    self.ownCounts = ownCounts
    plans = CoursePlans(
      rounds, municipalities: scenario.municipalities, streams: streams, facts: facts,
      ownCounts: ownCounts, knownUntil: knownUntil)
  }

  /// A stick of the Dirichlet distribution; nothing and everything have no spread.
  private static func stick(_ part: Double, of whole: Double) -> Uncertain {
    let rest = whole - part
    if part <= 1e-9 * whole { return .fixed(value: 0) }
    return rest <= 1e-9 * whole ? .fixed(value: 1) : .beta(alpha: part, beta: rest)
  }

  /// What all municipalities of a draw share.
  package struct Shared: Sendable {
    /// Keys up to which a pledge is done, started, and both with support: four rows a round.
    let thresholds: DrawTable<UInt64>
    /// exp(−difficulty), one row for each round and pledge.
    let difficultyOdds: DrawTable<Float>
    /// Limits for the yearly probabilities of starting and of finishing (``limit(_:)``): two rows, then two for each round with support.
    let hazards: DrawTable<Int16>
    /// The limit for the share that never finishes.
    let never: DrawTable<Int16>
    /// exp(−capacity), one row for each round and municipality.
    let capacityOdds: DrawTable<Float>
    /// Keys up to which a pledge of a municipality with counts of its own is done and started, two rows for each.
    let ownThresholds: DrawTable<UInt64>

    package init(_ sampler: RealisationSampler, blockCount: Int) {
      self.init(sampler, blocks: 0..<blockCount)
    }

    package init(_ sampler: RealisationSampler, blocks: Range<Int>) {
      thresholds = DrawTable(rowCount: 4 * sampler.rounds.count, blocks: blocks)
      difficultyOdds = DrawTable(
        rowCount: sampler.rounds.reduce(0) { $0 + $1.pledgeCount }, blocks: blocks)
      hazards = DrawTable(rowCount: 2 + 2 * sampler.rounds.count, blocks: blocks)
      never = DrawTable(rowCount: 1, blocks: blocks)
      capacityOdds = DrawTable(
        rowCount: sampler.rounds.count * sampler.municipalities.count, blocks: blocks)
      ownThresholds = DrawTable(
        rowCount: 2 * sampler.ownCounts.reduce(0) { $0 + $1.count }, blocks: blocks)
    }

    /// Makes the tables stand for the blocks from `block` on.
    func move(to block: Int) {
      for table in [thresholds, ownThresholds] { table.move(to: block) }
      for table in [difficultyOdds, capacityOdds] { table.move(to: block) }
      for table in [hazards, never] { table.move(to: block) }
    }
  }

  /// Ranked scores by draw.
  struct RankedKeys {
    let keys: WorkMemory<UInt64>
    let counts = WorkMemory<Int64>(repeating: 0, count: drawsPerBlock)
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      keys = WorkMemory(repeating: 0, count: capacity * drawsPerBlock)
    }

    func removeAll() { counts.base.update(repeating: 0, count: drawsPerBlock) }

    /// How many there are in every draw.
    var marks: [Int] { (0..<drawsPerBlock).map { Int(counts[$0]) } }

    /// A draw's keys from a place on.
    func rest(_ draw: Int, from begin: Int = 0) -> UnsafeBufferPointer<UInt64> {
      UnsafeBufferPointer(
        start: keys.base + draw * capacity + begin, count: Int(counts[draw]) - begin)
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    let numbers = WorkMemory<Double>(repeating: 0, count: 2 * drawsPerBlock)
    /// What the courses of the municipality begun last share, and the same by draw.
    var courses: KernelCourses?
    let records = WorkMemory<Int32>(repeating: 0, count: 8 * drawsPerBlock)
    /// The draws in which a pledge is adopted.
    let adopting = WorkMemory<UInt8>(repeating: 0, count: Int(kernelListRoom))
    let ranked: RankedKeys
    /// Of pledges that cannot have been done.
    let barred: RankedKeys
    /// Of one pledge.
    let single = RankedKeys(capacity: 1)
    var learned: [Double]

    package init(_ sampler: RealisationSampler) {
      let isCounted = sampler.rounds.contains { $0.round.followUp != nil }
      let pledges = sampler.rounds.map(\.pledgeCount).max() ?? 0
      ranked = RankedKeys(capacity: isCounted ? sampler.municipalities.count * pledges : 0)
      barred = RankedKeys(capacity: sampler.plans.barredCount)
      let effects = sampler.posteriors.map { $0?.effectCount ?? 0 }.max() ?? 0
      learned = Array(repeating: 0, count: effects * drawsPerBlock)
    }
  }

  /// Draws what all municipalities share in one block.
  ///
  /// - Parameter earlier: what was drawn for the same first rounds; support may differ in those beyond `carriedOut`.
  package func prepare(
    _ block: DrawBlock, _ masks: AdoptionSampler.Masks, into shared: Shared,
    after earlier: (shared: Shared, rounds: CommonRounds)? = nil, scratch: inout Scratch
  ) {
    fillHazards(block, shared, scratch)
    let first = earlier?.rounds.adopted ?? 0
    if let earlier {
      for position in 0..<first {
        copy(position, block, from: earlier.shared, to: shared)
        // Support moves the cuts of a round that nobody has followed up, and nothing else.
        let isCut = rounds[position].round.followUp?.done == nil
        if isCut, position >= earlier.rounds.carriedOut {
          drawCuts(position, block, shared, scratch)
        }
      }
    }
    for position in first..<rounds.count {
      fillOdds(
        plans.difficulties, of: difficultyRows(position), difficultySpread, shared.difficultyOdds,
        block
      )
      fillOdds(
        plans.capacities, of: capacityRows(position), capacitySpread, shared.capacityOdds, block)
      learnFromFacts(position, block, shared, &scratch)
      if rounds[position].round.followUp?.done == nil {
        drawCuts(position, block, shared, scratch)
      }
      masks.facts.withUnsafeBufferPointer {
        conditionOnCounts(position, block, $0.baseAddress!, shared, scratch)
      }
    }
  }

  private func copy(_ position: Int, _ block: DrawBlock, from other: Shared, to shared: Shared) {
    shared.thresholds.copy(4 * position..<4 * position + 4, of: other.thresholds, block)
    shared.difficultyOdds.copy(difficultyRows(position), of: other.difficultyOdds, block)
    shared.capacityOdds.copy(capacityRows(position), of: other.capacityOdds, block)
    for count in ownCounts[position].values {
      shared.ownThresholds.copy(
        2 * count.row..<2 * count.row + 2, of: other.ownThresholds, block)
    }
  }

  private func fillHazards(_ block: DrawBlock, _ shared: Shared, _ scratch: Scratch) {
    let numbers = scratch.numbers.base
    for (row, transform) in hazards.enumerated() {
      streams.of(.hazardRates).fillNormals(
        StreamAddress(purpose: Purpose.hazardRates.rawValue, pledge: row),
        firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: numbers)
      transform.apply(to: numbers, count: drawsPerBlock)
      if row == 2 {
        let never = shared.never.row(0, block)
        for draw in 0..<drawsPerBlock { never[draw] = Self.limit(numbers[draw]) }
        continue
      }
      func write(_ target: Int, support: Double) {
        let limits = shared.hazards.row(target, block)
        for draw in 0..<drawsPerBlock {
          limits[draw] = Self.limit(Self.shift(numbers[draw], support))
        }
      }
      write(row, support: 0)
      for (position, round) in rounds.enumerated() where round.round.support.value != 0 {
        write(2 + 2 * position + row, support: round.round.support.value)
      }
    }
  }

  func capacityRow(_ position: Int, _ municipality: Int) -> Int {
    position * municipalities.count + municipality
  }

  private func capacityRows(_ position: Int) -> Range<Int> {
    capacityRow(position, 0)..<capacityRow(position + 1, 0)
  }

  private func difficultyRows(_ position: Int) -> Range<Int> {
    difficultyRow[position]..<difficultyRow[position] + rounds[position].pledgeCount
  }

  /// Draws what the odds of a municipality's pledges, or of a pledge in all municipalities, are multiplied with.
  private func fillOdds(
    _ streams: [KernelStream], of rows: Range<Int>, _ spread: Double, _ table: DrawTable<Float>,
    _ block: DrawBlock
  ) {
    for row in rows {
      kernel_fill_odds(
        streams[row], UInt32(block.firstDraw), Float(spread), table.row(row, block))
    }
  }

  /// Cuts for a round that nobody has followed up: its shares come from the Dirichlet distribution, by sticks.
  private func drawCuts(
    _ position: Int, _ block: DrawBlock, _ shared: Shared, _ scratch: Scratch
  ) {
    let round = rounds[position]
    let support = round.round.support.value
    let done = scratch.numbers.base
    let rest = done + drawsPerBlock
    fillShares(round, block, into: done)
    let rows = (0..<4).map { shared.thresholds.row(4 * position + $0, block) }
    // No score reaches a cut for nothing, all reach one for everything.
    func cut(_ share: Double) -> Double {
      if share <= 0 { return -.infinity }
      return share >= 1 ? .infinity : meanLogistic.cut(share: share)
    }
    // The last key of a score, which `kernel_append_scores` makes of it and a place.
    func limit(_ cut: Double) -> UInt64 {
      let odds = Float(VectorMath.exponential(cut))
      return UInt64(odds.bitPattern | 0x8000_0000) << 32 | 0xffff_ffff
    }
    for draw in 0..<drawsPerBlock {
      let doneCut = cut(done[draw])
      let startedCut = cut(done[draw] + (1 - done[draw]) * rest[draw])
      rows[0][draw] = limit(doneCut)
      rows[1][draw] = limit(startedCut)
      rows[2][draw] = limit(doneCut + support)
      rows[3][draw] = limit(startedCut + support)
    }
  }

  /// Draws the share that is done, then the share of the rest that is started: the sticks of the Dirichlet distribution.
  private func fillShares(
    _ round: RoundPlan, _ block: DrawBlock, into numbers: UnsafeMutablePointer<Double>
  ) {
    let address = StreamAddress(
      purpose: Purpose.roundShares.rawValue, catalogue: round.catalogueNumber,
      roundYear: round.roundYear)
    streams.of(.roundShares).fillNormals(
      address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 2, into: numbers)
    doneShare.apply(to: numbers, count: drawsPerBlock)
    startedOfRest.apply(to: numbers + drawsPerBlock, count: drawsPerBlock)
  }

  /// Limits that make the counts hold in every draw, a municipality's own before the round's. Support does not act:
  /// what is counted is past.
  private func conditionOnCounts(
    _ position: Int, _ block: DrawBlock, _ facts: UnsafePointer<UInt64>, _ shared: Shared,
    _ scratch: Scratch
  ) {
    let round = rounds[position]
    let own = ownCounts[position]
    guard let followUp = round.round.followUp, followUp.done != nil || !own.isEmpty else { return }
    scratch.ranked.removeAll()
    scratch.barred.removeAll()
    var known = KnownCounts()
    for municipality in municipalities.indices {
      let ownCount = own[municipality]
      if followUp.done == nil, ownCount == nil { continue }
      let before = ownCount.map { _ in
        (ranked: scratch.ranked.marks, barred: scratch.barred.marks, known: known)
      }
      list(position, municipality, block, facts, shared, scratch, &known)
      guard let ownCount, let before else { continue }
      for draw in 0..<drawsPerBlock {
        let taken = settle(
          ownCount, knownDone: known.done[draw] - before.known.done[draw],
          knownStarted: known.started[draw] - before.known.started[draw],
          from: (before.ranked[draw], before.barred[draw]), draw, block, shared, scratch)
        known.done[draw] += taken.done
        known.started[draw] += taken.reached
      }
    }
    guard let publishedDone = followUp.done else { return }
    let startedOfRest = scratch.numbers.base + drawsPerBlock
    if followUp.doneOrStarted == nil { fillShares(round, block, into: scratch.numbers.base) }
    let rows = (0..<4).map { shared.thresholds.row(4 * position + $0, block) }
    for draw in 0..<drawsPerBlock {
      let keys = scratch.ranked.rest(draw)
      let barred = scratch.barred.rest(draw)
      let count = keys.count + barred.count
      let done = max(0, min(keys.count, publishedDone - known.done[draw]))
      let both: Int
      if let range = followUp.doneOrStarted {
        both = total(round, range, block.firstDraw + draw) - known.started[draw]
      } else {
        // Rounded up or down by chance, so that the mean is that of the share.
        let started = startedOfRest[draw] * Double(count - done)
        both = done + Int(started + uniform(round, block.firstDraw + draw))
      }
      let doneKey = Self.limit(done, keys)
      let startedKey = Self.limit(min(both, count), done: (done, doneKey), keys, barred)
      (rows[0][draw], rows[1][draw]) = (doneKey, startedKey)
      (rows[2][draw], rows[3][draw]) = (doneKey, startedKey)
    }
  }

  /// Pledges whose status is a fact, by draw.
  private struct KnownCounts {
    var done = [Int](repeating: 0, count: drawsPerBlock)
    var started = [Int](repeating: 0, count: drawsPerBlock)
  }

  /// Appends the scores of one municipality's adopted pledges to the lists; pledges with facts are counted instead.
  private func list(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ facts: UnsafePointer<UInt64>,
    _ shared: Shared, _ scratch: Scratch, _ known: inout KnownCounts
  ) {
    let adopted = facts + (position * municipalities.count + municipality) * drawsPerBlock
    var rest: UInt64 = 0
    for draw in 0..<drawsPerBlock { rest |= adopted[draw] }
    if rest == 0 { return }
    while rest != 0 {
      let pledge = rest.trailingZeroBitCount
      rest &= rest - 1
      let plan = plans.course(position, municipality, pledge)
      if plan.late == nil, plan.knownStatus >= 0 {
        for draw in 0..<drawsPerBlock where adopted[draw] >> UInt64(pledge) & 1 == 1 {
          if plan.knownStatus == PledgeStatus.done.step { known.done[draw] += 1 }
          if plan.knownStatus >= PledgeStatus.started.step { known.started[draw] += 1 }
        }
        continue
      }
      let count = kernel_list_draws(adopted, Int32(pledge), scratch.adopting.base)
      let list = plan.late?.isDone == false ? scratch.barred : scratch.ranked
      append(
        scores(plan, position, municipality, pledge, block, shared), block, scratch.adopting.base,
        count, to: list)
    }
  }

  /// Appends the scores of a pledge in the draws of a list.
  ///
  /// - Routine: `kernel_append_scores`
  func append(
    _ scores: KernelScores, _ block: DrawBlock, _ draws: UnsafePointer<UInt8>, _ count: Int64,
    to list: RankedKeys
  ) {
    var scores = scores
    kernel_append_scores(
      &scores, UInt32(block.firstDraw), draws, count, list.keys.base, Int64(list.capacity),
      list.counts.base)
  }

  /// A key that `rank` of the keys do not exceed.
  static func limit(_ rank: Int, _ keys: UnsafeBufferPointer<UInt64>) -> UInt64 {
    guard let base = keys.baseAddress else { return rank > 0 ? .max : 0 }
    return kernel_limit_for(base, Int64(keys.count), Int64(rank))
  }

  /// A key that `rank` keys do not exceed, counting what is done already and keys that are barred from being done.
  static func limit(
    _ rank: Int, done: (count: Int, key: UInt64), _ keys: UnsafeBufferPointer<UInt64>,
    _ barred: UnsafeBufferPointer<UInt64>
  ) -> UInt64 {
    if barred.isEmpty { return limit(max(rank, done.count), keys) }
    let others = (keys.filter { $0 > done.key } + barred).sorted()
    let started = rank - done.count
    return started <= 0 ? 0 : started < others.count ? others[started - 1] : .max
  }

  private func total(_ round: RoundPlan, _ range: ClosedRange<Int>, _ draw: Int) -> Int {
    guard range.count > 1 else { return range.lowerBound }
    return range.lowerBound + Int(uniform(round, draw) * Double(range.count))
  }

  /// What decides how many pledges of a counted round are done or started, where the counts leave it open.
  private func uniform(_ round: RoundPlan, _ draw: Int) -> Double {
    let address = StreamAddress(
      purpose: Purpose.followedUpTotal.rawValue, catalogue: round.catalogueNumber,
      roundYear: round.roundYear)
    return streams.of(.followedUpTotal).uniform(address, draw: draw)
  }

  /// What a random number of 16 bits, less 2¹⁵, lies below with a probability; nothing and everything hold exactly.
  package static func limit(_ probability: Double) -> Int16 {
    if probability >= 1 { return .max }
    if probability <= 0 { return .min }
    return Int16(min(Int(probability * 0x1p16 + 0.5), 0xfffe) - 0x8000)
  }

  /// A probability moved by log-odds.
  private static func shift(_ probability: Double, _ logOdds: Double) -> Double {
    if logOdds == 0 || probability <= 0 || probability >= 1 { return probability }
    return 1 / (1 + (1 - probability) / probability * VectorMath.exponential(-logOdds))
  }
}
