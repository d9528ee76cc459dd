import PledgeModel

/// What may stand at a place of a scenario file.
///
/// Forms are the one source of truth for keys and accepted values: the reader checks files against them and the published
/// JSON Schemas are written from them.
indirect enum Form: Sendable {
  case text
  /// `{sv, en}`, or one text for both.
  case localized
  case number(Bounds)
  case integer(ClosedRange<Int>)
  /// A 64-bit seed.
  case seed
  case choice([String])
  /// Two digits.
  case county
  /// Four digits, or the name of a municipality the project ships.
  case municipality
  /// A year such as `2022`, or a first and last year such as `2024-2026`.
  case period
  case list(Form)
  case record(Record)
  /// Years as keys.
  case byYear(Form)
  case either([Form])
  /// Left to the reader of the value.
  case anything

  /// Numbers that make sense at a place.
  enum Bounds: Sendable {
    case any, notNegative, positive, share
  }

  /// A mapping with named keys.
  struct Record: Sendable {
    /// What the mapping describes, as messages say it.
    var name: String
    var fields: [Field]

    init(_ name: String, _ fields: [Field]) {
      self.name = name
      self.fields = fields
    }
  }

  /// One key of a record.
  struct Field: Sendable {
    var key: String
    var form: Form
    var isRequired: Bool
    /// One sentence for planners; editors show it.
    var meaning: String

    init(_ key: String, _ form: Form, required isRequired: Bool = false, _ meaning: String) {
      self.key = key
      self.form = form
      self.isRequired = isRequired
      self.meaning = meaning
    }
  }

  /// Largest number taken, so that sums and products of a few stay finite.
  static let largestNumber = 1e15

  /// Where a number comes from and how well it is founded.
  static let provenance = [
    Field("source", .localized, "the page, table or reasoning the number comes from"),
    Field(
      "evidence", .choice(Evidence.allCases.map(\.rawValue)),
      "how well the number is founded"),
  ]

  /// A bare value, or a value with source and evidence.
  static func sourced(_ form: Form) -> Form {
    .either([
      form,
      .record(
        Record("value", [Field("value", form, required: true, "the value itself")] + provenance)),
    ])
  }

  /// The keys that describe an uncertain number; which of them go together is checked on reading.
  static let distributionFields = [
    Field(
      "distribution",
      .choice([
        "fixed", "normal", "logNormal", "uniform", "triangular", "pert", "beta",
      ]), "the kind; without it the keys tell"),
    Field("value", .number(.any), "the number itself, when it is not uncertain"),
    Field("median", .number(.any), "log-normal: half of all cases lie below"),
    Field("sigma", .number(.notNegative), "log-normal: standard deviation of the logarithm"),
    Field("p10", .number(.any), "log-normal: one case in ten lies below"),
    Field("p90", .number(.any), "log-normal: nine cases in ten lie below"),
    Field("low", .number(.any), "uniform, triangular, pert: the lowest value"),
    Field("mode", .number(.any), "triangular, pert: the likeliest value"),
    Field("high", .number(.any), "uniform, triangular, pert: the highest value"),
    Field("mean", .number(.any), "normal: the mean"),
    Field("sd", .number(.positive), "normal: the standard deviation"),
    Field("alpha", .number(.positive), "beta: the first shape parameter"),
    Field("beta", .number(.positive), "beta: the second shape parameter"),
  ]

  /// An uncertain number: bare, or as a distribution, with source and evidence.
  static func distribution(_ name: String, unit: [Field] = []) -> Form {
    .either([
      .number(.any), .record(Record(name, distributionFields + unit + provenance)),
    ])
  }
}

extension Form {
  /// What is accepted, as messages say it.
  var description: String {
    switch self {
    case .text: "text"
    case .localized: "a text, or `{sv: …, en: …}`"
    case .number(.any): "a number"
    case .number(.notNegative): "a number that is not negative"
    case .number(.positive): "a number above 0"
    case .number(.share): "a share from 0 to 1"
    case .integer(let range) where range.count == 1: "`\(range.lowerBound)`"
    case .integer(let range):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .county: "a county's two digits, such as `\"14\"`"
    case .municipality: "a municipality's four digits or name, such as `\"1480\"` or `Göteborg`"
    case .period: "a year or a first and last year, such as `2022` or `2024-2026`"
    case .list: "a list"
    case .record(let record):
      "\(record.name.withArticle) with keys such as "
        + record.fields.prefix(5).map { "`\($0.key)`" }.joined(separator: ", ")
    case .byYear: "years with a value each, such as `{2025: 0.98, 2030: 0.85}`"
    case .either(let forms): forms.map(\.description).joined(separator: ", or ")
    case .anything: "anything"
    }
  }

  /// Whether a value of this form is written as a mapping, a list or a single word.
  fileprivate func suits(_ tree: Tree) -> Bool {
    switch self {
    case .localized: !tree.isSequence
    case .record, .byYear: tree.isMapping
    case .list: tree.isSequence
    case .either(let forms): forms.contains { $0.suits(tree) }
    case .anything: true
    default: !tree.isMapping && !tree.isSequence
    }
  }
}

extension String {
  /// The noun with "a" or "an".
  fileprivate var withArticle: String {
    first.map { "aeiou".contains($0) } ?? false ? "an \(self)" : "a \(self)"
  }
}

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
      guard let year = NumberText.integer(entry.key), Form.years.contains(year) else {
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

extension Form {
  /// Calendar years that can be meant.
  static let years = 1900...2200
}

extension Form.Bounds {
  func contains(_ value: Double) -> Bool {
    switch self {
    case .any: true
    case .notNegative: value >= 0
    case .positive: value > 0
    case .share: (0...1).contains(value)
    }
  }
}

/// The calendar years of a round, as planners write them.
struct Period {
  var first: Int
  var last: Int

  /// Nil unless the text is a year or two years joined by a hyphen.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let years = parts.compactMap { NumberText.integer($0) }
    guard (1...2).contains(parts.count), years.count == parts.count,
      years.allSatisfy(Form.years.contains)
    else { return nil }
    first = years[0]
    last = years[years.count - 1]
  }
}
