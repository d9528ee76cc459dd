/// The outlook of one area.
public struct AreaResult: Hashable, Codable, Sendable {
  public var kind: AreaKind
  /// A municipality's or county's code; a subregion's name.
  public var code: String
  public var name: String
  /// The codes of the municipalities it consists of.
  public var members: [String]
  public var population: Double?
  public var history: [InventoryYear]
  /// The share of industry in the last inventory year, when it is more than half of a municipality's emissions.
  public var leadingIndustryShare: Double?
  /// Emissions of all sectors, by projected year.
  public var emissions: [Summary]
  /// Emissions by sector, then by projected year; empty for subregions.
  public var sectors: [[Summary]]
  /// Emissions of all sectors without further effect of pledges and measures, by projected year.
  public var baseline: [Summary]
  /// Gross tonnes avoided by pledges, by ledger, then by pledge year; empty without pledges.
  public var avoided: [[Summary]]
  /// Tonnes avoided summed over the pledge years, by ledger.
  public var avoidedCumulated: [Summary]
  /// Net tonnes avoided after additionality and rebound, by ledger, then by pledge year; empty when both are off.
  public var avoidedNet: [[Summary]]
  /// Territorial tonnes of pledges in force in a projected year that were not in force at the last inventory year.
  public var newSinceInventory: [Summary]
  /// Territorial tonnes of pledges in force at the last inventory year that have run out by a projected year.
  public var endedSinceInventory: [Summary]
  public var targets: [TargetResult]
  /// The share of draws and projected years in which a sector would have fallen below zero.
  public var cappedShare: Double
  /// How the baseline's method did in the past; nil for subregions and for other baselines than the fitted one.
  public var pastPerformance: PastPerformance?
  /// What each item of the results' attribution takes off; nil without one.
  public var bands: [Band]?

  public init(
    kind: AreaKind, code: String, name: String, members: [String], population: Double?,
    history: [InventoryYear], leadingIndustryShare: Double?, emissions: [Summary],
    sectors: [[Summary]], baseline: [Summary], avoided: [[Summary]], avoidedCumulated: [Summary],
    avoidedNet: [[Summary]], newSinceInventory: [Summary], endedSinceInventory: [Summary],
    targets: [TargetResult], cappedShare: Double, pastPerformance: PastPerformance? = nil,
    bands: [Band]? = nil
  ) {
    self.kind = kind
    self.code = code
    self.name = name
    self.members = members
    self.population = population
    self.history = history
    self.leadingIndustryShare = leadingIndustryShare
    self.emissions = emissions
    self.sectors = sectors
    self.baseline = baseline
    self.avoided = avoided
    self.avoidedCumulated = avoidedCumulated
    self.avoidedNet = avoidedNet
    self.newSinceInventory = newSinceInventory
    self.endedSinceInventory = endedSinceInventory
    self.targets = targets
    self.cappedShare = cappedShare
    self.pastPerformance = pastPerformance
    self.bands = bands
  }
}
