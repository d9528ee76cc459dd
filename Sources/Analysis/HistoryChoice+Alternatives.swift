public import LinearAlgebra
public import PledgeModel
import Simulation

extension HistoryChoice {
  /// The scenario's own choice first, then its two latest other last years, then windows from 2005 and 2015; empty unless the
  /// baseline is the fitted one.
  public static func alternatives(
    to input: SimulationInput, threads: Int
  ) throws(LinearAlgebraError) -> [HistoryChoice] {
    guard case .trend(let window) = input.scenario.baseline else { return [] }
    let (scenario, years) = (input.scenario, input.pool.years)
    let others = years.filter { $0 != scenario.lastInventoryYear && $0 < scenario.horizon }
    var choices = [(lastYear: scenario.lastInventoryYear, window: window)]
    choices += others.suffix(2).reversed().map { ($0, window) }
    choices += [2005, 2015].filter { $0 != window && $0 < scenario.lastInventoryYear }.map {
      (scenario.lastInventoryYear, $0)
    }
    BLAS.useOneThread()
    let found = ResultSlots<Result<HistoryChoice, LinearAlgebraError>>(count: choices.count)
    Workers(count: threads).forEach(choices.count) { [choices] _, index in
      let choice = choices[index]
      found.set(index, Result { () throws(LinearAlgebraError) in try fit(choice, to: input) })
    }
    var alternatives: [HistoryChoice] = []
    for result in found.values { alternatives.append(try result.get()) }
    return alternatives
  }

  private static func fit(
    _ choice: (lastYear: Int, window: Int), to input: SimulationInput
  ) throws(LinearAlgebraError) -> HistoryChoice {
    let model = try BaselineFit.fit(
      pool: input.pool, nation: input.nation,
      municipalities: input.scenario.municipalities.map(\.code.digits), lastYear: choice.lastYear,
      window: choice.window, horizon: input.scenario.horizon)
    let scenario = input.scenario
    let ensemble = PastEnsemble(
      BaselineSampler(
        model, municipalities: scenario.municipalities, streams: Streams(seed: scenario.seed)),
      draws: draws, workers: Workers(count: 1))
    for municipality in scenario.municipalities.indices { ensemble.draw(municipality) }
    // Never cleared, the sum is that of the whole region.
    let horizon = ensemble.forecasts(ensemble.county, steps: [model.yearCount - 1], actual: [0])[0]
    return HistoryChoice(
      lastYear: choice.lastYear, window: choice.window, tonnes: horizon.median.published)
  }
}
