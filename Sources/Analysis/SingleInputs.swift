import LinearAlgebra
import PledgeModel
import Sampling
import Simulation

/// The region's emissions of one year as a function of single uncertain numbers, everything else at its mean.
///
/// Sectors of municipalities under the same measures move together, so they are added up once: the function is cheap enough
/// for thousands of points. A municipality's own factor for a pledge is taken for the catalogue's.
struct SingleInputs: Sendable {
  /// One uncertain number.
  struct Input: Sendable {
    let id: String
    fileprivate let role: Role
    let mean: Double
    /// The number at a standard normal score.
    fileprivate let value: @Sendable (Double) -> Double
  }

  /// What a number does.
  fileprivate enum Role: Sendable {
    /// Multiplies a sector's baseline.
    case trend(sector: Int)
    /// Multiplies what one pledge takes off.
    case effect(pledge: Int)
    /// Multiplies what all pledges of a catalogue take off.
    case factor(catalogue: Int)
    case fraction(measure: Int)
    case happening(measure: Int)
    /// Keeps a share of what pledges take off.
    case kept(isRebound: Bool)
  }

  /// Emissions of a sector in the municipalities under the same measures.
  private struct Cell: Sendable {
    let sector: Int
    let measures: [Int]
    var tonnes: Double
  }

  /// Expected gross tonnes of a pledge of one round.
  private struct Removal: Sendable {
    let pledge: Int
    let catalogue: Int
    let sector: Int
    var tonnes: Double
  }

  let inputs: [Input]
  private let cells: [Cell]
  private let removals: [Removal]
  private let measures: MeasureSampler
  private let ramps: [Double]

  /// - Parameter draws: how many draws the means are taken over.
  init(_ simulator: Simulator, yearIndex: Int, draws: Int) {
    let scenario = simulator.input.scenario
    let measures = simulator.emissions.measures
    self.measures = measures
    ramps = measures.measures.indices.map {
      measures.ramp($0, year: simulator.years[yearIndex])
    }
    let (cells, removals) = Self.means(simulator, yearIndex: yearIndex, draws: draws)
    self.cells = cells
    self.removals = removals
    var inputs = Sector.allCases.indices.compactMap {
      Self.trend($0, simulator.emissions.baseline.model, yearIndex: yearIndex)
    }
    for (index, catalogue) in scenario.catalogues.enumerated()
    where removals.contains(where: { $0.catalogue == index }) {
      for pledge in catalogue.pledges {
        let identity = Self.identity(catalogue: index, pledge: pledge.number)
        guard let effect = pledge.effect, removals.contains(where: { $0.pledge == identity })
        else { continue }
        let transform = UncertainTransform(effect.size.value)
        inputs.append(
          Self.input(
            "effect/\(catalogue.id)/\(pledge.number)", .effect(pledge: identity), transform,
            relative: true))
      }
      if let range = catalogue.factorRange?.value {
        let (low, high) = (range.lowerBound, range.upperBound)
        let mean =
          low == high ? low : (high - low) / VectorMath.logarithm(high / low)
        inputs.append(
          Input(id: "factor/\(catalogue.id)", role: .factor(catalogue: index), mean: 1) { score in
            let place = Normal(mean: 0, standardDeviation: 1).cdf(score)
            return low * VectorMath.exponential(place * VectorMath.logarithm(high / low)) / mean
          })
      }
    }
    for (index, measure) in scenario.measures.enumerated() {
      inputs.append(
        Self.input(
          "measure/\(measure.id)", .fraction(measure: index),
          UncertainTransform(measure.fraction.value)))
      let probability = measure.probability.value
      if probability > 0, probability < 1 {
        let limit = normalQuantile(probability)
        inputs.append(
          Input(
            id: "measure/\(measure.id)/happens", role: .happening(measure: index),
            mean: probability
          ) { $0 < limit ? 1 : 0 })
      }
    }
    if let transform = simulator.additionality, !removals.isEmpty {
      inputs.append(Self.input("additionality", .kept(isRebound: false), transform))
    }
    if let transform = simulator.rebound, !removals.isEmpty {
      inputs.append(Self.input("rebound", .kept(isRebound: true), transform))
    }
    self.inputs = inputs
  }

  /// The mean of every input.
  var means: [Double] { inputs.map(\.mean) }

  /// The value of one input at a share of its distribution.
  func value(_ input: Int, at share: Double) -> Double {
    inputs[input].value(normalQuantile(share))
  }

