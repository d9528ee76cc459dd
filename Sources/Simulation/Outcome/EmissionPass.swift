import CKernels
package import PledgeModel
import Sampling

/// Combines baseline, measures and pledges into the emissions of one municipality, one block of draws at a time.
///
///     E = max(0, B · Π over measures (1 − φ) − net · (new − ended))
package struct EmissionPass: Sendable {
  package let baseline: BaselineSampler
  package let measures: MeasureSampler
  package let years: [Int]
  /// Whether additionality or rebound is switched on.
  package let hasNet: Bool
  /// The measures that act in each municipality and sector.
  package let measuresAt: [[[Int]]]
  /// What shares the reduction out; nil where nobody asks for it.
  package let bands: BandPass?
  /// Sectors that some pledge acts on.
  private let pledgeSectors: Set<Int>

  package init(
    _ scenario: ResolvedScenario, baseline: BaselineSampler, measures: MeasureSampler,
    attribution: AttributionPlan?
  ) {
    self.baseline = baseline
    self.measures = measures
    years = Array(scenario.lastInventoryYear + 1...scenario.horizon)
    hasNet = scenario.additionality != nil || scenario.rebound != nil
    pledgeSectors = Set(
      scenario.catalogues.flatMap { $0.pledges.compactMap { $0.effect?.sector?.index } })
    let measuresAt = scenario.municipalities.map { municipality in
      Sector.allCases.map { sector in
        measures.measures.indices.filter {
          measures.measures[$0].sector == sector
            && measures.measures[$0].municipalities.contains(municipality.code)
        }
      }
    }
    self.measuresAt = measuresAt
    bands = attribution.map {
      BandPass(scenario, plan: $0, measures: measures, measuresAt: measuresAt)
    }
  }

  /// What all municipalities of a block share.
  package struct Shared: Sendable {
    package let baseline: DrawTable<Double>
    /// φ, a row for each measure.
    package let fractions: DrawTable<Double>
    /// Additionality times one minus rebound, one row.
    package let net: DrawTable<Double>

    package init(baseline: DrawTable<Double>, fractions: DrawTable<Double>, net: DrawTable<Double>)
    {
      self.baseline = baseline
      self.fractions = fractions
      self.net = net
    }
  }

  /// Scratch memory of one worker.
  package struct Scratch {
    /// Paths of the sector in work, for an area that keeps no rows for sectors.
    fileprivate let paths: WorkMemory<Double>
    package var normals: [Double]
    /// What an attribution works with; nil without one.
    package var bands: BandPass.Scratch?

    /// Baselines of all sectors of the municipality and block in work, kept for passes with the same baseline; nil keeps none.
    package var kept: WorkMemory<Double>?

    package init(_ pass: EmissionPass) {
      bands = pass.bands.map { BandPass.Scratch($0) }
      paths = WorkMemory(repeating: 0, count: pass.years.count * drawsPerBlock)
      normals = Array(repeating: 0, count: pass.baseline.factorCount * drawsPerBlock)
    }
  }

  /// Draws one municipality in one block.
  ///
  /// - Parameters:
  ///   - newBySector: gross territorial tonnes by sector and projected year, from the pledges.
  ///   - drawCount: draws of the block that count; padding draws do not.
  ///   - measureRows: receives, added, what each measure alone takes off in the last year.
  ///   - isKept: whether `scratch` keeps the baselines already, from another pass of the same baseline.
  package func run(
    municipality: Int, _ block: DrawBlock, drawCount: Int = drawsPerBlock, shared: Shared,
    newBySector: DrawTable<Double>, endedBySector: DrawTable<Double>,
    measureRows: DrawTable<Double>, into area: AreaTable, isKept: Bool = false,
    scratch: inout Scratch
  ) {
    let layout = area.layout
    precondition(!layout.hasSectors || scratch.kept == nil, "sectors have rows of their own")
    baseline.prefetch(sector: 0, municipality: municipality, block, shared: shared.baseline)
    area.table.clear(layout.emissions..<layout.new, block)
    let capped = area.table.row(layout.capped, block)
    capped.update(repeating: 0, count: drawsPerBlock)
    let net = shared.net.row(0, block)
    if let bands { bands.begin(&scratch.bands!, block) }
    func rows(_ first: Int) -> KernelRows {
      KernelRows(first: area.table.row(first, block), stride: Int64(area.table.stride))
    }
    let acting = measuresAt[municipality]
    for sector in Sector.allCases.indices {
      let paths =
        layout.hasSectors
        ? rows(layout.sectors + sector * years.count)
        : KernelRows(first: scratch.paths.base, stride: Int64(drawsPerBlock))
      if sector + 1 < Sector.allCases.count {
        baseline.prefetch(
          sector: sector + 1, municipality: municipality, block, shared: shared.baseline)
      }
      let isLeftAlone = acting[sector].isEmpty && !pledgeSectors.contains(sector)
      let kept = scratch.kept.map { $0.base + sector * years.count * drawsPerBlock }
      if let kept, isKept {
        for year in years.indices {
          let path = kept + year * drawsPerBlock
          kernel_add(area.table.row(layout.baseline + year, block), path, Int64(drawsPerBlock))
          if isLeftAlone {
            kernel_add(area.table.row(layout.emissions + year, block), path, Int64(drawsPerBlock))
          }
        }
      } else {
        baseline.fill(
          municipality: municipality, sector: sector, block, shared: shared.baseline,
          into: kept.map { KernelRows(first: $0, stride: Int64(drawsPerBlock)) } ?? paths,
          addedTo: rows(layout.baseline), and: isLeftAlone ? rows(layout.emissions) : KernelRows())
      }
      if isLeftAlone { continue }
      if let kept { scratch.paths.base.update(from: kept, count: years.count * drawsPerBlock) }
      for year in years.indices {
        let path = paths.first! + year * Int(paths.stride)
        if let bands {
          let row = sector * years.count + year
          bands.split(
            BandPass.Cell(
              municipality: municipality, sector: sector, year: year, block: block,
              baseline: path, net: net, new: newBySector.row(row, block),
              ended: endedBySector.row(row, block), fractions: shared.fractions,
              drawCount: drawCount), &scratch.bands!)
        }
        apply(acting[sector], year, block, shared.fractions, measureRows, to: path)
        if pledgeSectors.contains(sector) {
          let row = sector * years.count + year
          kernel_take_off(
            path, net, newBySector.row(row, block), endedBySector.row(row, block),
            Int64(drawsPerBlock), area.table.row(layout.new + year, block),
            area.table.row(layout.ended + year, block), capped)
        }
        kernel_add(area.table.row(layout.emissions + year, block), path, Int64(drawsPerBlock))
      }
    }
    if hasNet { takeNet(area, net, block) }
    if let bands { bands.finish(block, drawCount: drawCount, into: area, &scratch.bands!) }
  }

  private func apply(
    _ acting: [Int], _ year: Int, _ block: DrawBlock, _ fractions: DrawTable<Double>,
    _ measureRows: DrawTable<Double>, to path: UnsafeMutablePointer<Double>
  ) {
    guard !acting.isEmpty else { return }
    // What a measure takes off alone is measured against the baseline, before any other acts.
    if year == years.count - 1 {
      for measure in acting {
        let row = measureRows.row(measure, block)
        let fraction = fractions.row(measure, block)
        let ramp = measures.ramp(measure, year: years[year])
        for draw in 0..<drawsPerBlock { row[draw] += path[draw] * ramp * fraction[draw] }
      }
    }
    for measure in acting {
      let fraction = fractions.row(measure, block)
      let ramp = measures.ramp(measure, year: years[year])
      for draw in 0..<drawsPerBlock { path[draw] *= 1 - ramp * fraction[draw] }
    }
  }

  private func takeNet(_ area: AreaTable, _ net: UnsafeMutablePointer<Double>, _ block: DrawBlock) {
    let layout = area.layout
    for index in 0..<Ledger.allCases.count * layout.pledgeYears {
      let gross = area.table.row(layout.avoided + index, block)
      let row = area.table.row(layout.net + index, block)
      for draw in 0..<drawsPerBlock { row[draw] = net[draw] * gross[draw] }
    }
  }
}
