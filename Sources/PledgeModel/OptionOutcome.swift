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
