import CKernels
import PledgeModel
import Sampling

/// What a planner's own follow-up, of single pledges or of a municipality, says about statuses.
extension RealisationSampler {
  /// Counts of one municipality, and the row of its thresholds.
  struct OwnCount {
    let row: Int
    let done: Int
    let reached: Int
  }

  /// What facts say about scores at the end of the period, or when the round was followed up.
  ///
  /// Until then shares are taken to grow evenly. A fact from later only rules out what a status that never falls rules
  /// out: what is not started then was not started before, what is started then was not done before.
  static func observations(
    _ round: RoundPlan, _ facts: [Pair: StatusFact], _ realisation: Realisation,
    _ meanLogistic: MeanLogistic
  ) -> [FactPosterior.Observation] {
    let followUp = round.round.followUp
    var done = realisation.done.value
    var reached = done + realisation.started.value
    var end = round.round.lastYear
    if let followUp, let count = followUp.done {
      let total = round.round.total?.value ?? round.knownCount...round.knownCount
      let adopted = max(1, Double(total.lowerBound + total.upperBound) / 2)
      let startedOfRest = done < 1 ? min(1, realisation.started.value / (1 - done)) : 0
      done = Double(count) / adopted
      reached =
        followUp.doneOrStarted.map { Double($0.lowerBound + $0.upperBound) / 2 / adopted }
        ?? done + (1 - done) * startedOfRest
      end = followUp.year
    }
    func cut(_ share: Double) -> Double {
      meanLogistic.cut(share: min(max(share, 0x1p-20), 1 - 0x1p-20))
    }
    return facts.compactMap { pair, fact in
      let first = round.round.firstYear
      let elapsed = min(1, Double(fact.year - first + 1) / Double(max(1, end - first + 1)))
      let (doneCut, startedCut) = (cut(done * elapsed), cut(reached * elapsed))
      let isLate = fact.year > end
      let bounds: (Double, Double)
      switch fact.status {
      case .done: bounds = (-.infinity, isLate ? .infinity : doneCut)
      case .started: bounds = (doneCut, isLate ? .infinity : startedCut)
      case .notStarted: bounds = (startedCut, .infinity)
      }
      guard bounds.0 < bounds.1 else { return nil }
      return FactPosterior.Observation(
        municipality: pair.municipality, pledge: pair.pledge, lower: bounds.0, upper: bounds.1)
    }.sorted { ($0.municipality, $0.pledge) < ($1.municipality, $1.pledge) }
  }

  /// Replaces the effects that facts teach about by draws given the facts, made from the same numbers.
  func learnFromFacts(
    _ position: Int, _ block: DrawBlock, _ shared: Shared, _ scratch: inout Scratch
  ) {
    guard let posterior = posteriors[position] else { return }
    let round = rounds[position]
    let keys =
      posterior.municipalities.map { (Purpose.capacity, municipalities[$0].code.number, 0) }
      + posterior.pledges.map { (Purpose.difficulty, 0, round.catalogue.pledges[$0].number) }
    for (effect, (purpose, municipality, pledge)) in keys.enumerated() {
      let address = StreamAddress(
        purpose: purpose.rawValue, municipality: municipality, catalogue: round.catalogueNumber,
        pledge: pledge, roundYear: round.roundYear)
      streams.of(purpose).fillNormals(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1,
        into: scratch.numbers.base)
      for draw in 0..<drawsPerBlock {
        scratch.learned[effect * drawsPerBlock + draw] = scratch.numbers[draw]
      }
    }
    posterior.apply(to: &scratch.learned)
    func write(_ effect: Int, to row: UnsafeMutablePointer<Float>) {
      for draw in 0..<drawsPerBlock {
        let own = scratch.learned[effect * drawsPerBlock + draw]
        // Held within the same limits as in `kernel_fill_odds`.
        row[draw] = Float(VectorMath.exponential(min(max(-own, -30), 30)))
      }
    }
    for (index, municipality) in posterior.municipalities.enumerated() {
      write(index, to: shared.capacityOdds.row(capacityRow(position, municipality), block))
    }
    for (index, pledge) in posterior.pledges.enumerated() {
      write(
        posterior.municipalities.count + index,
        to: shared.difficultyOdds.row(difficultyRow[position] + pledge, block))
    }
  }

  /// Makes a course, drawn from the counts on, come to a status that is known from a later year.
  ///
  /// - Parameter started: the key up to which pledges were started when they were counted.
  func reach(
    _ late: CoursePlans.LateStatus, _ position: Int, _ scores: KernelScores, _ block: DrawBlock,
    started: UnsafePointer<UInt64>, _ course: inout Course, _ scratch: Scratch
  ) {
    let isBeforeEnd = late.year <= min(Int(plans.periods[position].lastYear), horizon)
    if late.isDone {
      var isListed = [Bool](repeating: false, count: drawsPerBlock)
      for index in 0..<course.completedCount {
        isListed[Int(course.completed[index])] = true
        course.completion[index] = min(course.completion[index], Int16(late.year))
      }
      for index in 0..<course.adoptedCount {
        let draw = Int(course.adopted[index])
        if isBeforeEnd { course.outcomes[draw] = UInt8(PledgeStatus.done.step) }
        guard late.year <= horizon else { continue }
        course.outcomes[draw] |= UInt8(kernelCompleted)
        if isListed[draw] { continue }
        course.completed[course.completedCount] = UInt8(draw)
        course.completion[course.completedCount] = Int16(late.year)
        course.completedCount += 1
      }
      (course.completed.base + course.completedCount).update(
        repeating: 0, count: Int(kernelListRoom) - drawsPerBlock)
    } else if !isBeforeEnd {
      scratch.single.removeAll()
      append(scores, block, course.adopted.base, Int64(course.adoptedCount), to: scratch.single)
      for index in 0..<course.adoptedCount {
        let draw = Int(course.adopted[index])
        let status: PledgeStatus =
          scratch.single.keys[draw] <= started[draw] ? .started : .notStarted
        course.outcomes[draw] = course.outcomes[draw] & UInt8(kernelCompleted) | UInt8(status.step)
      }
    }
  }

  /// Finds the thresholds of a municipality with counts of its own in one draw and takes its keys off the list.
  ///
  /// - Parameters:
  ///   - knownDone, knownStarted: what facts account for already.
  ///   - begin: where the municipality's keys begin in the draw's two lists.
  /// - Returns: how many of its other pledges are done, and done or started.
  func settle(
    _ count: OwnCount, knownDone: Int, knownStarted: Int, from begin: (ranked: Int, barred: Int),
    _ draw: Int,
    _ block: DrawBlock, _ shared: Shared, _ scratch: Scratch
  ) -> (done: Int, reached: Int) {
    let keys = scratch.ranked.rest(draw, from: begin.ranked)
    let barred = scratch.barred.rest(draw, from: begin.barred)
    scratch.ranked.counts[draw] = Int64(begin.ranked)
    scratch.barred.counts[draw] = Int64(begin.barred)
    let reached = min(keys.count + barred.count, max(0, count.reached - knownStarted))
    let done = min(keys.count, reached, max(0, count.done - knownDone))
    let doneKey = Self.limit(done, keys)
    shared.ownThresholds.row(2 * count.row, block)[draw] = doneKey
    shared.ownThresholds.row(2 * count.row + 1, block)[draw] = Self.limit(
      reached, done: (done, doneKey), keys, barred)
    return (done, reached)
  }
}
