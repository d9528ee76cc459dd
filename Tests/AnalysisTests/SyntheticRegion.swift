import LinearAlgebra
import PledgeModel
import Sampling
import Simulation

/// Makes up inventories with a known future from the baseline's own model.
///
/// Each one draws its parameters from what the model says of them: the variance of a sector's shocks from their
/// distribution over sectors, the scale of a series from the regression, the slopes around those of the fit. Going back
/// from the origin, the nation follows a line in tonnes with correlated random steps around it, and each municipality's share
/// drifts and walks randomly, alone and with its county, breaks included; what is seen of it deviates for one year at a time. The
/// future is that of the model.
///
/// - Source: Talts et al. (2018), "Validating Bayesian inference algorithms with simulation-based calibration",
///   arXiv:1804.06788.
struct SyntheticRegion {
  let fit: BaselineFit
  let model: BaselineModel
  let areas: [String]
  let years: [Int]
  let horizon: Int
  /// National emissions at the origin, by sector.
  let origin: [Double]

  init(pool: Inventory, nation: Inventory, lastYear: Int, horizonInYears: Int) throws {
    fit = try BaselineFit(pool: pool, nation: nation, lastYear: lastYear, window: 2010)
    model = try fit.model(of: pool, through: lastYear + horizonInYears)
    areas = pool.areas
    years = fit.years
    horizon = horizonInYears
    let end = nation.years.firstIndex(of: lastYear)!
    origin = Sector.allCases.indices.map { nation[0, $0, end] }
  }

  /// One made-up region: what is known of it, and the totals that will come, by municipality, then year.
  struct Draw {
    var pool: Inventory
    var nation: Inventory
    var future: [[Double]]
  }

  func draw(_ random: inout Normals) -> Draw {
    let sectors = Sector.allCases.indices
    let deviations = sectors.map { _ in
      let (mean, variance) = fit.shocks.betweenSectors
      return VectorMath.exponential((mean + variance.squareRoot() * random.next()) / 2)
    }
    let end = years.count - 1
    let spans = (0..<end).map { Double(years[$0 + 1] - years[$0]) }
    let slopes = shock(&random, deviations)
    let drift = sectors.map {
      fit.drift.relative[$0]
        + slopes[$0] * fit.drift.slopeVariance[$0].squareRoot()
    }
    var walk = [[Double]](repeating: origin.map { _ in 0 }, count: years.count)
    for step in (0..<end).reversed() {
      let shock = shock(&random, deviations)
      for s in sectors { walk[step][s] = walk[step + 1][s] + spans[step].squareRoot() * shock[s] }
    }
    // Half the variance is taken off, so that the mean of the tonnes follows the line.
    let nation = sectors.map { s in
      years.indices.map { i in
        let back = Double(years[end] - years[i])
        return origin[s] * max(1 - drift[s] * back, 0.05)
          * VectorMath.exponential(walk[i][s] - 0.5 * deviations[s] * deviations[s] * back)
      }
    }
    var cumulated = origin.map { _ in 0.0 }
    let comingNation = (1...horizon).map { k in
      let shock = shock(&random, deviations)
      return sectors.map { s in
        cumulated[s] += shock[s]
        return NationalDrift.ratio(drift[s], years: Double(k))
          * VectorMath.exponential(cumulated[s])
      }
    }
    let counties = Set(areas.map { $0.prefix(2) }).sorted()
    var tonnes = [Double](repeating: 0, count: areas.count * 8 * years.count)
    var future = areas.map { _ in [Double](repeating: 0, count: horizon) }
    for s in sectors {
      let rate = fit.breakRate[s]
      let extra =
        [Double](repeating: 0, count: end - fit.breakYears[s].count) + fit.breakYears[s]
      let countyStep = model.countySpread[s] / (1 + rate).squareRoot()
      let countyWalks = counties.map { _ in
        (0..<end).map { countyStep * (spans[$0] + extra[$0]).squareRoot() * random.next() }
      }
      let countyFuture = counties.map { _ in model.countySpread[s] * random.next() }
      for (m, area) in areas.enumerated() {
        let level = model.level[m * 8 + s]
        guard level > 0 else { continue }
        let scale = scale(&random, sector: s, level: level)
        let county = counties.firstIndex(of: area.prefix(2))!
        let drift = scale * fit.driftVariance[s].squareRoot() * random.next()
        var share = 0.0
        for i in (0...end).reversed() {
          if i < end {
            share -=
              scale * random.tail() * (spans[i] + extra[i]).squareRoot() * random.next()
              + countyWalks[county][i] + drift * spans[i]
          }
          let seen = share + scale * 0.2.squareRoot() * random.tail() * random.next()
          tonnes[(m * 8 + s) * years.count + i] =
            level * nation[s][i] / origin[s] * VectorMath.exponential(seen)
        }
        let tail = random.tail()
        var path = 0.0
        for k in 1...horizon {
          path += (1 + rate).squareRoot() * random.next()
          let local = scale * tail * (path + 0.2.squareRoot() * random.next())
          future[m][k - 1] +=
            level * comingNation[k - 1][s]
            * VectorMath.exponential(
              local + countyFuture[county] * Double(k).squareRoot() + drift * Double(k))
        }
      }
    }
    return Draw(
      pool: Inventory(release: 0, areas: areas, years: years, tonnes: tonnes),
      nation: Inventory(
        release: 0, areas: ["00"], years: years, tonnes: nation.flatMap { $0 }), future: future)
  }
}

extension SyntheticRegion {
  /// A year's national shocks with the correlations of the fit.
  private func shock(_ random: inout Normals, _ deviations: [Double]) -> [Double] {
    random.vector(fit.shocks.factor).enumerated().map { s, shock in
      shock / fit.shocks.covariance[s, s].squareRoot() * deviations[s]
    }
  }

  /// The scale of one series, from its sector, its size and its own luck.
  private func scale(_ random: inout Normals, sector: Int, level: Double) -> Double {
    let expected =
      fit.scaleCoefficients[0] + fit.scaleCoefficients[1 + sector]
      + fit.scaleCoefficients[9] * VectorMath.logarithm(level / 1e4)
    let own = fit.scaleSpread.squareRoot() * random.next()
    return min(VectorMath.exponential((expected + own) / 2), 0.3)
      * (1 - fit.countyShare[sector]).squareRoot()
  }
}

/// Standard normal numbers, one after the other.
struct Normals {
  private let streams: RandomStreams
  private var count = 0

  init(seed: UInt64) { streams = RandomStreams(seed: seed) }

  mutating func next() -> Double {
    defer { count += 1 }
    return streams.normal(StreamAddress(purpose: 255), draw: count)
  }

  mutating func vector(_ factor: Matrix) -> [Double] {
    let normals = (0..<factor.columnCount).map { _ in next() }
    return factor * normals
  }

  /// A scale of the local tail.
  mutating func tail() -> Double {
    defer { count += 1 }
    let tail = ScaleMixture.localTail
    var uniform = streams.uniform(StreamAddress(purpose: 254), draw: count)
    for (probability, scale) in zip(tail.probabilities, tail.scales) {
      if uniform < probability { return scale }
      uniform -= probability
    }
    return tail.scales.last!
  }
}
