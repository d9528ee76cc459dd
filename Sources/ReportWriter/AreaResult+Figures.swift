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

/// What is really taken off an area's emissions in a projected year, means over all draws.
///
/// - Unit: tonnes CO2e per year.
struct Removal {
  /// By pledges that are new since the last inventory year.
  var pledges: Double
  var measures: Double
  /// What has run out since then, and is given back.
  var ended: Double
}

extension Results {
  /// What is taken off an area in a year, counted from the first projected one.
  ///
  /// Where a sector runs out of emissions, pledges take off less than they could: without measures all that lies between the
  /// baseline and the emissions, with measures what the attribution shares out.
  func removal(_ area: AreaResult, year: Int) -> Removal {
    let all = area.baseline[year].mean - area.emissions[year].mean
    // A scenario without pledges has no such lists.
    var removal = Removal(
      pledges: area.newSinceInventory.isEmpty ? 0 : area.newSinceInventory[year].mean, measures: 0,
      ended: area.endedSinceInventory.isEmpty ? 0 : area.endedSinceInventory[year].mean)
    if measures.isEmpty {
      if area.cappedShare > 0 { removal.pledges = all + removal.ended }
      return removal
    }
    if area.cappedShare > 0, let items = attribution?.items, let bands = area.bands {
      func sum(_ kind: AttributionKind) -> Double {
        zip(items, bands).reduce(0) { $0 + ($1.0.kind == kind ? $1.1.means[year] : 0) }
      }
      removal.pledges = sum(.pledges)
      removal.ended = -sum(.ended)
    }
    removal.measures = all - removal.pledges + removal.ended
    return removal
  }

  /// What new pledges take off an area at the horizon on average, and what they would if no sector ran out of emissions;
  /// nil without pledges.
  func newAtHorizon(_ area: AreaResult) -> (mean: Double, uncapped: Summary)? {
    guard !pledges.isEmpty, let uncapped = area.newSinceInventory.last else { return nil }
    return (removal(area, year: years.count - 1).pledges, uncapped)
  }

  /// The heading of what is new of each pledge, which is not less what had come anyway, unlike an area's.
  func pledgeNewTitle(_ texts: Texts) -> String {
    texts.fill(
      principalArea.avoidedNet.isEmpty ? "pledges.new" : "pledges.newGross",
      ["year": "\(scenario.lastInventoryYear)"])
  }

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

extension BaselineKind {
  /// The key of the texts about it.
  var key: String {
    switch self {
    case .trend: "trend"
    case .medianLine: "medianLine"
    case .frozen: "frozen"
    case .path: "path"
    }
  }
}
