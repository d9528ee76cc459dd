/// A value of a YAML file with its place: what a user wrote, before anything is read into it.
struct Tree {
  /// One key of a mapping with its value.
  struct Entry {
    var key: String
    var place: Place
    var value: Tree
  }

  enum Content {
    /// `isPlain` is false for quoted text, which is never taken for a number.
    case scalar(String, isPlain: Bool)
    case sequence([Tree])
    case mapping([Entry])
  }

  var content: Content
  var place: Place
  /// Whether faulty parts have been taken out, so that what is missing is not missed once more.
  var isPruned = false

  /// The value of a key; nil when this is no mapping or has no such key.
  subscript(key: String) -> Tree? { entry(key)?.value }

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  var items: [Tree] {
    if case .sequence(let items) = content { items } else { [] }
  }

  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  var isSequence: Bool {
    if case .sequence = content { true } else { false }
  }

  /// A number written plainly in decimal digits; nil for anything else.
  var number: Double? {
    if case .scalar(let text, isPlain: true) = content { NumberText.double(text) } else { nil }
  }

  /// A whole number written plainly.
  var integer: Int? {
    if case .scalar(let text, isPlain: true) = content { NumberText.integer(text) } else { nil }
  }

  /// What a value takes over from another: mappings of one kind key by key, anything else as a whole. A number with its source
  /// or its distribution is one thing, too.
  ///
  /// - Parameter whole: keys whose values are taken as a whole.
  func extending(_ base: Tree, whole: Set<String> = []) -> Tree {
    guard case .mapping(let own) = content, case .mapping(let inherited) = base.content,
      self["kind"] == nil || self["kind"]?.text == base["kind"]?.text,
      !own.contains(where: { Form.numberKeys.contains($0.key) })
    else { return self }
    var entries = inherited
    for entry in own {
      if let index = entries.firstIndex(where: { $0.key == entry.key }) {
        let isWhole = whole.contains(entry.key)
        entries[index] = Entry(
          key: entry.key, place: entry.place,
          value: isWhole ? entry.value : entry.value.extending(entries[index].value))
      } else {
        entries.append(entry)
      }
    }
    return Tree(content: .mapping(entries), place: place)
  }
}

/// Numbers as planners write them: decimal digits, a point, an exponent; no hexadecimal, no separators.
package enum NumberText {
  /// Nil unless the text is a number in decimal digits that is finite as a double.
  package static func double(_ text: some StringProtocol) -> Double? {
    guard isDecimal(text), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// Nil unless the text is a whole number in decimal digits that fits.
  package static func integer(_ text: some StringProtocol) -> Int? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return Int(text)
  }

  /// Whether the text looks like a number, finite or not.
  static func isDecimal(_ text: some StringProtocol) -> Bool {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    guard !whole.isEmpty else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = rest.prefix(while: isDigit)
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      let exponent = rest.prefix(while: isDigit)
      guard !exponent.isEmpty else { return false }
      rest = rest.dropFirst(exponent.count)
    }
    return rest.isEmpty
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
