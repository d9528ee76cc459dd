import PledgeModel
package import Sampling

/// The draws of a run and what is published of them.
///
/// A run of few draws is one span; a longer one goes span by span, so that its tables do not grow, and only draws near the
/// quantiles are kept (``PartwiseQuantiles``). What comes out is the same. Where a quantile has escaped, everything is drawn
/// once more from the same addresses.
package final class Ensemble {
  let simulator: Simulator
  let drawCount: Int
  let roundDigest: TableDigest
  let pledgeDigest: TableDigest
  let measureDigest: TableDigest
  /// By municipality, then by pledge of each round.
  private(set) var tallies: [[PledgePass.Tally]]
  /// By municipality; empty without an attribution.
  private(set) var bands: [BandPass.Tally]
  private let spans: [Range<Int>]
  private let summarizer: Summarizer
  private let outlook: AreaOutlook
  private let scratch: PerWorker<Scratch>
  /// Municipalities in the scenario's order, then subregions, then counties.
  private let areas: [AreaOutlook.Area]
  private let digests: [AreaDigest]
  /// Positions among the areas, by municipality.
  private let subregionOf: [Int?]
  private let countyOf: [Int]

  /// Scratch memory of one worker.
  private struct Scratch {
    var pledges: PledgePass.Scratch
    var emissions: EmissionPass.Scratch
    /// Territorial tonnes of the block in work, from its pledges to its emissions.
    let newBySector: DrawTable<Double>
    let endedBySector: DrawTable<Double>
    /// The outcomes of the municipality and block in work, and the sums of those before it in its batch: little enough to stay near.
    let area: AreaTable
    let sums: AreaTable

    init(_ simulator: Simulator) {
      pledges = PledgePass.Scratch(simulator.pledges)
      emissions = EmissionPass.Scratch(simulator.emissions)
      let rows = Sector.allCases.count * simulator.emissions.years.count
      newBySector = DrawTable(ofAnyBlock: rows)
      endedBySector = DrawTable(ofAnyBlock: rows)
      let layout = simulator.layout(hasSectors: true)
      area = AreaTable(ofAnyBlock: layout)
      sums = AreaTable(ofAnyBlock: layout)
    }
  }

  /// - Parameter isWhole: whether all draws must stand in one span.
  package init(_ simulator: Simulator, drawCount: Int, isWhole: Bool = false) {
    self.simulator = simulator
    self.drawCount = drawCount
    let spans = simulator.spans(drawCount: drawCount, isWhole: isWhole)
    self.spans = spans
    let scenario = simulator.input.scenario
    let reach = simulator.settings.reach
    summarizer = Summarizer(
      drawCount: min(drawCount, spans[0].count * drawsPerBlock), workers: simulator.workers)
    scratch = PerWorker(simulator.workers) { Scratch(simulator) }
    func digest(_ rowCount: Int) -> TableDigest {
      TableDigest(rowCount: rowCount, drawCount: drawCount, reach: reach)
    }
    roundDigest = digest(5 * scenario.rounds.count)
    pledgeDigest = digest(simulator.pledges.pledgeCount)
    measureDigest = digest(scenario.measures.count)
    tallies = scenario.municipalities.map { _ in
      Array(repeating: PledgePass.Tally(), count: simulator.pledges.pledgeCount)
    }
    let years = simulator.emissions.years.count
    bands =
      simulator.emissions.bands.map { pass in
        scenario.municipalities.map { _ in
          BandPass.Tally(itemCount: pass.plan.items.count, yearCount: years)
        }
      } ?? []
    let outlook = AreaOutlook(simulator.input)
    self.outlook = outlook
    let groups = AreaGroups(scenario)
    areas = groups.areas
    subregionOf = groups.subregionOf
    countyOf = groups.countyOf
    digests = groups.areas.map {
      AreaDigest(
        simulator.layout(hasSectors: $0.kind != .subregion), targets: outlook.targets(of: $0),
        drawCount: drawCount, reach: reach)
    }
  }

  /// Draws everything, as often as needed.
  ///
  /// - Throws: when a draw is not a finite number.
  package func run(_ observer: SimulationObserver) throws(SamplingError) {
    let batches = batches()
    let steps = Double(spans.count * simulator.input.scenario.municipalities.count)
    var (isFirst, done) = (true, 0)
    var memory: Simulator.Shared?
    let span = SpanTables(simulator, blocks: spans[0], drawCount: drawCount)
    repeat {
      done = 0
      for blocks in spans {
        let shared = simulator.prepare(blocks: blocks, reusing: memory)
        memory = shared
        observer.phaseEnded(.shared)
        span.begin(blocks)
        for batch in batches {
          try process(batch, span, shared, observer, isFirst: isFirst)
          done += batch.count
          observer.progress(Double(done) / steps)
        }
        try leaveSubregion(span)
        try leaveCounty(span)
        try roundDigest.add(span.rounds, count: span.drawCount, summarizer)
        try pledgeDigest.add(span.pledges, count: span.drawCount, summarizer)
        try measureDigest.add(span.measures, count: span.drawCount, summarizer)
        observer.phaseEnded(.summaries)
      }
      isFirst = false
    } while beginsAgain()
  }

  private func beginsAgain() -> Bool {
    let tables = [roundDigest, pledgeDigest, measureDigest].map { $0.beginsAgain() }
    return (tables + digests.map { $0.beginsAgain() }).contains(true)
  }

  /// Municipalities of one subregion that follow each other, few at a time, in the order of processing.
  private func batches() -> [[Int]] {
    var batches: [[Int]] = []
    for position in simulator.input.scenario.processingOrder {
      if let last = batches.last, last.count < SpanTables.municipalityLimit,
        countyOf[last[0]] == countyOf[position], subregionOf[last[0]] == subregionOf[position]
      {
        batches[batches.count - 1].append(position)
      } else {
        batches.append([position])
      }
    }
    return batches
  }

  /// Draws and summarises the municipalities of a batch in one span.
  ///
  /// - Parameter isFirst: whether these draws come the first time, so that they are counted.
  private func process(
    _ batch: [Int], _ span: SpanTables, _ shared: Simulator.Shared, _ observer: SimulationObserver,
    isFirst: Bool
  ) throws(SamplingError) {
    try enterAreas(of: batch[0], span)
    let counted = draw(batch, span, shared)
    observer.phaseEnded(.municipalities)
    for (place, position) in batch.enumerated() {
      let table = span.municipalities[place]
      try digests[position].add(table, count: span.drawCount, summarizer)
      if let save = observer.emissionDraws {
        let rows = simulator.emissions.years.indices.map { table.table.row($0) }
        save(
          simulator.input.scenario.municipalities[position],
          rows.map { Array(UnsafeBufferPointer(start: $0, count: drawCount)) })
      }
      guard isFirst else { continue }
      span.addTallies(of: place, to: &tallies[position])
      for tally in counted.dropFirst(place * span.blocks.count).prefix(span.blocks.count) {
        bands[position] += tally
      }
    }
    observer.phaseEnded(.summaries)
  }

  /// Draws the municipalities of a batch in one span and adds them to their areas.
  ///
  /// - Returns: what an attribution counted, by municipality and block; nothing without one.
  private func draw(
    _ batch: [Int], _ span: SpanTables, _ shared: Simulator.Shared
  ) -> [BandPass.Tally] {
    let (blockCount, firstBlock) = (span.blocks.count, span.blocks.lowerBound)
    let counted = ResultSlots<BandPass.Tally>(count: bands.isEmpty ? 0 : batch.count * blockCount)
    let (sum, county) = (span.subregion?.table ?? span.county!.table, span.county!.table)
    nonisolated(unsafe) let tallies = span.tallies.map(\.base)
    let (simulator, drawCount, tables) = (simulator, drawCount, span.municipalities)
    let (rounds, pledges, measures, scratch) = (span.rounds, span.pledges, span.measures, scratch)
    let pledgeCount = simulator.pledges.pledgeCount
    simulator.forEachTile(span.blocks) { worker, tile in
      scratch.with(worker) { scratch in
        for index in tile {
          let block = DrawBlock(index: index)
          for (place, position) in batch.enumerated() {
            let output = PledgePass.Output(
              area: scratch.area, newBySector: scratch.newBySector,
              endedBySector: scratch.endedBySector, rounds: rounds, pledges: pledges,
              newByPair: scratch.emissions.bands?.new)
            simulator.pledges.run(
              municipality: position, block, drawCount: drawCount, adopted: shared.adopted,
              shared: shared.realisation, effectRows: shared.effects, into: output,
              tallies: tallies[place] + (index - firstBlock) * pledgeCount,
              scratch: &scratch.pledges)
            simulator.emissions.run(
              municipality: position, block, drawCount: block.counted(of: drawCount),
              shared: shared.emissions, newBySector: scratch.newBySector,
              endedBySector: scratch.endedBySector, measureRows: measures, into: scratch.area,
              scratch: &scratch.emissions)
            if let tally = scratch.emissions.bands?.tally {
              counted.set(place * blockCount + index - firstBlock, tally)
            }
            scratch.area.handOn(
              to: tables[place], addedTo: scratch.sums, isFirst: place == 0, block)
          }
          sum.addOutcomes(of: scratch.sums, block)
          county.addSectors(of: scratch.sums, block)
        }
      }
    }
    return counted.values
  }

  private func enterAreas(of position: Int, _ span: SpanTables) throws(SamplingError) {
    if span.county?.area != countyOf[position] {
      try leaveSubregion(span)
      try leaveCounty(span)
      span.county = (countyOf[position], span.countySums())
    }
    if span.subregion?.area != subregionOf[position] {
      try leaveSubregion(span)
      span.subregion = subregionOf[position].map { ($0, span.subregionSums()) }
    }
  }

  private func leaveSubregion(_ span: SpanTables) throws(SamplingError) {
    guard let (area, table) = span.subregion else { return }
    let county = span.county!.table
    simulator.forEachTile(span.blocks) { _, tile in
      for index in tile { county.addOutcomes(of: table, DrawBlock(index: index)) }
    }
    try digests[area].add(table, count: span.drawCount, summarizer)
    span.subregion = nil
  }

  private func leaveCounty(_ span: SpanTables) throws(SamplingError) {
    guard let (area, table) = span.county else { return }
    try digests[area].add(table, count: span.drawCount, summarizer)
    span.county = nil
  }

  /// What is published of every area, and the headlines of its counties.
  func published() -> (areas: [AreaResult], headlines: [Headline]) {
    let outlooks = ResultSlots<AreaResult>(count: areas.count)
    let (outlook, areas) = (outlook, areas)
    // Nobody adds to them any more.
    nonisolated(unsafe) let digests = digests
    let bands = areas.map { bandSums($0.members) }
    simulator.workers.forEach(areas.count) { _, area in
      outlooks.set(area, outlook.outlook(areas[area], digests[area], bands[area]))
    }
    let results = outlooks.values
    let headlines = results.indices.filter { results[$0].kind == .county }.flatMap {
      outlook.headlines(results[$0], digests[$0])
    }
    return (results, headlines)
  }
}

