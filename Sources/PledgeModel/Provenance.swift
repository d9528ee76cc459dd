/// How well a number is founded.
public enum Evidence: String, Hashable, Codable, Sendable, CaseIterable {
  /// The source states the number.
  case published
  /// The number follows by arithmetic from published ones.
  case derived
  /// A judgement; nobody has published it.
  case assumption
}

/// Where a number comes from and how well it is founded.
public struct Provenance: Hashable, Codable, Sendable {
  /// The page, table or reasoning the number comes from.
  public var source: LocalizedText
  /// How well it is founded.
  public var evidence: Evidence

  public init(source: LocalizedText, evidence: Evidence) {
    self.source = source
    self.evidence = evidence
  }
}

/// A value that never travels without its provenance.
public struct Sourced<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
  public var value: Value
  public var provenance: Provenance

  public init(_ value: Value, _ provenance: Provenance) {
    self.value = value
    self.provenance = provenance
  }
}

/// One line of the list of everything a scenario takes for granted.
public struct Assumption: Hashable, Codable, Sendable {
  /// A dotted name, such as `realisation.effectiveSampleSize`.
  public var id: String
  /// What is assumed, in words.
  public var text: LocalizedText
  /// The value as written in a scenario file, with its unit.
  public var value: LocalizedText
  public var provenance: Provenance

  public init(id: String, text: LocalizedText, value: LocalizedText, provenance: Provenance) {
    self.id = id
    self.text = text
    self.value = value
    self.provenance = provenance
  }
}
