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

extension Results {
  /// Fewer draws tell too little of their own error for it to be judged.
  public static let fewestJudged = 1_024

  /// The headlines that more draws might print otherwise; nil when there are too few draws to tell.
  public var unsettled: [Headline]? {
    draws < Self.fewestJudged ? nil : headlines.filter { !$0.isSettled }
  }
}
