import PledgeModel

/// Everything a resolved scenario takes for granted, in the order `explain` prints it.
struct AssumptionList {
  private(set) var lines: [Assumption] = []
  private let defaults: AssumptionTable
  private let municipalities: [MunicipalityCode: String]

  /// - Parameters:
  ///   - inventory: Where the emissions come from.
  ///   - ending: What happens when a pledge's lifetime is over, as written or by default.
  ///   - mix: Which electricity a saved kilowatt hour is counted as, likewise.
  init(
    _ scenario: ResolvedScenario, inventory: Provenance, ending: Sourced<Ending>,
    mix: Sourced<ElectricityMix>, defaults: AssumptionTable
  ) {
    self.defaults = defaults
    municipalities = Dictionary(
      uniqueKeysWithValues: scenario.municipalities.map { ($0.code, $0.name) })
    addBaseline(scenario, inventory)
    for round in scenario.rounds { addRound(round) }
    if !scenario.rounds.isEmpty {
      addImputation(scenario)
      addRealisation(scenario)
      add(words: "effects.populationYear")
      add(default: "effects.ends", ending.value.words, ending)
    }
    if scenario.sweep != nil {
      add(words: "sweep.shares")
      add(words: "sweep.municipalities")
    }
    let used = Set(scenario.rounds.map(\.catalogue))
    for catalogue in scenario.catalogues where used.contains(catalogue.id) {
      addCatalogue(catalogue)
    }
    addEffects(scenario, mix: mix)
    for measure in scenario.measures { addMeasure(measure) }
    for target in scenario.targets { addTarget(target) }
    for equivalence in scenario.equivalences {
      add(
        "equivalence.\(equivalence.id)", equivalence.name,
        equivalence.tonnesPerUnit.value.words.map(EffectUnit.tonnes.words) { "\($0) \($1)" },
        equivalence.tonnesPerUnit.provenance)
    }
    add(default: "cost.discountRate", scenario.discountRate.value.words, scenario.discountRate)
    add(default: "cost.priceYear", "\(scenario.prices.year.value)", scenario.prices.year)
  }

  private mutating func add(
    _ id: String, _ text: LocalizedText, _ value: LocalizedText, _ provenance: Provenance
  ) {
    lines.append(Assumption(id: id, text: text, value: value, provenance: provenance))
  }

  /// A line whose words and unit stand in `data/assumptions.yaml`.
  private mutating func add<Value>(
    default id: String, _ value: LocalizedText, _ sourced: Sourced<Value>
  ) {
    let unit = defaults.unit(id)
    let written = unit == "" ? value : value.map(unit) { "\($0) \($1)" }
    add(id, defaults.text(id), written, sourced.provenance)
  }

  /// A line that only says how the model works; it stands in `data/assumptions.yaml` whole.
  private mutating func add(words id: String) {
    let words = defaults.words(id)
    add(default: id, words.value, words)
  }

  /// A municipality's name, or its code where the scenario does not hold it.
  private func name(_ municipality: MunicipalityCode) -> String {
    municipalities[municipality] ?? municipality.digits
  }

  // MARK: - Baseline

  /// What the fitted baseline takes for granted besides its window.
  private static let trendSettings = [
    "slopeYears", "pathTurn", "leastShock", "transitoryShare", "tails", "scalePriors",
    "countyShare", "carriedForward",
  ]

