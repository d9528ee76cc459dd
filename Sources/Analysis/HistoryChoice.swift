public import LinearAlgebra
public import PledgeModel
import Simulation

/// Which years the baseline is fitted to, and where it leads the region.
///
/// A history that ends before or after an unusual year, or a trend that begins earlier, can move the outlook more than all
/// pledges together; whoever chooses should see by how much.
public struct HistoryChoice: Hashable, Sendable {
  /// The last inventory year used.
  public var lastYear: Int
  /// The first year of the national trend's window.
  public var window: Int
  /// The medians of all municipalities and sectors at the horizon, added up.
  ///
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double

  /// The scenario's own choice first, then its two latest other last years, then windows from 2005 and 2015; empty unless the
  /// baseline is the fitted one.
  public static func alternatives(
    to input: SimulationInput
  ) throws(LinearAlgebraError) -> [HistoryChoice] {
    guard case .trend(let window) = input.scenario.baseline else { return [] }
    let (scenario, years) = (input.scenario, input.pool.years)
    let others = years.filter { $0 != scenario.lastInventoryYear && $0 < scenario.horizon }
    var choices = [(scenario.lastInventoryYear, window)]
    choices += others.suffix(2).reversed().map { ($0, window) }
    choices += [2005, 2015].filter { $0 != window && $0 < scenario.lastInventoryYear }.map {
      (scenario.lastInventoryYear, $0)
    }
    BLAS.useOneThread()
    var found: [HistoryChoice] = []
    for (lastYear, window) in choices {
      let model = try BaselineFit.fit(
        pool: input.pool, nation: input.nation,
        municipalities: scenario.municipalities.map(\.code.digits), lastYear: lastYear,
        window: window, horizon: scenario.horizon)
      found.append(
        HistoryChoice(
          lastYear: lastYear, window: window, tonnes: model.medians(scenario.horizon - lastYear)))
    }
    return found
  }
}
