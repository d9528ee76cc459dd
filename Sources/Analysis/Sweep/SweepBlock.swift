import LinearAlgebra
import PledgeModel
import Simulation

/// Draws all options of a sweep in one block of draws.
///
/// What an option takes off in a municipality is a product: tonnes of open pledges, draws × pledges, times the option's
/// weights. Where a sector's open pledges could take off more than the sector has in some draw of the block, the sector's
/// product is made apart and what goes beyond is taken back, so that every option is as exact as a run.
struct SweepBlock: Sendable {
  /// One level of support.
  struct Level: Sendable {
    let open: OpenPledges
    let year: PledgeYear
    let panels: [SweepPlan.Panel]
    /// The largest weight of each pledge in any option, in the order of columns.
    let largest: [Double]
  }

  /// The levels; the first is the scenario as it stands.
  let levels: [Level]
  let baseline: BaselineYear
  /// What emissions must fall to: municipalities, then counties; nothing can reach minus infinity.
  let targetLevels: [Double]
  /// Municipalities of each county.
  let members: [[Int]]
  /// The rank of each municipality by population, from zero.
  let rank: [Int]
  let optionCount: Int
  /// The open pledges by sector: the position among `OpenPledges.items` of each column.
  let columns: [Int]
  /// The columns of each sector.
  let columnsOfSector: [Range<Int>]
  let observer: SweepObserver

  var municipalityCount: Int { rank.count }
  private var areaCount: Int { targetLevels.count }

  /// Multiplications and additions of a block's products over all pledges.
  var productOperations: Double {
    let products = levels.flatMap(\.panels).reduce(0) { sum, panel in
      sum + rank.count { $0 < panel.municipalityCount }
    }
    return 2 * Double(products * drawsPerBlock * columns.count * SweepPlan.panelWidth)
  }

  /// What comes of one block, kept until blocks are put together in their order.
  struct Output {
    /// - Shape: areas × options.
    let means: WorkMemory<Double>
    let squares: WorkMemory<Double>
    /// Sums over draws by level, municipality and column: adoptions, tonnes, cost.
    let sums: WorkMemory<Double>
    /// Emissions as the scenario stands, summed over draws, by county.
    let standing: WorkMemory<Double>
    /// What a level's support alone takes off, summed over draws, by level.
    let support: WorkMemory<Double>

    init(_ block: SweepBlock) {
      means = WorkMemory(repeating: 0, count: block.areaCount * block.optionCount)
      squares = WorkMemory(repeating: 0, count: block.areaCount * block.optionCount)
      sums = WorkMemory(
        repeating: 0,
        count: 3 * block.levels.count * block.municipalityCount * block.columns.count)
      standing = WorkMemory(repeating: 0, count: block.members.count)
      support = WorkMemory(repeating: 0, count: block.levels.count)
    }
  }

  /// Where the sums of a column begin.
  func place(level: Int, municipality: Int, column: Int) -> Int {
    3 * ((level * municipalityCount + municipality) * columns.count + column)
  }

  /// Scratch memory of one worker, and the counts it has made, which have no order.
  final class Scratch {
    fileprivate var baseline: BaselineYear.Scratch
    fileprivate var year: PledgeYear.Scratch
    fileprivate var open: OpenPledges.Scratch
    fileprivate let before = DrawTable<Double>(ofAnyBlock: Sector.allCases.count)
    fileprivate let changes = DrawTable<Double>(ofAnyBlock: 2 * Sector.allCases.count)
    /// What measures leave of the baseline, by municipality and sector.
    fileprivate let left: DrawTable<Double>
    /// What a sector has left for options to take off, by municipality and sector.
    fileprivate let rooms: DrawTable<Double>
    /// Emissions as the scenario stands: municipalities, then counties.
    fileprivate let standing: DrawTable<Double>
    /// What an option must take off to reach the target: municipalities, then counties.
    fileprivate let limits: DrawTable<Double>
    /// What a level's support alone takes off.
    fileprivate let offsets: DrawTable<Double>
    /// Tonnes of open pledges, by municipality and column.
    fileprivate let tonnes: DrawTable<Double>
    fileprivate let cost: DrawTable<Double>
    /// Sectors of each municipality whose cap could bite.
    fileprivate var tight: [[Int]]
    fileprivate let panel = OptionPanel(width: SweepPlan.panelWidth)
    fileprivate let ofSector = OptionPanel(width: SweepPlan.panelWidth)
    fileprivate let county = OptionPanel(width: SweepPlan.panelWidth)
    fileprivate let zeros = WorkMemory(repeating: 0.0, count: drawsPerBlock)
    /// Draws that reach the target, by area and option, and draws in which a cap bites, by option.
    let reached: WorkMemory<Int32>
    let capped: WorkMemory<Int32>

