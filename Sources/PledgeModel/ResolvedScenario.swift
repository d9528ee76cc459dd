/// What is run: a scenario with every default filled in and every file read.
public struct ResolvedScenario: Hashable, Codable, Sendable {
  public var title: LocalizedText
  /// Said in the first lines of every output, such as that no pledge catalogue exists in the region.
  public var notice: LocalizedText?
  /// A stable name, the scenario file's name without its ending.
  public var name: String
  public var municipalities: [Municipality]
  public var counties: [County]
  public var inventoryRelease: Int
  /// The last inventory year used, y0.
  public var lastInventoryYear: Int
  public var horizon: Int
  public var baseline: BaselineKind
  public var catalogues: [Catalogue]
  public var rounds: [Round]
  public var realisation: Realisation
  /// Spread between municipalities of how much they adopt.
  ///
  /// - Unit: standard deviation of the logarithm of the adoption weight.
  public var adoptionSpread: Sourced<Double>
  /// What a proposed list adds to the key of its pledges.
  public var proposedBonus: Sourced<Double>
  /// Correlations between the effects of pledges, in one matrix per catalogue id.
  public var effectCorrelations: [EffectCorrelation]
  public var ownQuantities: [OwnQuantity]
  public var accounting: Accounting
  /// The share that would not have happened anyway; nil when switched off.
  public var additionality: Sourced<Uncertain>?
  /// The share that is lost again; nil when switched off.
  public var rebound: Sourced<Uncertain>?
  public var measures: [Measure]
  public var targets: [Target]
  public var equivalences: [Equivalence]
  /// - Unit: share per year, real.
  public var discountRate: Sourced<Double>
  public var prices: Prices
  /// Policy options to hold against each other; nil without any.
  public var sweep: Sweep?
  public var draws: Int
  public var seed: UInt64
  /// Everything taken for granted, in the order `explain` prints it.
  public var assumptions: [Assumption]

  public init(
    title: LocalizedText, notice: LocalizedText?, name: String, municipalities: [Municipality],
    counties: [County], inventoryRelease: Int, lastInventoryYear: Int, horizon: Int,
    baseline: BaselineKind, catalogues: [Catalogue], rounds: [Round], realisation: Realisation,
    adoptionSpread: Sourced<Double>, proposedBonus: Sourced<Double>,
    effectCorrelations: [EffectCorrelation], ownQuantities: [OwnQuantity], accounting: Accounting,
    additionality: Sourced<Uncertain>?, rebound: Sourced<Uncertain>?, measures: [Measure],
    targets: [Target], equivalences: [Equivalence], discountRate: Sourced<Double>,
    prices: Prices, sweep: Sweep? = nil, draws: Int, seed: UInt64,
    assumptions: [Assumption]
  ) {
    self.title = title
    self.notice = notice
    self.name = name
    self.municipalities = municipalities
    self.counties = counties
    self.inventoryRelease = inventoryRelease
    self.lastInventoryYear = lastInventoryYear
    self.horizon = horizon
    self.baseline = baseline
    self.catalogues = catalogues
    self.rounds = rounds
    self.realisation = realisation
    self.adoptionSpread = adoptionSpread
    self.proposedBonus = proposedBonus
    self.effectCorrelations = effectCorrelations
    self.ownQuantities = ownQuantities
    self.accounting = accounting
    self.additionality = additionality
    self.rebound = rebound
    self.measures = measures
    self.targets = targets
    self.equivalences = equivalences
    self.discountRate = discountRate
    self.prices = prices
    self.sweep = sweep
    self.draws = draws
    self.seed = seed
    self.assumptions = assumptions
  }
}

extension ResolvedScenario {
  /// The first year in which a pledge can act: that of the earliest round, or the first projected year without rounds.
  public var firstPledgeYear: Int {
    min(lastInventoryYear + 1, rounds.map(\.firstYear).min() ?? lastInventoryYear + 1)
  }
}
