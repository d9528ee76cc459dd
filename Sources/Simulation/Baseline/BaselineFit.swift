package import LinearAlgebra
package import PledgeModel
import Sampling

/// What inventories tell about how emissions go on, fitted without a random number.
///
/// Goals, in this order: nothing after the last year is read; honest intervals for municipalities, counties and
/// every horizon; a small error of the median; no constant that depends on the counties at hand. The parts:
///
/// 1. ``BaselineHistory``: the years both inventories have, and sectors whose last value is carried forward.
/// 2. ``NationalDrift``: where each sector is heading, partly pooled over sectors.
/// 3. ``NationalShocks``: how far the nation strays from that, from the estimator's own past errors.
/// 4. ``AllocationBreaks``: steps in which the database moved emissions between municipalities.
/// 5. ``LevelFilter``: where each municipality stands, which is not the last value alone.
/// 6. ``LocalDrift``: which sectors' municipalities keep a direction of their own, and how much of it to believe.
/// 7. ``LocalScale`` and ``CountyShare``: how far municipalities stray from the nation, alone and by county.
///
/// The article <doc:Baseline> gives formulas, reasons and the scores of what was tried instead.
package struct BaselineFit: Sendable {
  package let drift: NationalDrift
  package let shocks: NationalShocks
  /// Share of local variance that a county has in common, by sector.
  package let countyShare: [Double]
  /// Variance that allocation breaks add in a coming year, in units of an ordinary year's, by sector.
  package let breakRate: [Double]
  /// The same for each step between the years from 2000 on, in years of ordinary change, by sector.
  package var breakYears: [[Double]] { breaks.map(\.extraYears) }
  /// Variance of a municipality's own drift in units of an ordinary year's, by sector.
  package let driftVariance: [Double]
  /// Median scale of municipalities, by sector; 0 where the sector is empty everywhere.
  package let medianScale: [Double]
  /// β₀, the eight a_s, b of the regression of local scales.
  package var scaleCoefficients: [Double] { localScale.coefficients }
  /// The variance of single series around that regression, in log variance.
  package var scaleSpread: Double { localScale.betweenSeries }
  /// Years the last real value of each sector lies before the last inventory year.
  package var lead: [Double] { history.lead }
  /// The inventory years used.
  package var years: [Int] { history.years }

  private let history: BaselineHistory
  private let localYears: [LocalYears]
  private let breaks: [AllocationBreaks]
  private let localScale: LocalScale
  private static let tail = ScaleMixture.localTail

  /// Fits the years up to `lastYear`.
  ///
  /// - Parameters:
  ///   - pool: every municipality to learn from.
  ///   - nation: area `00`, same release.
  ///   - lastYear: the year projections start from; both inventories must have it.
  ///   - window: the first year of the national drift.
  /// - Throws: ``LinearAlgebraError`` when a number of an inventory is not finite or too large to be squared.
  package init(
    pool: Inventory, nation: Inventory, lastYear: Int, window: Int
  ) throws(LinearAlgebraError) {
    let history = BaselineHistory(pool: pool, nation: nation, lastYear: lastYear)
    self.history = history
    drift = NationalDrift(
      years: history.years, nation: history.nation, last: history.last, window: window)
    shocks = try NationalShocks(history: history, window: window)
    let localYears = Sector.allCases.indices.map { LocalYears(history: history, sector: $0) }
    self.localYears = localYears
    let series = Self.series(pool, history: history, localYears: localYears)
    let breaks = zip(series, localYears).map { AllocationBreaks(series: $0, steps: $1.steps) }
    self.breaks = breaks
    breakRate = breaks.map(\.rate)
    let states = { (driftVariance: [Double]) in
      Self.states(
        pool, series: series, history: history, localYears: localYears, breaks: breaks,
        driftVariance: driftVariance)
    }
    let scale = { (states: [[LocalState]]) throws(LinearAlgebraError) in
      try LocalScale(states.flatMap { $0 }.map(\.evidence).filter { $0.count > 0 }, tail: Self.tail)
    }
    // Scales that count a drift as chance are larger, which is on the safe side for what to believe of it.
    let driftless = states(Array(repeating: 0, count: series.count))
    let largerScale = try scale(driftless)
    let driftVariance = Sector.allCases.indices.map { sector in
      LocalDrift.variance(
        series: series[sector], scales: largerScale.scales(driftless[sector].map(\.evidence)),
        steps: localYears[sector].steps, extraYears: breaks[sector].extraYears)
    }
    self.driftVariance = driftVariance
    let known = states(driftVariance)
    let localScale = try scale(known)
    self.localScale = localScale
    let scales = known.map { localScale.scales($0.map(\.evidence)) }
    let counties = pool.areas.map { String($0.prefix(2)) }
    countyShare = zip(known, scales).map { states, scales in
      CountyShare.estimate(
        standardized: zip(states, scales).map { state, scale in
          state.surprises.map { $0.map { $0 / max(scale, 1e-12) } }
        }, counties: counties)
    }
    medianScale = scales.map { scales in
      let present = scales.filter { $0 > 0 }
      return present.isEmpty ? 0 : present.median
    }
  }

  /// Fits all municipalities of `pool` and projects some of them.
  ///
  /// - Parameters:
  ///   - municipalities: codes, in the order of the model; all of them in `pool`.
  ///   - lastYear: the year projections start from.
  ///   - window: the first year of the national drift.
  ///   - horizon: the last calendar year projected.
  package static func fit(
    pool: Inventory, nation: Inventory, municipalities: [String], lastYear: Int, window: Int,
    horizon: Int
  ) throws(LinearAlgebraError) -> BaselineModel {
    let chosen = pool.only(municipalities)
    precondition(chosen != nil, "\(municipalities) are not all in the inventory")
    return try BaselineFit(pool: pool, nation: nation, lastYear: lastYear, window: window)
      .model(of: chosen!, through: horizon)
  }

  /// The projection of an inventory's municipalities, which need not be among those the fit has learnt from.
  ///
  /// - Parameter horizon: the last calendar year projected.
  package func model(
    of inventory: Inventory, through horizon: Int
  ) throws(LinearAlgebraError) -> BaselineModel {
    let sectors = Sector.allCases.indices
    let yearCount = horizon - history.years.last!
    precondition(yearCount > 0, "horizon \(horizon) is not after \(history.years.last!)")
    let ahead = (1...yearCount).map(Double.init)
    let lead = history.lead
    let states = Self.states(
      inventory, series: Self.series(inventory, history: history, localYears: localYears),
      history: history, localYears: localYears, breaks: breaks, driftVariance: driftVariance)
    var level: [Double] = []
    var ownDrift: [Double] = []
    var scale: [Double] = []
    for municipality in inventory.areas.indices {
      for sector in sectors {
        let (evidence, drift) = (
          states[sector][municipality].evidence, states[sector][municipality].drift
        )
        level.append(evidence.level)
        ownDrift += ahead.map { ($0 + lead[sector]) * drift }
        scale.append(
          evidence.level > 0
            ? localScale.scale(evidence) * (1 - countyShare[sector]).squareRoot() : 0)
      }
    }
    var localFactors: [[Double]] = []
    for sector in sectors {
      localFactors.append(try localFactor(sector: sector, yearCount: yearCount))
    }
    return BaselineModel(
      yearCount: yearCount, level: level,
      drift: sectors.flatMap { sector in
        ahead.map {
          VectorMath.logarithm(
            NationalDrift.ratio(drift.relative[sector], years: $0 + lead[sector]))
        }
      },
      ownDrift: ownDrift,
      nationalFactor: nationalFactor(yearCount: yearCount),
      countySpread: sectors.map {
        (countyShare[$0] * (1 + breakRate[$0])).squareRoot() * medianScale[$0]
      },
      weight: ahead.map { $0.squareRoot() },
      localFactor: localFactors,
      localScale: scale, tail: Self.tail)
  }

  /// The factor of the national log paths around their drift.
  ///
  ///     N[s,k] = Σ_{j≤k} (A ε_j)_s + √lead_s (A ε_L)_s + √log(1 + σ_s² d²) / σ_s · (A ε_0)_s,  d = √c_s t / r_s(t), t = k + lead_s
  private func nationalFactor(yearCount: Int) -> Matrix {
    let count = Sector.allCases.count
    let lead = history.lead
    var factor = Matrix(rowCount: count * yearCount, columnCount: count * (yearCount + 2))
    for year in 0..<yearCount {
      for sector in 0..<count {
        let yearly = shocks.covariance[sector, sector].squareRoot()
        let relative =
          yearly * drift.deviation(sector: sector, years: Double(year + 1) + lead[sector])
        // The log-normal with the same relative standard deviation as the line in tonnes.
        let slopeError = VectorMath.logarithm(1 + relative * relative).squareRoot() / yearly
        for column in 0...sector {
          let entry = shocks.factor[sector, column]
          let row = year * count + sector
          factor[row, column] = slopeError * entry
          factor[row, count + column] = lead[sector].squareRoot() * entry
          for shock in 0...year { factor[row, (shock + 2) * count + column] = entry }
        }
      }
    }
    return factor
  }

  /// The Cholesky factor of the covariance of a local path at unit scale, row by row.
  ///
  /// The uncertain level and drift, permanent changes and breaks, and what lasts one year, seen from the last real value:
  ///
  ///     Ω[k,l] = P₁₁ + (k + l) P₁₂ + k l P₂₂ + (1 + breaks) min(k, l) + q 1{k = l}
  private func localFactor(
    sector: Int, yearCount: Int
  ) throws(LinearAlgebraError) -> [Double] {
    let lead = history.lead[sector]
    let known = LevelFilter.uncertainty(
      steps: localYears[sector].steps, extraYears: breaks[sector].extraYears,
      driftVariance: driftVariance[sector])
    var covariance = Matrix(rowCount: yearCount, columnCount: yearCount)
    for row in 0..<yearCount {
      for column in 0..<yearCount {
        let (k, l) = (Double(row + 1) + lead, Double(column + 1) + lead)
        covariance[row, column] =
          known.level + (k + l) * known.cross + k * l * known.drift
          + (1 + breakRate[sector]) * min(k, l) + (row == column ? LevelFilter.transitory : 0)
      }
    }
    return try covariance.choleskyFactor().transposed.storage
  }
}

