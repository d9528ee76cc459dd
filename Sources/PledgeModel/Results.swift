/// What a simulation found; a value that can be saved, read back and reported on without a new simulation.
public struct Results: Hashable, Codable, Sendable {
  /// The version of this form.
  public var format: Int
  /// What a reader must know first, as the scenario has it; the first key of the file.
  public var about: LocalizedText?
  public var engine: Engine
  public var scenario: ResolvedScenario
  /// Every file the run read.
  public var inputs: [InputFile]
  public var draws: Int
  public var seed: UInt64
  /// Projected years, from the one after the last inventory year to the horizon.
  public var years: [Int]
  /// Years in which pledges can act, from the first round to the horizon.
  public var pledgeYears: [Int]
  /// Municipalities in the scenario's order, then subregions, then counties.
  public var areas: [AreaResult]
  public var pledges: [PledgeResult]
  public var measures: [MeasureResult]
  public var rounds: [RoundResult]
  public var adoption: [AdoptionCell]
  public var headlines: [Headline]
  /// The years the baseline is fitted to, the scenario's own choice first, beside others; nil for a baseline without a fit.
  public var historyChoices: [HistoryChoice]?
  /// What the areas' bands are of; nil where the reduction is not shared out.
  public var attribution: Attribution?
  /// What avoiding a tonne costs where that is known; nil where the reduction is not shared out.
  public var costs: [KnownCost]?

  public init(
    format: Int, engine: Engine, scenario: ResolvedScenario, inputs: [InputFile], draws: Int,
    seed: UInt64, years: [Int], pledgeYears: [Int], areas: [AreaResult], pledges: [PledgeResult],
    measures: [MeasureResult], rounds: [RoundResult], adoption: [AdoptionCell],
    headlines: [Headline], historyChoices: [HistoryChoice]? = nil, attribution: Attribution? = nil,
    costs: [KnownCost]? = nil
  ) {
    self.format = format
    about = scenario.notice
    self.engine = engine
    self.scenario = scenario
    self.inputs = inputs
    self.draws = draws
    self.seed = seed
    self.years = years
    self.pledgeYears = pledgeYears
    self.areas = areas
    self.pledges = pledges
    self.measures = measures
    self.rounds = rounds
    self.adoption = adoption
    self.headlines = headlines
    self.historyChoices = historyChoices
    self.attribution = attribution
    self.costs = costs
  }

  /// The form this version writes and reads.
  public static let currentFormat = 1
}

/// The engine that made a result.
public struct Engine: Hashable, Codable, Sendable {
  public var version: String
  public var blasKernel: String
  public var blasVersion: String

  public init(version: String, blasKernel: String, blasVersion: String) {
    self.version = version
    self.blasKernel = blasKernel
    self.blasVersion = blasVersion
  }
}

/// A file a run read.
public struct InputFile: Hashable, Codable, Sendable {
  /// The path relative to the scenario's folder tree.
  public var path: String
  /// SHA-256 of the contents, in hexadecimal.
  public var sha256: String

  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}

/// What an area is.
public enum AreaKind: String, Hashable, Codable, Sendable {
  case municipality, subregion, county
}

/// The outlook of one area.
public struct AreaResult: Hashable, Codable, Sendable {
  public var kind: AreaKind
  /// A municipality's or county's code; a subregion's name.
  public var code: String
  public var name: String
  /// The codes of the municipalities it consists of.
  public var members: [String]
  public var population: Double?
  public var history: [InventoryYear]
  /// The share of industry in the last inventory year, when it is more than half of a municipality's emissions.
  public var leadingIndustryShare: Double?
  /// Emissions of all sectors, by projected year.
  public var emissions: [Summary]
  /// Emissions by sector, then by projected year; empty for subregions.
  public var sectors: [[Summary]]
  /// Emissions of all sectors without further effect of pledges and measures, by projected year.
  public var baseline: [Summary]
  /// Gross tonnes avoided by pledges, by ledger, then by pledge year; empty without pledges.
  public var avoided: [[Summary]]
  /// Tonnes avoided summed over the pledge years, by ledger.
  public var avoidedCumulated: [Summary]
  /// Net tonnes avoided after additionality and rebound, by ledger, then by pledge year; empty when both are off.
  public var avoidedNet: [[Summary]]
  /// Territorial tonnes of pledges in force in a projected year that were not in force at the last inventory year.
  public var newSinceInventory: [Summary]
  /// Territorial tonnes of pledges in force at the last inventory year that have run out by a projected year.
  public var endedSinceInventory: [Summary]
  public var targets: [TargetResult]
  /// The share of draws and projected years in which a sector would have fallen below zero.
  public var cappedShare: Double
  /// How the baseline's method did in the past; nil for subregions and for other baselines than the fitted one.
  public var pastPerformance: PastPerformance?
  /// What each item of the results' attribution takes off; nil without one.
  public var bands: [Band]?