    init(_ block: SweepBlock) {
      baseline = BaselineYear.Scratch(block.baseline)
      year = PledgeYear.Scratch(block.levels[0].year)
      open = OpenPledges.Scratch(block.levels[0].open)
      let municipalities = block.municipalityCount
      left = DrawTable(ofAnyBlock: municipalities * Sector.allCases.count)
      rooms = DrawTable(ofAnyBlock: municipalities * Sector.allCases.count)
      standing = DrawTable(ofAnyBlock: block.areaCount)
      limits = DrawTable(ofAnyBlock: block.areaCount)
      offsets = DrawTable(ofAnyBlock: municipalities)
      tonnes = DrawTable(ofAnyBlock: municipalities * block.columns.count)
      cost = DrawTable(ofAnyBlock: 1)
      tight = Array(repeating: [], count: municipalities)
      reached = WorkMemory(repeating: 0, count: block.areaCount * block.optionCount)
      capped = WorkMemory(repeating: 0, count: block.optionCount)
    }
  }

  /// Draws one block.
  ///
  /// - Parameters:
  ///   - shared: what all municipalities share, by level.
  ///   - costs: what a tonne costs, by level.
  func run(
    _ block: DrawBlock, drawCount: Int, worker: Int, shared: [Simulator.Shared],
    costs: [DrawTable<Double>], into output: Output, _ scratch: Scratch
  ) {
    let counted = min(drawsPerBlock, drawCount - block.firstDraw)
    fillBaselines(block, shared[0], scratch)
    for (index, level) in levels.enumerated() where index == 0 || !level.panels.isEmpty {
      fillRooms(index, block, shared[index], scratch)
      if index == 0 { fillLimits(block, counted, output, scratch) }
      guard !level.panels.isEmpty else { continue }
      output.support[index] = rank.indices.reduce(0) { sum, municipality in
        let offset = scratch.offsets.row(municipality, block)
        return (0..<counted).reduce(sum) { $0 + offset[$1] }
      }
      fillTonnes(index, block, counted, shared[index], costs[index], output, scratch)
      for panel in level.panels { draw(panel, block, counted, worker, output, scratch) }
    }
  }

  // MARK: - The scenario as it stands

  private func fillBaselines(_ block: DrawBlock, _ shared: Simulator.Shared, _ scratch: Scratch) {
    let sectors = Sector.allCases.count
    for municipality in rank.indices {
      baseline.fill(
        municipality, block, shared: shared.emissions.baseline, into: scratch.before,
        &scratch.baseline)
      baseline.applyMeasures(
        municipality, block, fractions: shared.emissions.fractions, to: scratch.before)
      for sector in 0..<sectors {
        scratch.left.row(municipality * sectors + sector, block).update(
          from: scratch.before.row(sector, block), count: drawsPerBlock)
      }
    }
  }

  /// What each sector has left, and what the level's support takes off in each municipality.
  private func fillRooms(
    _ index: Int, _ block: DrawBlock, _ shared: Simulator.Shared, _ scratch: Scratch
  ) {
    let sectors = Sector.allCases.count
    let net = shared.emissions.net.row(0, block)
    for municipality in rank.indices {
      levels[index].year.fillAdopted(
        municipality, block, shared, into: scratch.changes, &scratch.year)
      let standing = scratch.standing.row(municipality, block)
      let offset = scratch.offsets.row(municipality, block)
      if index == 0 { standing.update(repeating: 0, count: drawsPerBlock) }
      offset.update(from: standing, count: drawsPerBlock)
      for sector in 0..<sectors {
        let row = municipality * sectors + sector
        let (left, room) = (scratch.left.row(row, block), scratch.rooms.row(row, block))
        let new = scratch.changes.row(sector, block)
        let ended = scratch.changes.row(sectors + sector, block)
        for draw in 0..<drawsPerBlock {
          room[draw] = max(0, left[draw] - net[draw] * (new[draw] - ended[draw]))
        }
        if index == 0 {
          for draw in 0..<drawsPerBlock { standing[draw] += room[draw] }
        } else {
          for draw in 0..<drawsPerBlock { offset[draw] -= room[draw] }
        }
      }
    }
  }

  private func fillLimits(
    _ block: DrawBlock, _ counted: Int, _ output: Output, _ scratch: Scratch
  ) {
    for (county, members) in members.enumerated() {
      let sum = scratch.standing.row(municipalityCount + county, block)
      sum.update(repeating: 0, count: drawsPerBlock)
      for municipality in members {
        let own = scratch.standing.row(municipality, block)
        for draw in 0..<drawsPerBlock { sum[draw] += own[draw] }
      }
      output.standing[county] = (0..<counted).reduce(0) { $0 + sum[$1] }
    }
    for (area, target) in targetLevels.enumerated() {
      let (standing, limit) = (scratch.standing.row(area, block), scratch.limits.row(area, block))
      for draw in 0..<drawsPerBlock { limit[draw] = standing[draw] - target }
    }
  }

  // MARK: - Open pledges

