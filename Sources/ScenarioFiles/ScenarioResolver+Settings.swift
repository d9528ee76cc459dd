import PledgeModel

extension ScenarioResolver {
  /// The last year projected.
  func horizon() -> Int {
    let tree = scenario["horizon"]
    let horizon = tree?.integer ?? 2030
    let place = tree?.place ?? Place(file: scenario.path)
    if lastYear > 0, horizon <= lastYear {
      diagnostics.error(
        "the horizon \(horizon) must lie after the last inventory year \(lastYear)", at: place)
    } else if lastYear > 0, horizon > lastYear + 30 {
      diagnostics.error(
        "the horizon \(horizon) lies more than 30 years after the last inventory year \(lastYear)",
        at: place)
    }
    return horizon
  }

  /// How emissions go on when nothing further is done.
  func baseline() -> BaselineKind? {
    let tree = scenario["baseline"]
    let kind = tree?["kind"]?.text ?? "trend"
    if kind != "path", let entry = tree?.entry("paths") {
      diagnostics.error("`paths` belongs to the kind `path`", at: entry.place)
    }
    if kind != "trend", let entry = tree?.entry("window") {
      diagnostics.error("`window` belongs to the kind `trend`", at: entry.place)
    }
    switch kind {
    case "medianLine": return .medianLine
    case "frozen": return .frozen
    case "path": return tree.flatMap { paths($0) }
    default: break
    }
    guard let window = tree?["window"] else { return .trend(window: 2010) }
    let period = Period(window.text!)!
    if window.text!.contains("-"), lastYear > 0, period.last != lastYear {
      diagnostics.error(
        "the window must end in the last inventory year \(lastYear)", at: window.place,
        hint: "`inventory: {lastYear: …}` ends the history earlier")
    }
    if let pool, pool.years.count(where: { (period.first...).contains($0) && $0 <= lastYear }) < 2 {
      diagnostics.error(
        "the window holds fewer than two inventory years", at: window.place,
        hint: "the inventory's years are " + pool.years.map { "`\($0)`" }.joined(separator: ", "))
    }
    return .trend(window: period.first)
  }

  private func paths(_ tree: Tree) -> BaselineKind? {
    guard let items = tree["paths"]?.items, !items.isEmpty else {
      if tree.isPruned || tree["paths"] != nil { return nil }
      diagnostics.error("the kind `path` needs `paths`", at: tree.place)
      return nil
    }
    var paths: [SectorPath] = []
    for item in items {
      let sector = Sector(rawValue: item["sector"]!.text!)!
      if paths.contains(where: { $0.sector == sector }) {
        diagnostics.error("the sector has two paths", at: item["sector"]!.place)
      }
      var relative: [YearlyFactor] = []
      for entry in item["relative"]!.entries {
        let year = NumberText.integer(entry.key)!
        if lastYear > 0, year <= lastYear {
          diagnostics.error(
            "a path begins after the last inventory year \(lastYear)", at: entry.place)
        }
        if entry.value.number! > 10 {
          diagnostics.warning(
            "the path reaches \(entry.value.number!.written) times the emissions of \(lastYear)",
            at: entry.place, hint: "a path is relative: 80 per cent is 0.8")
        }
        relative.append(YearlyFactor(year: year, factor: entry.value.number!))
      }
      if relative.isEmpty {
        diagnostics.error("the path has no year", at: item["relative"]!.place)
      }
      paths.append(
        SectorPath(
          sector: sector, relative: relative.sorted { $0.year < $1.year },
          spread: item["spread"]!.number!,
          provenance: item.provenance(otherwise: written(item))))
    }
    return .path(paths)
  }

  /// How adopted pledges are carried out.
  func realisation() -> Realisation {
    let tree = scenario["realisation"]
    let number = { (key: String) in
      self.sourcedNumber(tree?[key]) ?? self.defaults.number("realisation.\(key)")
    }
    let hazard = { (key: String) in
      self.sourcedUncertain(tree?[key], name: key, support: .share)
        ?? self.defaults.uncertain("hazards.\(key)", support: .share)
    }
    let realisation = Realisation(
      done: number("done"), started: number("started"),
      effectiveSampleSize: number("effectiveSampleSize"),
      capacitySpread: number("capacitySpread"), difficultySpread: number("difficultySpread"),
      notStartedToStarted: hazard("notStartedToStarted"), startedToDone: hazard("startedToDone"),
      neverFinishes: hazard("neverFinishes"))
    if realisation.effectiveSampleSize.value < 0.1 {
      diagnostics.error(
        "`effectiveSampleSize` is at least 0.1",
        at: tree?["effectiveSampleSize"]?.place ?? Place(file: scenario.path),
        hint: "it says how many pledges the shares done and started are worth; the default is 40")
    }
    if realisation.done.value + realisation.started.value > 1 {
      diagnostics.error(
        "`done` and `started` are more than 1 together",
        at: tree?.place ?? Place(file: scenario.path))
    }
    return realisation
  }

