package import PledgeModel
import Sampling

/// Draws the fraction φ that each regional measure removes at full effect, zero in draws in which it does not happen.
package struct MeasureSampler: Sendable {
  package let measures: [Measure]
  private let transforms: [UncertainTransform]
  let streams: Streams

  package init(_ scenario: ResolvedScenario, streams: Streams) {
    measures = scenario.measures
    transforms = scenario.measures.map { UncertainTransform($0.fraction.value) }
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
        row[draw] = uniform < measure.probability.value ? min(1, max(0, row[draw])) : 0
      }
    }
  }

  /// The share of its full effect that a measure has in a year.
  package func ramp(_ measure: Int, year: Int) -> Double {
    phasedIn(
      yearsOfEffect: year - measures[measure].startYear + 1, ramp: measures[measure].rampInYears)
  }
}

/// The share of the full effect in the n-th year of effect: linear, full after `ramp` further years.
package func phasedIn(yearsOfEffect: Int, ramp: Int) -> Double {
  yearsOfEffect <= 0 ? 0 : min(1, Double(yearsOfEffect) / Double(ramp + 1))
}