  private mutating func addBaseline(_ scenario: ResolvedScenario, _ inventory: Provenance) {
    let file = Provenance.written(in: scenario.name)
    add(
      "inventory.lastYear",
      LocalizedText(
        sv: "Sista året i utsläppsstatistiken som används", en: "Last inventory year used"),
      LocalizedText(
        sv: "\(scenario.lastInventoryYear), utgåva \(scenario.inventoryRelease)",
        en: "\(scenario.lastInventoryYear), release \(scenario.inventoryRelease)"),
      inventory)
    let text = LocalizedText(
      sv: "Utvecklingen om inget mer görs", en: "Development when nothing further is done")
    switch scenario.baseline {
    case .trend(let window):
      add(
        "baseline.trend", text,
        LocalizedText(
          sv: "delad trend, anpassad från \(window)", en: "pooled trend, fitted from \(window)"),
        file)
      for setting in Self.trendSettings { add(words: "baseline.\(setting)") }
    case .medianLine:
      add(
        "baseline.medianLine", text,
        LocalizedText(sv: "linje genom medianregression", en: "median-regression line"), file)
    case .frozen:
      add(
        "baseline.frozen", text,
        LocalizedText(
          sv: "senaste statistikvärde, oförändrat", en: "last inventory value, unchanged"), file)
    case .path(let paths):
      for path in paths {
        let factors = path.relative.map { ($0.year, $0.factor.words) }
        let sv = factors.map { "\($0): \($1.sv)" } + ["spridning \(path.spread.words.sv)"]
        let en = factors.map { "\($0): \($1.en)" } + ["spread \(path.spread.words.en)"]
        add(
          "baseline.path.\(path.sector.rawValue)", text,
          LocalizedText(sv: sv.joined(separator: "; "), en: en.joined(separator: "; ")),
          path.provenance)
      }
    }
  }

  // MARK: - Rounds

  private mutating func addRound(_ round: Round) {
    let id = "round.\(round.period)"
    let name = round.period.replacing("-", with: "–")
    if let total = round.total {
      add(
        "\(id).total",
        LocalizedText(sv: "Antagna löften \(name)", en: "Pledges adopted in \(name)"),
        total.value.words, total.provenance)
    }
    if let participants = round.participants {
      add(
        "\(id).participants",
        LocalizedText(
          sv: "Deltagande kommuner \(name)", en: "Participating municipalities in \(name)"),
        "\(participants.value)", participants.provenance)
    }
    for record in round.known {
      let list = record.pledges.map(String.init).joined(separator: " ")
      add(
        "\(id).adoption.\(record.municipality)",
        LocalizedText(
          sv: "Kända löften \(name), \(self.name(record.municipality))",
          en: "Known pledges in \(name), \(self.name(record.municipality))"),
        LocalizedText(
          sv: record.status.words.sv + (record.count.map { ", \($0) i allt" } ?? "")
            + ": \(list.isEmpty ? "listan är inte känd" : list)",
          en: record.status.words.en + (record.count.map { ", \($0) in all" } ?? "")
            + ": \(list.isEmpty ? "list not known" : list)"),
        Provenance(source: LocalizedText(record.source), evidence: .published))
    }
    for (index, lever) in round.levers.enumerated() {
      add(
        "\(id).lever.\(index + 1)",
        LocalizedText(
          sv: "Scenariots val av löften \(name)", en: "The scenario's choice of pledges in \(name)"),
        lever.words,
        Provenance(
          source: LocalizedText(sv: "scenariofilen", en: "the scenario file"),
          evidence: .assumption))
    }
    if let followUp = round.followUp { addFollowUp(followUp, id: id, name: name) }
    if round.support.value != 0 {
      add(
        "\(id).support",
        LocalizedText(
          sv: "Stöd till genomförandet \(name)", en: "Support for carrying out \(name)"),
        round.support.value.words.map { "\($0) log-odds" }, round.support.provenance)
    }
  }

