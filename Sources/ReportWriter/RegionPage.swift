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
      "report", partials: ["details", "head", "ledgers", "mapchoice", "picker", "scripts"])
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
        (
          "messages",
          .object(
            mapChoices.map { ("map.\($0.id)", .string($0.message)) } + [
              ("heat", .string(heatMessage))
            ])
        ),
      ])
    values["area"] = first.name
    values.merge(headline) { $1 }
    values.merge(captions) { $1 }
    values.merge(municipalities) { $1 }
    values.merge(historyChoices) { $1 }
    values.merge(ledgerTable) { $1 }
    values.merge(pledges) { $1 }
    values.merge(rounds) { $1 }
    values.merge(appendix) { $1 }
    return template.render(values)
  }

  /// What the map can show: what some municipality has a figure of, and what it then says.
  private var mapChoices: [(id: String, title: String, message: String)] {
    let year = ["year": "\(scenario.horizon)"]
    let choices: [(String, String, (AreaResult) -> (value: Double, shown: String)?)] = [
      (
        "change", texts.fill("map.change", year),
        { area in area.change.map { ($0, style.change($0)) } }
      ),
      (
        "probability", texts["map.probability"],
        { area in
          words(area).target.map { ($0.probability.value, style.probability($0.probability)) }
        }
      ),
      (
        "tonnes", texts["map.tonnes"],
        { area in
          results.newAtHorizon(area).map { ($0.mean, style.tonnes($0.mean, like: $0.uncapped)) }
        }
      ),
    ]
    return choices.compactMap { id, title, figure in
      let found = municipalityAreas.compactMap { area in
        figure(area).map { (area: area.name, value: $0.value, shown: $0.shown) }
      }
      guard let low = found.min(by: { $0.value < $1.value }),
        let high = found.max(by: { $0.value < $1.value })
      else { return nil }
      let message =
        low.shown == high.shown
        ? texts.fill(
          "map.same",
          [
            "what": title, "value": low.shown,
            "where": found.count == 1 ? low.area : texts["map.everywhere"],
          ])
        : texts.fill(
          "map.message",
          [
            "what": title, "lowest": low.shown, "low": low.area, "highest": high.shown,
            "high": high.area,
          ])
      return (id, title, message)
    }
  }

  var municipalityAreas: [AreaResult] { results.areas.filter { $0.kind == .municipality } }

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

  private var gapTitle: String { results.pledges.isEmpty ? "wedge.titleNoPledges" : "wedge.title" }

  /// What captions speak of only where it is there.
  private var captions: [String: Any] {
    let effects = scenario.catalogues.flatMap(\.pledges).compactMap(\.effect)
    let endings = Set(effects.filter { $0.ledger == .territorial }.map(\.ending))
    return [
      "gapTitle": texts[gapTitle],
      "hasTarget": results.areas.contains { !$0.targets.isEmpty },
      "isApplied": municipalityAreas.contains { words($0).target?.isApplied == true },
      "isLed": results.areas.contains { $0.leadingIndustryShare != nil },
      "hasEnded": results.attribution?.items.contains { $0.kind == .ended } == true,
      "endings": [Ending.renewed, .reverts].filter(endings.contains).map {
        texts["avoided.\($0.rawValue)"]
      },
    ]
  }

  private var headline: [String: Any] {
    let words = words(first)
    var contents = [("outlook", "fan.title")]
    if hasGap { contents.append(("gap", gapTitle)) }
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
      "mapChoices": mapChoices.map { ["id": $0.id, "name": $0.title] },
    ]
  }
}
