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

/// One of the options compared.
public struct ComparedOption: Hashable, Codable, Sendable {
  /// The scenario file's name without its ending.
  public var name: String
  public var title: LocalizedText
  public var notice: LocalizedText?
  /// Every file read for it.
  public var inputs: [InputFile]
  /// In what it differs from the reference; empty for the reference itself.
  public var differences: [InputDifference]
  /// Imputed adoptions that stand elsewhere than in the reference; empty when who adopts what is imputed alike.
  public var moved: [MovedAdoptions]
  /// Pledges and measures with tonnes of their own whose cost nobody knows.
  public var withoutCost: [LocalizedText]
  /// What avoiding a tonne costs where that is known.
  public var costs: [KnownCost]

  public init(
    name: String, title: LocalizedText, notice: LocalizedText?, inputs: [InputFile],
    differences: [InputDifference], moved: [MovedAdoptions], withoutCost: [LocalizedText],
    costs: [KnownCost]
  ) {
    self.name = name
    self.title = title
    self.notice = notice
    self.inputs = inputs
    self.differences = differences
    self.moved = moved
    self.withoutCost = withoutCost
    self.costs = costs
  }
}

/// One thing in which an option's inputs differ from the reference's.
public struct InputDifference: Hashable, Codable, Sendable {
  /// A dotted name, such as `round.2024-2026.lever.1`.
  public var path: String
  /// What it is, in words.
  public var text: LocalizedText
  /// The value in the reference; nil where it has none.
  public var reference: LocalizedText?
  /// The value in the option; nil where it has none.
  public var option: LocalizedText?

  public init(
    path: String, text: LocalizedText, reference: LocalizedText?, option: LocalizedText?
  ) {
    self.path = path
    self.text = text
    self.reference = reference
    self.option = option
  }
}

/// Imputed adoptions of a round that stand elsewhere, because the facts differ.
///
/// Only pledges and municipalities are counted of which neither option knows anything.
public struct MovedAdoptions: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  /// Expected number that the reference imputes and the option does not.
  public var lost: Double
  /// Expected number that the option imputes and the reference does not.
  public var gained: Double

  public init(catalogue: String, round: String, lost: Double, gained: Double) {
    self.catalogue = catalogue
    self.round = round
    self.lost = lost
    self.gained = gained
  }
}

/// Why differences mean less than they seem to.
public enum ComparisonWarning: String, Hashable, Codable, Sendable, CaseIterable {
  /// The scenarios state other seeds; the reference's is used for all.
  case seed
  /// The scenarios state other numbers of draws; the reference's is used for all.
  case draws
  /// The inventories are of other releases, or other files.
  case inventory
  /// Histories end in other years, so pledges and statistics are cut elsewhere.
  case lastYear
  /// The horizons differ; the years that all share are compared.
  case horizon
  /// The regions differ; the municipalities that all share are compared.
  case region
  /// The baselines differ, so what nobody decides differs as well.
  case baseline
  /// Costs are stated in other years' kronor or discounted by other rates; each option's own are used.
  case prices
}
