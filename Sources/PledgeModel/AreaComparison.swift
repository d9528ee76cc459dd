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
