import PledgeModel

/// One side of A4 about a municipality, for its board.
struct OnePager {
  var results: Results
  var options: ReportOptions
  var texts: Texts
  var style: NumberStyle

  /// How many pledges a side has room for.
  private static let room = 12

  private var horizon: String { "\(results.scenario.horizon)" }

  /// The sheets of some municipalities in one page, one after the other.
  func html(_ codes: [String]) throws(ReportError) -> String {
    var areas: [AreaResult] = []
    for code in codes {
      guard let area = results.areas.first(where: { $0.code == code && $0.kind == .municipality })
      else {
        throw .unknownArea(
          code, known: results.areas.filter { $0.kind == .municipality }.map(\.code))
      }
      areas.append(area)
    }
    let template = try Template("onepager", partials: ["head", "scripts"])
    let frame = PageFrame(results: results, options: options, texts: texts)
    let rows = ChartRows(results: results, texts: texts, language: options.language)
    let title = areas.count == 1 ? areas[0].name : results.regionName
    var values = try frame.values(
      title: title,
      areas: areas.map { area in
        rows.area(
          area, words: AreaWords(results: results, area: area, texts: texts, style: style))
      }, charts: ["fan"])
    values["sheets"] = areas.map(sheet)
    return template.render(values)
  }

  private func sheet(_ area: AreaResult) -> [String: Any] {
    let words = AreaWords(results: results, area: area, texts: texts, style: style)
    let cells = results.adoption.filter { $0.municipality.digits == area.code }
    var known: [String] = []
    for cell in cells where cell.status == .known {
      let pledge = results.pledges.first {
        $0.catalogue == cell.catalogue && $0.round == cell.round && $0.number == cell.pledge
      }
      if let pledge {
        known.append("\(pledge.name[options.language]) (\(cell.round.replacing("-", with: "–")))")
      }
    }
    let expected = cells.reduce(0) { $0 + $1.probability }
    var pledges = texts.fill(
      "onepager.pledges",
      ["known": "\(known.count)", "expected": style.number(expected, step: 1)])
    if known.count > Self.room {
      pledges += " " + texts.fill("onepager.more", ["count": "\(known.count - Self.room)"])
    }
    return [
      "hasTarget": !area.targets.isEmpty, "code": area.code, "name": area.name,
      "heading": words.heading,
      "sentences": words.sentences,
      "cards": words.cards.map { ["label": $0.label, "value": $0.value, "note": $0.note] },
      "pledges": pledges, "known": Array(known.suffix(Self.room)), "sectors": sectors(area),
      "past": words.past.map { [$0] } ?? [], "last": "\(area.last?.year ?? 0)", "horizon": horizon,
      "citation": words.citation(options),
    ]
  }

  private func sectors(_ area: AreaResult) -> [[String: Any]] {
    guard let last = area.last else { return [] }
    let rows = zip(Sector.allCases, area.sectors).map { sector, years in
      (sector: sector, last: last.sectors[sector.index], outlook: years.last)
    }
    return rows.sorted { $0.last > $1.last }.map { row in
      [
        "name": texts["sector.\(row.sector.rawValue)"], "last": style.plain(row.last, spread: 0),
        "median": row.outlook.map(style.plainMedian) ?? "–",
      ]
    }
  }
}
