import PledgeModel

/// The rows behind the charts of a comparison: one array of flat records per chart, as the specifications name them.
struct ComparisonRows {
  private let results: ComparisonResults
  private let texts: Texts
  private let language: Language
  private let waterfall: WaterfallRows
  private let costRows: [CostRows]

  init(results: ComparisonResults, texts: Texts, style: NumberStyle) {
    self.results = results
    self.texts = texts
    language = style.language
    waterfall = WaterfallRows(results: results, texts: texts, style: style)
    costRows = results.options.indices.map {
      CostRows(results: results, option: $0, texts: texts, style: style)
    }
  }

  private func title(_ option: Int) -> String {
    "\(option + 1). \(results.options[option].title[language])"
  }

  /// Everything the page's script needs about one area.
  func area(_ area: AreaComparison, words: ComparisonWords) -> JSONText {
    .object([
      ("code", .string(area.code)), ("name", .string(area.name)),
      ("kind", .string(area.kind.rawValue)), ("heading", .string(words.heading)),
      ("sentences", .array(words.sentences.map { .string($0) })),
      ("cards", ChartRows.cards(words.cards)),
      ("messages", .object(words.messages.map { ($0.chart, .string($0.text)) })),
      (
        "charts",
        .object([
          ("difference", byOption(area, difference)),
          ("steps", .object(others.map { ("\($0)", waterfall.rows(area, $0)) })),
          ("outcomes", outcomes(area)), ("targets", targets(area)), ("ledgers", ledgers(area)),
          ("costs", costs(area)),
          (
            "curves",
            .object(
              others.map { option in
                let curve = costRows[option]
                return (
                  "\(option)", curve.rows(curve.steps(sharing: area.options[option].bands))
                )
              })
          ),
        ])
      ),
    ])
  }

  /// The options besides the reference.
  private var others: Range<Int> { 1..<results.options.count }

  private func byOption(
    _ area: AreaComparison, _ rows: (PairedDifference) -> JSONText
  ) -> JSONText {
    .object(
      area.options.enumerated().compactMap { index, option in
        option.difference.map { ("\(index)", rows($0)) }
      })
  }

  private func difference(_ difference: PairedDifference) -> JSONText {
    .array(
      zip(results.years, difference.emissions).map { year, summary in
        .object([("year", .number(Double(year)))] + spread(summary))
      })
  }

  private func spread(_ summary: Summary) -> [(String, JSONText)] {
    [
      ("mean", .rounded(summary.mean)), ("low", .rounded(summary.quantiles[0])),
      ("lower", .rounded(summary.quantiles[1])), ("median", .rounded(summary.median)),
      ("upper", .rounded(summary.quantiles[5])), ("high", .rounded(summary.quantiles[6])),
    ]
  }

  private func outcomes(_ area: AreaComparison) -> JSONText {
    .array(
      area.options.enumerated().compactMap { index, option in
        guard let last = option.emissions.last else { return nil }
        var row: [(String, JSONText)] = [
          ("option", .string(title(index))), ("median", .rounded(last.median)),
          ("lower", .rounded(last.central80.low)), ("upper", .rounded(last.central80.high)),
          ("regret", option.regret.map { .rounded($0.value) } ?? .null),
        ]
        if let difference = option.difference, let paired = difference.emissions.last {
          row += [
            ("difference", .rounded(paired.mean)),
            ("differenceLower", .rounded(paired.central80.low)),
            ("differenceUpper", .rounded(paired.central80.high)),
            ("lowerShare", .rounded(difference.lowerAtLast.better.value)),
            ("lowerError", .rounded(difference.lowerAtLast.better.standardError)),
          ]
        }
        return .object(row)
      })
  }

  private func targets(_ area: AreaComparison) -> JSONText {
    // Where no draw meets the target, the axis still ends somewhere.
    let ceiling = area.options.compactMap(\.targets.first?.probability.value).max() ?? 0
    return .array(
      area.options.enumerated().compactMap { index, option in
        guard let target = option.targets.first else { return nil }
        let (value, error) = (target.probability.value, target.probability.standardError)
        var row: [(String, JSONText)] = [
          ("option", .string(title(index))), ("probability", .rounded(value)),
          ("ceiling", .rounded(max(0.01, ceiling))), ("low", .rounded(max(0, value - 2 * error))),
          ("high", .rounded(min(1, value + 2 * error))),
        ]
        if let shift = option.difference?.targets.first(where: { $0.id == target.id }) {
          row += [("shift", .rounded(shift.value)), ("error", .rounded(shift.standardError))]
        }
        return .object(row)
      })
  }

