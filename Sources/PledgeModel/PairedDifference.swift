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