  /// Emissions of the region, one value for each input.
  ///
  /// - Unit: tonnes CO2e.
  func emissions(_ values: [Double]) -> Double {
    var trend = [Double](repeating: 1, count: Sector.allCases.count)
    var effects: [Int: Double] = [:]
    var factors: [Int: Double] = [:]
    var fractions = [Double](repeating: 0, count: ramps.count)
    var happening = [Double](repeating: 1, count: ramps.count)
    var kept = 1.0
    for (input, value) in zip(inputs, values) {
      switch input.role {
      case .trend(let sector): trend[sector] = value
      case .effect(let pledge): effects[pledge] = value
      case .factor(let catalogue): factors[catalogue] = value
      case .fraction(let measure): fractions[measure] = measures.left(of: value, measure)
      case .happening(let measure): happening[measure] = value
      case .kept(let isRebound): kept *= isRebound ? 1 - value : value
      }
    }
    var left = [Double](repeating: 0, count: trend.count)
    for cell in cells {
      left[cell.sector] += cell.measures.reduce(cell.tonnes * trend[cell.sector]) {
        $0 * (1 - ramps[$1] * fractions[$1] * happening[$1])
      }
    }
    for removal in removals {
      left[removal.sector] -=
        kept * removal.tonnes * (effects[removal.pledge] ?? 1) * (factors[removal.catalogue] ?? 1)
    }
    return left.reduce(0) { $0 + max(0, $1) }
  }

  // MARK: - Parts

  private static func identity(catalogue: Int, pledge number: Int) -> Int {
    catalogue << 8 | number
  }

  /// - Parameter relative: whether the number counts in units of its mean.
  private static func input(
    _ id: String, _ role: Role, _ transform: UncertainTransform, relative: Bool = false
  ) -> Input {
    let unit = relative ? transform.mean : 1
    return Input(id: id, role: role, mean: transform.mean / unit) { score in
      var number = score
      transform.apply(to: &number, count: 1)
      return number / unit
    }
  }

  /// The uncertainty of one sector's national trend; nil when there is none.
  private static func trend(_ sector: Int, _ model: BaselineModel, yearIndex: Int) -> Input? {
    let sectors = Sector.allCases.count
    let row = yearIndex * sectors + sector
    // The first columns of the factor are the uncertainty of the drift.
    let variance = (0..<sectors).reduce(0.0) {
      $0 + model.nationalFactor[row, $1] * model.nationalFactor[row, $1]
    }
    guard variance > 0 else { return nil }
    let spread = variance.squareRoot()
    return Input(
      id: "trend/\(Sector.allCases[sector].rawValue)", role: .trend(sector: sector), mean: 1
    ) { VectorMath.exponential(spread * $0 - 0.5 * variance) }
  }

  private static func means(
    _ simulator: Simulator, yearIndex: Int, draws: Int
  ) -> ([Cell], [Removal]) {
    let scenario = simulator.input.scenario
    let blocks = DrawBlock.count(draws: draws)
    let shared = simulator.prepare(drawCount: draws)
    let baseline = BaselineYear(simulator, yearIndex: yearIndex)
    let pledges = PledgeYear(simulator, yearIndex: yearIndex)
    let sectors = Sector.allCases.count
    let rows = DrawTable<Double>(rowCount: sectors + pledges.items.count, blockCount: blocks)
    var cells: [Cell] = []
    var tonnes = [Double](repeating: 0, count: pledges.items.count)
    for municipality in scenario.municipalities.indices {
      simulator.forEachTile(blocks) { tile in
        var baselineScratch = BaselineYear.Scratch(baseline)
        var scratch = PledgeYear.Scratch(pledges)
        for index in tile {
          let block = DrawBlock(index: index)
          rows.clear(block)
          baseline.fill(
            municipality, block, shared: shared.emissions.baseline, into: rows,
            &baselineScratch)
          pledges.forEachAdopted(municipality, block, shared, &scratch) { item, new, ended in
            let row = rows.row(sectors + item, block)
            for draw in 0..<drawsPerBlock { row[draw] = new[draw] - ended[draw] }
          }
        }
      }
      for sector in 0..<sectors {
        let acting = simulator.emissions.measuresAt[municipality][sector]
        let mean = RunningMoments(rows.row(sector), count: draws).mean
        if let known = cells.firstIndex(where: { $0.sector == sector && $0.measures == acting }) {
          cells[known].tonnes += mean
        } else {
          cells.append(Cell(sector: sector, measures: acting, tonnes: mean))
        }
      }
      for item in tonnes.indices {
        tonnes[item] += RunningMoments(rows.row(sectors + item), count: draws).mean
      }
    }
    let removals = zip(pledges.items, tonnes).compactMap { item, tonnes -> Removal? in
      guard tonnes != 0 else { return nil }
      let plan = simulator.rounds[item.round]
      let catalogue = scenario.catalogues.firstIndex { $0.id == plan.catalogue.id }!
      return Removal(
        pledge: identity(
          catalogue: catalogue, pledge: plan.catalogue.pledges[item.pledge].number),
        catalogue: catalogue, sector: item.sector, tonnes: tonnes)
    }
    return (cells, removals)
  }
}
