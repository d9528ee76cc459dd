import Foundation
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

  /// The area the page opens with: a county where there is one.
  private var first: AreaResult {
    results.areas.first { $0.kind == .county } ?? results.areas.first { $0.kind == .subregion }
      ?? results.areas[0]
  }

  private var region: String {
    let counties = results.areas.filter { $0.kind == .county }.map(\.name)
    return counties.isEmpty ? first.name : counties.joined(separator: ", ")
  }

  func words(_ area: AreaResult) -> AreaWords {
    AreaWords(results: results, area: area, texts: texts, style: style)
  }

  func html() throws(ReportError) -> String {
    let template = try Template("report", partials: ["details"])
    var values = try frame()
    values.merge(headline) { $1 }
    values.merge(municipalities) { $1 }
    values.merge(pledges) { $1 }
    values.merge(rounds) { $1 }
    values.merge(appendix) { $1 }
    return template.render(values)
  }

  /// What every page has: its language, style, scripts and data.
  private func frame() throws(ReportError) -> [String: Any] {
    var values: [String: Any] = [
      "language": language.rawValue, "text": texts.tree,
      "style": try Resource("Page/report.css").read(),
      "script": try Resource("Page/report.js").read(),
      "vega": try Resource.vega.read(), "data": try data().text,
      "title": scenario.title[language], "region": region, "area": first.name,
      "subtitle": texts.fill("page.subtitle", ["year": "\(scenario.horizon)"]),
      "date": options.date, "command": options.command,
    ]
    if let notice = scenario.notice { values["notice"] = notice[language] }
    return values
  }

  private func data() throws(ReportError) -> JSONText {
    let rows = ChartRows(results: results, texts: texts, language: language)
    var charts: [(String, JSONText)] = []
    for name in ["fan", "wedge", "avoided", "sectors", "pledges", "map", "heat"] {
      charts.append((name, .raw(try Resource("Charts/\(name).json").read())))
    }
    return .object([
      ("language", .string(language.rawValue)), ("horizon", .string("\(scenario.horizon)")),
      ("first", .string(first.code)), ("text", texts.json), ("charts", .object(charts)),
      ("areas", .array(results.areas.map { rows.area($0, words: words($0)) })),
      ("map", rows.map), ("heat", rows.heat),
      (
        "messages",
        .object([("map", .string(mapMessage)), ("heat", .string(heatMessage))])
      ),
    ])
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

  private var headline: [String: Any] {
    let words = words(first)
    let kinds: [(AreaKind, String)] = [
      (.county, "page.counties"), (.subregion, "page.subregions"),
      (.municipality, "page.municipalities"),
    ]
    let choices = kinds.compactMap { kind, label -> [String: Any]? in
      let areas = results.areas.filter { $0.kind == kind }
      guard !areas.isEmpty else { return nil }
      return [
        "label": texts[label], "areas": areas.map { ["code": $0.code, "name": $0.name] },
      ]
    }
    var contents = [
      ("outlook", "fan.title"), ("gap", "wedge.title"), ("avoided", "avoided.title"),
      ("map", "map.title"), ("municipalities", "municipalities.title"),
      ("pledges", "pledges.title"),
    ]
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
      "heading": words.heading, "sentences": words.sentences,
      "cards": words.cards.map { ["label": $0.label, "value": $0.value, "note": $0.note] },
      "choices": choices,
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
