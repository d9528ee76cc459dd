import PledgeModel

/// Compares what a user wrote with a form.
struct FormChecker {
  let diagnostics: Diagnostics

  /// The tree without its faulty parts, each of which is reported; nil when the whole is faulty.
  ///
  /// - Parameter name: The key the tree stands under, for messages.
  func check(_ tree: Tree, _ form: Form, name: String) -> Tree? {
    if case .scalar(let text, isPlain: true) = tree.content, ["", "~", "null"].contains(text) {
      return fault("\(name.quoted) has no value", at: tree, hint: "accepted: \(form.description)")
    }
    switch form {
    case .anything: return tree
    case .either(let forms): return checkEither(tree, forms, of: form, name: name)
    case .list(let item):
      guard tree.isSequence else { return mismatch(tree, form, name: name) }
      let kept = tree.items.compactMap { check($0, item, name: name) }
      return Tree(
        content: .sequence(kept), place: tree.place,
        isPruned: kept.count < tree.items.count || kept.contains(where: \.isPruned))
    case .record(let record):
      guard tree.isMapping else { return mismatch(tree, form, name: name) }
      return checkRecord(tree, record)
    case .byYear(let value):
      guard tree.isMapping else { return mismatch(tree, form, name: name) }
      return checkYears(tree, value, name: name)
    case .localized:
      guard tree.isMapping else { return check(tree, .text, name: name) }
      return checkRecord(
        tree,
        Record(
          "text",
          [
            Field("sv", .text, required: true, "in Swedish"),
            Field("en", .text, required: true, "in English"),
          ]))
    default: return checkScalar(tree, form, name: name)
    }
  }

  private typealias Record = Form.Record
  private typealias Field = Form.Field

  private func checkEither(_ tree: Tree, _ forms: [Form], of form: Form, name: String) -> Tree? {
    let suiting = forms.filter { $0.suits(tree) }
    guard suiting.count != 1 else { return check(tree, suiting[0], name: name) }
    for form in suiting {
      let quiet = Diagnostics()
      let kept = FormChecker(diagnostics: quiet).check(tree, form, name: name)
      if !quiet.hasErrors { return kept }
    }
    return mismatch(tree, form, name: name)
  }

  private func checkRecord(_ tree: Tree, _ record: Record) -> Tree? {
    var kept: [Tree.Entry] = []
    var seen: Set<String> = []
    var isComplete = true
    var isPruned = false
    for entry in tree.entries {
      guard seen.insert(entry.key).inserted else {
        diagnostics.error("the key \(entry.key.quoted) is written twice", at: entry.place)
        continue
      }
      guard let field = record.fields.first(where: { $0.key == entry.key }) else {
        diagnostics.error(
          "\(record.name.withArticle) has no key \(entry.key.quoted)", at: entry.place,
          hint: Suggestion.hint(for: entry.key, among: record.fields.map(\.key)))
        continue
      }
      if let value = check(entry.value, field.form, name: entry.key) {
        kept.append(Tree.Entry(key: entry.key, place: entry.place, value: value))
      } else {
        isPruned = true
        isComplete = isComplete && !field.isRequired
      }
    }
    for field in record.fields where field.isRequired && !seen.contains(field.key) {
      diagnostics.error(
        "\(record.name.withArticle) needs the key `\(field.key)`", at: tree.place,
        hint: "`\(field.key)` is \(field.form.description): \(field.meaning)")
      isComplete = false
    }
    guard isComplete else { return nil }
    return Tree(content: .mapping(kept), place: tree.place, isPruned: isPruned)
  }

  private func checkYears(_ tree: Tree, _ value: Form, name: String) -> Tree? {
    var kept: [Tree.Entry] = []
    for entry in tree.entries {
      guard let year = NumberText.integer(entry.key), Form.years.contains(year),
        entry.key == String(year)
      else {
        diagnostics.error(
          "\(entry.key.quoted) is not a year from \(Form.years.lowerBound) to \(Form.years.upperBound)",
          at: entry.place)
        continue
      }
      if let value = check(entry.value, value, name: "\(name) \(year)") {
        kept.append(Tree.Entry(key: entry.key, place: entry.place, value: value))
      }
    }
    return Tree(content: .mapping(kept), place: tree.place)
  }

  private func checkScalar(_ tree: Tree, _ form: Form, name: String) -> Tree? {
    guard case .scalar(let text, let isPlain) = tree.content else {
      return mismatch(tree, form, name: name)
    }
    switch form {
    case .number(let bounds):
      guard isPlain, let value = tree.number else {
        return notANumber(tree, text, isPlain, form, name)
      }
      guard abs(value) <= Form.largestNumber else {
        return fault("\(name.quoted) is too large: \(text.quoted)", at: tree, hint: nil)
      }
      return bounds.contains(value) ? tree : mismatch(tree, form, name: name)
    case .integer(let range):
      guard isPlain, let value = tree.integer else {
        return notANumber(tree, text, isPlain, form, name)
      }
      return range.contains(value) ? tree : mismatch(tree, form, name: name)
    case .seed:
      return isPlain && text.utf8.first != UInt8(ascii: "+") && UInt64(text) != nil
        ? tree : mismatch(tree, form, name: name)
    case .choice(let words):
      guard words.contains(text) else {
        return fault(
          "\(name.quoted) cannot be \(text.quoted)", at: tree,
          hint: Suggestion.hint(for: text, among: words))
      }
    case .county:
      guard text.utf8.count == 2, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
        return mismatch(tree, form, name: name)
      }
    case .period:
      guard Period(text) != nil else { return mismatch(tree, form, name: name) }
    default:
      guard text.utf8.count <= 10_000 else {
        return fault("\(name.quoted) is longer than 10 000 bytes", at: tree, hint: nil)
      }
      guard !text.allSatisfy(\.isWhitespace) else { return mismatch(tree, form, name: name) }
    }
    return tree
  }

  private func notANumber(
    _ tree: Tree, _ text: String, _ isPlain: Bool, _ form: Form, _ name: String
  ) -> Tree? {
    let accepted = "\(name.quoted) must be \(form.description), not \(text.quoted)"
    if !isPlain, NumberText.isDecimal(text) {
      return fault(accepted, at: tree, hint: "write the number without quotation marks")
    }
    if NumberText.isDecimal(text), NumberText.double(text) == nil {
      return fault(
        "\(name.quoted) must be finite, but \(text.quoted) is not", at: tree, hint: nil)
    }
    if text.contains(","), NumberText.isDecimal(text.replacing(",", with: ".")) {
      return fault(accepted, at: tree, hint: "write decimals with a point")
    }
    if NumberText.isDecimal(text) { return fault(accepted, at: tree, hint: nil) }
    return fault(
      accepted, at: tree,
      hint: "numbers are written in decimal digits, without separators, such as `0.53` or `1e-4`")
  }

  private func mismatch(_ tree: Tree, _ form: Form, name: String) -> Tree? {
    let written: String
    switch tree.content {
    case .scalar(let text, _): written = text.quoted
    case .sequence: written = "a list"
    case .mapping: written = "a mapping with keys"
    }
    return fault(
      "\(name.quoted) must be \(form.description), not \(written)", at: tree, hint: nil)
  }

  private func fault(
    _ message: @autoclosure () -> String, at tree: Tree, hint: @autoclosure () -> String?
  ) -> Tree? {
    diagnostics.error(message(), at: tree.place, hint: hint())
    return nil
  }
}
