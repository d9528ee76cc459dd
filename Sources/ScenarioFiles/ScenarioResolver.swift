import PledgeModel

/// Turns a scenario as written into one that can be run: every default filled in, every file read.
final class ScenarioResolver {
  let scenario: Scenario
  let files: FileTree
  let diagnostics: Diagnostics
  let inventoryFile: String?
  let nationalFile: String?
  let data: DataFolder
  let defaults: AssumptionTable
  /// The municipalities the project ships, whether in the scenario or not.
  let known: [MunicipalityCode: Municipality]
  /// Their codes, by name in lower case.
  private let codesByName: [String: MunicipalityCode]
  /// The file that the municipalities' emissions were read from.
  var inventoryPath = ""
  /// Every municipality of the inventory.
  private(set) var pool: Inventory?
  /// The last inventory year used; zero when that is unknown.
  var lastYear: Int { scenario["inventory"]?["lastYear"]?.integer ?? pool?.years.last ?? 0 }
  /// The municipalities of the scenario.
  private(set) var municipalities: [Municipality] = [] {
    didSet { codes = Set(municipalities.map(\.code)) }
  }
  private var codes: Set<MunicipalityCode> = []
  /// The counties they lie in.
  private(set) var counties: [CoveredCounty] = []
  private(set) var catalogues: [Catalogue] = []
  /// Tables whose columns have been looked at.
  private var noticed: Set<String> = []
  var assumptions: [Assumption] = []

  init(
    scenario: Scenario, files: FileTree, diagnostics: Diagnostics, inventoryFile: String?,
    nationalFile: String?
  ) {
    self.scenario = scenario
    self.files = files
    self.diagnostics = diagnostics
    self.inventoryFile = inventoryFile
    self.nationalFile = nationalFile
    data = DataFolder(files: files, diagnostics: diagnostics)
    defaults = AssumptionTable(data)
    known = data.municipalities()
    codesByName = Dictionary(
      known.values.map { ($0.name.lowercased(), $0.code) }, uniquingKeysWith: min)
  }

  /// Nil, with diagnostics, when the scenario cannot be run.
  func input() -> SimulationInput? {
    let inventories = self.inventories()
    if let inventories {
      pool = inventories.pool
      municipalities = self.municipalities(in: inventories.pool)
      counties = coveredCounties()
    }
    catalogues = self.readCatalogues()
    if let pool { checkEmissions(pool) }
    let horizon = self.horizon()
    let baseline = self.baseline()
    let realisation = self.realisation()
    let imputation = self.imputation()
    let rounds = self.rounds(horizon: horizon)
    checkDrivers(rounds)
    let correlations = self.effectCorrelations()
    let quantities = self.ownQuantities()
    let accounting = self.accounting()
    let additionality = self.switchable("additionality")
    let rebound = self.switchable("rebound")
    let measures = self.measures(horizon: horizon)
    let targets = self.targets(horizon: horizon)
    let equivalences = self.equivalences()
    let sweep = self.sweep(rounds)
    let discountRate = self.discountRate()
    let prices = self.prices(of: measures)
    guard !diagnostics.hasErrors, let inventories, let baseline,
      let ofScenario = inventories.pool.through(lastYear)
        .only(municipalities.map(\.code.digits))
    else { return nil }
    let resolved = ResolvedScenario(
      title: scenario["title"]!.localized!, notice: notice(),
      name: name, municipalities: municipalities, counties: counties.map(\.resolved),
      inventoryRelease: inventories.pool.release, lastInventoryYear: lastYear, horizon: horizon,
      baseline: baseline, catalogues: catalogues, rounds: rounds, realisation: realisation,
      adoptionSpread: imputation.spread, proposedBonus: imputation.bonus,
      effectCorrelations: correlations, ownQuantities: quantities, accounting: accounting,
      additionality: additionality, rebound: rebound, measures: measures, targets: targets,
      equivalences: equivalences, discountRate: discountRate, prices: prices, sweep: sweep,
      draws: scenario["monteCarlo"]?["draws"]?.integer ?? 10_000,
      seed: scenario["monteCarlo"]?["seed"]?.text.flatMap { UInt64($0) } ?? 2030,
      assumptions: [])
    var complete = resolved
    complete.assumptions =
      AssumptionList(
        resolved, inventory: inventorySource, ending: ending(), mix: mix(), defaults: defaults
      ).lines
    return SimulationInput(
      scenario: complete, inventory: ofScenario, pool: inventories.pool,
      nation: inventories.nation)
  }

  private var name: String {
    let file = scenario.path.split(separator: "/").last.map(String.init) ?? ""
    for ending in [".yaml", ".yml"] where file.hasSuffix(ending) {
      return String(file.dropLast(ending.count))
    }
    return file
  }

  // MARK: - Written values

  /// What vouches for a number written without a source.
  func written(_ tree: Tree) -> Provenance { .written(in: tree.place.file) }