  private mutating func addFollowUp(_ followUp: FollowUp, id: String, name: String) {
    let text = LocalizedText(sv: "Uppföljning av \(name)", en: "Follow-up of \(name)")
    if let done = followUp.done {
      add(
        "\(id).followUp", text,
        LocalizedText(
          sv: "\(done) genomförda vid slutet av \(followUp.year)",
          en: "\(done) done at the end of \(followUp.year)"), followUp.provenance)
    }
    if let range = followUp.doneOrStarted {
      // A range is somebody's reading of words such as "about 90 per cent".
      var provenance = followUp.provenance
      if range.count > 1 { provenance.evidence = .assumption }
      add(
        "\(id).followUp.doneOrStarted", text,
        LocalizedText(
          sv: "\(range.words.sv) genomförda eller påbörjade vid slutet av \(followUp.year)",
          en: "\(range.words.en) done or started at the end of \(followUp.year)"), provenance)
    }
    for count in followUp.municipalCounts {
      add(
        "\(id).followUp.\(count.municipality)",
        LocalizedText(
          sv: "Uppföljning av \(name), \(self.name(count.municipality))",
          en: "Follow-up of \(name), \(self.name(count.municipality))"),
        LocalizedText(
          sv: "\(count.done) genomförda, \(count.started) påbörjade",
          en: "\(count.done) done, \(count.started) started"),
        Provenance(source: count.source, evidence: .published))
    }
    if !followUp.facts.isEmpty {
      add(
        "\(id).followUp.facts",
        LocalizedText(
          sv: "Uppföljning av enskilda löften \(name)", en: "Follow-up of single pledges in \(name)"
        ),
        LocalizedText(
          sv: "status för \(followUp.facts.count) löften",
          en: "status of \(followUp.facts.count) pledges"),
        Provenance(source: LocalizedText(followUp.facts[0].source), evidence: .published))
    }
  }

  private mutating func addImputation(_ scenario: ResolvedScenario) {
    add(words: "adoption.frequencySmoothing")
    if scenario.rounds.contains(where: { $0.participants != nil }) {
      add(words: "adoption.whoStaysOut")
    }
    add(
      default: "adoption.municipalitySpread", scenario.adoptionSpread.value.words,
      scenario.adoptionSpread)
    if scenario.rounds.contains(where: { $0.known.contains { $0.status == .proposed } }) {
      add(
        default: "adoption.proposedBonus", scenario.proposedBonus.value.words,
        scenario.proposedBonus)
    }
  }

  private mutating func addRealisation(_ scenario: ResolvedScenario) {
    let realisation = scenario.realisation
    add(default: "realisation.done", realisation.done.value.words, realisation.done)
    add(default: "realisation.started", realisation.started.value.words, realisation.started)
    add(
      default: "realisation.effectiveSampleSize", realisation.effectiveSampleSize.value.words,
      realisation.effectiveSampleSize)
    add(
      default: "realisation.capacitySpread", realisation.capacitySpread.value.words,
      realisation.capacitySpread)
    add(
      default: "realisation.difficultySpread", realisation.difficultySpread.value.words,
      realisation.difficultySpread)
    add(
      default: "hazards.notStartedToStarted", realisation.notStartedToStarted.value.words,
      realisation.notStartedToStarted)
    add(
      default: "hazards.startedToDone", realisation.startedToDone.value.words,
      realisation.startedToDone)
    add(
      default: "hazards.neverFinishes", realisation.neverFinishes.value.words,
      realisation.neverFinishes)
    if scenario.rounds.contains(where: { $0.firstYear < $0.lastYear }) {
      add(words: "realisation.completionYear")
    }
    if scenario.rounds.contains(where: { $0.followUp?.facts.isEmpty == false }) {
      add(words: "realisation.evenGrowth")
    }
  }

  // MARK: - Effects

  private mutating func addCatalogue(_ catalogue: Catalogue) {
    let title = catalogue.title
    if let potential = catalogue.publishedPotential {
      add(
        "effect.\(catalogue.id).potential",
        LocalizedText(
          sv: "\(title.sv): publicerad potential", en: "\(title.en): published potential"),
        LocalizedText(
          sv: "\(potential.tonnes.words.sv) ton för \(potential.adopted) antagna",
          en: "\(potential.tonnes.words.en) tonnes for \(potential.adopted) adopted"),
        potential.provenance)
    }
    if let calibration = catalogue.calibration {
      add(
        "effect.\(catalogue.id).factor",
        LocalizedText(sv: "\(title.sv): kalibreringsfaktor", en: "\(title.en): calibration factor"),
        calibration.factor.words.map(calibration.standardError.words) { "\($0) ± \($1)" },
        Provenance(
          source: LocalizedText(
            sv: "publicerad potential delad med det väntade utfallet som antaget",
            en: "published potential divided by the expected bundle as adopted"),
          evidence: .derived))
    }
    if let range = catalogue.factorRange {
      add(
        "effect.\(catalogue.id).factor",
        LocalizedText(sv: "\(title.sv): kalibreringsfaktor", en: "\(title.en): calibration factor"),
        LocalizedText(
          sv:
            "logaritmen likformig, \(range.value.lowerBound.words.sv) till \(range.value.upperBound.words.sv)",
          en:
            "logarithm uniform, \(range.value.lowerBound.words.en) to \(range.value.upperBound.words.en)"
        ),
        range.provenance)
    }
    for pledge in catalogue.pledges { addPledge(pledge, of: catalogue.id) }
  }

