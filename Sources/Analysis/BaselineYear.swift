import PledgeModel
import Simulation

/// A municipality's emissions of one projected year before pledges, by sector, one block of draws at a time.
struct BaselineYear: Sendable {
  private let pass: EmissionPass
  private let yearIndex: Int

  /// - Parameter yearIndex: the position of the year among the projected years.
  init(_ simulator: Simulator, yearIndex: Int) {
    pass = simulator.emissions
    self.yearIndex = yearIndex
  }

  /// Scratch memory of one worker.
  struct Scratch {
    fileprivate var paths: [Double]

    init(_ year: BaselineYear) {
      paths = Array(repeating: 0, count: year.pass.years.count * drawsPerBlock)
    }
  }

  /// Draws the baseline alone.
  ///
  /// - Parameter rows: receives a row for each sector.
  func fill(
    _ municipality: Int, _ block: DrawBlock, shared: DrawTable<Double>,
    into rows: DrawTable<Double>, _ scratch: inout Scratch
  ) {
    for sector in Sector.allCases.indices {
      let row = rows.row(sector, block)
      scratch.paths.withUnsafeMutableBufferPointer { paths in
        pass.baseline.fill(
          municipality: municipality, sector: sector, block, shared: shared,
          into: paths.baseAddress!)
        row.update(
          from: paths.baseAddress! + yearIndex * drawsPerBlock, count: drawsPerBlock)
      }
    }
  }

  /// Takes off what measures remove.
  ///
  /// - Parameter fractions: φ, a row for each measure.
  func applyMeasures(
    _ municipality: Int, _ block: DrawBlock, fractions: DrawTable<Double>,
    to rows: DrawTable<Double>
  ) {
    for sector in Sector.allCases.indices {
      let row = rows.row(sector, block)
      for measure in pass.measuresAt[municipality][sector] {
        let ramp = pass.measures.ramp(measure, year: pass.years[yearIndex])
        let fraction = fractions.row(measure, block)
        for draw in 0..<drawsPerBlock { row[draw] *= 1 - ramp * fraction[draw] }
      }
    }
  }
}