  /// A number written plainly or with its source.
  func sourcedNumber(_ tree: Tree?) -> Sourced<Double>? {
    guard let tree, let value = tree.number ?? tree["value"]?.number else { return nil }
    return Sourced(value, tree.provenance(otherwise: written(tree)))
  }

  /// An uncertain number written in any of its forms.
  func sourcedUncertain(_ tree: Tree?, name: String, support: Form.Bounds) -> Sourced<Uncertain>? {
    guard let tree,
      let value = DistributionReader(diagnostics: diagnostics).uncertain(
        tree, name: name, support: support)
    else { return nil }
    return Sourced(value, tree.provenance(otherwise: written(tree)))
  }

  /// Says once of a table which of its columns nothing is read from.
  func noticeUnread(_ table: Table, besides read: [String]) {
    if noticed.insert(table.file).inserted { table.noticeUnread(besides: read, in: diagnostics) }
  }

  /// The code a municipality is meant by, whether by digits or by name; nil, with a diagnostic, when there is none.
  func code(_ tree: Tree) -> MunicipalityCode? { code(tree.text ?? "", at: tree.place) }

  func code(_ text: String, at place: @autoclosure () -> Place) -> MunicipalityCode? {
    let written = MunicipalityCode(text)
    if let written {
      if known[written] != nil || isInScenario(written) { return written }
    } else if let named = code(named: text) {
      return named
    }
    diagnostics.error(
      "there is no municipality \(text.quoted)", at: place(),
      hint: Suggestion.hint(
        for: text,
        among: written != nil
          ? known.keys.map(\.digits).sorted() : known.values.map(\.name).sorted()))
    return nil
  }

  /// The code of the municipality with a name, in any case.
  func code(named name: String) -> MunicipalityCode? {
    name.utf8.count <= 100 ? codesByName[name.lowercased()] : nil
  }

  /// Whether a municipality is part of the scenario.
  func isInScenario(_ code: MunicipalityCode) -> Bool { codes.contains(code) }

  /// A municipality that must be part of the scenario.
  func codeInScenario(_ tree: Tree) -> MunicipalityCode? {
    guard let code = code(tree) else { return nil }
    guard isInScenario(code) || municipalities.isEmpty else {
      diagnostics.error(
        "the municipality \(tree.text!.quoted) is not in the scenario's region", at: tree.place)
      return nil
    }
    return code
  }

  /// The catalogue with an id; nil, with a diagnostic, when the scenario names none such.
  func catalogue(_ tree: Tree) -> Catalogue? {
    let id = tree.text ?? ""
    if let catalogue = catalogues.first(where: { $0.id == id }) { return catalogue }
    diagnostics.error(
      "the scenario names no catalogue \(id.quoted)", at: tree.place,
      hint: catalogues.isEmpty
        ? "list its file under `catalogues`"
        : Suggestion.hint(for: id, among: catalogues.map(\.id)))
    return nil
  }

  /// Whether the catalogue holds a pledge; if not, a diagnostic says so.
  func holds(
    _ catalogue: Catalogue, pledge: Int, at place: @autoclosure () -> Place
  ) -> Bool {
    let pledges = catalogue.pledges
    if pledges.contains(where: { $0.number == pledge }) { return true }
    diagnostics.error(
      "\(catalogue.id.quoted) has no pledge \(pledge)", at: place(),
      hint: pledges.isEmpty
        ? nil : "its pledges are numbered \(pledges.first!.number) to \(pledges.last!.number)")
    return false
  }

  private func readCatalogues() -> [Catalogue] {
    let reader = CatalogueFile(files: files, diagnostics: diagnostics)
    var read: [Catalogue] = []
    var listed: Set<String> = []
    let ends = ending().value
    for tree in scenario["catalogues"]?.items ?? [] {
      let path = files.path(tree.text!, besides: tree.place.file)
      // Before it is read, so that one file costs its time once.
      guard listed.insert(files.recorded(path)).inserted else {
        diagnostics.error(
          "the catalogue \(tree.text!.quoted) is listed twice", at: tree.place,
          hint: "remove one of the two; several rounds can choose from one catalogue")
        continue
      }
      guard var catalogue = reader.read(path, written: tree.text, namedAt: tree.place) else {
        continue
      }
      if let other = read.first(where: { $0.number == catalogue.number }) {
        diagnostics.error(
          other.id == catalogue.id
            ? "two catalogues have the id \(catalogue.id.quoted)"
            : "the ids \(other.id.quoted) and \(catalogue.id.quoted) share random numbers",
          at: tree.place, hint: "give one of the catalogues another `id`")
        continue
      }
      if catalogue.publishedPotential == nil {
        catalogue.factorRange = reader.factorRange(defaults)
      } else if catalogue.calibration == nil {
        diagnostics.warning(
          "\(catalogue.id.quoted) has a published potential but no calibration, so its effects are used as written",
          at: tree.place, hint: "make it with `utsikt calibrate`")
      }
      if ends == .reverts {
        for index in catalogue.pledges.indices {
          catalogue.pledges[index].effect?.ending = .reverts
        }
      }
      read.append(catalogue)
    }
    return read
  }
}
