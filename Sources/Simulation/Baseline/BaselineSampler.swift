import CKernels
import LinearAlgebra
package import PledgeModel
import Sampling

/// Draws baseline paths from a fitted model.
package struct BaselineSampler: Sendable {
  package let model: BaselineModel
  private let counties: [String]
  private let countyOf: [Int]
  private let streams: Streams
  /// The words from which on the next scale of the tail mixture begins.
  private let tailLimits: [UInt32]
  /// By municipality and sector: the level with the model's further path, by year, and the scales of the tail mixture.
  private let levels: [[Double]]
  private let tailScales: [[Double]]
  /// The model's factors and weights, in the precision of local spreads.
  private let localFactors: [[Float]]
  private let weights: [Float]
  private let pathStreams: [KernelStream]

  private static let sectorCount = Sector.allCases.count

  package init(_ model: BaselineModel, municipalities: [Municipality], streams: Streams) {
    self.model = model
    self.streams = streams
    let counties = Set(municipalities.map(\.code.county)).sorted()
    self.counties = counties
    countyOf = municipalities.map { counties.firstIndex(of: $0.code.county)! }
    var cumulated = 0.0
    tailLimits = model.tail.probabilities.dropLast().map {
      cumulated += $0
      return UInt32(min(cumulated * 0x1p32, Double(UInt32.max)))
    }
    precondition(
      model.yearCount <= Int(kernelPathLimit), "\(model.yearCount) years are too long a path")
    let years = model.yearCount
    levels = model.level.enumerated().map { place, level in
      (0..<years).map { year in
        model.ownDrift.isEmpty
          ? level : level * VectorMath.exponential(model.ownDrift[place * years + year])
      }
    }
    localFactors = model.localFactor.map { $0.map(Float.init) }
    weights = model.weight.map(Float.init)
    tailScales = model.localScale.map { scale in model.tail.scales.map { scale * $0 } }
    pathStreams = municipalities.flatMap { municipality in
      Sector.allCases.indices.map { sector in
        streams.of(.localPath).kernelStream(
          StreamAddress(
            purpose: Purpose.localPath.rawValue, sector: sector,
            municipality: municipality.code.number))
      }
    }
  }

  /// How many rows the shared table needs: a national growth factor for each sector and year, then counties by sector.
  package var sharedRowCount: Int {
    Self.sectorCount * model.yearCount + Self.sectorCount * counties.count
  }

  /// How many independent normals drive the national paths of a draw.
  package var factorCount: Int { Self.sectorCount * (model.yearCount + 2) }

  /// Draws what municipalities share in one block.
  ///
  /// The logarithm of the national growth is one product, (256 × factors) · factorᵀ, added to the drift.
  ///
  /// - Parameter normals: scratch for `factorCount` columns.
  package func prepare(
    _ block: DrawBlock, into shared: DrawTable<Double>, normals: UnsafeMutablePointer<Double>
  ) {
    let years = model.yearCount
    let sectors = Self.sectorCount
    for group in 0..<years + 2 {
      // The first group is the uncertainty of the drift; the second and all later ones are shocks.
      let purpose: Purpose = group == 0 ? .nationalDrift : .nationalShock
      streams.of(purpose).fillNormals(
        StreamAddress(purpose: purpose.rawValue, year: group), firstDraw: block.firstDraw,
        drawCount: drawsPerBlock, columns: sectors,
        into: normals + group * sectors * drawsPerBlock)
    }
    model.nationalFactor.withView { factor in
      BLAS.multiply(
        MatrixView(base: normals, rowCount: drawsPerBlock, columnCount: factorCount),
        factor.transposed, into: shared.row(0, block), leadingDimension: shared.stride)
    }
    for sector in 0..<sectors {
      for year in 0..<years {
        let row = shared.row(year * sectors + sector, block)
        let drift = model.drift[sector * years + year]
        for draw in 0..<drawsPerBlock { row[draw] += drift }
        VectorMath.exponentiate(row, count: drawsPerBlock)
      }
      for (index, county) in counties.enumerated() {
        let row = shared.row(sectors * (years + index) + sector, block)
        streams.of(.countyDeviation).fillNormals(
          StreamAddress(
            purpose: Purpose.countyDeviation.rawValue, sector: sector, municipality: Int(county)!),
          firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: row)
        let spread = model.countySpread[sector]
        for draw in 0..<drawsPerBlock { row[draw] *= spread }
      }
    }
  }

  /// Asks for what the paths of a sector need of the table.
  func prefetch(
    sector: Int, municipality: Int, _ block: DrawBlock, shared: DrawTable<Double>
  ) {
    for year in 0..<model.yearCount {
      shared.prefetch(year * Self.sectorCount + sector, block)
    }
    shared.prefetch(
      (model.yearCount + countyOf[municipality]) * Self.sectorCount + sector, block)
  }

  /// Draws the baseline of one municipality and sector in one block.
  ///
  /// Word 0 picks the scale of the tail, the normals of the others drive the years, so that a longer horizon leaves the
  /// earlier years as they are. What is local is drawn in single precision, a spread of 1e-7 around a level that is not.
  ///
  /// - Parameter paths: receives `yearCount` columns of 256 draws.
  /// - Routine: `kernel_fill_paths`
  package func fill(
    municipality: Int, sector: Int, _ block: DrawBlock, shared: DrawTable<Double>,
    into paths: UnsafeMutablePointer<Double>
  ) {
    fill(
      municipality: municipality, sector: sector, block, shared: shared,
      into: KernelRows(first: paths, stride: Int64(drawsPerBlock)))
  }

  /// Draws the baseline of one municipality and sector in one block, and adds it to sums.
  func fill(
    municipality: Int, sector: Int, _ block: DrawBlock, shared: DrawTable<Double>,
    into paths: KernelRows, addedTo sums: KernelRows = KernelRows(),
    and otherSums: KernelRows = KernelRows()
  ) {
    let years = model.yearCount
    let place = municipality * Self.sectorCount + sector
    guard model.level[place] > 0 else {
      for year in 0..<years {
        (paths.first! + year * Int(paths.stride)).update(repeating: 0, count: drawsPerBlock)
      }
      return
    }
    kernel_fill_paths(
      pathStreams[place], UInt32(block.firstDraw), Int64(drawsPerBlock), Int64(years),
      localFactors[sector], weights, levels[place], shared.row(sector, block),
      Int64(Self.sectorCount * shared.stride),
      shared.row(Self.sectorCount * (years + countyOf[municipality]) + sector, block), tailLimits,
      tailScales[place], Int64(model.tail.scales.count), paths, sums, otherSums)
  }
}
