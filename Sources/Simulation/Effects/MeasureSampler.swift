package import PledgeModel
import Sampling

/// Draws the fraction φ that each regional measure removes at full effect, zero in draws in which it does not happen.
///
/// What a measure has done by the last inventory year is in the inventory. With the share b of its full effect then and r now,
/// (1 − r φ) ÷ (1 − b φ) of the emissions are left: φ becomes φ (1 − b) ÷ (1 − b φ) and the share (r − b) ÷ (1 − b).
package struct MeasureSampler: Sendable {
  package let measures: [Measure]
  private let transforms: [UncertainTransform]
  /// The share of its full effect that each measure has in the last inventory year.
  private let begun: [Double]
  let streams: Streams

  package init(_ scenario: ResolvedScenario, streams: Streams) {
    measures = scenario.measures
    transforms = scenario.measures.map { UncertainTransform($0.fraction.value) }
    begun = scenario.measures.map { $0.share(in: scenario.lastInventoryYear) }
    self.streams = streams
  }

  /// Draws one block: one row for each measure.
  package func prepare(_ block: DrawBlock, into fractions: DrawTable<Double>) {
    for (index, measure) in measures.enumerated() {
      let row = fractions.row(index, block)
      let number = stableNumber(measure.id)
      streams.of(.measureFraction).fillNormals(
        StreamAddress(purpose: Purpose.measureFraction.rawValue, catalogue: number),
        firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: row)
      transforms[index].apply(to: row, count: drawsPerBlock)
      let address = StreamAddress(purpose: Purpose.measureHappens.rawValue, catalogue: number)
      for draw in 0..<drawsPerBlock {
        let uniform = streams.of(.measureHappens).uniform(address, draw: block.firstDraw + draw)
        row[draw] = uniform < measure.probability.value ? left(of: row[draw], index) : 0
      }
    }
  }

  /// The fraction of what the last inventory year leaves that a measure removes at full effect, when it removes `fraction` in all.
  package func left(of fraction: Double, _ measure: Int) -> Double {
    let (fraction, begun) = (min(1, max(0, fraction)), begun[measure])
    return begun < 1 ? fraction * (1 - begun) / (1 - begun * fraction) : 0
  }

  /// The share of its full effect beyond the last inventory year that a measure has in a year.
  package func ramp(_ measure: Int, year: Int) -> Double {
    let begun = begun[measure]
    return begun < 1 ? (measures[measure].share(in: year) - begun) / (1 - begun) : 0
  }
}

extension Measure {
  /// The share of its full effect that it has in a year.
  fileprivate func share(in year: Int) -> Double {
    phasedIn(yearsOfEffect: year - startYear + 1, ramp: rampInYears)
  }
}

/// The share of the full effect in the n-th year of effect: linear, full after `ramp` further years.
package func phasedIn(yearsOfEffect: Int, ramp: Int) -> Double {
  yearsOfEffect <= 0 ? 0 : min(1, Double(yearsOfEffect) / Double(ramp + 1))
}