  private mutating func addPledge(_ pledge: Pledge, of catalogue: String) {
    let id = "effect.\(catalogue).\(pledge.number)"
    let name = pledge.name
    func named(_ sv: String, _ en: String) -> LocalizedText {
      LocalizedText(sv: "\(name.sv): \(sv)", en: "\(name.en): \(en)")
    }
    add(
      "\(id).adoption", named("hur vanligt", "how common"),
      LocalizedText(
        sv: "i \(pledge.adoption.adopters) av \(pledge.adoption.lists) kompletta listor",
        en: "in \(pledge.adoption.adopters) of \(pledge.adoption.lists) complete lists"),
      pledge.adoption.provenance)
    guard let effect = pledge.effect else { return }
    add(
      id, named("effekt", "effect"),
      size(effect.size.value, effect.unit, effect.driver), effect.size.provenance)
    if let perUnit = effect.perUnit {
      add(
        "\(id).perUnit", named("effekt för egna mängder", "effect for own quantities"),
        size(perUnit.size.value, effect.unit, perUnit.driver), perUnit.size.provenance)
    }
    add(
      "\(id).localSpread", named("skillnad mellan kommuner", "difference between municipalities"),
      effect.localSpread.value.words.map { "sigma \($0)" }, effect.localSpread.provenance)
    add(
      "\(id).ramp", named("tid till full effekt", "time to full effect"),
      LocalizedText(
        sv: "\(effect.rampInYears.value) år", en: "\(effect.rampInYears.value) years"),
      effect.rampInYears.provenance)
    add(
      "\(id).lifetime", named("livslängd", "lifetime"),
      LocalizedText(
        sv: "\(effect.lifetimeInYears.value) år; \(effect.ending.words.sv)",
        en: "\(effect.lifetimeInYears.value) years, then \(effect.ending.words.en)"),
      effect.lifetimeInYears.provenance)
    if let cost = effect.cost { addCost(cost, id: id, text: named("kostnad", "cost")) }
  }

  private func size(_ value: Uncertain, _ unit: EffectUnit, _ driver: Driver) -> LocalizedText {
    LocalizedText(
      sv: "\(value.words.sv) \(unit.words.sv) per år och \(driver.words.sv)",
      en: "\(value.words.en) \(unit.words.en) per year and \(driver.words.en)")
  }

  private mutating func addCost(_ cost: AbatementCost, id: String, text: LocalizedText) {
    add(
      "\(id).cost", text,
      LocalizedText(
        sv:
          "\(cost.perTonne.value.words.sv) kronor per ton i \(cost.priceYear) års priser, \(cost.share.words.sv)",
        en:
          "\(cost.perTonne.value.words.en) SEK per tonne, prices of \(cost.priceYear), \(cost.share.words.en)"
      ),
      cost.perTonne.provenance)
  }

