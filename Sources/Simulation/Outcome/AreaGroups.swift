import PledgeModel

/// The areas of a scenario: municipalities in its order, then subregions, then counties, both in the order of processing.
struct AreaGroups {
  private(set) var areas: [AreaOutlook.Area]
  /// Positions among the areas, by municipality.
  private(set) var subregionOf: [Int?]
  private(set) var countyOf: [Int]

  init(_ scenario: ResolvedScenario) {
    let municipalities = scenario.municipalities
    areas = municipalities.indices.map {
      AreaOutlook.Area(kind: .municipality, key: municipalities[$0].code.digits, members: [$0])
    }
    subregionOf = Array(repeating: nil, count: municipalities.count)
    countyOf = Array(repeating: 0, count: municipalities.count)
    let order = scenario.processingOrder
    var last: Municipality?
    for position in order {
      let place = municipalities[position]
      defer { last = place }
      guard let subregion = place.subregion else { continue }
      if subregion != last?.subregion || place.code.county != last?.code.county {
        areas.append(AreaOutlook.Area(kind: .subregion, key: subregion, members: []))
      }
      areas[areas.count - 1].members.append(position)
      subregionOf[position] = areas.count - 1
    }
    for position in order {
      let county = municipalities[position].code.county
      if areas.last?.kind != .county || areas.last?.key != county {
        areas.append(AreaOutlook.Area(kind: .county, key: county, members: []))
      }
      areas[areas.count - 1].members.append(position)
      countyOf[position] = areas.count - 1
    }
  }
}
