/// A file a run read.
public struct InputFile: Hashable, Codable, Sendable {
  /// The path relative to the scenario's folder tree.
  public var path: String
  /// SHA-256 of the contents, in hexadecimal.
  public var sha256: String

  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}
