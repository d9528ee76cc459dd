package import LinearAlgebra
package import PledgeModel
import Sampling

extension BaselineModel {
  /// The model of the kind the scenario chose.
  package init(_ input: SimulationInput) throws(LinearAlgebraError) {
    let scenario = input.scenario
    let yearCount = scenario.horizon - scenario.lastInventoryYear
    switch scenario.baseline {
    case .trend(let window):
      self = try BaselineFit.fit(
        pool: input.pool, nation: input.nation,
        municipalities: scenario.municipalities.map(\.code.digits),
        lastYear: scenario.lastInventoryYear, window: window, horizon: scenario.horizon)
    case .medianLine:
      self = MedianLine.model(
        input.inventory.through(scenario.lastInventoryYear), yearCount: yearCount)
    case .frozen:
      self = .certain(
        level: input.inventory.lastValues(scenario.lastInventoryYear), ownDrift: [],
        yearCount: yearCount)
    case .path(let paths):
      self = .following(
        paths, level: input.inventory.lastValues(scenario.lastInventoryYear),
        lastYear: scenario.lastInventoryYear, yearCount: yearCount)
    }
  }

  /// A baseline that follows given sector paths; sectors without a path stay as they are.
  ///
  /// The spread of a path grows with the square root of time and reaches the value given in the last year.
  static func following(
    _ paths: [SectorPath], level: [Double], lastYear: Int, yearCount: Int
  ) -> BaselineModel {
    var model = BaselineModel.certain(level: level, ownDrift: [], yearCount: yearCount)
    let sectors = Sector.allCases.count
    for path in paths {
      let sector = path.sector.index
      let yearly = path.spread / Double(yearCount).squareRoot()
      for year in 0..<yearCount {
        model.drift[sector * yearCount + year] = VectorMath.logarithm(
          path.factor(lastYear + 1 + year, lastYear: lastYear))
        for shock in 0...year {
          model.nationalFactor[year * sectors + sector, (shock + 2) * sectors + sector] = yearly
        }
      }
    }
    return model
  }
}

extension SectorPath {
  /// The factor of a year: given, interpolated linearly between given years, or constant after the last one.
  func factor(_ year: Int, lastYear: Int) -> Double {
    let points =
      [YearlyFactor(year: lastYear, factor: 1)]
      + relative.filter { $0.year > lastYear }.sorted { $0.year < $1.year }
    guard let after = points.firstIndex(where: { $0.year >= year }) else {
      return points[points.count - 1].factor
    }
    guard after > 0 else { return points[0].factor }
    let (a, b) = (points[after - 1], points[after])
    return a.factor + (b.factor - a.factor) * Double(year - a.year) / Double(b.year - a.year)
  }
}

extension Inventory {
  /// The values of one year, by area and sector.
  func lastValues(_ year: Int) -> [Double] {
    guard let index = years.firstIndex(of: year) else {
      preconditionFailure("year \(year) is not among \(years)")
    }
    return areas.indices.flatMap { area in
      Sector.allCases.indices.map { self[area, $0, index] }
    }
  }
}
