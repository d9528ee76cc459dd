/// What may be chosen next and within which limits: the part of a portfolio that knows nothing of pledges.
package struct PortfolioProblem: Hashable, Sendable {
  package var candidates: [Candidate]
  package var limits: PortfolioLimits
  /// The years that a limit per year is counted over.
  package var yearCount: Int

  /// One thing that can be chosen, once.
  package struct Candidate: Hashable, Sendable {
    /// What it brings on average over the draws.
    package var gain: Double
    package var cost: Double
    /// The municipality that would have to do it.
    package var municipality: Int

    package init(gain: Double, cost: Double = 0, municipality: Int) {
      self.gain = gain
      self.cost = cost
      self.municipality = municipality
    }
  }

  package init(candidates: [Candidate], limits: PortfolioLimits, yearCount: Int = 1) {
    self.candidates = candidates
    self.limits = limits
    self.yearCount = yearCount
  }

  /// The most pledges of one municipality; nil without a limit.
  package var mostPerMunicipality: Int? {
    // What overflows is no limit.
    let overYears = limits.perYear.map { $0.multipliedReportingOverflow(by: yearCount) }
      .flatMap { $0.overflow ? nil : $0.partialValue }
    return [limits.perMunicipality, overYears].compactMap { $0 }.min()
  }

  /// The number of municipalities that candidates may name.
  var municipalityCount: Int { (candidates.map(\.municipality).max() ?? -1) + 1 }

  /// Whether a choice keeps every limit.
  package func allows(_ chosen: [Int]) -> Bool {
    if let count = limits.count, chosen.count > count { return false }
    if let budget = limits.budget, cost(chosen) > budget { return false }
    guard let most = mostPerMunicipality else { return true }
    var counts = [Int](repeating: 0, count: municipalityCount)
    for candidate in chosen { counts[candidates[candidate].municipality] += 1 }
    return counts.allSatisfy { $0 <= most }
  }

  /// What a choice costs, added up in the order of the candidates.
  package func cost(_ chosen: [Int]) -> Double {
    chosen.sorted().reduce(0) { $0 + candidates[$1].cost }
  }

  package func gain(_ chosen: [Int]) -> Double {
    chosen.sorted().reduce(0) { $0 + candidates[$1].gain }
  }

  /// The choice with the largest gain.
  ///
  /// Without a budget the allowed choices are a matroid, where taking the largest gain that is still allowed is best. With a
  /// budget it is an integer programme.
  package func largestGain() -> PortfolioChoice {
    limits.budget.map { largestGain(within: $0) } ?? greedyChoice
  }

  /// The largest gains one after the other, as far as the limits on numbers allow.
  private var greedyChoice: PortfolioChoice {
    let most = mostPerMunicipality ?? .max
    var left = limits.count ?? candidates.count
    var counts = [Int](repeating: 0, count: municipalityCount)
    var chosen: [Int] = []
    for candidate in byFallingGain(candidates.indices) where candidates[candidate].gain > 0 {
      let municipality = candidates[candidate].municipality
      guard left > 0, counts[municipality] < most else { continue }
      left -= 1
      counts[municipality] += 1
      chosen.append(candidate)
    }
    let gain = gain(chosen)
    return PortfolioChoice(chosen: chosen, value: gain, bound: gain)
  }

  /// The largest gain first, of equal ones the first.
  func byFallingGain(_ chosen: some Sequence<Int>) -> [Int] {
    chosen.sorted { (-candidates[$0].gain, $0) < (-candidates[$1].gain, $1) }
  }
}

/// The limits of a portfolio; nil means that there is none.
public struct PortfolioLimits: Hashable, Codable, Sendable {
  /// New pledges in all.
  public var count: Int?
  /// New pledges of each municipality.
  public var perMunicipality: Int?
  /// New pledges of each municipality in each year that is left: over all of them together, that many times the years.
  public var perYear: Int?
  /// - Unit: SEK.
  public var budget: Double?

  public init(
    count: Int? = nil, perMunicipality: Int? = nil, perYear: Int? = nil, budget: Double? = nil
  ) {
    self.count = count
    self.perMunicipality = perMunicipality
    self.perYear = perYear
    self.budget = budget
  }
}

/// What to choose, and how much better any other choice could be.
package struct PortfolioChoice: Hashable, Sendable {
  /// Positions of candidates, the largest gain first.
  package var chosen: [Int]
  /// What the choice reaches: its gain, or the probability of a target.
  package var value: Double
  /// What no choice exceeds.
  package var bound: Double

  package init(chosen: [Int], value: Double, bound: Double) {
    self.chosen = chosen
    self.value = value
    self.bound = bound
  }
}
