/// How an area stands against a target.
public struct TargetResult: Hashable, Codable, Sendable {
  public var id: String
  public var targetYear: Int
  public var referenceYear: Int
  /// Whether the target is the county's, applied to a municipality that has not adopted it.
  public var isApplied: Bool
  /// Emissions in the reference year, same release, all eight sectors.
  public var reference: Double
  /// Emissions allowed in the target year.
  public var level: Double
  public var probability: Probability
  /// The probability without further effect of pledges and measures.
  public var baselineProbability: Probability
  /// Emissions in the target year minus the level allowed.
  public var gap: Summary
  /// Baseline in the target year minus the level allowed.
  public var baselineGap: Summary
  /// Expected share of the baseline gap that pledges and measures close; nil when there is no gap to close.
  public var shareClosed: Double?

  public init(
    id: String, targetYear: Int, referenceYear: Int, isApplied: Bool, reference: Double,
    level: Double, probability: Probability, baselineProbability: Probability, gap: Summary,
    baselineGap: Summary, shareClosed: Double?
  ) {
    self.id = id
    self.targetYear = targetYear
    self.referenceYear = referenceYear
    self.isApplied = isApplied
    self.reference = reference
    self.level = level
    self.probability = probability
    self.baselineProbability = baselineProbability
    self.gap = gap
    self.baselineGap = baselineGap
    self.shareClosed = shareClosed
  }
}
