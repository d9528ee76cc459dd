/// What is kept of one outcome over all draws.
public struct Summary: Hashable, Codable, Sendable {
  public var mean: Double
  public var standardDeviation: Double
  /// Exact type-7 quantiles at `levels`.
  public var quantiles: [Double]

  /// The probabilities of the quantiles kept.
  public static let levels = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]

  public init(mean: Double, standardDeviation: Double, quantiles: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.quantiles = quantiles
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    mean = try values.decode(Double.self, forKey: .mean)
    standardDeviation = try values.decode(Double.self, forKey: .standardDeviation)
    quantiles = try Self.quantiles(values, forKey: .quantiles)
  }

  /// Decodes quantiles, of which there must be one for each level.
  static func quantiles<Key>(
    _ values: KeyedDecodingContainer<Key>, forKey key: Key
  ) throws -> [Double] {
    let quantiles = try values.decode([Double].self, forKey: key)
    guard quantiles.count == levels.count else {
      throw Misfit(
        (values.codingPath + [key]).map { $0.intValue.map(String.init) ?? $0.stringValue }
          .joined(separator: "."), "has \(quantiles.count) entries, not \(levels.count)")
    }
    return quantiles
  }

  /// The summary of what is zero in every draw.
  public static let nothing = Summary(
    mean: 0, standardDeviation: 0, quantiles: levels.map { _ in 0 })

  /// The summary of the negated draws; levels lie evenly about one half.
  public var negated: Summary {
    Summary(
      mean: 0 - mean, standardDeviation: standardDeviation,
      quantiles: quantiles.reversed().map { 0 - $0 })
  }

  /// The quantile at 50 per cent, which headlines show.
  public var median: Double { quantiles[3] }

  /// The central interval from 10 to 90 per cent.
  public var central80: (low: Double, high: Double) { (quantiles[1], quantiles[5]) }
}

/// A probability estimated from draws.
public struct Probability: Hashable, Codable, Sendable {
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double

  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }
}
