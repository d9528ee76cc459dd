/// What an option costs in one area, as far as costs are known.
public struct OptionCost: Hashable, Codable, Sendable {
  public var share: CostShare
  /// Discounted cost from the first pledge year to the horizon, over all ledgers.
  ///
  /// - Unit: SEK of the price year.
  public var cost: Summary
  /// Expected tonnes avoided in the same years, by ledger; gross, and measures taken alone.
  public var tonnes: [Double]
  /// Of these, the tonnes whose cost is known.
  public var knownTonnes: [Double]

  public init(share: CostShare, cost: Summary, tonnes: [Double], knownTonnes: [Double]) {
    self.share = share
    self.cost = cost
    self.tonnes = tonnes
    self.knownTonnes = knownTonnes
  }
}

/// What an option costs more than the reference, as far as costs are known.
public struct CostDifference: Hashable, Codable, Sendable {
  public var share: CostShare
  /// - Unit: SEK of the price year.
  public var cost: Summary
  /// By ledger.
  public var ledgers: [LedgerCostDifference]

  public init(share: CostShare, cost: Summary, ledgers: [LedgerCostDifference]) {
    self.share = share
    self.cost = cost
    self.ledgers = ledgers
  }
}

/// The difference of costs in one ledger beside the difference of the tonnes they buy.
public struct LedgerCostDifference: Hashable, Codable, Sendable {
  public var ledger: Ledger
  /// - Unit: SEK of the price year.
  public var cost: Summary
  /// Of the tonnes whose cost is known, from the first pledge year to the horizon.
  public var tonnes: Summary
  /// Nil when it cannot be estimated, because the interval of the tonnes from 5 to 95 per cent holds zero.
  public var perTonne: CostPerTonne?

  public init(ledger: Ledger, cost: Summary, tonnes: Summary, perTonne: CostPerTonne?) {
    self.ledger = ledger
    self.cost = cost
    self.tonnes = tonnes
    self.perTonne = perTonne
  }
}

/// Expected cost ÷ expected tonnes, with an interval on paired draws.
///
/// - Unit: SEK per tonne CO2e, in kronor of the price year.
public struct CostPerTonne: Hashable, Codable, Sendable {
  public var value: Double
  /// The Monte Carlo standard error of `value`, by the delta method.
  public var standardError: Double
  /// Quantiles at the levels of `Summary` of the ratio draw by draw; draws whose tonnes have not the sign of the mean, fewer
  /// than one in twenty, are left out.
  public var quantiles: [Double]

  public init(value: Double, standardError: Double, quantiles: [Double]) {
    self.value = value
    self.standardError = standardError
    self.quantiles = quantiles
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    value = try values.decode(Double.self, forKey: .value)
    standardError = try values.decode(Double.self, forKey: .standardError)
    quantiles = try Summary.quantiles(values, forKey: .quantiles)
  }

  /// The central interval from 10 to 90 per cent.
  public var central80: (low: Double, high: Double) { (quantiles[1], quantiles[5]) }
}