  public init(
    kind: AreaKind, code: String, name: String, members: [String], population: Double?,
    history: [InventoryYear], leadingIndustryShare: Double?, emissions: [Summary],
    sectors: [[Summary]], baseline: [Summary], avoided: [[Summary]], avoidedCumulated: [Summary],
    avoidedNet: [[Summary]], newSinceInventory: [Summary], endedSinceInventory: [Summary],
    targets: [TargetResult], cappedShare: Double, pastPerformance: PastPerformance? = nil,
    bands: [Band]? = nil
  ) {
    self.kind = kind
    self.code = code
    self.name = name
    self.members = members
    self.population = population
    self.history = history
    self.leadingIndustryShare = leadingIndustryShare
    self.emissions = emissions
    self.sectors = sectors
    self.baseline = baseline
    self.avoided = avoided
    self.avoidedCumulated = avoidedCumulated
    self.avoidedNet = avoidedNet
    self.newSinceInventory = newSinceInventory
    self.endedSinceInventory = endedSinceInventory
    self.targets = targets
    self.cappedShare = cappedShare
    self.pastPerformance = pastPerformance
    self.bands = bands
  }
}

/// The inventory of an area in one year.
public struct InventoryYear: Hashable, Codable, Sendable {
  public var year: Int
  /// - Unit: tonnes CO2e per year.
  public var total: Double
  /// In the order of `Sector.allCases`.
  public var sectors: [Double]

  public init(year: Int, total: Double, sectors: [Double]) {
    self.year = year
    self.total = total
    self.sectors = sectors
  }
}

/// How an area stands against a target.
public struct TargetResult: Hashable, Codable, Sendable {
  public var id: String
  public var targetYear: Int
  public var referenceYear: Int
  /// Whether the target is the county's, applied to a municipality that has not adopted it.
  public var isApplied: Bool
  /// Emissions in the reference year, same release, all eight sectors.
  public var reference: Double
  /// Emissions allowed in the target year.
  public var level: Double
  public var probability: Probability
  /// The probability without further effect of pledges and measures.
  public var baselineProbability: Probability
  /// Emissions in the target year minus the level allowed.
  public var gap: Summary
  /// Baseline in the target year minus the level allowed.
  public var baselineGap: Summary
  /// Expected share of the baseline gap that pledges and measures close; nil when there is no gap to close.
  public var shareClosed: Double?

  public init(
    id: String, targetYear: Int, referenceYear: Int, isApplied: Bool, reference: Double,
    level: Double, probability: Probability, baselineProbability: Probability, gap: Summary,
    baselineGap: Summary, shareClosed: Double?
  ) {
    self.id = id
    self.targetYear = targetYear
    self.referenceYear = referenceYear
    self.isApplied = isApplied
    self.reference = reference
    self.level = level
    self.probability = probability
    self.baselineProbability = baselineProbability
    self.gap = gap
    self.baselineGap = baselineGap
    self.shareClosed = shareClosed
  }
}

/// What one pledge of one round contributes, over all municipalities.
public struct PledgeResult: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  public var number: Int
  public var name: LocalizedText
  public var ledger: Ledger?
  public var sector: Sector?
  /// The weakest evidence among the effect sizes behind its tonnes.
  ///
  /// Local spread, ramp and lifetime have grades of their own, in the catalogue.
  public var evidence: Evidence
  /// Expected number of municipalities that adopt it.
  public var adopted: Double
  /// Of these, how many are known by name.
  public var adoptedKnown: Int
  /// Expected number of municipalities that have done it by the horizon.
  public var done: Double
  /// Gross tonnes avoided in the horizon year; nil for an enabling pledge.
  public var tonnes: Summary?
  /// Expected net tonnes in the horizon year that the territorial curve shows since the last inventory year.
  public var newSinceInventory: Double?

  public init(
    catalogue: String, round: String, number: Int, name: LocalizedText, ledger: Ledger?,
    sector: Sector?, evidence: Evidence, adopted: Double, adoptedKnown: Int, done: Double,
    tonnes: Summary?, newSinceInventory: Double?
  ) {
    self.catalogue = catalogue
    self.round = round
    self.number = number
    self.name = name
    self.ledger = ledger
    self.sector = sector
    self.evidence = evidence
    self.adopted = adopted
    self.adoptedKnown = adoptedKnown
    self.done = done
    self.tonnes = tonnes
    self.newSinceInventory = newSinceInventory
  }
}

/// What one measure takes off in the horizon year.
public struct MeasureResult: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  public var sector: Sector
  public var evidence: Evidence
  /// Taken alone, before pledges.
  public var tonnes: Summary

  public init(
    id: String, name: LocalizedText, sector: Sector, evidence: Evidence, tonnes: Summary
  ) {
    self.id = id
    self.name = name
    self.sector = sector
    self.evidence = evidence
    self.tonnes = tonnes
  }
}

