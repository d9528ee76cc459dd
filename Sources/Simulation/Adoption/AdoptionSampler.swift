package import PledgeModel
import Sampling

/// Draws who adopts what in every round: what is known stays, the rest is imputed.
///
/// Imputation orders the pledges of a municipality by the time of their first arrival, an exponential variable with
/// rate w[p]·exp(v[m]). The order of arrival times is that of the keys log w + v + Gumbel, so taking the earliest is
/// taking the highest key. In turn: known pledges; the earliest pledge of each participant without known ones; the
/// earliest of a municipality whose count is known, up to that count; the earliest of all others until the round's
/// total is reached. Levers act afterwards and the total is not filled up again.
package struct AdoptionSampler: Sendable {
  package let rounds: [RoundPlan]
  private let municipalities: [Municipality]
  private let propensitySpread: Double
  private let proposedFactor: Double
  private let levers: [LeverPlan]
  private let streams: Streams

  package init(_ scenario: ResolvedScenario, rounds: [RoundPlan], streams: Streams) {
    self.rounds = rounds
    municipalities = scenario.municipalities
    propensitySpread = scenario.adoptionSpread.value
    proposedFactor = VectorMath.exponential(scenario.proposedBonus.value)
    levers = rounds.map { LeverPlan($0, municipalities: scenario.municipalities) }
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
    fileprivate var arrivals: [Double]
    fileprivate var rates: [Double]
    fileprivate var keys: [UInt64]
    fileprivate var own: [UInt64]
    fileprivate var absence: [Double]

    package init(_ sampler: AdoptionSampler) {
      let municipalities = sampler.municipalities.count
      let pledges = sampler.rounds.map(\.pledgeCount).max() ?? 0
      arrivals = Array(repeating: 0, count: municipalities * pledges * drawsPerBlock)
      rates = Array(repeating: 0, count: municipalities * drawsPerBlock)
      keys = Array(repeating: 0, count: municipalities * pledges * groupSize)
      own = Array(repeating: 0, count: pledges)
      absence = Array(repeating: 0, count: municipalities * drawsPerBlock)
    }
  }

  /// Draws one block.
  package func sample(_ block: DrawBlock, into masks: inout Masks, scratch: inout Scratch) {
    fillRates(block, &scratch)
    for round in rounds.indices {
      impute(round, block, &masks, &scratch)
      applyLevers(round, &masks, scratch)
    }
  }

  private func fillRates(_ block: DrawBlock, _ scratch: inout Scratch) {
    scratch.rates.withUnsafeMutableBufferPointer { rates in
      for (index, municipality) in municipalities.enumerated() {
        let own = rates.baseAddress! + index * drawsPerBlock
        let address = StreamAddress(
          purpose: Purpose.adoptionPropensity.rawValue, municipality: municipality.code.number)
        streams.of(.adoptionPropensity).fillNormals(
          address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: own)
        // The inverse of the rate's factor exp(v).
        for draw in 0..<drawsPerBlock { own[draw] *= -propensitySpread }
        VectorMath.exponentiate(own, count: drawsPerBlock)
      }
    }
  }

  private func fillArrivals(_ round: RoundPlan, _ block: DrawBlock, _ scratch: inout Scratch) {
    let pledges = round.pledgeCount
    scratch.arrivals.withUnsafeMutableBufferPointer { arrivals in
      for (index, municipality) in municipalities.enumerated() {
        if case .known = round.rows[index], round.round.levers.isEmpty { continue }
        let own = arrivals.baseAddress! + index * pledges * drawsPerBlock
        let address = StreamAddress(
          purpose: Purpose.adoptionKey.rawValue, municipality: municipality.code.number,
          catalogue: round.catalogueNumber, roundYear: round.roundYear)
        streams.of(.adoptionKey).fillExponentials(
          address, firstDraw: block.firstDraw, drawCount: drawsPerBlock,
          columns: pledges, into: own)
        var proposed: UInt64 = 0
        if case .competing(_, let named) = round.rows[index] { proposed = named }
        for pledge in 0..<pledges {
          let head = proposed >> UInt64(pledge) & 1 == 1 ? proposedFactor : 1
          let scale = 1 / (round.weights[pledge] * head)
          let column = own + pledge * drawsPerBlock
          scratch.rates.withUnsafeBufferPointer { rates in
            let rate = rates.baseAddress! + index * drawsPerBlock
            for draw in 0..<drawsPerBlock { column[draw] *= scale * rate[draw] }
          }
        }
      }
    }
  }

  private func fillAbsence(_ round: RoundPlan, _ block: DrawBlock, _ scratch: inout Scratch) {
    guard round.nonParticipantCount > 0 else { return }
    scratch.absence.withUnsafeMutableBufferPointer { absence in
      for index in round.withoutRecord {
        let address = StreamAddress(
          purpose: Purpose.nonParticipant.rawValue,
          municipality: municipalities[index].code.number,
          catalogue: round.catalogueNumber, roundYear: round.roundYear)
        streams.of(.nonParticipant).fillUniforms(
          address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1,
          into: absence.baseAddress! + index * drawsPerBlock)
      }
    }
  }

  private func impute(
    _ position: Int, _ block: DrawBlock, _ masks: inout Masks, _ scratch: inout Scratch
  ) {
    let round = rounds[position]
    fillArrivals(round, block, &scratch)
    fillAbsence(round, block, &scratch)
    let range = round.round.total?.value
    let capacity = municipalities.count * round.pledgeCount
    var left = [Int](repeating: 0, count: Self.groupSize)
    var poolCounts = left
    // Eight draws at a time, the width of a cache line of the arrival times.
    for first in stride(from: 0, to: drawsPerBlock, by: Self.groupSize) {
      var absent: [Set<Int>] = []
      for offset in 0..<Self.groupSize {
        left[offset] = range.map { total(round, $0, block.firstDraw + first + offset) } ?? 0
        poolCounts[offset] = 0
        absent.append(absentees(round, first + offset, scratch))
      }
      for municipality in municipalities.indices {
        for offset in 0..<Self.groupSize {
          let draw = first + offset
          let eligible = eligiblePledges(round, municipality, draw, masks)
          var mask: UInt64 = 0
          switch round.rows[municipality] {
          case .known(let known): mask = known
          case .counted(let known, let count):
            let missing = count - known.nonzeroBitCount
            mask =
              known | earliest(missing, of: eligible & ~known, municipality, draw, round, &scratch)
          case .competing(let known, _):
            mask = known
            guard range != nil, !absent[offset].contains(municipality) else { break }
            if known == 0 { mask = earliest(1, of: eligible, municipality, draw, round, &scratch) }
            addToPool(
              eligible & ~mask, municipality, draw, round, &scratch, offset * capacity,
              &poolCounts[offset])
          }
          masks.facts[slot(position, municipality, draw)] = mask
          left[offset] -= mask.nonzeroBitCount
        }
      }
      for offset in 0..<Self.groupSize where left[offset] > 0 {
        let taken = min(left[offset], poolCounts[offset])
        scratch.keys.withUnsafeMutableBufferPointer { keys in
          let pool = keys.baseAddress! + offset * capacity
          selectSmallest(taken, of: pool, count: poolCounts[offset])
          for key in UnsafeBufferPointer(start: pool, count: taken) {
            let (municipality, pledge) =
              RankedKey.position(key).quotientAndRemainder(dividingBy: 64)
            masks.facts[slot(position, municipality, first + offset)] |= 1 << UInt64(pledge)
          }
        }
      }
    }
  }

  /// Draws imputed side by side.
  private static let groupSize = 8

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

  /// The round's total: the range is covered evenly by one uniform number.
  private func total(_ round: RoundPlan, _ range: ClosedRange<Int>, _ draw: Int) -> Int {
    guard range.count > 1 else { return range.lowerBound }
    let address = StreamAddress(
      purpose: Purpose.roundTotal.rawValue, catalogue: round.catalogueNumber,
      roundYear: round.roundYear)
    let uniform = streams.of(.roundTotal).uniform(address, draw: draw)
    return range.lowerBound + Int(uniform * Double(range.count))
  }

  /// The municipalities that do not take part: those with the smallest numbers among the rows without a record.
  private func absentees(_ round: RoundPlan, _ draw: Int, _ scratch: Scratch) -> Set<Int> {
    guard round.nonParticipantCount > 0 else { return [] }
    let order = round.withoutRecord.sorted {
      scratch.absence[$0 * drawsPerBlock + draw] < scratch.absence[$1 * drawsPerBlock + draw]
    }
    return Set(order.prefix(round.nonParticipantCount))
  }

  private func addToPool(
    _ candidates: UInt64, _ municipality: Int, _ draw: Int, _ round: RoundPlan,
    _ scratch: inout Scratch, _ poolStart: Int, _ poolCount: inout Int
  ) {
    var rest = candidates
    var count = poolCount
    scratch.arrivals.withUnsafeBufferPointer { arrivals in
      scratch.keys.withUnsafeMutableBufferPointer { keys in
        let first = arrivals.baseAddress! + municipality * round.pledgeCount * drawsPerBlock + draw
        let pool = keys.baseAddress! + poolStart
        while rest != 0 {
          let pledge = rest.trailingZeroBitCount
          rest &= rest - 1
          pool[count] = RankedKey.make(
            first[pledge * drawsPerBlock], position: municipality * 64 + pledge)
          count += 1
        }
      }
    }
    poolCount = count
  }

  /// The `count` earliest of a municipality's candidates.
  private func earliest(
    _ count: Int, of candidates: UInt64, _ municipality: Int, _ draw: Int, _ round: RoundPlan,
    _ scratch: inout Scratch
  ) -> UInt64 {
    if count <= 0 { return 0 }
    if count >= candidates.nonzeroBitCount { return candidates }
    var found = 0
    var rest = candidates
    while rest != 0 {
      let pledge = rest.trailingZeroBitCount
      rest &= rest - 1
      let arrival = scratch.arrivals[
        (municipality * round.pledgeCount + pledge) * drawsPerBlock + draw]
      scratch.own[found] = RankedKey.make(arrival, position: pledge)
      found += 1
    }
    return scratch.own.withUnsafeMutableBufferPointer {
      selectSmallest(count, of: $0.baseAddress!, count: found)
      return $0.prefix(count).reduce(UInt64(0)) { mask, key in
        mask | 1 << UInt64(RankedKey.position(key))
      }
    }
  }

  private func applyLevers(_ position: Int, _ masks: inout Masks, _ scratch: Scratch) {
    let round = rounds[position]
    let first = slot(position, 0, 0)
    let last = slot(position + 1, 0, 0)
    masks.adopted.replaceSubrange(first..<last, with: masks.facts[first..<last])
    guard !round.round.levers.isEmpty else { return }
    var adopted = [UInt64](repeating: 0, count: municipalities.count)
    var eligible = adopted
    for draw in 0..<drawsPerBlock {
      for municipality in municipalities.indices {
        adopted[municipality] = masks.facts[slot(position, municipality, draw)]
        eligible[municipality] = eligiblePledges(round, municipality, draw, masks)
      }
      for lever in round.round.levers {
        levers[position].apply(lever, to: &adopted, eligible: eligible) { municipality, pledge in
          scratch.arrivals[(municipality * round.pledgeCount + pledge) * drawsPerBlock + draw]
        }
      }
      for municipality in municipalities.indices {
        masks.adopted[slot(position, municipality, draw)] = adopted[municipality]
      }
    }
  }
}
