package import PledgeModel

extension AreaResult {
  /// The last inventory year.
  var last: InventoryYear? { history.last }

  /// Median emissions at the horizon relative to the last inventory year, as a change.
  var change: Double? {
    guard let last, last.total > 0, let outlook = emissions.last else { return nil }
    return outlook.median / last.total - 1
  }

  /// The target that headlines compare with: the area's own before one applied to it, one for the horizon first.
  func principalTarget(horizon: Int) -> TargetResult? {
    targets.first { !$0.isApplied && $0.targetYear == horizon }
      ?? targets.first { $0.targetYear == horizon } ?? targets.first
  }

  /// Gross tonnes avoided at the horizon in one ledger.
  func avoidedAtHorizon(_ ledger: Ledger) -> Summary? {
    avoided.isEmpty ? nil : avoided[ledger.index].last
  }
}

extension Results {
  /// The area reports open with: a county where there is one.
  package var principalArea: AreaResult {
    areas.first { $0.kind == .county } ?? areas.first { $0.kind == .subregion } ?? areas[0]
  }

  /// What the result is about, in a name.
  var regionName: String {
    let counties = areas.filter { $0.kind == .county }.map(\.name)
    return counties.isEmpty ? principalArea.name : counties.joined(separator: ", ")
  }
}
