public import PledgeModel

/// What is asked of a portfolio.
public struct PortfolioRequest: Hashable, Codable, Sendable {
  public var objective: Objective
  public var limits: PortfolioLimits
  public var exclusions: [Exclusion]
  /// The ledger whose tonnes count.
  public var ledger: Ledger
  /// The id of the target that counts; nil takes the scenario's first one of a county, or else its first.
  public var target: String?

  /// What is made as large as possible.
  public enum Objective: String, Hashable, Codable, Sendable, CaseIterable {
    /// Expected tonnes in the last year.
    case tonnes
    /// The probability of meeting the target.
    case probability
  }

  /// Pledges that are not to be proposed; nil stands for all.
  public struct Exclusion: Hashable, Codable, Sendable {
    public var municipality: MunicipalityCode?
    public var pledge: Int?

    public init(municipality: MunicipalityCode?, pledge: Int?) {
      self.municipality = municipality
      self.pledge = pledge
    }

    func holds(_ municipality: MunicipalityCode, _ pledge: Int) -> Bool {
      (self.municipality ?? municipality) == municipality && (self.pledge ?? pledge) == pledge
    }
  }

  public init(
    objective: Objective = .tonnes, limits: PortfolioLimits, exclusions: [Exclusion] = [],
    ledger: Ledger = .territorial, target: String? = nil
  ) {
    self.objective = objective
    self.limits = limits
    self.exclusions = exclusions
    self.ledger = ledger
    self.target = target
  }
}

/// Why nothing can be proposed.
public enum PortfolioError: Error, Hashable {
  /// The scenario has no round whose pledges could be adopted.
  case noRound
  /// The scenario has no target in a projected year, or none with the id asked for.
  case noTarget
  /// A budget needs costs, and none of these candidates has a known one.
  case noKnownCost(candidates: Int)
}
