import PledgeModel

/// The years a fit knows, what the nation emitted in them, and how far each sector's last real value lies back.
struct BaselineHistory: Sendable {
  /// Ascending; the last one is the year projections start from.
  let years: [Int]
  /// National emissions.
  ///
  /// - Unit: tonnes CO2e per year.
  /// - Shape: sector · year.
  let nation: [[Double]]
  /// The position of the last year whose value is not carried forward, by sector.
  let last: [Int]

  /// Takes the years that both inventories have, up to the last one allowed.
  ///
  /// An inventory that is published before a statistic is ready repeats the year before. A whole sector counts as
  /// carried forward when the nation and at least 90 per cent of the municipalities change by less than
  /// 0.25 per cent in one calendar year; its last value is then not used, and the projection starts a year earlier.
  ///
  /// - Source: own heating of 2024 in release 2026 changes by less than 0.16 per cent in every municipality; no other
  ///   sector and year of releases 2025 and 2026 comes near the limits.
  init(pool: Inventory, nation: Inventory, lastYear: Int) {
    let row = nation.areas.firstIndex(of: "00")
    precondition(row != nil, "no area `00` among \(nation.areas)")
    years = Self.commonYears(pool, nation, through: lastYear)
    precondition(years.last == lastYear, "no year \(lastYear) among \(years)")
    let inNation = Self.positions(of: years, in: nation)
    let values = Sector.allCases.map { sector in
      inNation.map { nation[row!, sector.index, $0] }
    }
    self.nation = values
    let years = years
    let inPool = Self.positions(of: years, in: pool)
    last = Sector.allCases.map { sector in
      let end = years.count - 1
      guard end >= 2, years[end] - years[end - 1] == 1 else { return end }
      let tolerance = 0.0025
      let national = values[sector.index]
      guard national[end - 1] > 0, abs(national[end] / national[end - 1] - 1) < tolerance else {
        return end
      }
      var (repeated, compared) = (0, 0)
      for area in pool.areas.indices {
        let now = pool[area, sector.index, inPool[end]]
        let before = pool[area, sector.index, inPool[end - 1]]
        guard now > 0, before > 0 else { continue }
        compared += 1
        if abs(now / before - 1) < tolerance { repeated += 1 }
      }
      return compared > 0 && Double(repeated) >= 0.9 * Double(compared) ? end - 1 : end
    }
  }

  /// How many years ago the last real value was, by sector.
  var lead: [Double] { last.map { Double(years.last! - years[$0]) } }

  /// The years both inventories have, up to and including a year.
  static func commonYears(_ a: Inventory, _ b: Inventory, through lastYear: Int) -> [Int] {
    Set(a.years).intersection(b.years).filter { $0 <= lastYear }.sorted()
  }

  /// Where the years stand in an inventory.
  static func positions(of years: [Int], in inventory: Inventory) -> [Int] {
    years.map { year in
      let position = inventory.years.firstIndex(of: year)
      precondition(position != nil, "no year \(year) among \(inventory.years)")
      return position!
    }
  }
}
