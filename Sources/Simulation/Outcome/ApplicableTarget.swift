package import PledgeModel

/// A target that an area's emissions can be held against.
package struct ApplicableTarget: Sendable {
  package let target: Target
  /// Whether the target is the county's, applied to a municipality that has not adopted it or to a part of the county.
  package let isApplied: Bool
  /// Emissions in the reference year.
  package let reference: Double
  /// The emissions it allows.
  package let level: Double
  /// The position of its year among the projected years.
  package let yearIndex: Int
}

extension ResolvedScenario {
  /// An area's own targets; a municipality without one, and a part of a county, are held against the county's, applied to their own
  /// reference year.
  package func targets(
    ofArea code: String, _ kind: AreaKind, _ history: [InventoryYear]
  ) -> [ApplicableTarget] {
    guard kind != .subregion else { return [] }
    var chosen = targets.filter { $0.area == code }
    let isPart = kind == .county && counties.contains { $0.code == code && $0.isPart == true }
    let isApplied = isPart || chosen.isEmpty && kind == .municipality
    if isApplied { chosen = targets.filter { $0.area == code.prefix(2) } }
    return chosen.compactMap { target in
      let yearIndex = target.targetYear - lastInventoryYear - 1
      guard yearIndex >= 0, target.targetYear <= horizon,
        let reference = history.first(where: { $0.year == target.referenceYear })?.total,
        let level = target.emissionsAllowed(reference: reference, isApplied: isApplied)
      else { return nil }
      return ApplicableTarget(
        target: target, isApplied: isApplied, reference: reference, level: level,
        yearIndex: yearIndex)
    }
  }
}

extension Target {
  /// The emissions a target allows; nil for a county's tonnes, which say nothing of a part of it.
  fileprivate func emissionsAllowed(reference: Double, isApplied: Bool) -> Double? {
    switch level {
    case .reduction(let percent): reference * (1 - percent / 100)
    case .emissions(let tonnes): isApplied ? nil : tonnes
    }
  }
}

extension Inventory {
  /// What some of the areas, given by position, emitted together.
  package func history(of members: [Int]) -> [InventoryYear] {
    years.indices.map { year in
      let sectors = Sector.allCases.indices.map { sector in
        members.reduce(0.0) { $0 + self[$1, sector, year] }
      }
      return InventoryYear(
        year: years[year], total: sectors.reduce(0, +).published,
        sectors: sectors.map(\.published))
    }
  }
}
