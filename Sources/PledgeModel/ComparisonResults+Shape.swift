extension ComparisonResults {
  /// Throws unless reports can rely on the shapes, as ``Results`` do.
  public func checkShape() throws(Misfit) {
    try Misfit.check(draws, in: 1...10_000_000, at: "draws")
    guard !years.isEmpty else { throw Misfit("years", "is empty") }
    try Misfit.check(consecutive: years, at: "years")
    try Misfit.check(consecutive: pledgeYears, at: "pledgeYears")
    try Misfit.check(year: priceYear, at: "priceYear")
    guard options.count > 1 else { throw Misfit("options", "has nothing to compare") }
    try Misfit.check(municipalities: municipalities, at: "municipalities")
    try Misfit.check(areas: areas.map { ($0.kind, $0.code) })
    for (index, area) in areas.enumerated() {
      let place = "areas.\(index).options"
      try Misfit.check(area.options, count: options.count, at: place)
      for (option, outcome) in area.options.enumerated() {
        guard (outcome.difference == nil) == (option == 0) else {
          throw Misfit(
            "\(place).\(option).difference", option == 0 ? "is the reference's own" : "is missing")
        }
        try outcome.checkShape(self, at: "\(place).\(option)")
        try outcome.difference?.checkShape(self, at: "\(place).\(option).difference")
      }
    }
  }
}

extension OptionOutcome {
  fileprivate func checkShape(_ results: ComparisonResults, at path: String) throws(Misfit) {
    let ledgerCount = Ledger.allCases.count
    try Misfit.check(emissions, count: results.years.count, at: "\(path).emissions")
    try Misfit.check(bands, count: results.items.count, at: "\(path).bands")
    for (index, target) in targets.enumerated() {
      try Misfit.check(year: target.targetYear, at: "\(path).targets.\(index).targetYear")
    }
    for (index, cost) in costs.enumerated() {
      try Misfit.check(cost.tonnes, count: ledgerCount, at: "\(path).costs.\(index).tonnes")
      try Misfit.check(
        cost.knownTonnes, count: ledgerCount, at: "\(path).costs.\(index).knownTonnes")
    }
    for (index, option) in dominatedBy.enumerated() {
      try Misfit.check(
        option, in: 0...results.options.count - 1, at: "\(path).dominatedBy.\(index)")
    }
  }
}

extension PairedDifference {
  fileprivate func checkShape(_ results: ComparisonResults, at path: String) throws(Misfit) {
    let ledgerCount = Ledger.allCases.count
    try Misfit.check(emissions, count: results.years.count, at: "\(path).emissions")
    try Misfit.check(lowerEmissions, count: results.years.count, at: "\(path).lowerEmissions")
    try Misfit.check(
      avoided, counts: (ledgerCount, results.pledgeYears.count), at: "\(path).avoided")
    try Misfit.check(avoidedCumulated, count: ledgerCount, at: "\(path).avoidedCumulated")
    try Misfit.check(avoidsMore, count: ledgerCount, at: "\(path).avoidsMore")
    try Misfit.check(steps, count: results.items.count, at: "\(path).steps")
    for (index, cost) in costs.enumerated()
    where cost.ledgers.map(\.ledger) != Ledger.allCases {
      throw Misfit("\(path).costs.\(index).ledgers", "has not every ledger in order")
    }
  }
}
