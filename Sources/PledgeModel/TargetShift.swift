/// The probability of a target under an option minus that under the reference.
public struct TargetShift: Hashable, Codable, Sendable {
  public var id: String
  public var value: Double
  /// The Monte Carlo standard error of `value` on paired draws.
  ///
  /// - Source: McNemar (1947), doi:10.1007/BF02295996: only draws in which the two disagree count.
  public var standardError: Double

  public init(id: String, value: Double, standardError: Double) {
    self.id = id
    self.value = value
    self.standardError = standardError
  }
}
