import PledgeModel

/// What every page has: its language, style, scripts and the data of its charts.
package struct PageFrame {
  var results: Results
  var options: ReportOptions
  var texts: Texts
  var style: NumberStyle

  /// The values a page's head and scripts need.
  ///
  /// - Parameters:
  ///   - title: what the page is about, beside the scenario's title.
  ///   - areas: the areas its charts can show.
  ///   - charts: the specifications it uses.
  ///   - extra: further data for its script.
  func values(
    title: String, areas: [AreaResult], charts: [String], extra: [(String, JSONText)] = []
  ) throws(ReportError) -> [String: Any] {
    let scenario = results.scenario
    let language = options.language
    let scenarioTitle = scenario.title[language]
    var values: [String: Any] = [
      "language": language.rawValue, "text": texts.tree,
      "style": try Resource("Page/report.css").read(),
      "script": try Resource("Page/report.js").read(), "vega": try Resource.vega.read(),
      "data": try data(areas: areas, charts: charts, extra: extra).text,
      "title": scenarioTitle, "region": title,
      "runningHead": Self.cssString("\(scenarioTitle) – \(title)"),
      "runningDate": Self.cssString(options.date),
      "subtitle": texts.fill("page.subtitle", ["year": "\(scenario.horizon)"]),
      "date": options.date, "command": options.command,
    ]
    if let notice = options.notice(results, texts) { values["notice"] = notice }
    return values
  }

  private func data(
    areas: [AreaResult], charts: [String], extra: [(String, JSONText)]
  ) throws(ReportError) -> JSONText {
    let rows = ChartRows(results: results, texts: texts, language: options.language)
    var specifications: [(String, JSONText)] = []
    for name in charts {
      specifications.append((name, .raw(try Resource("Charts/\(name).json").read())))
    }
    let outlines = areas.map { area in
      rows.area(
        area, words: AreaWords(results: results, area: area, texts: texts, style: style))
    }
    return .object(
      [
        ("language", .string(options.language.rawValue)),
        ("horizon", .string("\(results.scenario.horizon)")),
        ("first", .string(results.principalArea.code)), ("text", texts.json),
        ("charts", .object(specifications)), ("areas", .array(outlines)),
      ] + extra)
  }

  /// A text as a string of a style sheet, with every character that is not a letter or digit escaped.
  package static func cssString(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "\"") { result, scalar in
      if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\\(String(scalar.value, radix: 16)) "
      }
    } + "\""
  }
}
