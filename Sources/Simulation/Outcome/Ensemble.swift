package import PledgeModel
package import Sampling

/// The draws of a run while it goes on: one municipality, its subregion and its county at a time.
package final class Ensemble {
  let simulator: Simulator
  let drawCount: Int
  let summarizer: Summarizer
  private let blockCount: Int
  private let municipality: AreaTable
  private var subregion: GroupInProgress?
  private var county: GroupInProgress?
  private let scratch: PerWorker<Scratch>
  /// Five rows a round, over all municipalities.
  let roundRows: DrawTable<Double>
  /// Gross tonnes in the horizon year, a row for each pledge of each round, over all municipalities.
  let pledgeRows: DrawTable<Double>
  let measureRows: DrawTable<Double>
  /// By municipality, then by pledge of each round; empty for a municipality not drawn yet.
  private(set) var tallies: [[PledgePass.Tally]]
  /// Those of the municipality in work, by block.
  private let blockTallies: WorkMemory<PledgePass.Tally>
  /// By municipality; empty without an attribution.
  private(set) var bands: [BandPass.Tally?] = []
  private(set) var headlines: [Headline] = []
  private var finished: [(order: Int, area: AreaResult)] = []
  private let outlook: AreaOutlook

  /// An area that is the sum of municipalities and not all of them have been added yet.
  private struct GroupInProgress {
    let key: String
    let table: AreaTable
    var members: [Int]
  }

  /// Scratch memory of one worker.
  private struct Scratch {
    var pledges: PledgePass.Scratch
    var emissions: EmissionPass.Scratch
    /// Territorial tonnes of the block in work, from its pledges to its emissions.
    let newBySector: DrawTable<Double>
    let endedBySector: DrawTable<Double>

    init(_ simulator: Simulator) {
      pledges = PledgePass.Scratch(simulator.pledges)
      emissions = EmissionPass.Scratch(simulator.emissions)
      let rows = Sector.allCases.count * simulator.emissions.years.count
      newBySector = DrawTable(ofAnyBlock: rows)
      endedBySector = DrawTable(ofAnyBlock: rows)
    }
  }

  package init(_ simulator: Simulator, drawCount: Int) {
    self.simulator = simulator
    self.drawCount = drawCount
    blockCount = DrawBlock.count(draws: drawCount)
    summarizer = Summarizer(drawCount: drawCount, workers: simulator.workers)
    let scenario = simulator.input.scenario
    municipality = AreaTable(
      layout: simulator.layout(hasSectors: true), blockCount: blockCount)
    scratch = PerWorker(simulator.workers) { Scratch(simulator) }
    roundRows = DrawTable(rowCount: 5 * scenario.rounds.count, blockCount: blockCount)
    pledgeRows = DrawTable(rowCount: simulator.pledges.pledgeCount, blockCount: blockCount)
    measureRows = DrawTable(rowCount: scenario.measures.count, blockCount: blockCount)
    tallies = Array(repeating: [], count: scenario.municipalities.count)
    blockTallies = WorkMemory(
      repeating: PledgePass.Tally(), count: simulator.pledges.pledgeCount * blockCount)
    if simulator.emissions.bands != nil {
      bands = Array(repeating: nil, count: scenario.municipalities.count)
    }
    outlook = AreaOutlook(simulator.input, summarizer: summarizer)
  }

  /// Draws one municipality, adds it to its areas and summarises it.
  package func process(
    _ position: Int, _ shared: Simulator.Shared, _ observer: SimulationObserver
  ) throws(SamplingError) {
    let place = simulator.input.scenario.municipalities[position]
    try enterAreas(of: place, position)
    let areas = [subregion?.table, county?.table].compactMap { $0 }
    nonisolated(unsafe) let tallies = blockTallies.base
    let pledgeCount = simulator.pledges.pledgeCount
    let bands = ResultSlots<BandPass.Tally>(count: self.bands.isEmpty ? 0 : blockCount)
    let (simulator, drawCount, municipality) = (simulator, drawCount, municipality)
    let (roundRows, pledgeRows, measureRows) = (roundRows, pledgeRows, measureRows)
    let scratch = scratch
    simulator.forEachTile(blockCount) { worker, tile in
      scratch.with(worker) { scratch in
        let output = PledgePass.Output(
          area: municipality, newBySector: scratch.newBySector,
          endedBySector: scratch.endedBySector, rounds: roundRows, pledges: pledgeRows,
          newByPair: scratch.emissions.bands?.new)
        for index in tile {
          let block = DrawBlock(index: index)
          simulator.pledges.run(
            municipality: position, block, drawCount: drawCount, adopted: shared.adopted,
            shared: shared.realisation, effectRows: shared.effects, into: output,
            tallies: tallies + index * pledgeCount, scratch: &scratch.pledges)
          simulator.emissions.run(
            municipality: position, block, drawCount: block.counted(of: drawCount),
            shared: shared.emissions, newBySector: scratch.newBySector,
            endedBySector: scratch.endedBySector, measureRows: measureRows, into: municipality,
            scratch: &scratch.emissions)
          if let tally = scratch.emissions.bands?.tally { bands.set(index, tally) }
          for area in areas { area.add(municipality, block) }
        }
      }
    }
    observer.phaseEnded(.municipalities)
    self.tallies[position] = summedTallies()
    if !self.bands.isEmpty { self.bands[position] = Self.sum(bands.values) }
    finished.append(
      (position, try outlook.municipality(position, municipality, bandMeans([position]))))
    if let save = observer.emissionDraws {
      let rows = simulator.emissions.years.indices.map { municipality.table.row($0) }
      save(place, rows.map { Array(UnsafeBufferPointer(start: $0, count: drawCount)) })
    }
    observer.phaseEnded(.summaries)
  }

  /// Every area, municipalities in the scenario's order, then subregions, then counties.
  package func finishedAreas(
    _ observer: SimulationObserver
  ) throws(SamplingError) -> [AreaResult] {
    try leaveSubregion()
    try leaveCounty()
    observer.phaseEnded(.summaries)
    return finished.sorted { $0.order < $1.order }.map(\.area)
  }

  private func enterAreas(of place: Municipality, _ position: Int) throws(SamplingError) {
    if county?.key != place.code.county {
      try leaveSubregion()
      try leaveCounty()
      county = GroupInProgress(
        key: place.code.county,
        table: AreaTable(layout: simulator.layout(hasSectors: true), blockCount: blockCount),
        members: [])
    }
    if subregion?.key != place.subregion {
      try leaveSubregion()
      subregion = place.subregion.map {
        GroupInProgress(
          key: $0,
          table: AreaTable(layout: simulator.layout(hasSectors: false), blockCount: blockCount),
          members: [])
      }
    }
    subregion?.members.append(position)
    county?.members.append(position)
  }

  private func leaveSubregion() throws(SamplingError) {
    guard let group = subregion else { return }
    let order = simulator.input.scenario.municipalities.count + finished.count
    let members = group.members.sorted()
    let area = try outlook.subregion(group.key, members, group.table, bandMeans(members))
    finished.append((order, area))
    subregion = nil
  }

  private func leaveCounty() throws(SamplingError) {
    guard let group = county else { return }
    let order = 1_000_000 + finished.count
    let members = group.members.sorted()
    let area = try outlook.county(group.key, members, group.table, bandMeans(members))
    finished.append((order, area))
    headlines += try outlook.headlines(area, group.table)
    county = nil
  }

  /// What each item takes off the municipalities together on average, by item, then projected year; nil without an attribution.
  private func bandMeans(_ members: [Int]) -> [[Double]]? {
    guard let plan = simulator.emissions.bands?.plan else { return nil }
    let years = simulator.emissions.years.indices
    return plan.items.indices.map { item in
      years.map { year in
        members.reduce(0) { $0 + bands[$1]!.tonnes[item * years.count + year] }
          / Double(drawCount)
      }
    }
  }

  private static func sum(_ parts: [BandPass.Tally]) -> BandPass.Tally {
    var total = parts[0]
    for part in parts.dropFirst() { total += part }
    return total
  }

  /// Adds tallies in the order of the blocks.
  private func summedTallies() -> [PledgePass.Tally] {
    let count = simulator.pledges.pledgeCount
    var totals = [PledgePass.Tally](repeating: PledgePass.Tally(), count: count)
    for block in 0..<blockCount {
      for index in 0..<count {
        let part = blockTallies[block * count + index]
        totals[index].adopted += part.adopted
        totals[index].done += part.done
        totals[index].tonnes += part.tonnes
        totals[index].new += part.new
      }
    }
    return totals
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
