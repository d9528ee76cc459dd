import PledgeModel

/// The model's defaults, as `data/assumptions.yaml` states them.
struct AssumptionTable {
  private var entries: [String: Tree] = [:]
  private let reader: DistributionReader
  private let file: String

  init(_ folder: DataFolder) {
    reader = DistributionReader(diagnostics: folder.diagnostics)
    file = folder.files.path(inRoot: "data/assumptions.yaml")
    for tree in folder.entries("assumptions.yaml", key: "assumptions", form: Form.assumptionFile) {
      entries[tree["id"]!.text!] = tree
    }
  }

  /// A plain number.
  func number(_ id: String) -> Sourced<Double> {
    guard let entry = entry(id) else { return Sourced(0, Self.unknown) }
    guard let value = entry["value"]?.number else {
      reader.diagnostics.error("`\(id)` needs a number as its `value`", at: entry.place)
      return Sourced(0, Self.unknown)
    }
    return Sourced(value, entry.provenance(otherwise: Self.unknown))
  }

  /// An uncertain number.
  func uncertain(_ id: String, support: Form.Bounds) -> Sourced<Uncertain> {
    guard let entry = entry(id),
      let value = reader.uncertain(entry, name: id, support: support)
    else { return Sourced(.fixed(value: 0), Self.unknown) }
    return Sourced(value, entry.provenance(otherwise: Self.unknown))
  }

  /// A word among those accepted.
  func choice<Value: RawRepresentable & Hashable & Codable & Sendable>(
    _ id: String, of type: Value.Type
  ) -> Sourced<Value>? where Value.RawValue == String {
    guard let entry = entry(id) else { return nil }
    guard let value = entry["value"]?.text.flatMap(Value.init(rawValue:)) else {
      reader.diagnostics.error("`\(id)` has a `value` that is not accepted", at: entry.place)
      return nil
    }
    return Sourced(value, entry.provenance(otherwise: Self.unknown))
  }

  /// Numbers of single municipalities beside the default.
  func local(_ id: String) -> [LocalFactor] {
    guard let entry = entry(id), let local = entry["local"] else { return [] }
    return local.entries.compactMap { item in
      guard let code = MunicipalityCode(item.key), let value = item.value.number else {
        reader.diagnostics.error(
          "a local value has a municipality's four digits and a number", at: item.place)
        return nil
      }
      return LocalFactor(
        municipality: code, value: Sourced(value, entry.provenance(otherwise: Self.unknown)))
    }
  }

  /// The two rounds whose calibrations bound the factor of a round without one.
  var uncalibratedFactor: Sourced<[Int]>? {
    guard let entry = entry("effects.uncalibratedFactor") else { return nil }
    guard let low = entry["low"]?.integer, let high = entry["high"]?.integer else {
      reader.diagnostics.error("`low` and `high` must name two rounds", at: entry.place)
      return nil
    }
    return Sourced([low, high], entry.provenance(otherwise: Self.unknown))
  }

  /// A value in words or as it is written, for those that only say how the model works.
  func words(_ id: String) -> Sourced<LocalizedText> {
    guard let entry = entry(id), let text = entry["value"]?.localized else {
      return Sourced("", Self.unknown)
    }
    return Sourced(text, entry.provenance(otherwise: Self.unknown))
  }

  /// What is assumed, in words.
  func text(_ id: String) -> LocalizedText {
    entries[id]?["text"]?.localized ?? LocalizedText(sv: id, en: id)
  }

  func unit(_ id: String) -> LocalizedText { entries[id]?["unit"]?.localized ?? "" }

  private func entry(_ id: String) -> Tree? {
    if let entry = entries[id] { return entry }
    reader.diagnostics.error("there is no assumption `\(id)`", at: Place(file: file))
    return nil
  }

  private static let unknown = Provenance(source: "data/assumptions.yaml", evidence: .assumption)
}

extension Tree {
  /// The source and evidence written with a value.
  func provenance(otherwise default: Provenance) -> Provenance {
    Provenance(
      source: self["source"]?.localized ?? `default`.source,
      evidence: self["evidence"]?.text.flatMap(Evidence.init(rawValue:)) ?? `default`.evidence)
  }

  /// A text in both languages; one text stands for both.
  var localized: LocalizedText? {
    if let text { return LocalizedText(sv: text, en: text) }
    guard let sv = self["sv"]?.text, let en = self["en"]?.text else { return nil }
    return LocalizedText(sv: sv, en: en)
  }
}
