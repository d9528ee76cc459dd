/// What a comparison of options found, draw by draw on the same random numbers; a value that can be saved and reported on.
public struct ComparisonResults: Hashable, Codable, Sendable {
  /// The version of this form.
  public var format: Int
  public var engine: Engine
  public var draws: Int
  public var seed: UInt64
  /// Projected years that all options share; the last is the one compared in.
  public var years: [Int]
  /// Years in which pledges of some option can act.
  public var pledgeYears: [Int]
  /// The year whose kronor costs are stated in.
  public var priceYear: Int
  /// The municipalities compared, for maps.
  public var municipalities: [Municipality]
  /// What the reductions of all options are shared out among; bands and steps of every area come in this order.
  public var items: [AttributionItem]
  /// The reference, then the options compared with it.
  public var options: [ComparedOption]
  /// What makes the options hard to compare, such as different releases of the inventory.
  public var warnings: [ComparisonWarning]
  /// Municipalities in the reference's order, then subregions, then counties.
  public var areas: [AreaComparison]

  public init(
    engine: Engine, draws: Int, seed: UInt64, years: [Int], pledgeYears: [Int], priceYear: Int,
    municipalities: [Municipality], items: [AttributionItem], options: [ComparedOption],
    warnings: [ComparisonWarning], areas: [AreaComparison]
  ) {
    format = Self.currentFormat
    self.engine = engine
    self.draws = draws
    self.seed = seed
    self.years = years
    self.pledgeYears = pledgeYears
    self.priceYear = priceYear
    self.municipalities = municipalities
    self.items = items
    self.options = options
    self.warnings = warnings
    self.areas = areas
  }

  /// The form this version writes and reads.
  public static let currentFormat = 2

  /// The year options are compared in.
  public var horizon: Int { years.last ?? 0 }
}
