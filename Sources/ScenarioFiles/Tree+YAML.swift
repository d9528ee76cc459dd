import Yams

extension Tree {
  /// Nodes a file may hold after its aliases are expanded.
  private static let nodeLimit = 100_000
  /// Levels of lists and mappings inside each other.
  private static let depthLimit = 64

  /// Reads YAML; nil, with a diagnostic, when it is none.
  ///
  /// Yams builds the nodes; this keeps their places, refuses what a scenario has no use for (tags, merged or compound
  /// keys, several documents) and bounds the work, since aliases can describe exponentially large values in few bytes.
  static func yaml(_ written: String, file: String, diagnostics: Diagnostics) -> Tree? {
    let start = Place(file: file)
    // Editors on Windows begin a file with a byte order mark, which Yams takes for a word.
    let isMarked = written.unicodeScalars.first == "\u{FEFF}"
    let text = isMarked ? String(written.unicodeScalars.dropFirst()) : written
    guard isWithinBounds(text) else {
      diagnostics.error(
        "aliases or compound keys nest too deeply", at: start,
        hint: "write the values out instead of using `*aliases`")
      return nil
    }
    do {
      // The basic resolver guesses no types, which also saves matching every scalar against regular expressions.
      guard let node = try compose(yaml: text, .basic) else {
        diagnostics.error("the file is empty", at: start)
        return nil
      }
      var builder = Builder(file: file, diagnostics: diagnostics)
      let tree = builder.tree(node, depth: 1)
      return builder.isFaulty ? nil : tree
    } catch let error as YamlError {
      report(error, text: text, file: file, diagnostics: diagnostics)
    } catch {
      diagnostics.error("the file is not valid YAML", at: start)
    }
    return nil
  }