/// Where one sector of one municipality stands at the origin.
private struct LocalState {
  var evidence: LocalScale.Evidence
  var drift = 0.0
  var surprises: [Double?]
}

extension BaselineFit {
  /// By sector, then municipality.
  private static func series(
    _ inventory: Inventory, history: BaselineHistory, localYears: [LocalYears]
  ) -> [[LocalSeries]] {
    let positions = BaselineHistory.positions(of: history.years, in: inventory)
    return localYears.enumerated().map { sector, local in
      let nation = local.positions.map { history.nation[sector][$0] }
      return inventory.areas.indices.map { municipality in
        LocalSeries(
          tonnes: local.positions.map { inventory[municipality, sector, positions[$0]] },
          nation: nation, steps: local.steps)
      }
    }
  }

  /// By sector, then municipality. A sector at zero in the last year stays at zero and teaches nothing.
  private static func states(
    _ inventory: Inventory, series: [[LocalSeries]], history: BaselineHistory,
    localYears: [LocalYears], breaks: [AllocationBreaks], driftVariance: [Double]
  ) -> [[LocalState]] {
    let now = BaselineHistory.positions(of: history.years, in: inventory).last!
    return series.enumerated().map { sector, series in
      let steps = localYears[sector].steps
      return series.enumerated().map { municipality, series in
        let tonnes = inventory[municipality, sector, now]
        var evidence = LocalScale.Evidence(
          sector: sector, level: max(0, tonnes), meanLogVariance: 0, count: 0)
        guard tonnes > 0 else {
          return LocalState(
            evidence: evidence, surprises: Array(repeating: nil, count: steps.count))
        }
        let filter = LevelFilter(
          series, steps: steps, extraYears: breaks[sector].extraYears,
          driftVariance: driftVariance[sector], tail: tail)
        if let logShare = filter.logShare {
          evidence.level =
            history.nation[sector][history.last[sector]] * VectorMath.exponential(logShare)
          evidence.meanLogVariance = filter.meanLogVariance
          evidence.count = filter.count
        }
        return LocalState(
          evidence: evidence, drift: filter.drift, surprises: filter.surprises)
      }
    }
  }
}
