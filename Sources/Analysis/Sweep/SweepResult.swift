public import PledgeModel

/// What every option of a sweep comes to.
public struct SweepResult: Hashable, Codable, Sendable {
  /// The scenario's file name without its ending.
  public var scenario: String
  public var year: Int
  public var draws: Int
  public var seed: UInt64
  /// The catalogue and the round that options add to.
  public var catalogue: String
  public var round: String
  /// The year whose kronor are meant.
  public var priceYear: Int
  /// The pledges of the round that take territorial tonnes off.
  public var pledges: [SweptPledge]
  /// Expected emissions as the scenario stands, by county.
  public var counties: [SweptCounty]
  public var options: [Option]
  /// The position of the county whose chance the front counts: the first one with a target in the last year.
  public var frontCounty: Int?
  /// What the front weighs tonnes and probability against: cost where it is known of every option, else new adoptions.
  public var effort: Effort

  /// A pledge that options adopt.
  public struct SweptPledge: Hashable, Codable, Sendable {
    public var number: Int
    public var name: LocalizedText
  }

  /// A county as the scenario stands.
  public struct SweptCounty: Hashable, Codable, Sendable {
    public var code: String
    public var name: String
    /// - Unit: tonnes CO2e.
    public var emissions: Double
    /// The id of the target that probabilities are about; nil without one in the last year.
    public var target: String?
  }

  /// What a front counts as effort.
  public enum Effort: String, Hashable, Codable, Sendable {
    case cost, adoptions
  }

  /// One option and what it changes against the scenario as it stands.
  public struct Option: Hashable, Codable, Sendable {
    public var option: SweepOption
    /// Expected number of new adoptions.
    public var adoptions: Double
    /// Expected tonnes taken off in the last year in all counties, no sector below zero.
    ///
    /// - Unit: tonnes CO2e.
    public var tonnes: Double
    /// What the option's support alone takes off of that, by pledges that are adopted already; the rest comes from new
    /// adoptions under that support.
    ///
    /// - Unit: tonnes CO2e.
    public var supportTonnes: Double
    /// Expected cost until the last year of the pledges whose cost is known; nil when that is none.
    ///
    /// - Unit: SEK, discounted to the price year.
    public var cost: Double?
    /// The share of the expected tonnes whose cost is known.
    public var costShare: Double
    /// In the order of the counties.
    public var counties: [Outcome]
    /// The share of draws in which some sector of some municipality would fall below zero.
    public var cappedShare: Double
    /// Whether that is more than one draw in a thousand, so that tonnes are not simply the sum of what pledges take off.
    public var isCapped: Bool
    /// Whether no other option with the same support has as many tonnes and as good a chance for as little effort.
    public var isOnFront: Bool
  }

  /// What an option does in one area.
  public struct Outcome: Hashable, Codable, Sendable {
    /// Taken off against the scenario as it stands.
    ///
    /// - Unit: tonnes CO2e.
    public var tonnes: Double
    public var standardDeviation: Double
    /// The probability of the area's target; nil without one in the last year.
    public var probability: Probability?
  }
}

/// What every option does in every municipality, and what that took.
public struct SweepTable: Hashable, Sendable {
  /// Multiplications and additions of the products.
  public var productOperations: Double
  /// - Shape: options × municipalities, by option.
  public var outcomes: [[SweepResult.Outcome]]
}
