public import PledgeModel
public import Simulation

/// What the uncertainty of a scenario's last year comes from.
public struct SensitivityResult: Hashable, Codable, Sendable {
  /// The scenario's file name without its ending.
  public var scenario: String
  public var year: Int
  public var draws: Int
  public var seed: UInt64
  /// Municipalities in the scenario's order, then counties.
  public var areas: [Area]
  /// Single uncertain numbers and what they move in the whole region, the largest first.
  public var inputs: [Input]
  /// What deciding between this scenario and another would gain from knowing more; nil without another.
  public var choice: ChoiceInformation?

  /// One municipality or county.
  public struct Area: Hashable, Codable, Sendable {
    public var kind: AreaKind
    public var code: String
    public var name: String
    /// Territorial emissions.
    public var emissions: Outcome
    /// Net territorial tonnes that pledges newly take off; nil without rounds.
    public var avoided: Outcome?
  }

  /// One uncertain outcome.
  ///
  /// - Unit: tonnes CO2e.
  public struct Outcome: Hashable, Codable, Sendable {
    public var mean: Double
    public var standardDeviation: Double
    /// Empty where nothing varies, since there is no variance to share out.
    public var groups: [Group]

    /// The group with the largest index of first order; nil where nothing varies, or where too few draws tell which it is.
    public var largest: Group? {
      groups.contains(where: \.first.isUncertain)
        ? nil : groups.max { $0.first.value < $1.first.value }
    }
  }

  /// The Sobol indices of one group of inputs.
  public struct Group: Hashable, Codable, Sendable {
    public var group: InputGroup
    /// Saltelli et al. (2010).
    public var first: Estimate
    /// Jansen (1999).
    public var total: Estimate
  }

  /// One uncertain number, everything else held at its mean.
  ///
  /// - Unit: tonnes CO2e above the emissions with every number at its mean.
  public struct Input: Hashable, Codable, Sendable {
    /// What it is: `trend/<sector>`, `effect/<catalogue>/<pledge>`, `factor/<catalogue>`, `measure/<id>`,
    /// `measure/<id>/happens`, `additionality` or `rebound`.
    public var id: String
    /// With the number at its 10 and its 90 per cent quantile.
    public var low: Double
    public var high: Double
    /// Sobol indices among the single inputs; nil for the many that hardly move anything.
    public var first: Double?
    public var total: Double?
  }

  /// A share of the variance with the central 90 per cent of its bootstrap.
  public struct Estimate: Hashable, Codable, Sendable {
    public var value: Double
    public var low: Double
    public var high: Double
    /// Whether the interval is wider than ``widthLimit``: a few draws decide, and more of them are needed.
    public var isUncertain: Bool

    /// The widest interval an index is taken at its word with (assumption): a quarter of the variance.
    public static let widthLimit = 0.25

    public init(value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
      isUncertain = high - low > Self.widthLimit
    }
  }
}

/// What the choice between two options would gain if something were known before choosing.
///
/// The option with the lower expected emissions is taken. Better knowledge changes the choice in some draws; its value is
/// the expected tonnes saved by that. Nothing is worth knowing that would not change the choice.
///
/// - Unit: tonnes CO2e in the last year.
/// - Source: Heath, Manolopoulou and Baio (2018), doi:10.1177/0272989X17738515, moment matching: the difference between
///   the options, with its spread scaled to that of its expectation given the group, which the first-order index tells.
public struct ChoiceInformation: Hashable, Codable, Sendable {
  /// The option compared with.
  public var alternative: String
  /// Expected emissions of the scenario, then of the alternative.
  public var expected: [Double]
  /// The alternative minus the scenario: standard deviation over paired draws.
  public var standardDeviation: Double
  /// If everything were known.
  public var perfect: Double
  /// If one group were known; in the order of the groups.
  public var groups: [Value]

  /// The value of knowing one group of inputs.
  public struct Value: Hashable, Codable, Sendable {
    public var group: InputGroup
    public var tonnes: Double
  }
}
