import PledgeModel

/// What every page has: its language, style, scripts and the data of its charts.
package struct PageFrame {
  /// What a page is about.
  struct Subject {
    var title: String
    var subtitle: String
    var notice: String?
    /// The last year.
    var horizon: String
    /// The code of the area it opens with.
    var first: String
  }

  var subject: Subject
  var options: ReportOptions
  var texts: Texts

  init(subject: Subject, options: ReportOptions, texts: Texts) {
    self.subject = subject
    self.options = options
    self.texts = texts
  }

  /// The frame of a page about the results of a run.
  init(results: Results, options: ReportOptions, texts: Texts) {
    let (scenario, language) = (results.scenario, options.language)
    self.init(
      subject: Subject(
        title: scenario.title[language],
        subtitle: texts.fill("page.subtitle", ["year": "\(scenario.horizon)"]),
        notice: options.notice(results, texts), horizon: "\(scenario.horizon)",
        first: results.principalArea.code),
      options: options, texts: texts)
  }

  /// The values a page's head and scripts need.
  ///
  /// - Parameters:
  ///   - title: what the page is about, beside the scenario's title.
  ///   - areas: what its script needs to know of the areas its charts can show.
  ///   - charts: the specifications it uses.
  ///   - extra: further data for its script.
  func values(
    title: String, areas: [JSONText], charts: [String], extra: [(String, JSONText)] = []
  ) throws(ReportError) -> [String: Any] {
    var values: [String: Any] = [
      "language": options.language.rawValue, "text": texts.tree,
      "style": try Resource("Page/report.css").read(),
      "script": try Resource("Page/report.js").read(), "vega": try Resource.vega.read(),
      "data": try data(areas: areas, charts: charts, extra: extra).text,
      "title": subject.title, "region": title,
      "runningHead": Self.cssString("\(subject.title) – \(title)"),
      "runningDate": Self.cssString(options.date), "subtitle": subject.subtitle,
      "date": options.date, "command": options.command,
    ]
    if let notice = subject.notice { values["notice"] = notice }
    return values
  }

  private func data(
    areas: [JSONText], charts: [String], extra: [(String, JSONText)]
  ) throws(ReportError) -> JSONText {
    var specifications: [(String, JSONText)] = []
    for name in charts {
      specifications.append((name, .raw(try Resource("Charts/\(name).json").read())))
    }
    return .object(
      [
        ("language", .string(options.language.rawValue)), ("horizon", .string(subject.horizon)),
        ("first", .string(subject.first)), ("text", texts.json),
        ("charts", .object(specifications)), ("areas", .array(areas)),
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