/// How a round went: adopted, done and started, with what is published beside it.
public struct RoundResult: Hashable, Codable, Sendable {
  public var catalogue: String
  public var round: String
  public var adopted: Summary
  /// Of the adopted, how many are known by municipality and pledge.
  public var adoptedKnown: Int
  public var doneAtEnd: Summary
  public var startedAtEnd: Summary
  public var doneAtHorizon: Summary
  /// Full-year tonnes of the pledges done by the end of the period, all ledgers: the programme's convention.
  public var tonnesAtEnd: Summary
  public var followUp: FollowUp?
  public var publishedPotential: PublishedPotential?
  /// The municipalities that the round's tonnes hang on, up to five a ledger, in the order of ledgers and falling share.
  public var largestShares: [MunicipalityShare]
  /// How well the sizes of the effects behind the round's tonnes are founded, by ledger and grade.
  public var effectEvidence: [EvidenceShare]

  public init(
    catalogue: String, round: String, adopted: Summary, adoptedKnown: Int, doneAtEnd: Summary,
    startedAtEnd: Summary, doneAtHorizon: Summary, tonnesAtEnd: Summary, followUp: FollowUp?,
    publishedPotential: PublishedPotential?, largestShares: [MunicipalityShare],
    effectEvidence: [EvidenceShare]
  ) {
    self.catalogue = catalogue
    self.round = round
    self.adopted = adopted
    self.adoptedKnown = adoptedKnown
    self.doneAtEnd = doneAtEnd
    self.startedAtEnd = startedAtEnd
    self.doneAtHorizon = doneAtHorizon
    self.tonnesAtEnd = tonnesAtEnd
    self.followUp = followUp
    self.publishedPotential = publishedPotential
    self.largestShares = largestShares
    self.effectEvidence = effectEvidence
  }
}

/// What one municipality accounts for of a round's expected gross tonnes in the horizon year.
public struct MunicipalityShare: Hashable, Codable, Sendable {
  public var ledger: Ledger
  public var municipality: MunicipalityCode
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double
  /// Of the round's tonnes in the ledger, 0…1.
  public var share: Double

  public init(ledger: Ledger, municipality: MunicipalityCode, tonnes: Double, share: Double) {
    self.ledger = ledger
    self.municipality = municipality
    self.tonnes = tonnes
    self.share = share
  }
}

/// How much of a round's expected gross tonnes in the horizon year rests on effect sizes of one grade.
///
/// A municipality's own quantity takes the place of the catalogue's: with a factor of its own it gives the grade, without
/// one the weaker of both grades counts. Local spread, ramp and lifetime have grades of their own, in the catalogue.
public struct EvidenceShare: Hashable, Codable, Sendable {
  public var ledger: Ledger
  public var evidence: Evidence
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double
  /// Of the round's tonnes in the ledger, 0…1.
  public var share: Double

  public init(ledger: Ledger, evidence: Evidence, tonnes: Double, share: Double) {
    self.ledger = ledger
    self.evidence = evidence
    self.tonnes = tonnes
    self.share = share
  }
}

/// One municipality and one pledge of one round.
public struct AdoptionCell: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var catalogue: String
  public var round: String
  public var pledge: Int
  public var status: AdoptionKnowledge
  /// The share of draws in which it is adopted.
  public var probability: Double
  /// The share of draws in which it is done by the horizon.
  public var done: Double
  /// Expected gross tonnes avoided in the horizon year; nil for an enabling pledge.
  public var tonnes: Double?

  public init(
    municipality: MunicipalityCode, catalogue: String, round: String, pledge: Int,
    status: AdoptionKnowledge, probability: Double, done: Double, tonnes: Double?
  ) {
    self.municipality = municipality
    self.catalogue = catalogue
    self.round = round
    self.pledge = pledge
    self.status = status
    self.probability = probability
    self.done = done
    self.tonnes = tonnes
  }
}

/// What is known of an adoption.
public enum AdoptionKnowledge: String, Hashable, Codable, Sendable {
  /// A public page names it.
  case known
  /// A lever of the scenario decides it.
  case scenario
  /// Imputed; never a fact about the municipality.
  case imputed
  /// The municipality was doing it already and is not credited.
  case alreadyDoing
  /// A complete list does not contain it.
  case absent
}

/// A figure of the first page, with its Monte Carlo error beside its printed rounding.
public struct Headline: Hashable, Codable, Sendable {
  public var id: String
  public var value: Double
  /// The Monte Carlo standard error of `value`.
  public var standardError: Double
  /// The step the figure is printed in.
  public var rounding: Double

  public init(id: String, value: Double, standardError: Double, rounding: Double) {
    self.id = id
    self.value = value
    self.standardError = standardError
    self.rounding = rounding
  }

  /// Whether more draws would not change what is printed.
  public var isSettled: Bool { standardError <= rounding }
}

extension Results {
  /// Fewer draws tell too little of their own error for it to be judged.
  public static let fewestJudged = 1_024

  /// The headlines that more draws might print otherwise; nil when there are too few draws to tell.
  public var unsettled: [Headline]? {
    draws < Self.fewestJudged ? nil : headlines.filter { !$0.isSettled }
  }
}
