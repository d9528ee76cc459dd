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
