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

  package init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// Collects what readers find, so that all faults are reported in one go.
package final class Diagnostics {
  /// Errors beyond this many are counted, not listed, and so are warnings and notes, so that neither hide the others.
  private static let limit = 200

  private var found: [Diagnostic] = []
  package private(set) var errorCount = 0
  private var remarkCount = 0

  package init() {}

  // What is said, where and with which hint is worked out only for what is listed: files can hold faults by the million.

  package func error(
    _ message: @autoclosure () -> String, at place: @autoclosure () -> Place,
    hint: @autoclosure () -> String? = nil
  ) {
    errorCount += 1
    guard errorCount <= Self.limit else { return }
    list(.error, message(), at: place(), hint: hint())
  }

  package func warning(
    _ message: @autoclosure () -> String, at place: @autoclosure () -> Place,
    hint: @autoclosure () -> String? = nil
  ) {
    remarkCount += 1
    guard remarkCount <= Self.limit else { return }
    list(.warning, message(), at: place(), hint: hint())
  }

  func note(
    _ message: @autoclosure () -> String, at place: @autoclosure () -> Place,
    hint: @autoclosure () -> String? = nil
  ) {
    remarkCount += 1
    guard remarkCount <= Self.limit else { return }
    list(.note, message(), at: place(), hint: hint())
  }

  var hasErrors: Bool { errorCount > 0 }

  private func list(
    _ severity: Diagnostic.Severity, _ message: String, at place: Place, hint: String?
  ) {
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
    guard let last = listed.last else { return listed }
    for (count, kind) in [(errorCount, "faults"), (remarkCount, "warnings and notes")]
    where count > Self.limit {
      listed.append(
        Diagnostic(
          severity: .note, file: last.file, line: last.line, column: last.column,
          message: "\(count - Self.limit) more \(kind) are not listed", hint: nil))
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
