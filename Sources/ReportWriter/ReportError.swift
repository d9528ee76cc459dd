/// Why a report could not be written.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A template, text, chart or script that belongs to the tool is not where it should be.
  case missingResource(String)
  /// A template, text or chart was edited into something that cannot be read.
  case unreadableResource(String, reason: String)
  /// A file of a report could not be written.
  case cannotWrite(String, reason: String)
  /// No Chromium is installed to print with.
  case noBrowser
  /// Chromium finds no font to print with.
  case noFonts
  /// The result has no area with this code.
  case unknownArea(String, known: [String])

  public var description: String {
    switch self {
    case .missingResource(let name) where name == Resource.vega.name:
      "`\(name)` is missing, so charts cannot be drawn\n\nhint: `make run` fetches it"
    case .missingResource(let name):
      "`\(name)` is missing from the installation"
    case .unreadableResource(let name, let reason):
      "`\(name)` cannot be read: \(reason)"
    case .cannotWrite(let path, let reason):
      "cannot write `\(path)`: \(reason)"
    case .noBrowser:
      "a PDF needs Chromium, which was not found\n\nhint: `apt-get install chromium`, or print the HTML report from any browser"
    case .noFonts:
      "a PDF needs fonts, and Chromium found none\n\nhint: `apt-get install fonts-dejavu`"
    case .unknownArea(let code, let known):
      "no municipality `\(code)` in the result\n\nhint: it has \(known.map { "`\($0)`" }.joined(separator: ", "))"
    }
  }
}
