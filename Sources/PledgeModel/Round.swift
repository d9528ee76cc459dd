/// A round: municipalities choose from a catalogue and carry the choice out over a period.
public struct Round: Hashable, Codable, Sendable {
  /// The id of the catalogue chosen from.
  public var catalogue: String
  /// First and last calendar year of the period.
  public var firstYear: Int
  public var lastYear: Int
  /// How many pledges are adopted in all, equally likely within the range; nil adds nothing to what is known.
  public var total: Sourced<ClosedRange<Int>>?
  /// How many municipalities take part; nil when all do.
  public var participants: Sourced<Int>?
  public var known: [AdoptionRecord]
  public var levers: [AdoptionLever]
  public var followUp: FollowUp?
  /// Extra log-odds of being carried out, from support after the last follow-up.
  public var support: Sourced<Double>

  public init(
    catalogue: String, firstYear: Int, lastYear: Int, total: Sourced<ClosedRange<Int>>?,
    participants: Sourced<Int>?, known: [AdoptionRecord], levers: [AdoptionLever],
    followUp: FollowUp?, support: Sourced<Double>
  ) {
    self.catalogue = catalogue
    self.firstYear = firstYear
    self.lastYear = lastYear
    self.total = total
    self.participants = participants
    self.known = known
    self.levers = levers
    self.followUp = followUp
    self.support = support
  }

  /// The pledges that a list or a status names as adopted, by municipality.
  public var named: [MunicipalityCode: Set<Int>] {
    var named: [MunicipalityCode: Set<Int>] = [:]
    for record in known where record.status == .adopted {
      named[record.municipality, default: []].formUnion(record.pledges)
    }
    // Who follows a pledge up has adopted it.
    for fact in followUp?.facts ?? [] {
      named[fact.municipality, default: []].insert(fact.pledge)
    }
    return named
  }

  /// The period as planners write it, such as `2022` or `2024-2026`.
  public var period: String {
    firstYear == lastYear ? "\(firstYear)" : "\(firstYear)-\(lastYear)"
  }
}

/// What is known of how a round was carried out.
public struct FollowUp: Hashable, Codable, Sendable {
  /// The last year followed up, by counts where there are any.
  public var year: Int
  /// How many adopted pledges were done; nil where no count is published.
  public var done: Int?
  /// How many were done or started, equally likely within the range.
  public var doneOrStarted: ClosedRange<Int>?
  /// Published tonnes of the pledges done, if any.
  public var tonnes: Double?
  public var provenance: Provenance
  /// Statuses of single pledges in single municipalities.
  public var facts: [StatusFact]
  /// Counts of a single municipality.
  public var municipalCounts: [MunicipalCount]

  /// The last year of which counts or statuses are known; nil when there are none.
  public var latestYear: Int? {
    let isCounted = done != nil || !municipalCounts.isEmpty
    return (facts.map(\.year) + (isCounted ? [year] : [])).max()
  }

  /// How many pledges a municipality must have adopted for its own counts to hold; zero without counts.
  public func leastAdopted(_ municipality: MunicipalityCode) -> Int {
    guard let count = municipalCounts.first(where: { $0.municipality == municipality }) else {
      return 0
    }
    let notStarted = facts.count { $0.municipality == municipality && $0.status == .notStarted }
    return count.done + count.started + notStarted
  }

  public init(
    year: Int, done: Int?, doneOrStarted: ClosedRange<Int>?, tonnes: Double?,
    provenance: Provenance, facts: [StatusFact] = [], municipalCounts: [MunicipalCount] = []
  ) {
    self.year = year
    self.done = done
    self.doneOrStarted = doneOrStarted
    self.tonnes = tonnes
    self.provenance = provenance
    self.facts = facts
    self.municipalCounts = municipalCounts
  }
}

/// How far a pledge has come.
public enum PledgeStatus: String, Hashable, Codable, Sendable, CaseIterable, Comparable {
  case notStarted, started, done

  /// 0, 1 or 2.
  public var step: Int { self == .notStarted ? 0 : self == .started ? 1 : 2 }

  public static func < (a: Self, b: Self) -> Bool { a.step < b.step }
}

/// The status of one pledge in one municipality at the end of a year.
public struct StatusFact: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var pledge: Int
  public var status: PledgeStatus
  public var year: Int
  /// Tonnes the municipality itself reports; shown, never used to condition the model.
  public var tonnes: Double?
  public var source: String

  public init(
    municipality: MunicipalityCode, pledge: Int, status: PledgeStatus, year: Int, tonnes: Double?,
    source: String
  ) {
    self.municipality = municipality
    self.pledge = pledge
    self.status = status
    self.year = year
    self.tonnes = tonnes
    self.source = source
  }
}

/// How many pledges one municipality has done and started.
public struct MunicipalCount: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var done: Int
  public var started: Int
  public var source: LocalizedText

  public init(municipality: MunicipalityCode, done: Int, started: Int, source: LocalizedText) {
    self.municipality = municipality
    self.done = done
    self.started = started
    self.source = source
  }
}
