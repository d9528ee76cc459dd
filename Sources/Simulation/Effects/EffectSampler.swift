import CKernels
package import LinearAlgebra
package import PledgeModel
import Sampling

/// Draws the full-year tonnes of a pledge that is fully carried out: Q = κ · f · x · u.
package struct EffectSampler: Sendable {
  /// A pledge with tonnes of its own.
  package struct Item: Sendable {
    package let catalogue: Int
    package let pledge: Pledge
    package let effect: PledgeEffect
    /// Tonnes in one unit of the effect, where that does not depend on the municipality.
    fileprivate let tonnesPerUnit: Double
    fileprivate let transform: UncertainTransform
    /// The row of the shared table with the effect per unit, where a municipality counts units itself.
    fileprivate var perUnitRow: Int?
  }

  package let items: [Item]
  private let catalogues: [Catalogue]
  private let municipalities: [Municipality]
  private let streams: Streams
  private let itemOf: [Place: Int]
  /// What each item acts on in each municipality, `[municipality · items + item]`.
  private let locals: [Local]
  private let ownTransforms: [UncertainTransform]
  private let perUnits: [PerUnit]
  private let localHeat: [MunicipalityCode: Double]
  private let districtHeat: Double
  private let correlations: [Correlation]
  /// log κ, uniform between two values, for catalogues without a published potential.
  private let factorRanges: [ClosedRange<Double>?]

  private struct Place: Hashable {
    let catalogue: Int
    let number: Int
  }

  private struct OwnPlace: Hashable {
    let municipality: MunicipalityCode
    let place: Place
  }

  /// An effect per unit that some municipality needs.
  private struct PerUnit: Sendable {
    let item: Int
    let transform: UncertainTransform
  }

  /// What an item acts on in a municipality.
  private struct Local: Sendable {
    /// The stream of the spread between municipalities, or of the municipality's own effect.
    let stream: KernelStream
    let spread: Double
    /// The driver's quantity, times the heat factor where there is one; zero where there is nothing to act on.
    var scale = 0.0
    /// The position of the municipality's own effect, which takes the place of the catalogue's; −1 without.
    var ownTransform = -1
    /// The row of the effect's size.
    var sizeRow = 0
    /// The row of κ, where it differs between draws; −1 where it does not.
    var factorRow = -1
    /// κ where it is the same in all draws; one where the quantity is the municipality's own.
    var factor = 1.0
  }

  private struct Correlation: Sendable {
    let items: [Int]
    let factor: Matrix
  }

  package init(_ scenario: ResolvedScenario, streams: Streams) throws(LinearAlgebraError) {
    catalogues = scenario.catalogues
    municipalities = scenario.municipalities
    self.streams = streams
    districtHeat = scenario.accounting.districtHeat.value
    let electricity = scenario.accounting.electricity.value
    var items: [Item] = []
    var itemOf: [Place: Int] = [:]
    for (index, catalogue) in scenario.catalogues.enumerated() {
      for pledge in catalogue.pledges {
        guard let effect = pledge.effect else { continue }
        itemOf[Place(catalogue: index, number: pledge.number)] = items.count
        // Grams to tonnes; district heat is multiplied in by municipality.
        let tonnesPerUnit: Double =
          switch effect.unit {
          case .tonnes: 1
          case .kilowattHoursElectricity: electricity * 1e-6
          case .kilowattHoursDistrictHeat: 1e-6
          }
        items.append(
          Item(
            catalogue: index, pledge: pledge, effect: effect, tonnesPerUnit: tonnesPerUnit,
            transform: UncertainTransform(effect.size.value)))
      }
    }
    var perUnitTransforms: [PerUnit] = []
    var localHeat: [MunicipalityCode: Double] = [:]
    for factor in scenario.accounting.localDistrictHeat {
      localHeat[factor.municipality] = factor.value.value
    }
    var own: [OwnPlace: OwnQuantity] = [:]
    for quantity in scenario.ownQuantities {
      guard let index = catalogues.firstIndex(where: { $0.id == quantity.catalogue }) else {
        continue
      }
      let place = OwnPlace(
        municipality: quantity.municipality,
        place: Place(catalogue: index, number: quantity.pledge))
      own[place] = quantity
      if quantity.factor == nil, let item = itemOf[place.place],
        let perUnit = items[item].effect.perUnit, items[item].perUnitRow == nil
      {
        items[item].perUnitRow = items.count + catalogues.count + perUnitTransforms.count
        perUnitTransforms.append(
          PerUnit(item: item, transform: UncertainTransform(perUnit.size.value)))
      }
    }
    var correlations: [Correlation] = []
    for correlation in scenario.effectCorrelations {
      guard let index = catalogues.firstIndex(where: { $0.id == correlation.catalogue }) else {
        continue
      }
      let rows = correlation.matrix
      let factor = try Matrix(
        rowCount: rows.count, columnCount: rows.count, columnMajor: rows.flatMap { $0 }
      ).choleskyFactor()
      correlations.append(
        Correlation(
          items: correlation.pledges.map { itemOf[Place(catalogue: index, number: $0)]! },
          factor: factor))
    }
    self.items = items
    self.itemOf = itemOf
    self.localHeat = localHeat
    perUnits = perUnitTransforms
    var ownTransforms: [UncertainTransform] = []
    var locals: [Local] = []
    for municipality in scenario.municipalities {
      for (index, item) in items.enumerated() {
        let catalogue = scenario.catalogues[item.catalogue]
        let quantity = own[
          OwnPlace(
            municipality: municipality.code,
            place: Place(catalogue: item.catalogue, number: item.pledge.number))]
        let purpose: Purpose = quantity?.factor == nil ? .localEffect : .ownEffect
        var local = Local(
          stream: streams.of(purpose).kernelStream(
            StreamAddress(
              purpose: purpose.rawValue, municipality: municipality.code.number,
              catalogue: catalogue.number, pledge: item.pledge.number)),
          spread: item.effect.localSpread.value)
        let heat =
          item.effect.unit == .kilowattHoursDistrictHeat
          ? localHeat[municipality.code] ?? districtHeat : 1
        let driver =
          quantity?.quantity ?? Self.defaultDriver(item.effect.driver, municipality) ?? 0
        local.scale = max(0, driver) * heat
        if let factor = quantity?.factor {
          local.ownTransform = ownTransforms.count
          ownTransforms.append(UncertainTransform(factor))
        }
        local.sizeRow = quantity == nil ? index : item.perUnitRow ?? index
        if quantity == nil {
          local.factorRow = catalogue.factorRange == nil ? -1 : items.count + item.catalogue
          local.factor = catalogue.calibration?.factor ?? 1
        }
        locals.append(local)
      }
    }
    self.locals = locals
    self.ownTransforms = ownTransforms
    self.correlations = correlations
    factorRanges = catalogues.map { catalogue in
      catalogue.factorRange.map {
        VectorMath.logarithm($0.value.lowerBound)...VectorMath.logarithm($0.value.upperBound)
      }
    }
  }

  /// The position of a pledge among the items; nil for an enabling pledge.
  package func item(catalogue: String, pledge number: Int) -> Int? {
    catalogues.firstIndex { $0.id == catalogue }.flatMap {
      itemOf[Place(catalogue: $0, number: number)]
    }
  }

  /// How many rows the shared table needs: the effect of each item, κ of each catalogue, the effects per unit.
  package var sharedRowCount: Int { items.count + catalogues.count + perUnits.count }

  /// Draws what all municipalities of a block share.
  package func prepare(_ block: DrawBlock, into shared: DrawTable<Double>) {
    for index in items.indices {
      let address = StreamAddress(
        purpose: Purpose.effectSize.rawValue, catalogue: catalogues[items[index].catalogue].number,
        pledge: items[index].pledge.number)
      streams.of(.effectSize).fillNormals(
        address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1,
        into: shared.row(index, block))
    }
    for correlation in correlations { correlate(correlation, block, shared) }
    // The effect per unit is as high or low among what is thought possible as the catalogue's own.
    for perUnit in perUnits {
      let row = shared.row(items[perUnit.item].perUnitRow!, block)
      row.update(from: shared.row(perUnit.item, block), count: drawsPerBlock)
      apply(perUnit.transform, items[perUnit.item].tonnesPerUnit, to: row)
    }
    for index in items.indices {
      apply(items[index].transform, items[index].tonnesPerUnit, to: shared.row(index, block))
    }
    for (index, catalogue) in catalogues.enumerated() {
      let row = shared.row(items.count + index, block)
      guard let range = factorRanges[index] else {
        row.update(repeating: catalogue.calibration?.factor ?? 1, count: drawsPerBlock)
        continue
      }
      // One number a draw for all catalogues: the programme's bookkeeping is one.
      streams.of(.unpublishedFactor).fillUniforms(
        StreamAddress(purpose: Purpose.unpublishedFactor.rawValue), firstDraw: block.firstDraw,
        drawCount: drawsPerBlock, columns: 1, into: row)
      for draw in 0..<drawsPerBlock {
        row[draw] = range.lowerBound + row[draw] * (range.upperBound - range.lowerBound)
      }
      VectorMath.exponentiate(row, count: drawsPerBlock)
    }
  }

  /// Turns standard normal numbers into effects in tonnes.
  private func apply(
    _ transform: UncertainTransform, _ tonnesPerUnit: Double,
    to row: UnsafeMutablePointer<Double>
  ) {
    transform.apply(to: row, count: drawsPerBlock)
    for draw in 0..<drawsPerBlock { row[draw] *= tonnesPerUnit }
  }

  /// Replaces the independent normals of some items by correlated ones: Z · Lᵀ.
  private func correlate(
    _ correlation: Correlation, _ block: DrawBlock, _ shared: DrawTable<Double>
  ) {
    var independent = Matrix(
      rowCount: drawsPerBlock, columnCount: correlation.items.count)
    for (column, item) in correlation.items.enumerated() {
      let row = shared.row(item, block)
      for draw in 0..<drawsPerBlock { independent[draw, column] = row[draw] }
    }
    let correlated = independent * correlation.factor.transposed
    for (column, item) in correlation.items.enumerated() {
      let row = shared.row(item, block)
      for draw in 0..<drawsPerBlock { row[draw] = correlated[draw, column] }
    }
  }

  private func local(_ item: Int, _ municipality: Int) -> Local {
    locals[municipality * items.count + item]
  }

  /// Draws Q of one item in one municipality.
  ///
  /// - Parameter tonnes: receives one number for each draw of the block.
  /// - Returns: whether the municipality has anything for the pledge to act on.
  package func fill(
    _ index: Int, municipality: Int, _ block: DrawBlock, shared: DrawTable<Double>,
    into tonnes: UnsafeMutablePointer<Double>
  ) -> Bool {
    fill(
      index, municipality: municipality, block, draws: Self.allDraws, count: drawsPerBlock,
      shared: shared, into: tonnes)
  }

  private static let allDraws =
    (0..<drawsPerBlock).map { UInt8($0) }
    + [UInt8](repeating: 0, count: Int(kernelListRoom) - drawsPerBlock)

  /// Draws Q of one item in one municipality for some draws of a block.
  ///
  /// - Parameters:
  ///   - draws: the draws wanted, followed by zeros (`kernelListRoom`).
  ///   - tonnes: receives a number for each of them, in whole eights.
  /// - Returns: whether the municipality has anything for the pledge to act on.
  /// - Routine: `kernel_fill_local_effects`
  package func fill(
    _ index: Int, municipality: Int, _ block: DrawBlock, draws: UnsafePointer<UInt8>, count: Int,
    shared: DrawTable<Double>, into tonnes: UnsafeMutablePointer<Double>
  ) -> Bool {
    let local = local(index, municipality)
    guard local.scale > 0 else { return false }
    if local.ownTransform >= 0 {
      let scale = local.scale * items[index].tonnesPerUnit
      withUnsafeTemporaryAllocation(of: Double.self, capacity: drawsPerBlock) { effects in
        kernel_fill_normals(
          local.stream, UInt32(block.firstDraw), Int64(drawsPerBlock), 1, effects.baseAddress!)
        ownTransforms[local.ownTransform].apply(to: effects.baseAddress!, count: drawsPerBlock)
        for position in 0..<count { tonnes[position] = effects[Int(draws[position])] * scale }
      }
      return true
    }
    kernel_fill_local_effects(
      local.stream, UInt32(block.firstDraw), draws, Int64(count), local.spread, local.scale,
      UnsafePointer(shared.row(local.sizeRow, block)),
      local.factorRow < 0 ? nil : UnsafePointer(shared.row(local.factorRow, block)), local.factor,
      tonnes)
    return true
  }

  /// Asks for what an item needs of the table.
  func prefetch(
    _ index: Int, municipality: Int, _ block: DrawBlock, shared: DrawTable<Double>
  ) {
    shared.prefetch(local(index, municipality).sizeRow, block)
  }

  /// The expected tonnes of one item in one municipality, with the catalogue's own driver and κ of one.
  package func expectedTonnes(_ index: Int, municipality: Int) -> Double {
    let item = items[index]
    let place = municipalities[municipality]
    guard let driver = Self.defaultDriver(item.effect.driver, place) else { return 0 }
    let heat =
      item.effect.unit == .kilowattHoursDistrictHeat ? localHeat[place.code] ?? districtHeat : 1
    return driver * heat * item.tonnesPerUnit * item.transform.mean
  }

  /// What an effect is proportional to when the municipality has not given a quantity of its own.
  private static func defaultDriver(_ driver: Driver, _ municipality: Municipality) -> Double? {
    switch driver {
    case .inhabitants: municipality.population
    case .cars: municipality.cars
    case .portionsADay, .squareMetres, .kilowattHours, .machines, .litres, .units: nil
    }
  }
}
