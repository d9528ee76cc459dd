/// How strongly the effects of a catalogue's pledges vary together (Gaussian copula).
public struct EffectCorrelation: Hashable, Codable, Sendable {
  public var catalogue: String
  /// Pledge numbers, in the order of the matrix.
  public var pledges: [Int]
  /// Symmetric, ones on the diagonal, positive definite.
  ///
  /// - Shape: `pledges.count` rows of `pledges.count` values.
  public var matrix: [[Double]]
  public var provenance: Provenance

  public init(catalogue: String, pledges: [Int], matrix: [[Double]], provenance: Provenance) {
    self.catalogue = catalogue
    self.pledges = pledges
    self.matrix = matrix
    self.provenance = provenance
  }
}
