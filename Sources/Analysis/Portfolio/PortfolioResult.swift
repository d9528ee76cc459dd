public import PledgeModel

/// Which pledges to adopt next, and what that would change.
public struct PortfolioResult: Hashable, Codable, Sendable {
  /// The scenario's file name without its ending.
  public var scenario: String
  public var draws: Int
  public var seed: UInt64
  public var request: PortfolioRequest
  /// The years in which pledges can still be adopted: from the round's first, or the one after the last inventory year where
  /// that is later, to the horizon. A limit per year is counted over them.
  public var adoptionYears: [Int]
  /// The catalogue and the round that pledges are added to.
  public var catalogue: String
  public var round: String
  /// The year whose tonnes count.
  public var year: Int
  /// The year whose kronor are meant.
  public var priceYear: Int
  /// Pledges that could be chosen, and those left out of a budget because nobody knows what they cost.
  public var candidates: Int
  public var withoutKnownCost: Int
  /// The largest tonnes first.
  public var choices: [Choice]
  /// All choices together, added up whether or not a sector has as much left.
  public var total: Tonnes
  /// Expected cost of the choices whose cost is known; nil when that is none.
  ///
  /// - Unit: SEK, discounted to the price year.
  public var cost: Double?
  /// What is reached: tonnes, or the probability of the target as the search counts it, without the floor at zero.
  public var value: Double
  /// What no choice within the limits exceeds, in the same measure.
  public var bound: Double
  /// How the region's territorial emissions change, with every sector kept at or above zero.
  public var outcome: Outcome
  public var target: TargetOutcome?

  /// One pledge of one municipality.
  public struct Choice: Hashable, Codable, Sendable {
    public var municipality: MunicipalityCode
    public var municipalityName: String
    public var pledge: Int
    public var pledgeName: LocalizedText
    public var sector: Sector?
    /// The probability that it has been adopted already, which is taken off its tonnes.
    public var adopted: Double
    /// Whether that is imputed and no fact about the municipality.
    public var isImputed: Bool
    public var tonnes: Tonnes
    public var cumulatedTonnes: Double
    /// Expected cost until the horizon; nil when it is not known.
    ///
    /// - Unit: SEK, discounted to the price year.
    public var cost: Double?
    public var cumulatedCost: Double?
  }

  /// Net tonnes newly taken off, with the central 80 per cent.
  ///
  /// - Unit: tonnes CO2e.
  public struct Tonnes: Hashable, Codable, Sendable {
    public var mean: Double
    public var low: Double
    public var high: Double
  }

  /// Emissions with and without the choices, on the same draws.
  public struct Outcome: Hashable, Codable, Sendable {
    /// Expected territorial emissions as the scenario stands.
    ///
    /// - Unit: tonnes CO2e.
    public var before: Double
    public var after: Double
    /// What the choices take off.
    public var reduction: Tonnes
    /// The share of draws in which a sector has less left than the choices would take off, so that some of it is lost.
    public var cappedShare: Double
  }

  /// The target before and after.
  public struct TargetOutcome: Hashable, Codable, Sendable {
    public var id: String
    public var name: LocalizedText
    /// What the target allows.
    ///
    /// - Unit: tonnes CO2e.
    public var level: Double
    public var before: Probability
    public var after: Probability
    /// Expected tonnes above the target.
    public var gapBefore: Double
    public var gapAfter: Double
  }
}
