package import PledgeModel
import Sampling

/// Shares out what measures and pledges take off the baseline of one municipality, one block of draws at a time.
///
/// In each draw, year and sector the shares are Shapley values and add up to baseline minus scenario. Where no coalition of
/// items meets the cap at zero, pledges are additive: their shares are their tonnes, and measures share a product. Where one
/// does, the value is taken from every coalition, or from random orders where these are too many:
///
/// | items that act | how |
/// |---|---|
/// | one | it gets everything |
/// | up to 8 | exactly |
/// | 9 to 14 | exactly in every 64th draw, from 8 orders and their reverses in the others |
/// | more | from 8 orders and their reverses |
package struct BandPass: Sendable {
  package let plan: AttributionPlan
  private let measures: MeasureSampler
  private let measuresAt: [[[Int]]]
  private let municipalities: [Municipality]
  private let years: [Int]
  /// Indices of the first and last projected year that is shared out.
  private let firstShared: Int
  private let lastShared: Int
  private let streams: RandomStreams

  /// Most items whose coalitions are gone through in every draw, and most in some draws.
  static let (exactCount, largestExactCount) = (8, 14)
  /// Of the draws with many items, one in this many is exact.
  static let exactStride = 64
  /// Orders of joining, each taken in both directions.
  static let pairCount = 8

  package init(
    _ scenario: ResolvedScenario, plan: AttributionPlan, measures: MeasureSampler,
    measuresAt: [[[Int]]]
  ) {
    self.plan = plan
    self.measures = measures
    self.measuresAt = measuresAt
    municipalities = scenario.municipalities
    years = Array(scenario.lastInventoryYear + 1...scenario.horizon)
    firstShared = plan.years.lowerBound - scenario.lastInventoryYear - 1
    lastShared = plan.years.upperBound - scenario.lastInventoryYear - 1
    streams = measures.streams.of(.attributionOrder)
  }

  /// How many municipalities, sectors and years shared out have pledges or measures.
  package var cellCount: Int {
    plan.years.count
      * municipalities.indices.reduce(0) { count, municipality in
        count
          + Sector.allCases.indices.count {
            !plan.pairsOfSector[$0].isEmpty || !measuresAt[municipality][$0].isEmpty
          }
      }
  }

  /// Sums of one municipality over draws.
  package struct Tally: Hashable, Sendable {
    /// By item, then projected year.
    ///
    /// - Unit: tonnes CO2e, summed over draws.
    package var tonnes: [Double]
    /// What each item takes off in the last year shared out when it comes first, and when all the others are there.
    ///
    /// - Unit: tonnes CO2e, summed over draws.
    package var firstIn: [Double]
    package var lastIn: [Double]
    /// The squared standard errors that random orders leave in the last year, by item, summed over draws.
    package var squaredErrors: [Double]
    /// Sectors, years and draws in which more than one item shared under the cap; of these, from random orders.
    package var shared = 0
    package var sampled = 0

    package init(itemCount: Int, yearCount: Int) {
      tonnes = Array(repeating: 0, count: itemCount * yearCount)
      firstIn = Array(repeating: 0, count: itemCount)
      lastIn = firstIn
      squaredErrors = firstIn
    }

    package static func += (total: inout Tally, part: Tally) {
      for index in total.tonnes.indices { total.tonnes[index] += part.tonnes[index] }
      for index in total.squaredErrors.indices {
        total.firstIn[index] += part.firstIn[index]
        total.lastIn[index] += part.lastIn[index]
        total.squaredErrors[index] += part.squaredErrors[index]
      }
      total.shared += part.shared
      total.sampled += part.sampled
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    /// Tonnes new since the inventory, a row for each pair and projected year.
    package let new: DrawTable<Double>
    /// A row for each item and projected year.
    package let bands: DrawTable<Double>
    package var tally: Tally
    fileprivate let product: ProductShares
    /// B · Π (1 − φ); what pledges can take off at most; B and net where no cap bites, else zero.
    fileprivate let remaining = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)
    fileprivate let wanted = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)
    fileprivate let openBaseline = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)
    fileprivate let openNet = WorkMemory<Double>(repeating: 0, count: drawsPerBlock)
    /// The game of one draw: the items that act, what each leaves and takes off, and its share.
    fileprivate let items: WorkMemory<Int>
    fileprivate let factors: WorkMemory<Double>
    fileprivate let tonnes: WorkMemory<Double>
    fileprivate let shares: WorkMemory<Double>

    package init(_ pass: BandPass) {
      let items = pass.plan.items.count
      new = DrawTable(ofAnyBlock: pass.plan.pairs.count * pass.years.count)
      bands = DrawTable(ofAnyBlock: items * pass.years.count)
      product = ProductShares(capacity: pass.measures.measures.count)
      tally = Tally(itemCount: items, yearCount: pass.years.count)
      self.items = WorkMemory(repeating: 0, count: items)
      factors = WorkMemory(repeating: 1, count: items)
      tonnes = WorkMemory(repeating: 0, count: items)
      shares = WorkMemory(repeating: 0, count: items)
    }
  }

  /// What one sector, year and block of a municipality is shared out from.
  struct Cell {
    var municipality: Int
    var sector: Int
    /// Index of the projected year.
    var year: Int
    var block: DrawBlock
    /// B, before measures.
    var baseline: UnsafePointer<Double>
    /// Additionality times one minus rebound.
    var net: UnsafePointer<Double>
    /// Gross tonnes of all pledges, new and ended.
    var new: UnsafePointer<Double>
    var ended: UnsafePointer<Double>
    /// φ of all measures.
    var fractions: DrawTable<Double>
    /// Draws of the block that count.
    var drawCount: Int
  }

  /// Forgets the municipality before.
  func begin(_ scratch: inout Scratch, _ block: DrawBlock) {
    scratch.bands.clear(block)
    scratch.tally = Tally(itemCount: plan.items.count, yearCount: years.count)
  }

  /// Adds the shares of one sector and year to the bands.
  func split(_ cell: Cell, _ scratch: inout Scratch) {
    guard (firstShared...lastShared).contains(cell.year) else { return }
    let acting = measuresAt[cell.municipality][cell.sector].filter {
      measures.ramp($0, year: years[cell.year]) > 0
    }
    let pairs = plan.pairsOfSector[cell.sector]
    guard !acting.isEmpty || !pairs.isEmpty else { return }
    if acting.isEmpty, pairs.count == 1, !plan.endsInSector[cell.sector] {
      addAlone(cell, pairs.lowerBound, &scratch)
      return
    }
    prepare(cell, acting, scratch)
    let capped = pairs.isEmpty ? 0 : close(cell, scratch)
    addOpen(cell, acting, pairs, &scratch)
    guard capped > 0 else { return }
    for draw in 0..<cell.drawCount where scratch.remaining[draw] < scratch.wanted[draw] {
      addCapped(draw, cell, acting, pairs, &scratch)
    }
  }

  /// Adds the shares of the only item of a sector, which gets everything whether or not the cap bites.
  private func addAlone(_ cell: Cell, _ pair: Int, _ scratch: inout Scratch) {
    let tonnes = scratch.new.row(pair * years.count + cell.year, cell.block)
    let item = plan.pairs[pair].item
    let row = scratch.bands.row(item * years.count + cell.year, cell.block)
    let shares = scratch.remaining.base
    for draw in 0..<drawsPerBlock {
      shares[draw] = min(cell.baseline[draw], cell.net[draw] * tonnes[draw])
      row[draw] += shares[draw]
    }
    count(item, cell, &scratch) { shares[$0] }
  }

  /// Adds what an item takes off in the last year to its tally, where its place in the order makes no difference.
  private func count(
    _ item: Int, _ cell: Cell, _ scratch: inout Scratch, _ tonnes: (Int) -> Double
  ) {
    guard cell.year == lastShared else { return }
    let sum = Self.sum(cell.drawCount, tonnes)
    scratch.tally.firstIn[item] += sum
    scratch.tally.lastIn[item] += sum
  }

  /// The sum over draws, in four parts that need not wait for each other.
  @inline(__always)
  private static func sum(_ drawCount: Int, _ tonnes: (Int) -> Double) -> Double {
    var sums = SIMD4<Double>(repeating: 0)
    let whole = drawCount / 4 * 4
    for draw in stride(from: 0, to: whole, by: 4) {
      sums += SIMD4(tonnes(draw), tonnes(draw + 1), tonnes(draw + 2), tonnes(draw + 3))
    }
    for draw in whole..<drawCount { sums[0] += tonnes(draw) }
    return sums.sum()
  }

  /// Fills in what measures leave, and B and net as if no cap would bite.
  private func prepare(_ cell: Cell, _ acting: [Int], _ scratch: Scratch) {
    scratch.openBaseline.base.update(from: cell.baseline, count: drawsPerBlock)
    scratch.openNet.base.update(from: cell.net, count: drawsPerBlock)
    let remaining = scratch.remaining.base
    remaining.update(from: cell.baseline, count: drawsPerBlock)
    for (position, measure) in acting.enumerated() {
      let fraction = cell.fractions.row(measure, cell.block)
      let ramp = measures.ramp(measure, year: years[cell.year])
      let factor = scratch.product.factors.base + position * drawsPerBlock
      for draw in 0..<drawsPerBlock {
        factor[draw] = 1 - ramp * fraction[draw]
        remaining[draw] *= factor[draw]
      }
    }
  }

  /// Leaves out the draws in which some coalition meets the cap, and counts them.
  ///
  /// Most is taken off by all measures together with either everything new or, where net is negative, everything ended.
  private func close(_ cell: Cell, _ scratch: Scratch) -> Int {
    let (remaining, wanted) = (scratch.remaining.base, scratch.wanted.base)
    let (openBaseline, openNet) = (scratch.openBaseline.base, scratch.openNet.base)
    var count = 0
    for draw in 0..<drawsPerBlock {
      let most = max(cell.net[draw] * cell.new[draw], -cell.net[draw] * cell.ended[draw])
      let isCapped = remaining[draw] < most
      wanted[draw] = most
      openBaseline[draw] = isCapped ? 0 : openBaseline[draw]
      openNet[draw] = isCapped ? 0 : openNet[draw]
      count += isCapped ? 1 : 0
    }
    return count
  }

  /// Adds the shares of all draws in which no cap bites.
  private func addOpen(
    _ cell: Cell, _ acting: [Int], _ pairs: Range<Int>, _ scratch: inout Scratch
  ) {
    let bands = scratch.bands
    func band(_ item: Int) -> UnsafeMutablePointer<Double> {
      bands.row(item * years.count + cell.year, cell.block)
    }
    let baseline = scratch.openBaseline.base
    for (position, measure) in acting.enumerated() {
      let left = scratch.product.add(
        position, of: acting.count, amount: baseline, to: band(measure))
      guard cell.year == lastShared else { continue }
      let factor = scratch.product.factors.base + position * drawsPerBlock
      scratch.tally.firstIn[measure] += Self.sum(cell.drawCount) {
        baseline[$0] * (1 - factor[$0])
      }
      scratch.tally.lastIn[measure] += Self.sum(cell.drawCount) {
        baseline[$0] * (1 - factor[$0]) * left[$0]
      }
    }
    let net = scratch.openNet.base
    for pair in pairs {
      let tonnes = scratch.new.row(pair * years.count + cell.year, cell.block)
      let row = band(plan.pairs[pair].item)
      for draw in 0..<drawsPerBlock { row[draw] += net[draw] * tonnes[draw] }
      count(plan.pairs[pair].item, cell, &scratch) { net[$0] * tonnes[$0] }
    }
    if let ended = plan.ended, !pairs.isEmpty {
      let row = band(ended)
      for draw in 0..<drawsPerBlock { row[draw] -= net[draw] * cell.ended[draw] }
      count(ended, cell, &scratch) { -net[$0] * cell.ended[$0] }
    }
  }

  /// Adds the shares of one draw in which the cap bites some coalition.
  private func addCapped(
    _ draw: Int, _ cell: Cell, _ acting: [Int], _ pairs: Range<Int>, _ scratch: inout Scratch
  ) {
    let (items, factors, tonnes) = (
      scratch.items.base, scratch.factors.base, scratch.tonnes.base
    )
    var count = 0
    func enter(_ item: Int, factor: Double, tonnes amount: Double) {
      guard factor != 1 || amount != 0 else { return }
      items[count] = item
      factors[count] = factor
      tonnes[count] = amount
      count += 1
    }
    for (position, measure) in acting.enumerated() {
      enter(
        measure, factor: scratch.product.factors[position * drawsPerBlock + draw], tonnes: 0)
    }
    let net = cell.net[draw]
    for pair in pairs {
      let row = scratch.new.row(pair * years.count + cell.year, cell.block)
      enter(plan.pairs[pair].item, factor: 1, tonnes: net * row[draw])
    }
    if let ended = plan.ended { enter(ended, factor: 1, tonnes: -net * cell.ended[draw]) }
    let game = CellGame(
      baseline: cell.baseline[draw], factors: factors, tonnes: tonnes, itemCount: count)
    share(game, draw, cell, &scratch)
    for index in 0..<count {
      scratch.bands.row(items[index] * years.count + cell.year, cell.block)[draw] +=
        scratch.shares[index]
    }
    guard cell.year == lastShared else { return }
    for (index, (first, last)) in zip(game.firstIn, game.lastIn).enumerated() {
      scratch.tally.firstIn[items[index]] += first
      scratch.tally.lastIn[items[index]] += last
    }
  }

  private func share(_ game: CellGame, _ draw: Int, _ cell: Cell, _ scratch: inout Scratch) {
    let shares = scratch.shares.base
    guard game.itemCount > 1 else {
      if game.itemCount == 1 { shares[0] = game.worth(of: game.adding(0, to: game.empty)) }
      return
    }
    scratch.tally.shared += 1
    let number = cell.block.firstDraw + draw
    let isExact =
      game.itemCount <= Self.exactCount
      || game.itemCount <= Self.largestExactCount && number % Self.exactStride == 0
    if isExact {
      shares.update(repeating: 0, count: game.itemCount)
      game.addShapley(to: shares)
      return
    }
    scratch.tally.sampled += 1
    let address = StreamAddress(
      purpose: Purpose.attributionOrder.rawValue, sector: cell.sector,
      municipality: municipalities[cell.municipality].code.number, year: years[cell.year])
    let found = game.sampledShapley(
      pairCount: Self.pairCount, streams: streams, address: address, draw: number)
    for index in 0..<game.itemCount {
      shares[index] = found.shares[index]
      guard cell.year == lastShared else { continue }
      scratch.tally.squaredErrors[scratch.items[index]] +=
        found.standardErrors[index] * found.standardErrors[index]
    }
  }

  /// Adds up the bands of a municipality over the draws that count, and copies those of the last year shared out.
  func finish(
    _ block: DrawBlock, drawCount: Int, into area: AreaTable, _ scratch: inout Scratch
  ) {
    for item in plan.items.indices {
      for year in firstShared...lastShared {
        let row = scratch.bands.row(item * years.count + year, block)
        scratch.tally.tonnes[item * years.count + year] = Self.sum(drawCount) { row[$0] }
      }
      area.table.row(area.layout.bands + item, block).update(
        from: scratch.bands.row(item * years.count + lastShared, block), count: drawsPerBlock)
    }
  }
}
