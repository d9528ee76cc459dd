import PledgeModel

/// The page about a whole result: a region with its municipalities.
struct RegionPage {
  var results: Results
  var options: ReportOptions
  var texts: Texts
  var style: NumberStyle

  init(results: Results, options: ReportOptions) throws(ReportError) {
    self.results = results
    self.options = options
    texts = try Texts(options.language)
    style = NumberStyle(language: options.language, texts: texts)
  }

  private var language: Language { options.language }
  var scenario: ResolvedScenario { results.scenario }

  var first: AreaResult { results.principalArea }
  private var region: String { results.regionName }

  func words(_ area: AreaResult) -> AreaWords {
    AreaWords(results: results, area: area, texts: texts, style: style)
  }

  func html() throws(ReportError) -> String {
    let template = try Template(
      "report", partials: ["details", "head", "ledgers", "picker", "scripts"])
    let rows = ChartRows(results: results, texts: texts, language: language)
    let frame = PageFrame(results: results, options: options, texts: texts)
    var values = try frame.values(
      title: region, areas: results.areas.map { rows.area($0, words: words($0)) },
      charts: [
        "fan", "past", "wedge", "bands", "shares", "costSteps", "avoided", "sectors", "pledges",
        "map", "heat",
      ],
      extra: [
        ("map", rows.map), ("heat", rows.heat),
        ("messages", .object([("map", .string(mapMessage)), ("heat", .string(heatMessage))])),
      ])
    values["area"] = first.name
    values.merge(headline) { $1 }
    values.merge(municipalities) { $1 }
    values.merge(historyChoices) { $1 }
    values.merge(ledgerTable) { $1 }
    values.merge(pledges) { $1 }
    values.merge(rounds) { $1 }
    values.merge(appendix) { $1 }
    return template.render(values)
  }

  private var mapMessage: String {
    let changes = results.areas.filter { $0.kind == .municipality }.compactMap { area in
      area.emissions.last.map { (area.name, $0.median / (area.history.last?.total ?? 1)) }
    }
    let low = changes.min { $0.1 < $1.1 }?.0 ?? "–"
    let high = changes.max { $0.1 < $1.1 }?.0 ?? "–"
    return texts.fill(
      "map.message", ["low": low, "high": high, "year": "\(scenario.horizon)"])
  }

  private var heatMessage: String {
    texts.fill(
      "heat.message",
      [
        "known": style.number(
          Double(results.rounds.map(\.adoptedKnown).reduce(0, +)), step: 1),
        "adopted": style.number(results.rounds.map(\.adopted.mean).reduce(0, +), step: 1),
      ])
  }

  /// Whether there is a target to miss, or anything that is taken off.
  private var hasGap: Bool {
    results.areas.contains { !$0.targets.isEmpty } || results.attribution?.items.isEmpty == false
  }

  private var headline: [String: Any] {
    let words = words(first)
    var contents = [("outlook", "fan.title")]
    if hasGap { contents.append(("gap", "wedge.title")) }
    if !results.pledges.isEmpty { contents.append(("avoided", "avoided.title")) }
    contents += [("map", "map.title"), ("municipalities", "municipalities.title")]
    if !results.pledges.isEmpty { contents.append(("pledges", "pledges.title")) }
    if !results.rounds.isEmpty { contents.append(("adoption", "heat.title")) }
    contents.append(("sectors", "sectors.title"))
    if !results.rounds.isEmpty {
      contents += [("rounds", "rounds.title"), ("equivalences", "equivalences.title")]
    }
    contents += [
      ("assumptions", "assumptions.title"), ("method", "method.title"),
      ("glossary", "glossary.title"), ("cite", "cite.title"),
    ]
    return [
      "hasGap": hasGap, "heading": words.heading, "sentences": words.sentences,
      "cards": words.cards.map { ["label": $0.label, "value": $0.value, "note": $0.note] },
      "choices":
        AreaChoices(results.areas.map { ($0.kind, $0.code, $0.name) }, texts: texts).values,
      "contents": contents.map { ["id": $0.0, "title": texts[$0.1]] },
      "ledgers": Ledger.allCases.map {
        ["id": $0.rawValue, "name": texts["ledger.\($0.rawValue)"]]
      },
      "sectors": Sector.allCases.map {
        ["id": $0.rawValue, "name": texts["sector.\($0.rawValue)"]]
      },
      "mapChange": texts.fill("map.change", ["year": "\(scenario.horizon)"]),
    ]
  }
}
