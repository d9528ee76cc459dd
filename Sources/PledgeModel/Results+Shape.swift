extension Results {
  /// Throws unless reports can rely on the shapes: lists are as long as their axes, codes are told apart, years can be meant.
  ///
  /// What a value can say of itself, such as how many quantiles it has, it says when it is decoded.
  public func checkShape() throws(Misfit) {
    try Misfit.check(draws, in: 1...10_000_000, at: "draws")
    guard !years.isEmpty else { throw Misfit("years", "is empty") }
    try Misfit.check(consecutive: years, at: "years")
    try Misfit.check(consecutive: pledgeYears, at: "pledgeYears")
    try scenario.checkShape()
    for (index, choice) in (historyChoices ?? []).enumerated() {
      try Misfit.check(year: choice.lastYear, at: "historyChoices.\(index).lastYear")
      try Misfit.check(year: choice.window, at: "historyChoices.\(index).window")
    }
    for (index, round) in rounds.enumerated() {
      try Misfit.check(
        round.adoptedKnown, in: 0...10_000_000, at: "rounds.\(index).adoptedKnown")
    }
    try Misfit.check(areas: areas.map { ($0.kind, $0.code) })
    for (index, area) in areas.enumerated() { try area.checkShape(self, at: "areas.\(index)") }
  }
}

extension ResolvedScenario {
  fileprivate func checkShape() throws(Misfit) {
    for (key, year) in [
      ("lastInventoryYear", lastInventoryYear), ("horizon", horizon),
      ("inventoryRelease", inventoryRelease), ("prices.year.value", prices.year.value),
    ] {
      try Misfit.check(year: year, at: "scenario.\(key)")
    }
    try Misfit.check(municipalities: municipalities, at: "scenario.municipalities")
  }
}

extension AreaResult {
  fileprivate func checkShape(_ results: Results, at path: String) throws(Misfit) {
    let yearCount = results.years.count
    let sectorCount = Sector.allCases.count
    let perLedger = (Ledger.allCases.count, results.pledgeYears.count)
    try Misfit.check(unique: members, at: "\(path).members")
    try Misfit.check(unique: history.map(\.year), at: "\(path).history")
    for (index, year) in history.enumerated() {
      try Misfit.check(year: year.year, at: "\(path).history.\(index).year")
      try Misfit.check(
        year.sectors, count: sectorCount, at: "\(path).history.\(index).sectors")
    }
    try Misfit.check(emissions, count: yearCount, at: "\(path).emissions")
    try Misfit.check(baseline, count: yearCount, at: "\(path).baseline")
    // A scenario without pledges has no lists of them, and a subregion none of sectors.
    for (key, list) in [
      ("newSinceInventory", newSinceInventory), ("endedSinceInventory", endedSinceInventory),
    ] where !list.isEmpty {
      try Misfit.check(list, count: yearCount, at: "\(path).\(key)")
    }
    if !sectors.isEmpty {
      try Misfit.check(sectors, counts: (sectorCount, yearCount), at: "\(path).sectors")
    }
    for (key, ledgers) in [("avoided", avoided), ("avoidedNet", avoidedNet)]
    where !ledgers.isEmpty {
      try Misfit.check(ledgers, counts: perLedger, at: "\(path).\(key)")
    }
    try Misfit.check(avoidedCumulated, count: avoided.count, at: "\(path).avoidedCumulated")
    for (index, target) in targets.enumerated() {
      try Misfit.check(year: target.targetYear, at: "\(path).targets.\(index).targetYear")
      try Misfit.check(year: target.referenceYear, at: "\(path).targets.\(index).referenceYear")
    }
    for (index, past) in (pastPerformance?.projections ?? []).enumerated() {
      let place = "\(path).pastPerformance.projections.\(index)"
      try Misfit.check(year: past.origin, at: "\(place).origin")
      try Misfit.check(year: past.year, at: "\(place).year")
    }
    guard (bands == nil) == (results.attribution == nil) else {
      throw Misfit("\(path).bands", "does not belong to the attribution")
    }
    let items = results.attribution?.items ?? []
    try Misfit.check(bands ?? [], count: items.count, at: "\(path).bands")
    for (index, band) in (bands ?? []).enumerated() {
      try Misfit.check(band.means, count: yearCount, at: "\(path).bands.\(index).means")
    }
  }
}
