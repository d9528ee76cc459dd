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

  /// The keys that tell a number from other mappings.
  static let numberKeys = Set(distributionFields.map(\.key))

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
  func suits(_ tree: Tree) -> Bool {
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
  var withArticle: String {
    first.map { "aeiou".contains($0) } ?? false ? "an \(self)" : "a \(self)"
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
