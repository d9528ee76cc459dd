/// What a scenario's reduction is shared out among.
///
/// In each draw, year, municipality and sector the shares are Shapley values: what an item adds, averaged over all orders in
/// which measures and pledges can be thought to join. They add up to baseline minus scenario.
///
/// - Source: Shapley (1953), "A value for n-person games".
public struct Attribution: Hashable, Codable, Sendable {
  /// Measures, then pledges, then what ended; the bands of every area come in this order.
  public var items: [AttributionItem]
  /// The share of draws, projected years, municipalities and sectors with pledges or measures in which several items shared
  /// under the cap at zero.
  public var sharedUnderCap: Double
  /// Of these, the share that rests on random orders of joining instead of all.
  public var sampled: Double
  /// The largest standard error that random orders leave in an item's mean over all municipalities in the last year.
  ///
  /// - Unit: tonnes CO2e per year.
  public var samplingError: Double

  public init(
    items: [AttributionItem], sharedUnderCap: Double, sampled: Double, samplingError: Double
  ) {
    self.items = items
    self.sharedUnderCap = sharedUnderCap
    self.sampled = sampled
    self.samplingError = samplingError
  }
}

/// Something that a part of the reduction is put down to.
public struct AttributionItem: Hashable, Codable, Sendable {
  public var kind: AttributionKind
  /// A measure's id, `catalogue/round/group` or `catalogue/round/number` of pledges, or `ended`.
  public var id: String
  public var name: LocalizedText?
  /// The id of the catalogue; nil for measures and what ended.
  public var catalogue: String?
  /// The period of the round, such as `2024-2026`; nil for measures and what ended.
  public var round: String?
  /// The id of the focus area in the round's catalogue.
  public var group: String?
  /// The pledge's number, when the item is a single pledge.
  public var pledge: Int?
  /// The sector, where an item acts on one alone.
  public var sector: Sector?

  public init(
    kind: AttributionKind, id: String, name: LocalizedText? = nil, catalogue: String? = nil,
    round: String? = nil, group: String? = nil, pledge: Int? = nil, sector: Sector? = nil
  ) {
    self.kind = kind
    self.id = id
    self.name = name
    self.catalogue = catalogue
    self.round = round
    self.group = group
    self.pledge = pledge
    self.sector = sector
  }
}

/// What kind of item a part of the reduction is put down to.
public enum AttributionKind: String, Hashable, Codable, Sendable, CaseIterable {
  case measure
  /// Tonnes of pledges in force that were not in force at the last inventory year.
  case pledges
  /// Tonnes of pledges that have run out since the last inventory year; they return to the curve, so the share is negative.
  case ended
}

/// How finely pledges are told apart as items.
public enum AttributionGrain: Hashable, Sendable {
  /// Each pledge of each round.
  case pledge
  /// The pledges of one focus area in one round together; a pledge whose cost is known is an item of its own.
  case group
}

/// What one item takes off an area's baseline.
public struct Band: Hashable, Codable, Sendable {
  /// Means by projected year; those of all items add up to the mean of baseline minus scenario.
  ///
  /// - Unit: tonnes CO2e per year.
  public var means: [Double]
  /// The last year.
  public var horizon: Summary
  /// Its mean in the last year if nothing else were done, and what it adds on average when everything else is.
  ///
  /// Where several do the same thing these lie on either side of the band.
  public var firstIn: Double
  public var lastIn: Double

  public init(means: [Double], horizon: Summary, firstIn: Double, lastIn: Double) {
    self.means = means
    self.horizon = horizon
    self.firstIn = firstIn
    self.lastIn = lastIn
  }
}