  /// Tonnes of pledges beyond the reference's, by ledger, then option.
  private func ledgers(_ area: AreaComparison) -> JSONText {
    .object(
      Ledger.allCases.map { ledger in
        (
          ledger.rawValue,
          byOption(area) { difference in
            // All three charts reach as far.
            let ends = difference.avoided.joined().map(\.central80)
            let floor = ends.map(\.low).min() ?? 0
            let ceiling = ends.map(\.high).max() ?? 0
            return .array(
              zip(results.pledgeYears, difference.avoided[ledger.index]).map { year, summary in
                .object([
                  ("year", .number(Double(year))), ("mean", .rounded(summary.mean)),
                  ("lower", .rounded(summary.central80.low)),
                  ("upper", .rounded(summary.central80.high)), ("floor", .rounded(min(0, floor))),
                  ("ceiling", .rounded(max(0, ceiling))),
                ])
              })
          }
        )
      })
  }

  private func costs(_ area: AreaComparison) -> JSONText {
    var rows: [JSONText] = []
    for (index, option) in area.options.enumerated() {
      for cost in option.difference?.costs ?? [] {
        for ledger in cost.ledgers where ledger.tonnes.standardDeviation > 0 {
          var row: [(String, JSONText)] = [
            ("option", .string(title(index))), ("number", .string("\(index + 1)")),
            ("ledger", .string(texts["ledger.\(ledger.ledger.rawValue)"])),
            (
              "share",
              .string(
                cost.share == .public ? texts["compare.public"] : texts["compare.total"])
            ), ("tonnes", .rounded(ledger.tonnes.mean)),
            ("tonnesLower", .rounded(ledger.tonnes.central80.low)),
            ("tonnesUpper", .rounded(ledger.tonnes.central80.high)),
            ("cost", .rounded(ledger.cost.mean / 1e6)),
            ("costLower", .rounded(ledger.cost.central80.low / 1e6)),
            ("costUpper", .rounded(ledger.cost.central80.high / 1e6)),
          ]
          if let ratio = ledger.perTonne { row.append(("perTonne", .rounded(ratio.value))) }
          rows.append(.object(row))
        }
      }
    }
    return .array(rows)
  }

  // MARK: - Municipalities

  private var municipalities: [AreaComparison] {
    results.areas.filter { $0.kind == .municipality }
  }

  /// The municipalities under each option, the largest reduction first.
  var towns: JSONText {
    .object(
      results.options.indices.dropFirst().map { option in
        let rows = sorted(option).map { area, difference, last in
          JSONText.object(
            [
              ("municipality", .string(area.name)),
              ("lowerShare", .rounded(difference.lowerAtLast.better.value)),
            ] + spread(last)
              + (difference.targets.first.map { [("shift", .rounded($0.value))] } ?? []))
        }
        return ("\(option)", .array(rows))
      })
  }

  /// What the chart of municipalities shows under each option.
  func townMessages(_ style: NumberStyle) -> [(String, String)] {
    results.options.indices.dropFirst().compactMap { option in
      guard let (area, _, last) = sorted(option).first else { return nil }
      let key =
        last.mean < 0
        ? "compare.townsMessage" : last.mean > 0 ? "compare.townsHigher" : "compare.townsNone"
      return (
        "towns.\(option)",
        texts.fill(
          key,
          [
            "option": texts.fill(
              "unit.quoted", ["name": results.options[option].title[language]]),
            "year": "\(results.horizon)", "low": area.name,
            "tonnes": style.mean(last.mean < 0 ? last.turned : last),
          ])
      )
    }
  }

  private func sorted(
    _ option: Int
  ) -> [(area: AreaComparison, difference: PairedDifference, last: Summary)] {
    municipalities.compactMap { area in
      guard let difference = area.options[option].difference, let last = difference.emissions.last
      else { return nil }
      return (area, difference, last)
    }.sorted { ($0.last.mean, $0.area.code) < ($1.last.mean, $1.area.code) }
  }

  /// Municipality outlines with the figures of every option.
  var map: JSONText {
    var areas: [String: AreaComparison] = [:]
    for area in municipalities { areas[area.code] = area }
    let features = results.municipalities.compactMap { town -> JSONText? in
      guard let area = areas[town.code.digits] else { return nil }
      return MapFeature.make(
        town,
        [
          ("code", .string(area.code)), ("name", .string(area.name)),
          (
            "byOption",
            .object(
              results.options.indices.dropFirst().compactMap { option in
                values(area, option).map { ("\(option)", .object($0)) }
              })
          ),
        ])
    }
    return .object([("type", .string("FeatureCollection")), ("features", .array(features))])
  }

  private func values(_ area: AreaComparison, _ option: Int) -> [(String, JSONText)]? {
    guard let difference = area.options[option].difference, let last = difference.emissions.last,
      let before = area.options[0].emissions.last?.mean
    else { return nil }
    return [
      ("reduction", .rounded(0 - last.mean)),
      ("relative", before > 0 ? .rounded(0 - last.mean / before) : .null),
      ("lowerShare", .rounded(difference.lowerAtLast.better.value)),
      ("shift", difference.targets.first.map { .rounded($0.value) } ?? .null),
    ]
  }
}
