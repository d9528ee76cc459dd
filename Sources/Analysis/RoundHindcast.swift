import Sampling

/// How one round went, beside what was predicted for it.
public struct RoundHindcast: Hashable, Codable, Sendable {
  /// The round's period, such as `2022`.
  public var round: String
  public var catalogue: String
  /// The rounds whose follow-up gave the mean.
  public var predictedFrom: [String]
  public var done: Prediction
  public var started: Prediction
  /// Full-year tonnes of the pledges done, by the scenario's way of counting electricity.
  public var tonnes: Prediction
  /// The same as a share of what the adopted pledges of the same draw could achieve.
  public var shareOfPotential: Prediction
  /// The scenario's way of counting electricity.
  public var electricity: String
  /// Tonnes under each setting of the electricity switch: a choice, never a spread.
  public var tonnesByElectricity: [String: Prediction]

  public init(
    round: String, catalogue: String, predictedFrom: [String], done: Prediction,
    started: Prediction, tonnes: Prediction, shareOfPotential: Prediction, electricity: String,
    tonnesByElectricity: [String: Prediction]
  ) {
    self.round = round
    self.catalogue = catalogue
    self.predictedFrom = predictedFrom
    self.done = done
    self.started = started
    self.tonnes = tonnes
    self.shareOfPotential = shareOfPotential
    self.electricity = electricity
    self.tonnesByElectricity = tonnesByElectricity
  }
}

/// A published figure and where it lies in the distribution predicted for it.
public struct Prediction: Hashable, Codable, Sendable {
  public var published: Double
  /// Type-7 quantiles of the draws.
  public var p5: Double
  public var p10: Double
  public var p50: Double
  public var p90: Double
  public var p95: Double
  /// The probability integral transform: the share of draws below what is published, and half of those equal to it.
  public var pit: Double
  /// p90 ÷ p10: how sharp the prediction is.
  public var p90OverP10: Double

  /// - Throws: when a draw is not a finite number.
  package init(_ published: Double, in draws: [Double]) throws {
    var selector = QuantileSelector(capacity: draws.count)
    var quantiles = [Double](repeating: 0, count: 5)
    try selector.quantiles(
      [0.05, 0.10, 0.50, 0.90, 0.95], of: draws, count: draws.count, into: &quantiles)
    self.published = published
    (p5, p10, p50, p90, p95) = (
      quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4]
    )
    let below = draws.count { $0 < published }
    let equal = draws.count { $0 == published }
    pit = (Double(below) + 0.5 * Double(equal)) / Double(draws.count)
    p90OverP10 = quantiles[3] / quantiles[1]
  }

  /// Whether the published figure lies in the central 90 per cent.
  public var isWithin90: Bool { p5 <= published && published <= p95 }
}

/// A published count of an equivalence beside the computed one.
public struct EquivalenceCheck: Hashable, Codable, Sendable {
  /// - Unit: tonnes CO2e.
  public var tonnes: Double
  public var kind: String
  public var published: Int
  public var computed: Int

  public init(tonnes: Double, kind: String, published: Int, computed: Int) {
    self.tonnes = tonnes
    self.kind = kind
    self.published = published
    self.computed = computed
  }
}
