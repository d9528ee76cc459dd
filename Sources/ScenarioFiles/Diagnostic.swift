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

/// A place in an input file.
package struct Place: Hashable, Sendable {
  var file: String
  var line = 1
  var column = 1
}

/// Collects what readers find, so that all faults are reported in one go.
package final class Diagnostics {
  /// Faults beyond this many are counted, not listed.
  private static let limit = 200

  private var found: [Diagnostic] = []
  private(set) var errorCount = 0
  private var unlisted = 0

  package init() {}

  func error(_ message: String, at place: Place, hint: String? = nil) {
    errorCount += 1
    report(.error, message, at: place, hint: hint)
  }

  func warning(_ message: String, at place: Place, hint: String? = nil) {
    report(.warning, message, at: place, hint: hint)
  }

  func note(_ message: String, at place: Place, hint: String? = nil) {
    report(.note, message, at: place, hint: hint)
  }

  var hasErrors: Bool { errorCount > 0 }

  private func report(
    _ severity: Diagnostic.Severity, _ message: String, at place: Place, hint: String?
  ) {
    guard found.count < Self.limit else {
      unlisted += 1
      return
    }
    found.append(
      Diagnostic(
        severity: severity, file: place.file, line: place.line, column: place.column,
        message: message, hint: hint))
  }

  /// Everything found: files in the order they were read, places in the order of the text.
  package var sorted: [Diagnostic] {
    var order: [String: Int] = [:]
    for diagnostic in found where order[diagnostic.file] == nil {
      order[diagnostic.file] = order.count
    }
    var listed = found.enumerated().sorted { a, b in
      (order[a.element.file]!, a.element.line, a.element.column, a.offset)
        < (order[b.element.file]!, b.element.line, b.element.column, b.offset)
    }.map(\.element)
    if unlisted > 0, let last = listed.last {
      listed.append(
        Diagnostic(
          severity: .note, file: last.file, line: last.line, column: last.column,
          message: "\(unlisted) more faults are not listed", hint: nil))
    }
    return listed
  }
}

extension String {
  /// The text between backticks, shortened and without control characters, so that no input can play tricks on a terminal.
  var quoted: String {
    var shown = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(80) {
      let isControl =
        scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .format
      shown.append(isControl ? "\u{FFFD}" : scalar)
    }
    return "`\(String(shown))\(unicodeScalars.count > 80 ? "…" : "")`"
  }
}
