/// Something a reader has to say about an input, with its place.
public struct Diagnostic: Hashable, Sendable {
  /// How much it matters: an error stops the work, the others do not.
  public enum Severity: String, Hashable, Sendable {
    case error, warning, note
  }

  public var severity: Severity
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// Counted from 1, in Unicode scalars.
  public var column: Int
  public var message: String
  public var hint: String?

  public init(
    severity: Severity, file: String, line: Int, column: Int, message: String, hint: String?
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  /// The diagnostic as it is printed: place, severity and message; the hint after a blank line.
  public var rendered: String {
    let head = "\(file):\(line):\(column): \(severity.rawValue): \(message)"
    return hint.map { "\(head)\n\nhint: \($0)" } ?? head
  }
}

extension String {
  /// The text between backticks, shortened and without control characters.
  var quoted: String {
    let shown = String(String.UnicodeScalarView(unicodeScalars.prefix(80))).withoutControls
    return "`\(shown)\(unicodeScalars.count > 80 ? "…" : "")`"
  }

  /// The text without control characters, so that no input can play tricks on a terminal.
  package var withoutControls: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          let category = scalar.properties.generalCategory
          return category == .control || category == .format ? "\u{FFFD}" : scalar
        }))
  }
}