extension Ensemble {
  /// What the attribution of the municipalities adds up to; nil without one.
  private func bandSums(_ members: [Int]) -> BandPass.Tally? {
    guard !bands.isEmpty else { return nil }
    let members = members.sorted()
    return members.dropFirst().reduce(into: bands[members[0]]) { $0 += bands[$1] }
  }

  /// The digest of rows that belong to no area, drawn span by span.
  func digest(
    rowCount: Int, _ fill: @Sendable (DrawBlock, DrawTable<Double>) -> Void
  ) throws(SamplingError) -> TableDigest {
    let digest = TableDigest(
      rowCount: rowCount, drawCount: drawCount, reach: simulator.settings.reach)
    let table = DrawTable<Double>(rowCount: rowCount, blocks: spans[0])
    repeat {
      for blocks in spans {
        table.move(to: blocks.lowerBound)
        simulator.forEachTile(blocks) { _, tile in
          for index in tile { fill(DrawBlock(index: index), table) }
        }
        let first = blocks.lowerBound * drawsPerBlock
        try digest.add(
          table, count: min(blocks.count * drawsPerBlock, drawCount - first), summarizer)
      }
    } while digest.beginsAgain()
    return digest
  }
}

extension Simulator {
  /// The rows an area keeps.
  package func layout(hasSectors: Bool) -> AreaTable.Layout {
    AreaTable.Layout(
      years: emissions.years.count, pledgeYears: pledges.yearCount, hasSectors: hasSectors,
      hasNet: emissions.hasNet, bandCount: emissions.bands?.plan.items.count ?? 0)
  }
}
