package import PledgeModel
import Sampling

/// Draws how far adopted pledges come: their status when a round is followed up or ends, and the year of completion.
///
/// A pledge's score is logit(uniform) − capacity of the municipality − difficulty of the pledge; the lowest scores
/// are done first. A municipality that has counted its own pledges has its lowest scores done up to that count, and a
/// round with published counts those of all other municipalities, whatever the draw; in any other round the cut makes
/// the expected share that of the draw's Dirichlet distribution. Facts about single pledges hold in every draw and
/// teach about capacity and difficulty (``FactPosterior``); counts teach nothing about them. Afterwards a pledge moves
/// at most one step a year.
package struct RealisationSampler: Sendable {
  package let rounds: [RoundPlan]
  package let horizon: Int
  let municipalities: [Municipality]
  let streams: Streams
  private let capacitySpread: Double
  private let difficultySpread: Double
  private let meanLogistic: MeanLogistic
  private let doneShare: UncertainTransform
  /// The started share of what is not done: the second stick of the Dirichlet distribution.
  private let startedOfRest: UncertainTransform
  private let hazards: [UncertainTransform]
  /// The last year that is known, for each round; support acts after it.
  private let knownUntil: [Int]
  /// The first difficulty row of each round.
  let difficultyRow: [Int]
  private let facts: [[Pair: StatusFact]]
  /// What the facts of each round teach; nil without facts.
  let posteriors: [FactPosterior?]
  /// The first row of each round among the effects that facts teach about, of municipalities alone.
  let learnedCapacityRow: [Int]
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
    doneShare = UncertainTransform(.beta(alpha: done, beta: size - done))
    startedOfRest = UncertainTransform(.beta(alpha: started, beta: size - done - started))
    hazards = [
      realisation.notStartedToStarted.value, realisation.startedToDone.value,
      realisation.neverFinishes.value,
    ].map(UncertainTransform.init)
    knownUntil = rounds.map { max(scenario.lastInventoryYear, $0.round.followUp?.latestYear ?? 0) }
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
    self.facts = facts
    let meanLogistic = meanLogistic
    let posteriors = zip(rounds, facts).map { round, facts in
      let observations = Self.observations(round, facts, realisation, meanLogistic)
      return observations.isEmpty
        ? nil
        : FactPosterior(
          observations, capacitySpread: realisation.capacitySpread.value,
          difficultySpread: realisation.difficultySpread.value)
    }
    self.posteriors = posteriors
    row = 0
    learnedCapacityRow = posteriors.map { posterior in
      defer { row += posterior?.municipalities.count ?? 0 }
      return row
    }
    row = 0
    ownCounts = rounds.map { round in
      var counts: [Int: OwnCount] = [:]
      for count in round.round.followUp?.municipalCounts ?? [] {
        guard let municipality = positions[count.municipality] else { continue }
        counts[municipality] = OwnCount(
          row: row, done: count.done, reached: count.done + count.started)
        row += 1
      }
      return counts
    }
  }

  /// What all municipalities of a draw share.
  package struct Shared: Sendable {
    /// Keys up to which a pledge is done, started, and both with support: four rows a round.
    fileprivate let thresholds: DrawTable<UInt64>
    /// One row for each round and pledge.
    let difficulty: DrawTable<Float>
    /// Yearly probabilities of starting and of finishing, and the share that never finishes.
    fileprivate let hazards: DrawTable<Double>
    /// Capacity of the municipalities that facts teach about, one row for each in each round.
    let learnedCapacity: DrawTable<Double>
    /// Keys up to which a pledge of a municipality with counts of its own is done and started, two rows for each.
    let ownThresholds: DrawTable<UInt64>

    package init(_ sampler: RealisationSampler, blockCount: Int) {
      thresholds = DrawTable(rowCount: 4 * sampler.rounds.count, blockCount: blockCount)
      difficulty = DrawTable(
        rowCount: sampler.rounds.reduce(0) { $0 + $1.pledgeCount }, blockCount: blockCount)
      hazards = DrawTable(rowCount: 3, blockCount: blockCount)
      learnedCapacity = DrawTable(
        rowCount: sampler.posteriors.reduce(0) { $0 + ($1?.municipalities.count ?? 0) },
        blockCount: blockCount)
      ownThresholds = DrawTable(
        rowCount: 2 * sampler.ownCounts.reduce(0) { $0 + $1.count }, blockCount: blockCount)
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    fileprivate var capacity = [Double](repeating: 0, count: drawsPerBlock)
    fileprivate var uniforms = [Double](repeating: 0, count: 3 * drawsPerBlock)
    var complements = [Double](repeating: 0, count: drawsPerBlock)
    fileprivate var keys = [UInt64](repeating: 0, count: drawsPerBlock)
    fileprivate var yearly: [Double]
    var lists: [UInt64]
    var listCounts = [Int](repeating: 0, count: drawsPerBlock)
    let listCapacity: Int
    var learned: [Double]

    package init(_ sampler: RealisationSampler) {
      listCapacity =
        sampler.municipalities.count * (sampler.rounds.map(\.pledgeCount).max() ?? 0)
      lists = Array(repeating: 0, count: listCapacity * drawsPerBlock)
      let years = sampler.rounds.map { max(0, sampler.horizon - $0.round.firstYear + 1) }.max() ?? 0
      yearly = Array(repeating: 0, count: years * drawsPerBlock)
      let effects = sampler.posteriors.map { $0?.effectCount ?? 0 }.max() ?? 0
      learned = Array(repeating: 0, count: effects * drawsPerBlock)
    }
  }

  /// Draws what all municipalities share in one block.
  package func prepare(
    _ block: DrawBlock, _ masks: AdoptionSampler.Masks, into shared: Shared,
    scratch: inout Scratch
  ) {
    for (row, transform) in hazards.enumerated() {
      let numbers = shared.hazards.row(row, block)
      streams.of(.hazardRates).fillNormals(
        StreamAddress(purpose: Purpose.hazardRates.rawValue, pledge: row),
        firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: numbers)
      transform.apply(to: numbers, count: drawsPerBlock)
    }
    for position in rounds.indices {
      fillDifficulty(position, block, shared, &scratch)
      learnFromFacts(position, block, shared, &scratch)
      if rounds[position].round.followUp?.done == nil {
        drawCuts(position, block, shared, &scratch)
      }
      conditionOnCounts(position, block, masks, shared, &scratch)
    }
  }

  private func fillDifficulty(
    _ position: Int, _ block: DrawBlock, _ shared: Shared, _ scratch: inout Scratch
  ) {
    let round = rounds[position]
    for (index, pledge) in round.catalogue.pledges.enumerated() {
      let row = shared.difficulty.row(difficultyRow[position] + index, block)
      fillNormals(.difficulty, round, pledge: pledge.number, block, &scratch.complements)
      for draw in 0..<drawsPerBlock {
        row[draw] = Float(difficultySpread * scratch.complements[draw])
      }
    }
  }

  func fillNormals(
    _ purpose: Purpose, _ round: RoundPlan, municipality: Int = 0, pledge: Int = 0,
    _ block: DrawBlock, _ numbers: inout [Double]
  ) {
    let address = StreamAddress(
      purpose: purpose.rawValue, municipality: municipality, catalogue: round.catalogueNumber,
      pledge: pledge, roundYear: round.roundYear)
    numbers.withUnsafeMutableBufferPointer {
      streams.of(purpose).fillNormals(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1,
        into: $0.baseAddress!)
    }
  }

  /// Cuts for a round that nobody has followed up: its shares come from the Dirichlet distribution, by sticks.
  private func drawCuts(
    _ position: Int, _ block: DrawBlock, _ shared: Shared, _ scratch: inout Scratch
  ) {
    let round = rounds[position]
    let support = round.round.support.value
    scratch.uniforms.withUnsafeMutableBufferPointer { shares in
      let done = shares.baseAddress!
      let rest = done + drawsPerBlock
      let address = StreamAddress(
        purpose: Purpose.roundShares.rawValue, catalogue: round.catalogueNumber,
        roundYear: round.roundYear)
      streams.of(.roundShares).fillNormals(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 2, into: done)
      doneShare.apply(to: done, count: drawsPerBlock)
      startedOfRest.apply(to: rest, count: drawsPerBlock)
      for draw in 0..<drawsPerBlock {
        let both = done[draw] + (1 - done[draw]) * rest[draw]
        let doneCut = meanLogistic.cut(share: done[draw])
        let startedCut = meanLogistic.cut(share: min(both, 1 - 0x1p-53))
        let row = 4 * position
        shared.thresholds.row(row, block)[draw] = RankedKey.upperBound(doneCut)
        shared.thresholds.row(row + 1, block)[draw] = RankedKey.upperBound(startedCut)
        shared.thresholds.row(row + 2, block)[draw] = RankedKey.upperBound(doneCut + support)
        shared.thresholds.row(row + 3, block)[draw] = RankedKey.upperBound(startedCut + support)
      }
    }
  }

  /// Thresholds that make the counts hold in every draw, a municipality's own before the round's. Support does not act:
  /// what is counted is past.
  private func conditionOnCounts(
    _ position: Int, _ block: DrawBlock, _ masks: AdoptionSampler.Masks, _ shared: Shared,
    _ scratch: inout Scratch
  ) {
    let round = rounds[position]
    let own = ownCounts[position]
    guard let followUp = round.round.followUp, followUp.done != nil || !own.isEmpty else { return }
    for draw in 0..<drawsPerBlock { scratch.listCounts[draw] = 0 }
    var knownDone = [Int](repeating: 0, count: drawsPerBlock)
    var knownStarted = knownDone
    for municipality in municipalities.indices {
      let ownCount = own[municipality]
      if followUp.done == nil, ownCount == nil { continue }
      beginMunicipality(position, municipality, block, shared, scratch: &scratch)
      let before = ownCount.map { _ in (scratch.listCounts, knownDone, knownStarted) }
      let first = (position * municipalities.count + municipality) * drawsPerBlock
      let any = masks.facts[first..<first + drawsPerBlock].reduce(0, |)
      for pledge in 0..<round.pledgeCount where any >> UInt64(pledge) & 1 == 1 {
        let fact = facts[position][Pair(municipality: municipality, pledge: pledge)]
        if fact == nil { fillKeys(position, municipality, pledge, block, shared, &scratch) }
        for draw in 0..<drawsPerBlock where masks.facts[first + draw] >> UInt64(pledge) & 1 == 1 {
          if let fact {
            if fact.status == .done { knownDone[draw] += 1 }
            if fact.status >= .started { knownStarted[draw] += 1 }
          } else {
            scratch.lists[draw * scratch.listCapacity + scratch.listCounts[draw]] =
              scratch.keys[draw]
            scratch.listCounts[draw] += 1
          }
        }
      }
      if let ownCount, let (begin, done, started) = before {
        for draw in 0..<drawsPerBlock {
          let taken = settle(
            ownCount, knownDone: knownDone[draw] - done[draw],
            knownStarted: knownStarted[draw] - started[draw], from: begin[draw], draw, block,
            shared, &scratch)
          knownDone[draw] += taken.done
          knownStarted[draw] += taken.reached
        }
      }
    }
    guard let publishedDone = followUp.done else { return }
    let range = followUp.doneOrStarted ?? publishedDone...publishedDone
    for draw in 0..<drawsPerBlock {
      let count = scratch.listCounts[draw]
      let both = min(
        count, total(round, range, block.firstDraw + draw) - knownStarted[draw])
      let done = min(count, publishedDone - knownDone[draw])
      scratch.lists.withUnsafeMutableBufferPointer {
        let list = $0.baseAddress! + draw * scratch.listCapacity
        let startedKey = Self.largestOfSmallest(max(both, done), list, count)
        let doneKey = Self.largestOfSmallest(done, list, max(both, done))
        for (row, key) in [doneKey, startedKey, doneKey, startedKey].enumerated() {
          shared.thresholds.row(4 * position + row, block)[draw] = key
        }
      }
    }
  }

  /// The largest of the `rank` smallest keys, which are moved to the front; zero, below every key, for rank zero.
  static func largestOfSmallest(
    _ rank: Int, _ keys: UnsafeMutablePointer<UInt64>, _ count: Int
  ) -> UInt64 {
    guard rank > 0 else { return 0 }
    selectSmallest(rank, of: keys, count: count)
    return UnsafeBufferPointer(start: keys, count: rank).max()!
  }

  private func total(_ round: RoundPlan, _ range: ClosedRange<Int>, _ draw: Int) -> Int {
    guard range.count > 1 else { return range.lowerBound }
    let address = StreamAddress(
      purpose: Purpose.followedUpTotal.rawValue, catalogue: round.catalogueNumber,
      roundYear: round.roundYear)
    let uniform = streams.of(.followedUpTotal).uniform(address, draw: draw)
    return range.lowerBound + Int(uniform * Double(range.count))
  }

  /// The ranked scores of one pledge in one municipality; `scratch.capacity` holds the municipality's capacity.
  ///
  /// Also leaves the uniform numbers for never finishing and for the year of completion in `scratch.uniforms`.
  private func fillKeys(
    _ position: Int, _ municipality: Int, _ pledge: Int, _ block: DrawBlock, _ shared: Shared,
    _ scratch: inout Scratch
  ) {
    let round = rounds[position]
    let address = StreamAddress(
      purpose: Purpose.status.rawValue, municipality: municipalities[municipality].code.number,
      catalogue: round.catalogueNumber, pledge: round.catalogue.pledges[pledge].number,
      roundYear: round.roundYear)
    let difficulty = shared.difficulty.row(difficultyRow[position] + pledge, block)
    scratch.uniforms.withUnsafeMutableBufferPointer { uniforms in
      let uniform = uniforms.baseAddress!
      streams.of(.status).fillWordUniforms(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 3, into: uniform)
      scratch.complements.withUnsafeMutableBufferPointer { complements in
        let complement = complements.baseAddress!
        for draw in 0..<drawsPerBlock { complement[draw] = 1 - uniform[draw] }
        VectorMath.takeLogarithms(complement, count: drawsPerBlock)
        VectorMath.takeLogarithms(uniform, count: drawsPerBlock)
        for draw in 0..<drawsPerBlock {
          let score =
            uniform[draw] - complement[draw] - scratch.capacity[draw] - Double(difficulty[draw])
          scratch.keys[draw] = RankedKey.make(score, position: municipality * 64 + pledge)
        }
      }
    }
  }

  /// What became of one pledge in one municipality, by draw of a block.
  package struct Course {
    /// The year of completion; 0 when it is not done by the horizon or not adopted.
    package var completion = [Int32](repeating: 0, count: drawsPerBlock)
    /// The status at the end of the round (`PledgeStatus.step`).
    package var atEnd = [UInt8](repeating: 0, count: drawsPerBlock)

    package init() {}
  }

  /// Draws a municipality's capacity in one round; ask for it before the courses of its pledges.
  package func beginMunicipality(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ shared: Shared,
    scratch: inout Scratch
  ) {
    if let learned = posteriors[position]?.municipalities.firstIndex(of: municipality) {
      let row = shared.learnedCapacity.row(learnedCapacityRow[position] + learned, block)
      for draw in 0..<drawsPerBlock { scratch.capacity[draw] = row[draw] }
      return
    }
    fillNormals(
      .capacity, rounds[position], municipality: municipalities[municipality].code.number, block,
      &scratch.capacity)
    for draw in 0..<drawsPerBlock { scratch.capacity[draw] *= capacitySpread }
  }

  /// Draws the course of one pledge in one municipality.
  package func carryOut(
    _ position: Int, _ municipality: Int, _ pledge: Int, adopted: UnsafePointer<UInt64>,
    _ block: DrawBlock, _ shared: Shared, into course: inout Course, scratch: inout Scratch
  ) {
    let round = rounds[position]
    let fact = facts[position][Pair(municipality: municipality, pledge: pledge)]
    fillKeys(position, municipality, pledge, block, shared, &scratch)
    let ownCount = ownCounts[position][municipality]
    let isCounted = ownCount != nil || round.round.followUp?.done != nil
    let followUpYear = isCounted ? round.round.followUp?.year : nil
    let statusYear = fact?.year ?? followUpYear ?? round.round.lastYear
    let firstSupported = max(round.round.firstYear, knownUntil[position] + 1)
    fillHazards(round, municipality, pledge, block, &scratch)
    let support = round.round.support.value
    let row = 4 * position
    let lastYear = round.round.lastYear
    let knownUntil = knownUntil[position]
    let (firstYear, horizon) = (round.round.firstYear, horizon)
    let own = ownCount.map { shared.ownThresholds.row(2 * $0.row, block) }
    let ownStarted = ownCount.map { shared.ownThresholds.row(2 * $0.row + 1, block) }
    let doneKey = own ?? shared.thresholds.row(row, block)
    let startedKey = ownStarted ?? shared.thresholds.row(row + 1, block)
    let supportedDoneKey = shared.thresholds.row(row + 2, block)
    let supportedStartedKey = shared.thresholds.row(row + 3, block)
    let starting = shared.hazards.row(0, block)
    let finishing = shared.hazards.row(1, block)
    let never = shared.hazards.row(2, block)
    let isSupported = followUpYear == nil && firstSupported <= statusYear
    scratch.keys.withUnsafeBufferPointer { keys in
      scratch.uniforms.withUnsafeBufferPointer { uniforms in
        scratch.yearly.withUnsafeBufferPointer { yearly in
          course.completion.withUnsafeMutableBufferPointer { completions in
            course.atEnd.withUnsafeMutableBufferPointer { statuses in
              for draw in 0..<drawsPerBlock {
                completions[draw] = 0
                statuses[draw] = 0
                guard adopted[draw] >> UInt64(pledge) & 1 == 1 else { continue }
                let key = keys[draw]
                var status = 0
                var completion = 0
                if let fact {
                  status = fact.status.step
                  completion = statusYear
                } else if key <= doneKey[draw] {
                  status = 2
                  completion = Self.year(
                    uniforms[2 * drawsPerBlock + draw], firstYear, statusYear)
                } else {
                  if key <= startedKey[draw] { status = 1 }
                  if isSupported {
                    if key <= supportedDoneKey[draw] {
                      status = 2
                      completion = Self.year(
                        uniforms[2 * drawsPerBlock + draw], firstSupported, statusYear)
                    } else if key <= supportedStartedKey[draw] {
                      status = 1
                    }
                  }
                }
                // A fact from after the period says that the pledge was under way at its end.
                if statusYear >= lastYear {
                  statuses[draw] = completion > lastYear ? 1 : UInt8(status)
                }
                if status < 2 {
                  let neverFinishes = uniforms[drawsPerBlock + draw] < never[draw]
                  var year = statusYear + 1
                  while year <= horizon, status < 2 {
                    let bonus = year > knownUntil ? support : 0
                    let uniform = yearly[(year - firstYear) * drawsPerBlock + draw]
                    if status == 0 {
                      if uniform < Self.shift(starting[draw], bonus) { status = 1 }
                    } else if neverFinishes {
                      if year <= lastYear { statuses[draw] = 1 }
                      break
                    } else if uniform < Self.shift(finishing[draw], bonus) {
                      status = 2
                      completion = year
                    }
                    if year == lastYear { statuses[draw] = UInt8(status) }
                    year += 1
                  }
                }
                if status == 2 {
                  if completion <= lastYear { statuses[draw] = 2 }
                  if completion <= horizon { completions[draw] = Int32(completion) }
                }
              }
            }
          }
        }
      }
    }
  }

  /// One uniform number for each calendar year from the round's first on.
  private func fillHazards(
    _ round: RoundPlan, _ municipality: Int, _ pledge: Int, _ block: DrawBlock,
    _ scratch: inout Scratch
  ) {
    let address = StreamAddress(
      purpose: Purpose.hazard.rawValue, municipality: municipalities[municipality].code.number,
      catalogue: round.catalogueNumber, pledge: round.catalogue.pledges[pledge].number,
      roundYear: round.roundYear)
    scratch.yearly.withUnsafeMutableBufferPointer {
      streams.of(.hazard).fillWordUniforms(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock,
        columns: horizon - round.round.firstYear + 1, into: $0.baseAddress!)
    }
  }

  /// A year of a span, each equally likely.
  private static func year(_ uniform: Double, _ first: Int, _ last: Int) -> Int {
    first + Int(uniform * Double(last - first + 1))
  }

  /// A probability moved by log-odds.
  private static func shift(_ probability: Double, _ logOdds: Double) -> Double {
    if logOdds == 0 || probability <= 0 || probability >= 1 { return probability }
    return 1 / (1 + (1 - probability) / probability * VectorMath.exponential(-logOdds))
  }
}
