/// What a hindcast needs beside a scenario: facts and assumptions the project ships.
public struct HindcastSettings: Hashable, Codable, Sendable {
  /// Effective sample size of the Dirichlet distribution when its mean is itself a single round.
  public var effectiveSampleSize: Sourced<Double>
  /// What a kilowatt hour of electricity is counted as, by the setting of the switch.
  ///
  /// - Unit: grams CO2e per kilowatt hour.
  public var electricity: [ElectricityMix: Sourced<Double>]
  public var publishedEquivalences: [PublishedEquivalence]

  public init(
    effectiveSampleSize: Sourced<Double>, electricity: [ElectricityMix: Sourced<Double>],
    publishedEquivalences: [PublishedEquivalence]
  ) {
    self.effectiveSampleSize = effectiveSampleSize
    self.electricity = electricity
    self.publishedEquivalences = publishedEquivalences
  }
}

/// A count of an equivalence as the programme has published it.
public struct PublishedEquivalence: Hashable, Codable, Sendable {
  /// - Unit: tonnes CO2e.
  public var tonnes: Double
  /// The equivalence's id.
  public var kind: String
  public var count: Int
  public var source: String

  public init(tonnes: Double, kind: String, count: Int, source: String) {
    self.tonnes = tonnes
    self.kind = kind
    self.count = count
    self.source = source
  }
}
