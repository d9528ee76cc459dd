/// The engine that made a result.
public struct Engine: Hashable, Codable, Sendable {
  public var version: String
  public var blasKernel: String
  public var blasVersion: String

  public init(version: String, blasKernel: String, blasVersion: String) {
    self.version = version
    self.blasKernel = blasKernel
    self.blasVersion = blasVersion
  }
}
