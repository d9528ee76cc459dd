/// A text in the two languages of the tool.
public struct LocalizedText: Hashable, Codable, Sendable {
  /// The Swedish text.
  public var sv: String
  /// The English text.
  public var en: String

  public init(sv: String, en: String) {
    self.sv = sv
    self.en = en
  }

  /// The text in one language.
  public subscript(language: Language) -> String { language == .sv ? sv : en }
}

/// A language the tool speaks.
public enum Language: String, Hashable, Codable, Sendable, CaseIterable {
  case sv, en
}
