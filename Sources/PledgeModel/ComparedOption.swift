/// One of the options compared.
public struct ComparedOption: Hashable, Codable, Sendable {
  /// The scenario file's name without its ending.
  public var name: String
  public var title: LocalizedText
  public var notice: LocalizedText?
  /// Every file read for it.
  public var inputs: [InputFile]
  /// In what it differs from the reference; empty for the reference itself.
  public var differences: [InputDifference]
  /// Imputed adoptions that stand elsewhere than in the reference; empty when who adopts what is imputed alike.
  public var moved: [MovedAdoptions]
  /// Pledges and measures with tonnes of their own whose cost nobody knows.
  public var withoutCost: [LocalizedText]
  /// What avoiding a tonne costs where that is known.
  public var costs: [KnownCost]

  public init(
    name: String, title: LocalizedText, notice: LocalizedText?, inputs: [InputFile],
    differences: [InputDifference], moved: [MovedAdoptions], withoutCost: [LocalizedText],
    costs: [KnownCost]
  ) {
    self.name = name
    self.title = title
    self.notice = notice
    self.inputs = inputs
    self.differences = differences
    self.moved = moved
    self.withoutCost = withoutCost
    self.costs = costs
  }
}
