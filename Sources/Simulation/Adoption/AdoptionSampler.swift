import CKernels
package import PledgeModel
import Sampling

/// Draws who adopts what in every round: what is known stays, the rest is imputed.
///
/// Imputation orders the pledges of a municipality by the time of their first arrival, an exponential variable with
/// rate w[p]·exp(v[m]). The order of arrival times is that of the keys log w + v + Gumbel, so taking the earliest is
/// taking the highest key. In turn: known pledges; the earliest pledge of each participant without known ones; the
/// earliest of a municipality whose count is known, up to that count; the earliest of all others until the round's
/// total is reached. Levers act afterwards and the total is not filled up again. A pledge that an earlier round of the
/// same catalogue has adopted is carried on, whatever a list says; what a later one names is left to it.
package struct AdoptionSampler: Sendable {
  package let rounds: [RoundPlan]
  private let municipalities: [Municipality]
  private let propensitySpread: Double
  /// The inverse of the pledges' weights, by round, then by municipality and pledge.
  private let scales: [[Float]]
  private let levers: [LeverPlan]
  /// Where how late a municipality is with everything comes from, by municipality.
  private let propensities: [KernelStream]
  /// Where arrival times and the order of those who do not take part come from, by round and municipality.
  private let arrivals: [[KernelStream]]
  private let absences: [[KernelStream]]
  private let streams: Streams

  package init(_ scenario: ResolvedScenario, rounds: [RoundPlan], streams: Streams) {
    self.rounds = rounds
    municipalities = scenario.municipalities
    propensitySpread = scenario.adoptionSpread.value
    let headStart = VectorMath.exponential(scenario.proposedBonus.value)
    scales = rounds.map { round in
      round.rows.flatMap { row in
        var proposed: UInt64 = 0
        if case .competing(_, let named, _) = row { proposed = named }
        return round.weights.enumerated().map { pledge, weight in
          Float(1 / (proposed >> UInt64(pledge) & 1 == 1 ? weight * headStart : weight))
        }
      }
    }
    levers = rounds.map { LeverPlan($0, municipalities: scenario.municipalities) }
    propensities = scenario.municipalities.map {
      streams.of(.adoptionPropensity).kernelStream(
        StreamAddress(
          purpose: Purpose.adoptionPropensity.rawValue, municipality: $0.code.number))
    }
    func kernelStreams(_ purpose: Purpose) -> [[KernelStream]] {
      rounds.map { round in
        scenario.municipalities.map {
          streams.of(purpose).kernelStream(
            StreamAddress(
              purpose: purpose.rawValue, municipality: $0.code.number,
              catalogue: round.catalogueNumber, roundYear: round.roundYear))
        }
      }
    }
    arrivals = kernelStreams(.adoptionKey)
    absences = kernelStreams(.nonParticipant)
    self.streams = streams
  }

  /// The adopted pledges of one block, before and after levers.
  ///
  /// - Shape: one mask for each round, municipality and draw: `[(round · municipalities + municipality) · 256 + draw]`.
  package struct Masks {
    package var facts: [UInt64]
    package var adopted: [UInt64]

    package init(roundCount: Int, municipalityCount: Int) {
      facts = Array(repeating: 0, count: roundCount * municipalityCount * drawsPerBlock)
      adopted = facts
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    /// exp(−v), by municipality and draw.
    fileprivate let delays: WorkMemory<Float>
    fileprivate let numbers = WorkMemory(repeating: 0.0, count: drawsPerBlock)
    fileprivate let totals = WorkMemory<Int32>(repeating: 0, count: drawsPerBlock)
    /// Arrival times of eight draws, by municipality and pledge.
    fileprivate let arrivals: WorkMemory<Float>
    fileprivate let chosen: WorkMemory<UInt8>
    /// The rows of the pool, and by municipality the draws in which it does not take part.
    fileprivate let pool: WorkMemory<Int32>
    fileprivate let absent: WorkMemory<UInt8>
    /// Limits near those wanted: of the round, of a municipality's own count, of who does not take part.
    fileprivate let guesses = WorkMemory<Float>(repeating: 1, count: 3 * groupSize)
    fileprivate let wanted = WorkMemory<Int32>(repeating: 0, count: groupSize)
    fileprivate let ones = WorkMemory<Float>(repeating: 1, count: groupSize)
    /// Arrival times of a whole block, for levers that ask for them:
    /// `[((group · municipalities + municipality) · pledges + pledge) · 8 + draw]`.
    fileprivate let leverArrivals: WorkMemory<Float>

    package init(_ sampler: AdoptionSampler) {
      let municipalities = sampler.municipalities.count
      let cells = municipalities * max(1, sampler.rounds.map(\.pledgeCount).max() ?? 0)
      delays = WorkMemory(repeating: 1, count: municipalities * drawsPerBlock)
      arrivals = WorkMemory(repeating: 0, count: cells * groupSize)
      chosen = WorkMemory(repeating: 0, count: cells)
      pool = WorkMemory(repeating: 0, count: municipalities)
      absent = WorkMemory(repeating: 0, count: municipalities)
      let needsArrivals = sampler.rounds.contains(where: AdoptionSampler.leversNeedArrivals)
      leverArrivals = WorkMemory(repeating: 0, count: needsArrivals ? cells * drawsPerBlock : 0)
    }
  }

  /// Draws imputed side by side.
  private static let groupSize = 8

  private static func leversNeedArrivals(_ round: RoundPlan) -> Bool {
    round.round.levers.contains { if case .atLeast = $0 { true } else { false } }
  }

  /// Draws one block.
  ///
  /// - Parameter first: the first round to draw; what is adopted in those before must stand in `masks`.
  package func sample(
    _ block: DrawBlock, from first: Int = 0, into masks: inout Masks, scratch: inout Scratch
  ) {
    guard first < rounds.count else { return }
    fillDelays(block, scratch)
    for round in first..<rounds.count {
      masks.facts.withUnsafeMutableBufferPointer { facts in
        masks.adopted.withUnsafeBufferPointer { adopted in
          impute(round, block, facts.baseAddress!, adopted.baseAddress!, scratch)
        }
      }
      applyLevers(round, block, &masks, scratch)
    }
  }

  private func fillDelays(_ block: DrawBlock, _ scratch: Scratch) {
    let numbers = scratch.numbers.base
    for municipality in propensities.indices {
      kernel_fill_normals(
        propensities[municipality], UInt32(block.firstDraw), Int64(drawsPerBlock), 1, numbers)
      for draw in 0..<drawsPerBlock { numbers[draw] *= -propensitySpread }
      VectorMath.exponentiate(numbers, count: drawsPerBlock)
      let delays = scratch.delays.base + municipality * drawsPerBlock
      for draw in 0..<drawsPerBlock { delays[draw] = Float(numbers[draw]) }
    }
  }

  /// The round's total by draw: the range is covered evenly by one uniform number.
  private func fillTotals(
    _ round: RoundPlan, _ range: ClosedRange<Int>, _ block: DrawBlock, _ scratch: Scratch
  ) {
    streams.of(.roundTotal).fillUniforms(
      StreamAddress(
        purpose: Purpose.roundTotal.rawValue, catalogue: round.catalogueNumber,
        roundYear: round.roundYear),
      firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: scratch.numbers.base)
    for draw in 0..<drawsPerBlock {
      let place = Int(scratch.numbers[draw] * Double(range.count))
      scratch.totals[draw] = Int32(range.lowerBound + place)
    }
  }

  /// Marks the municipalities that do not take part, a bit for each of eight draws: those with the smallest numbers among
  /// the rows without a record.
  private func fillAbsent(_ position: Int, _ firstDraw: Int, _ scratch: Scratch) {
    let round = rounds[position]
    scratch.absent.base.update(repeating: 0, count: municipalities.count)
    guard round.nonParticipantCount > 0 else { return }
    for (index, municipality) in round.withoutRecord.enumerated() {
      kernel_fill_arrivals(
        absences[position][municipality], UInt32(firstDraw), 1, scratch.ones.base,
        scratch.ones.base, scratch.arrivals.base + index * Self.groupSize)
    }
    scratch.wanted.base.update(
      repeating: Int32(round.nonParticipantCount), count: Self.groupSize)
    choose(round.withoutRecord.count, guess: 2, scratch)
    for (index, municipality) in round.withoutRecord.enumerated() {
      scratch.absent[municipality] = scratch.chosen[index]
    }
  }

  private func impute(
    _ position: Int, _ block: DrawBlock, _ facts: UnsafeMutablePointer<UInt64>,
    _ adopted: UnsafePointer<UInt64>, _ scratch: Scratch
  ) {
    let round = rounds[position]
    let size = Self.groupSize
    let total = round.round.total?.value
    if let total { fillTotals(round, total, block, scratch) }
    scratch.guesses.base.update(repeating: 1, count: scratch.guesses.count)
    for offset in stride(from: 0, to: drawsPerBlock, by: size) {
      if total != nil { fillAbsent(position, block.firstDraw + offset, scratch) }
      var poolCount = 0
      var left = SIMD8<Int32>(repeating: 0)
      for municipality in municipalities.indices {
        let own = facts + slot(position, municipality, offset)
        switch round.rows[municipality] {
        case .known(let known):
          own.update(repeating: known, count: size)
        case .counted(let known, let count):
          let missing = max(0, count - known.nonzeroBitCount)
          scratch.wanted.base.update(repeating: Int32(missing), count: size)
          place(position, municipality, block, offset, known, adopted, at: 0, scratch)
          choose(round.pledgeCount, guess: 1, scratch)
          kernel_spread_choices(scratch.chosen.base, Int64(round.pledgeCount), known, own)
        case .competing(let known, _, _):
          own.update(repeating: known, count: size)
          if total != nil {
            scratch.pool[poolCount] = Int32(municipality)
            poolCount += 1
          }
        }
        leaveOutEarlier(position, municipality, offset, adopted, own)
        for draw in 0..<size { left[draw] -= Int32(own[draw].nonzeroBitCount) }
      }
      guard poolCount > 0 else { continue }
      for index in 0..<poolCount {
        enter(
          position, Int(scratch.pool[index]), block, offset, adopted, at: index * round.pledgeCount,
          scratch)
      }
      for draw in 0..<size { scratch.wanted[draw] = scratch.totals[offset + draw] + left[draw] }
      choose(poolCount * round.pledgeCount, guess: 0, scratch)
      for index in 0..<poolCount {
        let municipality = Int(scratch.pool[index])
        let own = facts + slot(position, municipality, offset)
        kernel_spread_choices(
          scratch.chosen.base + index * round.pledgeCount, Int64(round.pledgeCount),
          round.rows[municipality].known, own)
        leaveOutEarlier(position, municipality, offset, adopted, own)
      }
    }
  }

  /// Takes what earlier rounds of the same catalogue have adopted out of eight draws of a municipality.
  private func leaveOutEarlier(
    _ position: Int, _ municipality: Int, _ offset: Int, _ adopted: UnsafePointer<UInt64>,
    _ own: UnsafeMutablePointer<UInt64>
  ) {
    for earlier in rounds[position].earlier {
      for draw in 0..<Self.groupSize {
        own[draw] &= ~adopted[slot(earlier, municipality, offset + draw)]
      }
    }
  }

  /// Enters a municipality's pledges into the pool; a participant without enough known pledges has its earliest for sure.
  private func enter(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ offset: Int,
    _ adopted: UnsafePointer<UInt64>, at start: Int, _ scratch: Scratch
  ) {
    guard case .competing(let known, _, let least) = rounds[position].rows[municipality] else {
      return
    }
    let pledgeCount = rounds[position].pledgeCount
    place(position, municipality, block, offset, known, adopted, at: start, scratch)
    let own = scratch.arrivals.base + start * Self.groupSize
    var absent = scratch.absent[municipality]
    while absent != 0 {
      let draw = absent.trailingZeroBitCount
      absent &= absent - 1
      for pledge in 0..<pledgeCount { own[pledge * Self.groupSize + draw] = .infinity }
    }
    switch least - known.nonzeroBitCount {
    case ...0: break
    case 1: kernel_bring_forward_earliest(own, Int64(pledgeCount))
    case let missing: bringForward(missing, of: pledgeCount, at: start, scratch)
    }
  }

  /// Moves a municipality's earliest arrivals before all others, in every draw as many.
  private func bringForward(
    _ missing: Int, of pledgeCount: Int, at start: Int, _ scratch: Scratch
  ) {
    scratch.wanted.base.update(repeating: Int32(missing), count: Self.groupSize)
    choose(pledgeCount, from: start, guess: 1, scratch)
    for pledge in 0..<pledgeCount {
      let own = scratch.arrivals.base + (start + pledge) * Self.groupSize
      for draw in 0..<Self.groupSize where scratch.chosen[pledge] >> draw & 1 == 1 {
        own[draw] = -1
      }
    }
  }

  /// Fills in arrival times of a municipality's pledges, infinite for what it cannot adopt or has adopted.
  private func place(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ offset: Int, _ known: UInt64,
    _ adopted: UnsafePointer<UInt64>, at start: Int, _ scratch: Scratch
  ) {
    let own = scratch.arrivals.base + start * Self.groupSize
    fillArrivals(position, municipality, block.firstDraw + offset, offset, scratch, into: own)
    let round = rounds[position]
    var excluded =
      round.alreadyDoing[municipality] | round.adoptedLater[municipality] | known
    while excluded != 0 {
      let pledge = excluded.trailingZeroBitCount
      excluded &= excluded - 1
      (own + pledge * Self.groupSize).update(repeating: .infinity, count: Self.groupSize)
    }
    for earlier in round.earlier {
      for draw in 0..<Self.groupSize {
        var rest = adopted[slot(earlier, municipality, offset + draw)]
        while rest != 0 {
          own[rest.trailingZeroBitCount * Self.groupSize + draw] = .infinity
          rest &= rest - 1
        }
      }
    }
  }

  /// The arrival times of one municipality's pledges in eight draws.
  private func fillArrivals(
    _ position: Int, _ municipality: Int, _ firstDraw: Int, _ offset: Int, _ scratch: Scratch,
    into arrivals: UnsafeMutablePointer<Float>
  ) {
    let pledgeCount = rounds[position].pledgeCount
    scales[position].withUnsafeBufferPointer {
      kernel_fill_arrivals(
        self.arrivals[position][municipality], UInt32(firstDraw), Int64(pledgeCount),
        $0.baseAddress! + municipality * pledgeCount,
        scratch.delays.base + municipality * drawsPerBlock + offset, arrivals)
    }
  }

  /// Chooses the earliest `scratch.wanted` of `count` arrivals.
  private func choose(_ count: Int, from start: Int = 0, guess: Int, _ scratch: Scratch) {
    kernel_choose_earliest(
      scratch.arrivals.base + start * Self.groupSize, Int64(count), scratch.wanted.base,
      scratch.guesses.base + guess * Self.groupSize, scratch.chosen.base)
  }

  private func slot(_ round: Int, _ municipality: Int, _ draw: Int) -> Int {
    (round * municipalities.count + municipality) * drawsPerBlock + draw
  }

  private func eligiblePledges(
    _ round: RoundPlan, _ municipality: Int, _ draw: Int, _ masks: Masks
  ) -> UInt64 {
    var eligible = round.allPledges & ~round.alreadyDoing[municipality]
    for earlier in round.earlier { eligible &= ~masks.adopted[slot(earlier, municipality, draw)] }
    return eligible
  }

  private func applyLevers(
    _ position: Int, _ block: DrawBlock, _ masks: inout Masks, _ scratch: Scratch
  ) {
    let round = rounds[position]
    let first = slot(position, 0, 0)
    let last = slot(position + 1, 0, 0)
    masks.adopted.replaceSubrange(first..<last, with: masks.facts[first..<last])
    guard !round.round.levers.isEmpty else { return }
    if Self.leversNeedArrivals(round) { fillLeverArrivals(position, block, scratch) }
    let leverSlot = { (municipality: Int, pledge: Int, draw: Int) in
      let (group, lane) = draw.quotientAndRemainder(dividingBy: Self.groupSize)
      return ((group * municipalities.count + municipality) * round.pledgeCount + pledge)
        * Self.groupSize + lane
    }
    var adopted = [UInt64](repeating: 0, count: municipalities.count)
    var eligible = adopted
    for draw in 0..<drawsPerBlock {
      for municipality in municipalities.indices {
        adopted[municipality] = masks.facts[slot(position, municipality, draw)]
        eligible[municipality] = eligiblePledges(round, municipality, draw, masks)
      }
      for lever in round.round.levers {
        levers[position].apply(lever, to: &adopted, eligible: eligible) { municipality, pledge in
          scratch.leverArrivals[leverSlot(municipality, pledge, draw)]
        }
      }
      for municipality in municipalities.indices {
        masks.adopted[slot(position, municipality, draw)] = adopted[municipality]
      }
    }
  }

  private func fillLeverArrivals(_ position: Int, _ block: DrawBlock, _ scratch: Scratch) {
    let pledgeCount = rounds[position].pledgeCount
    var arrivals = scratch.leverArrivals.base
    for offset in stride(from: 0, to: drawsPerBlock, by: Self.groupSize) {
      for municipality in municipalities.indices {
        fillArrivals(
          position, municipality, block.firstDraw + offset, offset, scratch, into: arrivals)
        arrivals += pledgeCount * Self.groupSize
      }
    }
  }
}
