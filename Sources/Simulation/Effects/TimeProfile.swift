package import PledgeModel

/// The share of a pledge's full-year tonnes that is in force, by calendar year, when it was completed in a given year.
package struct TimeProfile: Sendable {
  /// First calendar year of the axis.
  package let firstYear: Int
  package let yearCount: Int
  /// `[(completion − firstYear) · yearCount + (year − firstYear)]`.
  package let share: [Double]
  /// What a projected year has and the last inventory year had not, then what it had and the projected year has not.
  ///
  /// - Shape: `[(completion − firstYear) · 2 · projected + (year − lastInventoryYear − 1)]`, new; ended `projected` later,
  ///   zero when renewal is assumed.
  package let change: [Double]
  package let projectedCount: Int

  /// - Parameters:
  ///   - firstYear: the first year in which a pledge can be completed.
  ///   - horizon: the last year of the axis.
  ///   - lastInventoryYear: what is in force then is in the inventory already.
  package init(
    _ effect: PledgeEffect, firstYear: Int, horizon: Int, lastInventoryYear: Int
  ) {
    self.firstYear = firstYear
    yearCount = max(0, horizon - firstYear + 1)
    projectedCount = horizon - lastInventoryYear
    var share: [Double] = []
    var change: [Double] = []
    func inForce(_ year: Int, since completion: Int) -> Double {
      let age = year - completion
      guard age <= effect.lifetimeInYears.value else { return 0 }
      return phasedIn(yearsOfEffect: age, ramp: effect.rampInYears.value)
    }
    for completion in firstYear..<firstYear + yearCount {
      share += (firstYear...horizon).map { inForce($0, since: completion) }
      let counted = inForce(lastInventoryYear, since: completion)
      let projected = (lastInventoryYear + 1...horizon).map { inForce($0, since: completion) }
      change += projected.map { max(0, $0 - counted) }
      change += projected.map { effect.ending == .reverts ? max(0, counted - $0) : 0 }
    }
    self.share = share
    self.change = change
  }
}
