import PledgeModel

/// The rows behind the charts: one array of flat records per chart, as the specifications name them.
struct ChartRows {
  private let results: Results
  private let texts: Texts
  private let language: Language
  private let bands: BandRows
  private let costs: CostRows
  private let cellsByMunicipality: [String: [AdoptionCell]]
  private let pledgesByKey: [String: PledgeResult]

  init(results: Results, texts: Texts, language: Language) {
    self.results = results
    self.texts = texts
    self.language = language
    bands = BandRows(results: results, texts: texts, language: language)
    costs = CostRows(
      results: results, texts: texts, style: NumberStyle(language: language, texts: texts))
    cellsByMunicipality = Dictionary(grouping: results.adoption, by: \.municipality.digits)
    pledgesByKey = Dictionary(
      results.pledges.filter { $0.ledger != nil }.map {
        (Self.key($0.catalogue, $0.round, $0.number), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  private var lastYear: Int { results.scenario.lastInventoryYear }

  /// A round's key in the page's data; with a number, a pledge's.
  static func key(_ catalogue: String, _ round: String, _ number: Int? = nil) -> String {
    "\(catalogue)/\(round)" + (number.map { "/\($0)" } ?? "")
  }

  /// Everything the page's script needs about one area.
  func area(_ area: AreaResult, words: AreaWords) -> JSONText {
    let contributions = contributions(area)
    let steps = steps(contributions)
    return .object([
      ("code", .string(area.code)), ("name", .string(area.name)),
      ("kind", .string(area.kind.rawValue)), ("heading", .string(words.heading)),
      ("sentences", .array(words.sentences.map { .string($0) })),
      ("cards", Self.cards(words.cards)),
      (
        "messages",
        .object(
          (words.messages + bands.messages(area) + costs.messages(area, steps)
            + pledgeMessage(contributions, area)).map { ($0.0, .string($0.1)) })
      ),
      (
        "charts",
        .object([
          ("fan", fan(area, target: words.target)), ("past", past(area)),
          ("wedge", wedge(area, target: words.target)),
          ("bands", bands.byYear(area)), ("shares", bands.horizon(area)),
          ("costs", costs.rows(area, steps)),
          ("avoided", avoided(area)), ("sectors", sectors(area)), ("sector", sectorFans(area)),
          ("pledges", pledges(contributions)),
        ])
      ),
    ])
  }

  /// Figures that stand beside each other on top of a page.
  static func cards(_ cards: [(label: String, value: String, note: String)]) -> JSONText {
    .array(
      cards.map {
        .object([
          ("label", .string($0.label)), ("value", .string($0.value)), ("note", .string($0.note)),
        ])
      })
  }

  private func fan(_ area: AreaResult, target: TargetResult?) -> JSONText {
    var rows = area.history.map { year -> [(String, JSONText)] in
      var row: [(String, JSONText)] = [("year", .number(Double(year.year)))]
      row.append(("history", .rounded(year.total)))
      // The fan opens from the last inventory year, so that the two lines meet.
      if year.year == lastYear { row += point(Array(repeating: year.total, count: 7)) }
      return row
    }
    for (index, year) in results.years.enumerated() {
      var row: [(String, JSONText)] = [("year", .number(Double(year)))]
      row += point(area.emissions[index].quantiles)
      row.append(("baseline", .rounded(area.baseline[index].median)))
      if target?.targetYear == year { row.append(("target", .rounded(target!.level))) }
      rows.append(row)
    }
    return .array(rows.map { .object($0) })
  }

  /// What would have been projected in the past, a fan for each origin, and what came.
  private func past(_ area: AreaResult) -> JSONText {
    let projections = area.pastPerformance?.projections ?? []
    let totals = Dictionary(uniqueKeysWithValues: area.history.map { ($0.year, $0.total) })
    var rows: [JSONText] = []
    func add(_ origin: Int, _ year: Int, _ actual: Double, _ fan: [Double], _ line: Double) {
      rows.append(
        .object([
          ("origin", .number(Double(origin))), ("year", .number(Double(year))),
          ("actual", .rounded(actual)), ("lower", .rounded(fan[0])), ("median", .rounded(fan[1])),
          ("upper", .rounded(fan[2])), ("line", .rounded(line)),
        ]))
    }
    for (index, past) in projections.enumerated() {
      // A fan opens from what was known last.
      if index == 0 || projections[index - 1].origin != past.origin,
        let known = totals[past.origin]
      {
        add(past.origin, past.origin, known, [known, known, known], known)
      }
      add(past.origin, past.year, past.actual, [past.low, past.median, past.high], past.line)
    }
    return .array(rows)
  }

  private func point(_ quantiles: [Double]) -> [(String, JSONText)] {
    [
      ("low", .rounded(quantiles[0])), ("lower", .rounded(quantiles[1])),
      ("quarter", .rounded(quantiles[2])), ("median", .rounded(quantiles[3])),
      ("threeQuarters", .rounded(quantiles[4])), ("upper", .rounded(quantiles[5])),
      ("high", .rounded(quantiles[6])),
    ]
  }

  /// Bands that add up to the baseline's mean: what the target allows, what is missing, measures and pledges.
  private func wedge(_ area: AreaResult, target: TargetResult?) -> JSONText {
    guard let target, let start = area.history.last?.total else { return .array([]) }
    var rows: [JSONText] = []
    func add(_ year: Int, _ order: Int, _ part: String, _ tonnes: Double) {
      rows.append(
        .object([
          ("year", .number(Double(year))), ("order", .number(Double(order))),
          ("part", .string(texts["wedge.\(part)"])), ("tonnes", .rounded(max(0, tonnes))),
        ]))
    }
    add(lastYear, 0, "allowed", start)
    for (index, year) in results.years.enumerated() {
      let part = Double(year - lastYear) / Double(max(1, target.targetYear - lastYear))
      let path = start + (target.level - start) * min(1, part)
      let emissions = area.emissions[index].mean
      let removal = results.removal(area, year: index)
      add(year, 0, "allowed", min(emissions, path))
      add(year, 1, "gap", emissions - path)
      if !results.measures.isEmpty { add(year, 2, "measures", removal.measures) }
      if !results.pledges.isEmpty { add(year, 3, "pledges", removal.pledges - removal.ended) }
    }
    return .array(rows)
  }

  private func avoided(_ area: AreaResult) -> JSONText {
    let ceiling = area.avoided.flatMap { $0 }.map(\.central80.high).max() ?? 0
    return .object(
      Ledger.allCases.map { ledger in
        let years = area.avoided.isEmpty ? [] : area.avoided[ledger.index]
        let rows = zip(results.pledgeYears, years).map { year, summary in
          JSONText.object([
            ("year", .number(Double(year))), ("mean", .rounded(summary.mean)),
            ("lower", .rounded(summary.central80.low)), ("upper", .rounded(summary.central80.high)),
            ("floor", .number(0)), ("ceiling", .rounded(ceiling)),
          ])
        }
        return (ledger.rawValue, .array(rows))
      })
  }

  private func sectors(_ area: AreaResult) -> JSONText {
    guard let last = area.history.last, !area.sectors.isEmpty else { return .array([]) }
    let largestFirst = Sector.allCases.sorted {
      last.sectors[$0.index] > last.sectors[$1.index]
    }
    return .array(
      largestFirst.map { sector in
        let summary = area.sectors[sector.index].last!
        return .object([
          ("sector", .string(texts["sector.\(sector.rawValue)"])),
          ("last", .rounded(last.sectors[sector.index])), ("median", .rounded(summary.median)),
          ("lower", .rounded(summary.central80.low)), ("upper", .rounded(summary.central80.high)),
        ])
      })
  }

  private func sectorFans(_ area: AreaResult) -> JSONText {
    guard !area.sectors.isEmpty else { return .object([]) }
    return .object(
      Sector.allCases.map { sector in
        var rows = area.history.map { year -> [(String, JSONText)] in
          let value = year.sectors[sector.index]
          var row: [(String, JSONText)] = [("year", .number(Double(year.year)))]
          row.append(("history", .rounded(value)))
          if year.year == lastYear { row += point(Array(repeating: value, count: 7)) }
          return row
        }
        for (index, year) in results.years.enumerated() {
          let quantiles = area.sectors[sector.index][index].quantiles
          rows.append([("year", .number(Double(year)))] + point(quantiles))
        }
        return (sector.rawValue, .array(rows.map { .object($0) }))
      })
  }

  /// What a pledge contributes in an area, and how much of that rests on known adoptions.
  private struct Contribution {
    var pledge: PledgeResult
    var tonnes: Double
    var known: Double
  }

  /// Expected tonnes per pledge, largest first: the area's own cells added up, since expectations add.
  private func contributions(_ area: AreaResult) -> [Contribution] {
    area.members.reduce(into: [String: Contribution]()) { sums, member in
      for cell in cellsByMunicipality[member] ?? [] {
        guard let tonnes = cell.tonnes, tonnes > 0 else { continue }
        let key = Self.key(cell.catalogue, cell.round, cell.pledge)
        guard let pledge = pledgesByKey[key] else { continue }
        sums[key, default: Contribution(pledge: pledge, tonnes: 0, known: 0)].tonnes += tonnes
        if cell.status != .imputed { sums[key]!.known += tonnes }
      }
    }
    // Ties break by round and number, since a dictionary has no order of its own.
    .values.sorted {
      ($1.tonnes, $0.pledge.round, $0.pledge.number) < (
        $0.tonnes, $1.pledge.round, $1.pledge.number
      )
    }
  }

  private func title(_ pledge: PledgeResult, _ key: String = "pledges.named") -> String {
    texts.fill(
      key,
      [
        "name": pledge.name[language], "round": pledge.round.replacing("-", with: "–"),
        "number": "\(pledge.number)",
      ])
  }

  private func pledges(_ contributions: [Contribution]) -> JSONText {
    .array(
      contributions.map { item in
        .object([
          // The number stands first, where a label is not cut.
          ("pledge", .string(title(item.pledge, "pledges.label"))),
          ("ledger", .string(texts["ledgerShort.\(item.pledge.ledger!.rawValue)"])),
          ("evidence", .string(texts["evidence.\(item.pledge.evidence.rawValue)"])),
          ("tonnes", .rounded(item.tonnes)), ("known", .rounded(item.known / item.tonnes)),
        ])
      })
  }

  /// What pledges with a known cost take off; the interval is known for the whole region only.
  private func steps(_ contributions: [Contribution]) -> [CostRows.Step] {
    contributions.compactMap { item in
      let (pledge, tonnes) = (item.pledge, item.tonnes)
      return costs.cost(Self.key(pledge.catalogue, "\(pledge.number)")).map {
        CostRows.Step(
          name: title(pledge), pledge: Self.key(pledge.catalogue, pledge.round, pledge.number),
          cost: $0, tonnes: tonnes)
      }
    }
  }

  private func pledgeMessage(
    _ contributions: [Contribution], _ area: AreaResult
  ) -> [(chart: String, text: String)] {
    guard let largest = contributions.first else { return [] }
    let isImputed = area.kind == .municipality && largest.known < largest.tonnes
    let key = isImputed ? "pledges.imputedMessage" : "pledges.message"
    return [("pledges", texts.fill(key, ["pledge": title(largest.pledge)]))]
  }

  /// Municipality outlines with the figures the map can show.
  var map: JSONText {
    let byCode = Dictionary(
      uniqueKeysWithValues: results.areas.filter { $0.kind == .municipality }.map { ($0.code, $0) })
    let features = results.scenario.municipalities.compactMap { town -> JSONText? in
      guard let area = byCode[town.code.digits] else { return nil }
      let last = area.history.last?.total ?? 0
      return MapFeature.make(
        town,
        [
          ("code", .string(area.code)), ("name", .string(area.name)),
          (
            "probability",
            area.principalTarget(horizon: results.scenario.horizon).map {
              .rounded($0.probability.value)
            } ?? .null
          ),
          ("change", area.emissions.last.map { .rounded($0.median / last - 1) } ?? .null),
          ("tonnes", results.newAtHorizon(area).map { .rounded($0.mean) } ?? .null),
        ])
    }
    return .object([("type", .string("FeatureCollection")), ("features", .array(features))])
  }

  /// The cells of the heat map, by round.
  var heat: JSONText {
    var names: [String: String] = [:]
    for town in results.scenario.municipalities { names[town.code.digits] = town.name }
    var titles: [String: String] = [:]
    for pledge in results.pledges {
      titles[Self.key(pledge.catalogue, pledge.round, pledge.number)] = pledge.name[language]
    }
    let cells = Dictionary(grouping: results.adoption) { Self.key($0.catalogue, $0.round) }
    return .object(
      results.rounds.map { round in
        let key = Self.key(round.catalogue, round.round)
        let rows = (cells[key] ?? []).map { cell in
          JSONText.object([
            ("municipality", .string(names[cell.municipality.digits] ?? cell.municipality.digits)),
            ("number", .number(Double(cell.pledge))),
            (
              "pledge",
              .string(titles[Self.key(cell.catalogue, cell.round, cell.pledge)] ?? "\(cell.pledge)")
            ),
            ("status", .string(texts["status.\(cell.status.rawValue)"])),
            ("mark", .string(texts["mark.\(cell.status.rawValue)"])),
            ("adopted", .rounded(cell.probability)), ("done", .rounded(cell.done)),
          ])
        }
        return (key, .array(rows))
      })
  }
}
