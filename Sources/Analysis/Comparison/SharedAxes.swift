import PledgeModel
import Simulation

/// What options have in common: municipalities, areas that consist of the same ones, and years.
struct SharedAxes: Sendable {
  /// An area that is whole in every option.
  struct Area: Sendable {
    let kind: AreaKind
    let code: String
    let name: String
    /// Positions among the shared municipalities.
    let members: [Int]
  }

  /// The shared municipalities in the reference's order.
  let municipalities: [Municipality]
  /// Where they stand in each option, `[option][municipality]`.
  let positions: [[Int]]
  /// Shared municipalities in the order in which they are drawn.
  let order: [Int]
  /// Subregions, then counties.
  let groups: [Area]
  let years: [Int]
  /// The position of the first shared year in each option.
  let firstYear: [Int]
  let pledgeYears: [Int]

  /// - Throws: when an option shares no municipality or no year with the others.
  init(_ scenarios: [ResolvedScenario]) throws(Comparison.Refusal) {
    let reference = scenarios[0]
    var places: [[MunicipalityCode: Int]] = []
    for scenario in scenarios {
      var place: [MunicipalityCode: Int] = [:]
      for (index, town) in scenario.municipalities.enumerated() { place[town.code] = index }
      places.append(place)
    }
    let shared = reference.municipalities.filter { town in
      places.allSatisfy { $0[town.code] != nil }
    }
    guard !shared.isEmpty else { throw .noSharedMunicipality }
    let first = scenarios.map(\.lastInventoryYear).max()! + 1
    let last = scenarios.map(\.horizon).min()!
    guard first <= last else { throw .noSharedYear }
    municipalities = shared
    positions = places.map { place in shared.map { place[$0.code]! } }
    let codes = shared.map(\.code)
    let order = reference.processingOrder.compactMap {
      codes.firstIndex(of: reference.municipalities[$0].code)
    }
    self.order = order
    years = Array(first...last)
    firstYear = scenarios.map { first - $0.lastInventoryYear - 1 }
    pledgeYears = Array(min(first, scenarios.map(\.firstPledgeYear).min()!)...last)

    /// Municipalities that share a key, where they are the same in every option.
    func whole(_ key: (Municipality) -> String?) -> [(key: String, members: [Int])] {
      var seen: [String] = []
      for town in order { if let own = key(shared[town]), !seen.contains(own) { seen.append(own) } }
      return seen.compactMap { own in
        let members = shared.indices.filter { key(shared[$0]) == own }
        let isWhole = scenarios.allSatisfy { scenario in
          scenario.municipalities.count { key($0) == own } == members.count
        }
        return isWhole ? (own, members) : nil
      }
    }
    let subregions = whole(\.subregion).map {
      Area(kind: .subregion, code: $0.key, name: $0.key, members: $0.members)
    }
    let counties = whole(\.code.county).map { county in
      Area(
        kind: .county, code: county.key,
        name: reference.counties.first { $0.code == county.key }?.name ?? county.key,
        members: county.members)
    }
    groups = subregions + counties
  }

  /// The last shared year.
  var horizon: Int { years.last! }
}
