/// One thing in which an option's inputs differ from the reference's.
public struct InputDifference: Hashable, Codable, Sendable {
  /// A dotted name, such as `round.2024-2026.lever.1`.
  public var path: String
  /// What it is, in words.
  public var text: LocalizedText
  /// The value in the reference; nil where it has none.
  public var reference: LocalizedText?
  /// The value in the option; nil where it has none.
  public var option: LocalizedText?

  public init(
    path: String, text: LocalizedText, reference: LocalizedText?, option: LocalizedText?
  ) {
    self.path = path
    self.text = text
    self.reference = reference
    self.option = option
  }
}