  /// How unknown adoption is filled in.
  func imputation() -> (spread: Sourced<Double>, bonus: Sourced<Double>) {
    let tree = scenario["imputation"]
    return (
      sourcedNumber(tree?["spread"]) ?? defaults.number("adoption.municipalitySpread"),
      sourcedNumber(tree?["proposedBonus"]) ?? defaults.number("adoption.proposedBonus")
    )
  }

  /// Which electricity a saved kilowatt hour is counted as.
  func mix() -> Sourced<ElectricityMix> {
    choice(scenario["accounting"]?["electricity"], "electricity.accounting", otherwise: .nordicMix)
  }

  /// What happens when a pledge's lifetime is over.
  func ending() -> Sourced<Ending> {
    choice(scenario["ends"], "effects.ends", otherwise: .renewed)
  }

  /// A word a scenario writes, or the default that `data/assumptions.yaml` states.
  private func choice<Value: RawRepresentable & Hashable & Codable & Sendable>(
    _ tree: Tree?, _ id: String, otherwise: Value
  ) -> Sourced<Value> where Value.RawValue == String {
    if let tree, let value = tree.text.flatMap(Value.init(rawValue:)) {
      return Sourced(value, written(tree))
    }
    return defaults.choice(id, of: Value.self)
      ?? Sourced(otherwise, .written(in: scenario.path))
  }

  /// How purchased energy is turned into tonnes.
  func accounting() -> Accounting {
    let tree = scenario["accounting"]
    let mix = mix().value
    var local = defaults.local("districtHeat.factor").filter { isInScenario($0.municipality) }
    var named: Set<MunicipalityCode> = []
    for item in tree?["localDistrictHeat"]?.items ?? [] {
      guard let municipality = codeInScenario(item["municipality"]!) else { continue }
      if !named.insert(municipality).inserted {
        diagnostics.error("the municipality has two factors", at: item.place)
      }
      local.removeAll { $0.municipality == municipality }
      if let value = sourcedNumber(item) {
        local.append(LocalFactor(municipality: municipality, value: value))
      }
    }
    return Accounting(
      electricityMix: mix,
      electricity: sourcedNumber(tree?["electricityGrams"])
        ?? defaults.number("electricity.\(mix.rawValue)"),
      districtHeat: sourcedNumber(tree?["districtHeat"]) ?? defaults.number("districtHeat.factor"),
      localDistrictHeat: local.sorted { $0.municipality < $1.municipality })
  }

  /// Additionality or rebound; nil when switched off.
  func switchable(_ key: String) -> Sourced<Uncertain>? {
    guard let tree = scenario[key], tree.text != "off" else { return nil }
    if tree.text == "on" { return defaults.uncertain("effects.\(key)", support: .share) }
    return sourcedUncertain(tree, name: key, support: .share)
  }

  // MARK: - Costs

  func discountRate() -> Sourced<Double> {
    sourcedNumber(scenario["cost"]?["discountRate"]) ?? defaults.number("cost.discountRate")
  }

  /// The money costs are counted in; every cost of the scenario must be possible to turn into it.
  func prices(of measures: [Measure]) -> Prices {
    let written = scenario["cost"]?["priceYear"]
    let usual = defaults.number("cost.priceYear")
    let year =
      written.map { Sourced($0.integer!, self.written($0)) }
      ?? Sourced(Int(usual.value), usual.provenance)
    let prices = Prices(year: year, index: data.consumerPrices())
    var costs: [(cost: AbatementCost, owner: String)] = measures.compactMap { measure in
      measure.cost.map { ($0, "the measure \(measure.id.quoted)") }
    }
    for catalogue in catalogues {
      costs += catalogue.pledges.compactMap { pledge in
        pledge.effect?.cost.map { ($0, "pledge \(pledge.number) of \(catalogue.id.quoted)") }
      }
    }
    for (cost, owner) in costs where prices.factor(from: cost.priceYear) == nil {
      let known = prices.index.map(\.year)
      diagnostics.error(
        "the cost of \(owner) in prices of \(cost.priceYear) cannot be turned into those of \(year.value)",
        at: written?.place ?? Place(file: scenario.path),
        hint: known.isEmpty
          ? nil : "`data/consumer-prices.csv` has the years \(known.first!) to \(known.last!)")
    }
    return prices
  }
}