  private func fillTonnes(
    _ index: Int, _ block: DrawBlock, _ counted: Int, _ shared: Simulator.Shared,
    _ costs: DrawTable<Double>, _ output: Output, _ scratch: Scratch
  ) {
    let level = levels[index]
    let columnOf = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    let cost = scratch.cost.row(0, block)
    let (tonnes, count) = (scratch.tonnes, columns.count)
    for municipality in rank.indices {
      level.open.forEach(municipality, block, shared, &scratch.open) { found, open in
        let column = columnOf[found.item]!
        let row = tonnes.row(municipality * count + column, block)
        if let tonnes = found.tonnes {
          row.update(from: tonnes, count: drawsPerBlock)
        } else {
          row.update(repeating: 0, count: drawsPerBlock)
        }
        let place = place(level: index, municipality: municipality, column: column)
        let bit = UInt64(level.open.items[found.item].pledge)
        var adoptions: UInt64 = 0
        for draw in 0..<counted { adoptions += found.open[draw] >> bit & 1 }
        output.sums[place] = Double(adoptions)
        output.sums[place + 1] = (0..<counted).reduce(0) { $0 + row[$1] }
        guard level.open.hasKnownCost(found.item) else { return }
        level.open.fillCost(found.item, block, costs, open, into: cost)
        output.sums[place + 2] = (0..<counted).reduce(0) { $0 + cost[$1] }
      }
      scratch.tight[municipality] = Sector.allCases.indices.filter {
        isTight(municipality, $0, level, block, scratch)
      }
    }
  }

  /// Whether the open pledges of a sector could take off more than the sector has.
  private func isTight(
    _ municipality: Int, _ sector: Int, _ level: Level, _ block: DrawBlock, _ scratch: Scratch
  ) -> Bool {
    let columns = columnsOfSector[sector]
    guard !columns.isEmpty else { return false }
    let room = scratch.rooms.row(municipality * Sector.allCases.count + sector, block)
    let most = scratch.cost.row(0, block)
    most.update(repeating: 0, count: drawsPerBlock)
    for column in columns {
      let row = scratch.tonnes.row(municipality * self.columns.count + column, block)
      let weight = level.largest[column]
      for draw in 0..<drawsPerBlock { most[draw] += weight * row[draw] }
    }
    // Products round otherwise than this sum.
    return (0..<drawsPerBlock).contains { most[$0] > room[$0] * (1 - 1e-12) }
  }

  // MARK: - Products

  private func draw(
    _ panel: SweepPlan.Panel, _ block: DrawBlock, _ counted: Int, _ worker: Int,
    _ output: Output, _ scratch: Scratch
  ) {
    let count = panel.options.count
    func reduction(_ area: Int) -> OptionPanel.Reduction {
      let place = area * optionCount + panel.options.lowerBound
      return OptionPanel.Reduction(
        means: output.means.base + place, squares: output.squares.base + place,
        reached: scratch.reached.base + place)
    }
    for (county, members) in members.enumerated() {
      scratch.panel.fill(scratch.offsets.row(members[0], block))
      for (position, municipality) in members.enumerated() {
        if rank[municipality] < panel.municipalityCount {
          multiply(panel, municipality, block, worker, scratch)
        }
        let next = members[min(position + 1, members.count - 1)]
        scratch.panel.reduce(
          columns: count, drawCount: counted, limit: scratch.limits.row(municipality, block),
          next: scratch.offsets.row(next, block), addingTo: scratch.county,
          into: reduction(municipality))
      }
      scratch.county.reduce(
        columns: count, drawCount: counted,
        limit: scratch.limits.row(municipalityCount + county, block), next: scratch.zeros.base,
        into: reduction(municipalityCount + county))
    }
    scratch.panel.countBites(
      columns: count, drawCount: counted,
      into: scratch.capped.base + panel.options.lowerBound)
  }

  private func multiply(
    _ panel: SweepPlan.Panel, _ municipality: Int, _ block: DrawBlock, _ worker: Int,
    _ scratch: Scratch
  ) {
    let count = columns.count
    let first = UnsafePointer(scratch.tonnes.row(municipality * count, block))
    let stride = scratch.tonnes.stride
    panel.weights.withView { weights in
      observer.product?(worker, false)
      BLAS.multiply(
        MatrixView(
          base: first, rowCount: drawsPerBlock, columnCount: count, leadingDimension: stride),
        weights,
        into: scratch.panel.base, adding: true)
      observer.product?(worker, true)
      for sector in scratch.tight[municipality] {
        let columns = columnsOfSector[sector]
        BLAS.multiply(
          MatrixView(
            base: first + columns.lowerBound * stride, rowCount: drawsPerBlock,
            columnCount: columns.count, leadingDimension: stride),
          MatrixView(
            base: weights.base! + columns.lowerBound, rowCount: columns.count,
            columnCount: weights.columnCount, leadingDimension: count),
          into: scratch.ofSector.base, adding: true)
        scratch.panel.takeExcess(
          of: scratch.ofSector,
          room: scratch.rooms.row(municipality * Sector.allCases.count + sector, block),
          columns: panel.options.count)
      }
    }
  }
}
