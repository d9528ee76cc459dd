/// What one measure takes off in the horizon year.
public struct MeasureResult: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  public var sector: Sector
  public var evidence: Evidence
  /// Taken alone, before pledges.
  public var tonnes: Summary

  public init(
    id: String, name: LocalizedText, sector: Sector, evidence: Evidence, tonnes: Summary
  ) {
    self.id = id
    self.name = name
    self.sector = sector
    self.evidence = evidence
    self.tonnes = tonnes
  }
}
