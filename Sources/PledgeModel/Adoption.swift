/// What public pages say a municipality adopted in a round.
public struct AdoptionRecord: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var status: AdoptionStatus
  /// How many pledges the page reports; nil where it does not say.
  public var count: Int?
  /// Pledge numbers known, ascending.
  public var pledges: [Int]
  /// Whether `pledges` is the whole list.
  public var isComplete: Bool
  /// Pledges the municipality was already doing, which are never adopted.
  public var alreadyDoing: [Int]
  public var source: String

  public init(
    municipality: MunicipalityCode, status: AdoptionStatus, count: Int?, pledges: [Int],
    isComplete: Bool, alreadyDoing: [Int], source: String
  ) {
    self.municipality = municipality
    self.status = status
    self.count = count
    self.pledges = pledges
    self.isComplete = isComplete
    self.alreadyDoing = alreadyDoing
    self.source = source
  }
}

/// Whether a list has been decided on.
public enum AdoptionStatus: String, Hashable, Codable, Sendable, CaseIterable {
  case adopted, proposed
}

/// A change a scenario makes to who adopts what, after imputation.
public enum AdoptionLever: Hashable, Codable, Sendable {
  /// Nobody adopts anything.
  case nobody
  /// Every municipality adopts these pledges.
  case everyMunicipality(pledges: [Int])
  /// Every municipality adopts every pledge.
  case everything
  /// Every municipality adds the `count` most common pledges it has not adopted.
  case mostCommon(count: Int)
  /// Every municipality adopts at least `count` pledges.
  case atLeast(count: Int)
  /// Municipalities add what at least `share` of their neighbours and size peers have adopted.
  case diffusion(share: Double, peers: Int)
  case add(municipality: MunicipalityCode, pledges: [Int])
  case remove(municipality: MunicipalityCode, pledges: [Int])

  /// Whether the lever can make a municipality adopt a pledge.
  public func mayAdd(_ pledge: Int, in municipality: MunicipalityCode) -> Bool {
    switch self {
    case .everything, .mostCommon, .atLeast, .diffusion: true
    case .everyMunicipality(let pledges): pledges.contains(pledge)
    case .add(municipality, let pledges): pledges.contains(pledge)
    case .nobody, .add, .remove: false
    }
  }

  /// Whether the lever can keep a municipality from adopting a pledge.
  public func mayRemove(_ pledge: Int, in municipality: MunicipalityCode) -> Bool {
    switch self {
    case .nobody: true
    case .remove(municipality, let pledges): pledges.contains(pledge)
    default: false
    }
  }
}
