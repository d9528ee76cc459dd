/// A text in the two languages of the tool.
public struct LocalizedText: Hashable, Sendable {
  /// The Swedish text.
  public var sv: String
  /// The English text.
  public var en: String

  public init(sv: String, en: String) {
    self.sv = sv
    self.en = en
  }

  /// One text for both languages, such as the address of a page.
  public init(_ text: String) { self.init(sv: text, en: text) }

  /// The text in one language.
  public subscript(language: Language) -> String { language == .sv ? sv : en }
}

extension LocalizedText: ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self.init(text) }
}

/// Saved as one text where both languages have the same.
extension LocalizedText: Codable {
  private enum Key: String, CodingKey {
    case sv, en
  }

  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(text)
    } else {
      let texts = try decoder.container(keyedBy: Key.self)
      self.init(
        sv: try texts.decode(String.self, forKey: .sv),
        en: try texts.decode(String.self, forKey: .en))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if sv == en {
      var text = encoder.singleValueContainer()
      try text.encode(sv)
    } else {
      var texts = encoder.container(keyedBy: Key.self)
      try texts.encode(sv, forKey: .sv)
      try texts.encode(en, forKey: .en)
    }
  }
}

/// A language the tool speaks.
public enum Language: String, Hashable, Codable, Sendable, CaseIterable {
  case sv, en
}
