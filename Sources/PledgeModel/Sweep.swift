/// Policy options to hold against each other all at once: every combination of what is listed, in the newest round.
///
/// Options add to what the scenario has adopted; they never take away.
public struct Sweep: Hashable, Codable, Sendable {
  /// Each set is an option of its own: its pledges are adopted where they are not yet.
  public var sets: [PledgeSet]
  /// How much of that: a share counts as that share of the tonnes in every municipality.
  public var shares: [Double]
  /// In how many municipalities, the most populous first.
  public var municipalityCounts: [Int]
  /// Extra log-odds of being carried out, in the newest round.
  public var support: [Double]
  /// How many further options have a share of its own for every pledge, spread evenly over all that is possible.
  public var mixCount: Int

  /// Pledges that an option adopts together.
  public struct PledgeSet: Hashable, Codable, Sendable {
    public var name: String
    /// Pledge numbers in the round's catalogue.
    public var pledges: [Int]

    public init(name: String, pledges: [Int]) {
      self.name = name
      self.pledges = pledges
    }
  }

  public init(
    sets: [PledgeSet], shares: [Double], municipalityCounts: [Int], support: [Double],
    mixCount: Int
  ) {
    self.sets = sets
    self.shares = shares
    self.municipalityCounts = municipalityCounts
    self.support = support
    self.mixCount = mixCount
  }

  /// How many options that makes.
  public var optionCount: Int {
    (sets.count * shares.count + mixCount) * municipalityCounts.count * support.count
  }

  /// The most options a sweep may have.
  public static let optionLimit = 10_000
}

extension ResolvedScenario {
  /// The position of the round whose pledges can still be adopted; nil without rounds.
  public var newestRound: Int? {
    rounds.indices.max { (rounds[$0].firstYear, $0) < (rounds[$1].firstYear, $1) }
  }
}
