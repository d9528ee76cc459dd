/// The options in one area.
public struct AreaComparison: Hashable, Codable, Sendable {
  public var kind: AreaKind
  /// A municipality's or county's code; a subregion's name.
  public var code: String
  public var name: String
  /// The codes of the municipalities it consists of.
  public var members: [String]
  /// In the order of the options; the reference first.
  public var options: [OptionOutcome]

  public init(
    kind: AreaKind, code: String, name: String, members: [String], options: [OptionOutcome]
  ) {
    self.kind = kind
    self.code = code
    self.name = name
    self.members = members
    self.options = options
  }
}

/// What one option brings in one area.
public struct OptionOutcome: Hashable, Codable, Sendable {
  /// Territorial emissions by shared year.
  public var emissions: [Summary]
  /// Expected excess over the best option of each draw in the last year; nil for an option whose history is not the reference's,
  /// which no choice can bring about.
  ///
  /// - Unit: tonnes CO2e per year.
  public var regret: MeanEstimate?
  public var targets: [TargetChance]
  /// Costs by share, where the cost of something is known.
  public var costs: [OptionCost]
  /// What each item of the comparison takes off the baseline in the last year; nothing where the option lacks it.
  public var bands: [Summary]
  /// Positions of options that are at least as good in cost, tonnes and target probability, and better in one.
  public var dominatedBy: [Int]
  /// The option minus the reference; nil for the reference.
  public var difference: PairedDifference?

  public init(
    emissions: [Summary], regret: MeanEstimate?, targets: [TargetChance], costs: [OptionCost],
    bands: [Summary], dominatedBy: [Int], difference: PairedDifference?
  ) {
    self.emissions = emissions
    self.regret = regret
    self.targets = targets
    self.costs = costs
    self.bands = bands
    self.dominatedBy = dominatedBy
    self.difference = difference
  }
}

/// A mean over draws.
public struct MeanEstimate: Hashable, Codable, Sendable {
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double

  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }
}

/// An option minus the reference, draw by draw.
public struct PairedDifference: Hashable, Codable, Sendable {
  /// Territorial emissions by shared year; negative is better.
  public var emissions: [Summary]
  /// Gross tonnes avoided by pledges, by ledger, then by pledge year; positive is better.
  public var avoided: [[Summary]]
  /// The same summed over the pledge years, by ledger.
  public var avoidedCumulated: [Summary]
  /// How often the option's territorial emissions are lower, by shared year.
  public var lowerEmissions: [Superiority]
  /// How often the option's pledges avoid more in all, by ledger.
  public var avoidsMore: [Superiority]
  /// The difference of the probabilities of targets both options have.
  public var targets: [TargetShift]
  /// In the order of the shares of cost that both know something of.
  public var costs: [CostDifference]
  /// The baseline in the last year.
  public var baseline: Summary
  /// By how much less each item of the comparison lowers emissions in the last year than with the reference; negative is better.
  ///
  /// In every draw these and `baseline` add up to the last of `emissions`: they are the steps from the reference to the option.
  public var steps: [Summary]

  public init(
    emissions: [Summary], avoided: [[Summary]], avoidedCumulated: [Summary],
    lowerEmissions: [Superiority], avoidsMore: [Superiority], targets: [TargetShift],
    costs: [CostDifference], baseline: Summary, steps: [Summary]
  ) {
    self.emissions = emissions
    self.avoided = avoided
    self.avoidedCumulated = avoidedCumulated
    self.lowerEmissions = lowerEmissions
    self.avoidsMore = avoidsMore
    self.targets = targets
    self.costs = costs
    self.baseline = baseline
    self.steps = steps
  }
}

extension PairedDifference {
  /// How often the option's territorial emissions are lower in the last year.
  public var lowerAtLast: Superiority { lowerEmissions[lowerEmissions.count - 1] }
}

/// In which share of the draws an option beats the reference; ties stand apart and are never counted as better.
public struct Superiority: Hashable, Codable, Sendable {
  /// The share of draws in which the option is strictly better.
  public var better: Probability
  /// The share of draws in which both are equal, but for rounding of a trillionth of the area's emissions.
  public var equal: Double

  public init(better: Probability, equal: Double) {
    self.better = better
    self.equal = equal
  }
}

/// How likely an option meets a target.
public struct TargetChance: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  public var targetYear: Int
  /// Whether the target is the county's, applied to a municipality that has not adopted it.
  public var isApplied: Bool
  /// Emissions allowed in the target year.
  public var level: Double
  public var probability: Probability

  public init(
    id: String, name: LocalizedText, targetYear: Int, isApplied: Bool, level: Double,
    probability: Probability
  ) {
    self.id = id
    self.name = name
    self.targetYear = targetYear
    self.isApplied = isApplied
    self.level = level
    self.probability = probability
  }
}

/// The probability of a target under an option minus that under the reference.
public struct TargetShift: Hashable, Codable, Sendable {
  public var id: String
  public var value: Double
  /// The Monte Carlo standard error of `value` on paired draws.
  ///
  /// - Source: McNemar (1947), doi:10.1007/BF02295996: only draws in which the two disagree count.
  public var standardError: Double

  public init(id: String, value: Double, standardError: Double) {
    self.id = id
    self.value = value
    self.standardError = standardError
  }
}
