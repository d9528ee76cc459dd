import PledgeModel

/// Everything a resolved scenario takes for granted, in the order `explain` prints it.
struct AssumptionList {
  private(set) var lines: [Assumption] = []
  private let defaults: AssumptionTable

  /// - Parameters:
  ///   - ending: What happens when a pledge's lifetime is over, as written or by default.
  ///   - mix: Which electricity a saved kilowatt hour is counted as, likewise.
  init(
    _ scenario: ResolvedScenario, ending: Sourced<Ending>, mix: Sourced<ElectricityMix>,
    defaults: AssumptionTable
  ) {
    self.defaults = defaults
    addBaseline(scenario)
    for round in scenario.rounds { addRound(round) }
    if !scenario.rounds.isEmpty {
      addImputation(scenario)
      addRealisation(scenario)
      add(words: "effects.populationYear")
      add(default: "effects.ends", ending.value.rawValue, ending)
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
        "\(equivalence.tonnesPerUnit.value.written) t", equivalence.tonnesPerUnit.provenance)
    }
    add(default: "cost.discountRate", scenario.discountRate.value.written, scenario.discountRate)
    add(default: "cost.priceYear", "\(scenario.prices.year.value)", scenario.prices.year)
  }

  private mutating func add(
    _ id: String, _ text: LocalizedText, _ value: String, _ provenance: Provenance
  ) {
    lines.append(Assumption(id: id, text: text, value: value, provenance: provenance))
  }

  /// A line whose words and unit stand in `data/assumptions.yaml`.
  private mutating func add<Value>(default id: String, _ value: String, _ sourced: Sourced<Value>) {
    let unit = defaults.unit(id)
    add(id, defaults.text(id), unit.isEmpty ? value : "\(value) \(unit)", sourced.provenance)
  }

  /// A line that only says how the model works; it stands in `data/assumptions.yaml` whole.
  private mutating func add(words id: String) {
    let words = defaults.words(id)
    add(default: id, words.value, words)
  }

  // MARK: - Baseline

  private mutating func addBaseline(_ scenario: ResolvedScenario) {
    let file = Provenance.written(in: scenario.name)
    add(
      "inventory.lastYear",
      LocalizedText(
        sv: "Sista året i utsläppsstatistiken som används", en: "Last inventory year used"),
      "\(scenario.lastInventoryYear), release \(scenario.inventoryRelease)",
      Provenance(
        source: "SMHI and the county boards, Nationella emissionsdatabasen", evidence: .published))
    let text = LocalizedText(
      sv: "Utvecklingen om inget mer görs", en: "Development when nothing further is done")
    switch scenario.baseline {
    case .trend(let window):
      add("baseline.trend", text, "pooled trend, fitted from \(window)", file)
    case .medianLine: add("baseline.medianLine", text, "median-regression line", file)
    case .frozen: add("baseline.frozen", text, "last inventory value, unchanged", file)
    case .path(let paths):
      for path in paths {
        let factors = path.relative.map { "\($0.year): \($0.factor.written)" }
        add(
          "baseline.path.\(path.sector.rawValue)", text,
          factors.joined(separator: ", ") + "; spread \(path.spread.written)", path.provenance)
      }
    }
  }

  // MARK: - Rounds

  private mutating func addRound(_ round: Round) {
    let id = "round.\(round.period)"
    let name = round.period
    if let total = round.total {
      add(
        "\(id).total",
        LocalizedText(sv: "Antagna löften \(name)", en: "Pledges adopted in \(name)"),
        total.value.written, total.provenance)
    }
    if let participants = round.participants {
      add(
        "\(id).participants",
        LocalizedText(
          sv: "Deltagande kommuner \(name)", en: "Participating municipalities in \(name)"),
        String(participants.value), participants.provenance)
    }
    for record in round.known {
      let count = record.count.map { ", \($0) in all" } ?? ""
      let list = record.pledges.map(String.init).joined(separator: " ")
      add(
        "\(id).adoption.\(record.municipality)",
        LocalizedText(
          sv: "Kända löften \(name), kommun \(record.municipality)",
          en: "Known pledges in \(name), municipality \(record.municipality)"),
        "\(record.status.rawValue)\(count): \(list.isEmpty ? "list not known" : list)",
        Provenance(source: record.source, evidence: .published))
    }
    for (index, lever) in round.levers.enumerated() {
      add(
        "\(id).lever.\(index + 1)",
        LocalizedText(
          sv: "Scenariots val av löften \(name)", en: "The scenario's choice of pledges in \(name)"),
        lever.written, Provenance(source: "the scenario file", evidence: .assumption))
    }
    if let followUp = round.followUp { addFollowUp(followUp, id: id, name: name) }
    if round.support.value != 0 {
      add(
        "\(id).support",
        LocalizedText(
          sv: "Stöd till genomförandet \(name)", en: "Support for carrying out \(name)"),
        "\(round.support.value.written) log-odds", round.support.provenance)
    }
  }

  private mutating func addFollowUp(_ followUp: FollowUp, id: String, name: String) {
    if let done = followUp.done {
      let rest = followUp.doneOrStarted.map { ", done or started \($0.written)" } ?? ""
      add(
        "\(id).followUp",
        LocalizedText(sv: "Uppföljning av \(name)", en: "Follow-up of \(name)"),
        "done \(done)\(rest), at the end of \(followUp.year)", followUp.provenance)
    } else if let range = followUp.doneOrStarted {
      add(
        "\(id).followUp",
        LocalizedText(sv: "Uppföljning av \(name)", en: "Follow-up of \(name)"),
        "done or started \(range.written), at the end of \(followUp.year)", followUp.provenance)
    }
    for count in followUp.municipalCounts {
      add(
        "\(id).followUp.\(count.municipality)",
        LocalizedText(
          sv: "Uppföljning av \(name), kommun \(count.municipality)",
          en: "Follow-up of \(name), municipality \(count.municipality)"),
        "done \(count.done), started \(count.started)",
        Provenance(source: count.source, evidence: .published))
    }
    if !followUp.facts.isEmpty {
      add(
        "\(id).followUp.facts",
        LocalizedText(
          sv: "Uppföljning av enskilda löften \(name)", en: "Follow-up of single pledges in \(name)"
        ),
        "\(followUp.facts.count) statuses",
        Provenance(source: followUp.facts[0].source, evidence: .published))
    }
  }

  private mutating func addImputation(_ scenario: ResolvedScenario) {
    add(words: "adoption.frequencySmoothing")
    if scenario.rounds.contains(where: { $0.participants != nil }) {
      add(words: "adoption.whoStaysOut")
    }
    add(
      default: "adoption.municipalitySpread", scenario.adoptionSpread.value.written,
      scenario.adoptionSpread)
    if scenario.rounds.contains(where: { $0.known.contains { $0.status == .proposed } }) {
      add(
        default: "adoption.proposedBonus", scenario.proposedBonus.value.written,
        scenario.proposedBonus)
    }
  }

  private mutating func addRealisation(_ scenario: ResolvedScenario) {
    let realisation = scenario.realisation
    add(default: "realisation.done", realisation.done.value.written, realisation.done)
    add(default: "realisation.started", realisation.started.value.written, realisation.started)
    add(
      default: "realisation.effectiveSampleSize", realisation.effectiveSampleSize.value.written,
      realisation.effectiveSampleSize)
    add(
      default: "realisation.capacitySpread", realisation.capacitySpread.value.written,
      realisation.capacitySpread)
    add(
      default: "realisation.difficultySpread", realisation.difficultySpread.value.written,
      realisation.difficultySpread)
    add(
      default: "hazards.notStartedToStarted", realisation.notStartedToStarted.value.written,
      realisation.notStartedToStarted)
    add(
      default: "hazards.startedToDone", realisation.startedToDone.value.written,
      realisation.startedToDone)
    add(
      default: "hazards.neverFinishes", realisation.neverFinishes.value.written,
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
          sv: "\(title.sv): publicerad möjlighet", en: "\(title.en): published potential"),
        "\(potential.tonnes.written) t for \(potential.adopted) adopted", potential.provenance)
    }
    if let calibration = catalogue.calibration {
      add(
        "effect.\(catalogue.id).factor",
        LocalizedText(sv: "\(title.sv): kalibreringsfaktor", en: "\(title.en): calibration factor"),
        "\(calibration.factor.written) ± \(calibration.standardError.written)",
        Provenance(
          source: "published potential divided by the expected bundle as adopted",
          evidence: .derived))
    }
    if let range = catalogue.factorRange {
      add(
        "effect.\(catalogue.id).factor",
        LocalizedText(sv: "\(title.sv): kalibreringsfaktor", en: "\(title.en): calibration factor"),
        "logarithm uniform, \(range.value.lowerBound.written) to \(range.value.upperBound.written)",
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
      "in \(pledge.adoption.adopters) of \(pledge.adoption.lists) complete lists",
      pledge.adoption.provenance)
    guard let effect = pledge.effect else { return }
    add(
      id, named("effekt", "effect"),
      "\(effect.size.value.written) \(effect.unit.rawValue) per year and unit of \(effect.driver.rawValue)",
      effect.size.provenance)
    if let perUnit = effect.perUnit {
      add(
        "\(id).perUnit", named("effekt för egna mängder", "effect for own quantities"),
        "\(perUnit.size.value.written) \(effect.unit.rawValue) per year and unit of \(perUnit.driver.rawValue)",
        perUnit.size.provenance)
    }
    add(
      "\(id).localSpread", named("skillnad mellan kommuner", "difference between municipalities"),
      "sigma \(effect.localSpread.value.written)", effect.localSpread.provenance)
    add(
      "\(id).ramp", named("tid till full effekt", "time to full effect"),
      "\(effect.rampInYears.value) years", effect.rampInYears.provenance)
    add(
      "\(id).lifetime", named("livslängd", "lifetime"),
      "\(effect.lifetimeInYears.value) years, then \(effect.ending.rawValue)",
      effect.lifetimeInYears.provenance)
    if let cost = effect.cost { addCost(cost, id: id, text: named("kostnad", "cost")) }
  }

  private mutating func addCost(_ cost: AbatementCost, id: String, text: LocalizedText) {
    add(
      "\(id).cost", text,
      "\(cost.perTonne.value.written) SEK per t, prices of \(cost.priceYear), \(cost.share.rawValue)",
      cost.perTonne.provenance)
  }

  private mutating func addEffects(_ scenario: ResolvedScenario, mix: Sourced<ElectricityMix>) {
    for correlation in scenario.effectCorrelations {
      add(
        "effectCorrelations.\(correlation.catalogue)",
        LocalizedText(
          sv: "Hur löftenas effekter samvarierar", en: "How the effects of pledges vary together"),
        "pledges \(correlation.pledges.map(String.init).joined(separator: " "))",
        correlation.provenance)
    }
    for quantity in scenario.ownQuantities {
      let factor = quantity.factor.map { ", factor \($0.written)" } ?? ""
      add(
        "ownQuantity.\(quantity.municipality).\(quantity.catalogue).\(quantity.pledge)",
        LocalizedText(
          sv: "Kommunens egen uppgift, \(quantity.municipality)",
          en: "The municipality's own quantity, \(quantity.municipality)"),
        quantity.quantity.written + factor, quantity.provenance)
    }
    let units = scenario.catalogues.flatMap(\.pledges).compactMap { $0.effect?.unit }
    if units.contains(.kilowattHoursElectricity) {
      add(default: "electricity.accounting", mix.value.rawValue, mix)
      add(
        default: "electricity.\(scenario.accounting.electricityMix.rawValue)",
        scenario.accounting.electricity.value.written, scenario.accounting.electricity)
    }
    if units.contains(.kilowattHoursDistrictHeat) {
      add(
        default: "districtHeat.factor", scenario.accounting.districtHeat.value.written,
        scenario.accounting.districtHeat)
      for local in scenario.accounting.localDistrictHeat {
        add(
          "districtHeat.\(local.municipality)",
          LocalizedText(
            sv: "Fjärrvärme, kommun \(local.municipality)",
            en: "District heat, municipality \(local.municipality)"),
          "\(local.value.value.written) g CO2e per kWh", local.value.provenance)
      }
    }
    guard !scenario.rounds.isEmpty else { return }
    addShare("effects.additionality", scenario.additionality)
    addShare("effects.rebound", scenario.rebound)
  }

  /// A share that a scenario may turn on.
  private mutating func addShare(_ id: String, _ share: Sourced<Uncertain>?) {
    if let share { return add(default: id, share.value.written, share) }
    add(
      id, defaults.text(id), "off",
      Provenance(source: "nothing is taken off unless a scenario says so", evidence: .assumption))
  }

  // MARK: - Measures and targets

  private mutating func addMeasure(_ measure: Measure) {
    add(
      "measure.\(measure.id)", measure.name,
      "fraction \(measure.fraction.value.written) from \(measure.startYear), \(measure.rampInYears) years to full effect",
      measure.fraction.provenance)
    add(
      "measure.\(measure.id).probability",
      LocalizedText(
        sv: "\(measure.name.sv): sannolikhet", en: "\(measure.name.en): probability"),
      measure.probability.value.written, measure.probability.provenance)
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
        "\(percent.written) per cent below \(target.referenceYear) in \(target.targetYear)"
      case .emissions(let tonnes): "\(tonnes.written) t in \(target.targetYear)"
      }
    add(
      "target.\(target.id)", target.name, level,
      Provenance(source: target.source, evidence: .published))
  }
}

extension ClosedRange<Int> {
  /// One number, or the range.
  fileprivate var written: String {
    lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)"
  }
}

extension AdoptionLever {
  /// The lever as a scenario file writes it.
  fileprivate var written: String {
    func list(_ pledges: [Int]) -> String { pledges.map(String.init).joined(separator: " ") }
    return switch self {
    case .nobody: "nobody adopts anything"
    case .everyMunicipality(let pledges): "every municipality adopts \(list(pledges))"
    case .everything: "every municipality adopts everything"
    case .mostCommon(let count): "every municipality adds the \(count) most common pledges"
    case .atLeast(let count): "every municipality adopts at least \(count) pledges"
    case .diffusion(let share, let peers):
      "municipalities add what a share of \(share.written) of neighbours and \(peers) peers has adopted"
    case .add(let municipality, let pledges): "\(municipality) adopts \(list(pledges))"
    case .remove(let municipality, let pledges): "\(municipality) does not adopt \(list(pledges))"
    }
  }
}
