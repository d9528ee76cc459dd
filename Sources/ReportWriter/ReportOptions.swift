public import PledgeModel

/// What a report needs to know besides the result it shows.
public struct ReportOptions: Hashable, Sendable {
  public var language: Language
  /// The date printed on the report, such as `2026-03-01`; reports never ask a clock.
  public var date: String
  /// The command that makes the result again, as typed in a terminal.
  public var command: String
  /// The files that have changed since the result was made from them.
  public var changedInputs: [String]

  public init(
    language: Language, date: String, command: String, changedInputs: [String] = []
  ) {
    self.language = language
    self.date = date
    self.command = command
    self.changedInputs = changedInputs
  }
}
