public import Analysis
public import ArgumentParser
public import PledgeModel
import ScenarioFiles

/// `utsikt portfolio`: which pledges to adopt next, and where.
struct PortfolioCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "portfolio",
    abstract: "Propose which pledges to adopt next, and where.",
    discussion: """
      Chooses among the pledges of the newest round that municipalities have not adopted for certain: the most expected \
      tonnes for a number of new pledges, the most for a budget (an integer programme), or the best chance of a target \
      (a search, with a bound on what any choice could reach). Tonnes count in the scenario's last year, and a pledge that may be \
      adopted already counts that much less. Writes portfolio.json, portfolio.csv and portfolio.md.
      """)

  static let drawLimits = 1...100_000
  static let usualDraws: Int? = 4_096

  @OptionGroup var source: ScenarioArguments

  @Option(help: "How many new pledges in all.")
  var number: Int?

  @Option(
    help: "What they may cost in all until the horizon, in kronor of the scenario's price year.")
  var budget: Double?

  @Option(help: "How many new pledges each municipality takes on at most.")
  var perMunicipality: Int?

  @Option(
    help: """
      How many new pledges each municipality takes on a year at most. Counted over the years left: from the newest round's first \
      year, or the one after the last inventory year where that is later, to the horizon. With 2 a year and 6 years left \
      that is 12 in all.
      """)
  var perYear: Int?

  @Option(help: "What to make as large as possible: tonnes or probability.")
  var objective: PortfolioRequest.Objective = .tonnes

  @Option(help: "The target that counts; the county's when not given.")
  var target: String?

  @Option(help: "The ledger whose tonnes count: territorial, consumption or energy.")
  var ledger: Ledger = .territorial

  @Option(
    help: "Leave out MUNICIPALITY/PLEDGE, such as `Borås/16`; `Borås/*` and `*/16` leave out all.")
  var exclude: [String] = []

  @OptionGroup var drawing: DrawArguments<PortfolioCommand>

  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    if number == nil, budget == nil, perMunicipality == nil, perYear == nil {
      throw ValidationError(
        "one of --number, --budget, --per-municipality and --per-year is needed")
    }
    let limits = [
      ("number", number), ("per-municipality", perMunicipality), ("per-year", perYear),
    ]
    for (name, value) in limits {
      if let value, value < 0 { throw ValidationError("--\(name) \(value) is below zero") }
    }
    if let budget, !(budget >= 0 && budget.isFinite) {
      throw ValidationError("--budget \(budget) is no amount of money")
    }
    if objective == .probability, ledger != .territorial {
      throw ValidationError("a target counts territorial tonnes only")
    }
  }

  func run() throws {
    let loaded = try source.load(sayingNoticeIn: nil)
    let scenario = loaded.input.scenario
    let request = PortfolioRequest(
      objective: objective,
      limits: PortfolioLimits(
        count: number, perMunicipality: perMunicipality, perYear: perYear, budget: budget),
      exclusions: try exclude.map { try exclusion($0, scenario) }, ledger: ledger, target: target)
    let draws = try drawing.checkedDraws()
    let threads = try drawing.checkedThreads()
    let folder = try analysis.checkedFolder("portfolio", scenario)
    let result: PortfolioResult
    do {
      let portfolio = try Portfolio(loaded.input, seed: drawing.seed, threads: threads)
      try SimulationRun.checkMemory(portfolio.memoryNeeded(draws: draws), draws)
      result = try portfolio.result(request, draws: draws, progress: { Terminal.progress($0) })
    } catch let code as ExitCode {
      throw code
    } catch let error as PortfolioError {
      Terminal.progress(1)
      throw Self.failure(error, scenario)
    } catch {
      throw AnalysisArguments.failure(error)
    }
    SimulationRun.noteFewDraws(draws, analysis.language)
    let text = PortfolioText(result: result, style: try analysis.style())
    try analysis.finish(
      result, of: [loaded], name: "portfolio", in: folder,
      AnalysisArguments.Outputs(
        text: text.text, markdown: text.markdown, tables: [("portfolio.csv", text.csv)]))
  }

  private func exclusion(
    _ text: String, _ scenario: ResolvedScenario
  ) throws(ExitCode) -> PortfolioRequest.Exclusion {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let place = parts.first.flatMap { name in
      scenario.municipalities.first { $0.name == name || $0.code.digits == name }
    }
    guard parts.count == 2, parts[0] == "*" || place != nil, parts[1] == "*" || Int(parts[1]) != nil
    else {
      Terminal.error(
        "`\(text)` names no municipality and pledge of the scenario",
        hint: "write `Borås/16`, `1490/16`, `Borås/*` or `*/16`")
      throw Failure.input
    }
    let pledge = Int(parts[1])
    if let pledge, let catalogue = scenario.newestCatalogue,
      !catalogue.pledges.contains(where: { $0.number == pledge })
    {
      let numbers = catalogue.pledges.map(\.number)
      Terminal.error(
        "`\(text)` names no pledge that could be proposed: `\(catalogue.id)` has no pledge \(pledge)",
        hint: numbers.isEmpty
          ? nil : "its pledges are numbered \(numbers.min()!) to \(numbers.max()!)")
      throw Failure.input
    }
    return PortfolioRequest.Exclusion(municipality: place?.code, pledge: pledge)
  }

  private static func failure(_ error: PortfolioError, _ scenario: ResolvedScenario) -> ExitCode {
    switch error {
    case .noRound:
      Terminal.error(
        "the scenario has no round whose pledges could be adopted",
        hint: "write one under `rounds`, or extend a scenario that has one")
    case .noTarget:
      let known = scenario.targets.map { "`\($0.id)`" }.joined(separator: ", ")
      Terminal.error(
        "the scenario has no such target in a projected year",
        hint: known.isEmpty ? "name one under `targets`" : "its targets: \(known)")
    case .noKnownCost(let candidates):
      Terminal.error(
        "a budget needs costs, and nobody knows what any of the \(candidates) possible pledges costs",
        hint: "write `cost` into a copy of the catalogue, or ask for a `--number`")
    }
    return Failure.input
  }
}

extension ResolvedScenario {
  /// The catalogue whose pledges can still be adopted; nil without rounds.
  fileprivate var newestCatalogue: Catalogue? {
    newestRound.flatMap { round in catalogues.first { $0.id == rounds[round].catalogue } }
  }
}

extension PortfolioRequest.Objective: ExpressibleByArgument {}
extension Ledger: ExpressibleByArgument {}
