import ArgumentParser
import Foundation
import ScenarioFiles

/// What is said to the person at the terminal; data goes to standard output, everything else to standard error.
enum Terminal {
  /// Whether standard error is a terminal somebody looks at.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  private static let hasColour =
    isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

  /// Prints data.
  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Prints data as JSON.
  static func print(json value: some Encodable) throws {
    print(String(decoding: try JSONEncoder.readable.encode(value), as: UTF8.self))
  }

  /// Prints a remark.
  static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Prints an error and, after a blank line, what may help.
  static func error(_ message: String, hint: String? = nil) {
    note("\(coloured("error", 31)): \(message)")
    if let hint { note("\n\(coloured("hint", 36)): \(hint)") }
  }

  /// Prints diagnostics with their places.
  static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { note(diagnostic.rendered + "\n") }
    let errors = diagnostics.count { $0.severity == .error }
    if errors > 0 { note(errors == 1 ? "1 error" : "\(errors) errors") }
  }

  /// Draws a bar that shows how much is done; nothing when nobody looks.
  static func progress(_ share: Double) {
    guard isInteractive else { return }
    let width = 30
    let full = Int(share * Double(width))
    let bar = String(repeating: "█", count: full) + String(repeating: "·", count: width - full)
    write(share < 1 ? "\r\(bar) \(Int(share * 100)) %" : "\r\u{1B}[K", to: STDERR_FILENO)
  }

  private static func coloured(_ text: String, _ colour: Int) -> String {
    hasColour ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  /// Writes everything, also to a pipe that takes a little at a time; a closed pipe ends the program quietly.
  private static func write(_ text: String, to descriptor: Int32) {
    Interruption.pause()
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { exit(0) }
        let reason = systemWords(errno)
        if descriptor != STDERR_FILENO { error("cannot write the output: \(reason)") }
        exit(Failure.world.rawValue)
      }
      bytes = bytes.dropFirst(written)
    }
  }
}
