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