  private mutating func addEffects(_ scenario: ResolvedScenario, mix: Sourced<ElectricityMix>) {
    for correlation in scenario.effectCorrelations {
      add(
        "effectCorrelations.\(correlation.catalogue)",
        LocalizedText(
          sv: "Hur löftenas effekter samvarierar", en: "How the effects of pledges vary together"),
        LocalizedText(
          sv: "löften \(correlation.pledges.map(String.init).joined(separator: " "))",
          en: "pledges \(correlation.pledges.map(String.init).joined(separator: " "))"),
        correlation.provenance)
    }
    for quantity in scenario.ownQuantities {
      let factor = quantity.factor.map {
        LocalizedText(sv: ", faktor \($0.words.sv)", en: ", factor \($0.words.en)")
      }
      add(
        "ownQuantity.\(quantity.municipality).\(quantity.catalogue).\(quantity.pledge)",
        LocalizedText(
          sv: "Kommunens egen uppgift, \(name(quantity.municipality))",
          en: "The municipality's own quantity, \(name(quantity.municipality))"),
        quantity.quantity.words.map(factor ?? "", +), quantity.provenance)
    }
    let units = scenario.catalogues.flatMap(\.pledges).compactMap { $0.effect?.unit }
    if units.contains(.kilowattHoursElectricity) {
      add(
        default: "electricity.accounting", defaults.text("electricity.\(mix.value.rawValue)"), mix)
      add(
        default: "electricity.\(scenario.accounting.electricityMix.rawValue)",
        scenario.accounting.electricity.value.words, scenario.accounting.electricity)
    }
    if units.contains(.kilowattHoursDistrictHeat) {
      add(
        default: "districtHeat.factor", scenario.accounting.districtHeat.value.words,
        scenario.accounting.districtHeat)
      for local in scenario.accounting.localDistrictHeat {
        add(
          "districtHeat.\(local.municipality)",
          LocalizedText(
            sv: "Fjärrvärme, \(name(local.municipality))",
            en: "District heat, \(name(local.municipality))"),
          local.value.value.words.map { "\($0) g CO2e per kWh" }, local.value.provenance)
      }
    }
    guard !scenario.rounds.isEmpty else { return }
    addShare("effects.additionality", scenario.additionality)
    addShare("effects.rebound", scenario.rebound)
  }

  /// A share that a scenario may turn on.
  private mutating func addShare(_ id: String, _ share: Sourced<Uncertain>?) {
    if let share { return add(default: id, share.value.words, share) }
    add(
      id, defaults.text(id), LocalizedText(sv: "av", en: "off"),
      Provenance(
        source: LocalizedText(
          sv: "inget dras av om inte scenariot säger det",
          en: "nothing is taken off unless a scenario says so"), evidence: .assumption))
  }

  // MARK: - Measures and targets

  private mutating func addMeasure(_ measure: Measure) {
    add(
      "measure.\(measure.id)", measure.name,
      LocalizedText(
        sv:
          "andelen \(measure.fraction.value.words.sv) från \(measure.startYear), \(measure.rampInYears) år till full effekt",
        en:
          "fraction \(measure.fraction.value.words.en) from \(measure.startYear), \(measure.rampInYears) years to full effect"
      ),
      measure.fraction.provenance)
    add(
      "measure.\(measure.id).probability",
      LocalizedText(
        sv: "\(measure.name.sv): sannolikhet", en: "\(measure.name.en): probability"),
      measure.probability.value.words, measure.probability.provenance)
    if let cost = measure.cost {
      addCost(
        cost, id: "measure.\(measure.id)",
        text: LocalizedText(sv: "\(measure.name.sv): kostnad", en: "\(measure.name.en): cost"))
    }
  }

  private mutating func addTarget(_ target: Target) {
    let level =
      switch target.level {
      case .reduction(let percent):
        LocalizedText(
          sv: "\(percent.words.sv) procent lägre \(target.targetYear) än \(target.referenceYear)",
          en: "\(percent.words.en) per cent below \(target.referenceYear) in \(target.targetYear)")
      case .emissions(let tonnes):
        LocalizedText(
          sv: "\(tonnes.words.sv) ton \(target.targetYear)",
          en: "\(tonnes.words.en) tonnes in \(target.targetYear)")
      }
    add(
      "target.\(target.id)", target.name, level,
      Provenance(source: LocalizedText(target.source), evidence: .published))
  }
}