  /// Whether Yams can compare the keys of `text` in reasonable time.
  ///
  /// It hashes every key as a whole. A key that is itself a list or mapping may contain aliases of aliases, or further such
  /// keys, and be exponentially or quadratically large. Both are found on the bytes alone, rather too often than too rarely.
  private static func isWithinBounds(_ text: String) -> Bool {
    let space = UInt8(ascii: " ")
    var aliasCount = 0
    var compoundKeyCount = 0
    var previous = UInt8(ascii: "\n")
    var lastVisible = previous
    var word = previous
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ":"):
        // `]:`, `}:` and `*alias :` end a key that is not a plain word.
        let isAlias = word == UInt8(ascii: "*")
        if lastVisible == UInt8(ascii: "]") || lastVisible == UInt8(ascii: "}") || isAlias {
          compoundKeyCount += 1
        }
      case space, UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if previous == UInt8(ascii: "?"), word == previous { compoundKeyCount += 1 }
      default:
        if previous == UInt8(ascii: "*") { aliasCount += 1 }
      }
      if byte > space {
        if previous <= space || isIndicator(previous) { word = byte }
        lastVisible = byte
      }
      previous = byte
    }
    if aliasCount > 0, compoundKeyCount > 0 { return false }
    return compoundKeyCount * text.utf8.count <= 20_000_000
  }

  /// Whether a byte ends a word in lists and mappings written on one line.
  private static func isIndicator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: ","), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func report(
    _ error: YamlError, text: String, file: String, diagnostics: Diagnostics
  ) {
    func place(_ mark: Mark) -> Place {
      Place(file: file, line: max(1, mark.line), column: max(1, mark.column))
    }
    switch error {
    case .parser(_, let problem, let mark, _) where problem.contains("nesting level"):
      diagnostics.error("lists and mappings nest too deeply", at: place(mark))
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let detail = context.map { " (\($0.text))" } ?? ""
      // What is never closed is missed at the end of the file, but is mended where it begins.
      let mended = problem.contains("end of stream") ? context?.mark ?? mark : mark
      diagnostics.error("the file is not valid YAML: \(problem)\(detail)", at: place(mended))
    case .reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      let line = before.count { $0.isNewline } + 1
      let column = before.reversed().prefix { !$0.isNewline }.count + 1
      diagnostics.error(
        "the file is not valid YAML: \(problem)",
        at: Place(file: file, line: line, column: column))
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let first = place(context.mark)
      diagnostics.error(
        "the key \(key.quoted) is written twice",
        at: repetition(of: key, after: first, in: text) ?? first,
        hint: "the first is on line \(first.line); keep one of them")
    default:
      diagnostics.error("lists and mappings nest too deeply", at: Place(file: file))
    }
  }

  /// Where a key of a mapping stands again, on the same line or in the same column; Yams tells only its first place.
  private static func repetition(of key: String, after first: Place, in text: String) -> Place? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .dropFirst(first.line - 1)
    guard let line = lines.first.map({ Array($0.unicodeScalars) }) else { return nil }
    for column in line.indices.dropFirst(first.column)
    where " {,".unicodeScalars.contains(line[column - 1]) && begins(line[column...], with: key) {
      return Place(file: first.file, line: first.line, column: column + 1)
    }
    for (index, line) in zip(lines.indices, lines).dropFirst() {
      let scalars = Array(line.unicodeScalars)
      guard let start = scalars.firstIndex(where: { $0 != " " }), scalars[start] != "#" else {
        continue
      }
      // What begins further to the left belongs to another mapping.
      guard start >= first.column - 1 else { return nil }
      if start == first.column - 1, begins(scalars[start...], with: key) {
        return Place(file: first.file, line: index + 1, column: first.column)
      }
    }
    return nil
  }

  /// Whether a text begins with a key, in quotation marks or not, and a colon.
  private static func begins(_ text: ArraySlice<Unicode.Scalar>, with key: String) -> Bool {
    ["", "\"", "'"].contains { mark in
      let whole = (mark + key + mark).unicodeScalars
      return text.starts(with: whole)
        && text.dropFirst(whole.count).first { $0 != " " } == ":"
    }
  }

  private struct Builder {
    let file: String
    let diagnostics: Diagnostics
    var nodeCount = 0
    private(set) var isFaulty = false

    init(file: String, diagnostics: Diagnostics) {
      self.file = file
      self.diagnostics = diagnostics
    }

    /// Nil once a limit is passed or a part cannot be kept; the diagnostics say which.
    mutating func tree(_ node: Node, depth: Int) -> Tree? {
      let place = Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
      nodeCount += 1
      guard nodeCount <= Tree.nodeLimit else {
        guard nodeCount == Tree.nodeLimit + 1 else { return nil }
        return fault(
          "the file holds more than \(Tree.nodeLimit) values once its aliases are expanded", place)
      }
      guard depth <= Tree.depthLimit else {
        return fault("lists and mappings nest more than \(Tree.depthLimit) levels deep", place)
      }
      switch node {
      case .scalar(let scalar):
        guard
          scalar.string.unicodeScalars.allSatisfy({
            $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\t"
          })
        else {
          return fault("the text holds control characters", place)
        }
        return Tree(
          content: .scalar(scalar.string, isPlain: scalar.style == .plain), place: place)
      case .sequence(let nodes):
        var items: [Tree] = []
        for node in nodes {
          if let item = tree(node, depth: depth + 1) { items.append(item) }
          if nodeCount > Tree.nodeLimit { return nil }
        }
        return Tree(content: .sequence(items), place: place)
      case .mapping(let pairs):
        var entries: [Tree.Entry] = []
        for pair in pairs {
          guard let key = tree(pair.key, depth: depth + 1) else { continue }
          guard let name = key.text else {
            return fault("a key must be a word, not a list or mapping", key.place)
          }
          if let value = tree(pair.value, depth: depth + 1) {
            entries.append(Tree.Entry(key: name, place: key.place, value: value))
          }
          if nodeCount > Tree.nodeLimit { return nil }
        }
        return Tree(content: .mapping(entries), place: place)
      case .alias:
        return fault("the alias refers to nothing", place)
      }
    }

    private mutating func fault(_ message: String, _ place: Place) -> Tree? {
      isFaulty = true
      diagnostics.error(message, at: place)
      return nil
    }
  }
}
