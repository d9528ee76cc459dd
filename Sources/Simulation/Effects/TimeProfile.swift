package import PledgeModel

/// The share of a pledge's full-year tonnes that is in force, by calendar year, when it was completed in a given year.
package struct TimeProfile: Sendable {
  /// First calendar year of the axis.
  package let firstYear: Int
  package let yearCount: Int
  /// `[(completion − firstYear) · yearCount + (year − firstYear)]`.
  package let share: [Double]
  /// Tonnes in force in a year and not at the last inventory year, same order.
  package let new: [Double]
  /// Tonnes in force at the last inventory year that have run out, same order; zero when renewal is assumed.
  package let ended: [Double]

  /// - Parameters:
  ///   - firstYear: the first year in which a pledge can be completed.
  ///   - horizon: the last year of the axis.
  ///   - lastInventoryYear: what is in force then is in the inventory already.
  package init(
    _ effect: PledgeEffect, firstYear: Int, horizon: Int, lastInventoryYear: Int
  ) {
    self.firstYear = firstYear
    yearCount = max(0, horizon - firstYear + 1)
    var share: [Double] = []
    var new: [Double] = []
    var ended: [Double] = []
    func inForce(_ year: Int, since completion: Int) -> Double {
      let age = year - completion
      guard age <= effect.lifetimeInYears.value else { return 0 }
      return phasedIn(yearsOfEffect: age, ramp: effect.rampInYears.value)
    }
    for completion in firstYear..<firstYear + yearCount {
      let counted = inForce(lastInventoryYear, since: completion)
      for year in firstYear..<firstYear + yearCount {
        let now = inForce(year, since: completion)
        share.append(now)
        new.append(max(0, now - counted))
        ended.append(effect.ending == .reverts ? max(0, counted - now) : 0)
      }
    }
    self.share = share
    self.new = new
    self.ended = ended
  }
}
