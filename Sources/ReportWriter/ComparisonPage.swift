import PledgeModel

/// The page about a comparison: options beside a reference, in a region with its municipalities.
struct ComparisonPage {
  private let results: ComparisonResults
  private let options: ReportOptions
  private let texts: Texts
  private let style: NumberStyle

  init(results: ComparisonResults, options: ReportOptions) throws(ReportError) {
    self.results = results
    self.options = options
    texts = try Texts(options.language)
    style = NumberStyle(language: options.language, texts: texts)
  }

  private var language: Language { options.language }
  private var first: AreaComparison { results.principalArea }
  private var reference: String { results.options[0].title[language] }
  /// The reference's title as a name inside a sentence.
  private var quoted: String { texts.fill("unit.quoted", ["name": reference]) }

  private func words(_ area: AreaComparison) -> ComparisonWords {
    ComparisonWords(results: results, area: area, texts: texts, style: style)
  }

  func html() throws(ReportError) -> String {
    let template = try Template(
      "comparison", partials: ["details", "head", "mapchoice", "picker", "scripts"])
    let rows = ComparisonRows(results: results, texts: texts, style: style)
    let title = texts.fill("compare.title", ["reference": quoted])
    let frame = PageFrame(
      subject: PageFrame.Subject(
        title: title, subtitle: fill("compare.subtitle"), notice: options.notice(results, texts),
        horizon: "\(results.horizon)", first: first.code),
      options: options, texts: texts)
    var values = try frame.values(
      title: results.regionName,
      areas: results.areas.map { rows.area($0, words: words($0)) },
      charts: [
        "difference", "waterfall", "outcomes", "avoided", "targets", "towns", "differenceMap",
        "optionCosts", "costSteps",
      ],
      extra: [
        ("reference", .string(quoted)),
        ("map", rows.map), ("towns", rows.towns),
        (
          "messages",
          .object(
            [("map", .string(fill("compare.mapMessage")))]
              + rows.townMessages(style).map { ($0.0, .string($0.1)) })
        ),
      ])
    let opening = words(first)
    values["area"] = first.name
    values["referenceTitle"] = reference
    values["heading"] = opening.heading
    values["sentences"] = opening.sentences
    values["cards"] = opening.cards.map { ["label": $0.label, "value": $0.value, "note": $0.note] }
    values["choices"] =
      AreaChoices(results.areas.map { ($0.kind, $0.code, $0.name) }, texts: texts)
      .values
    values["alternatives"] = results.options.enumerated().dropFirst().map {
      ["number": "\($0.offset)", "name": $0.element.title[language]]
    }
    values["warnings"] = results.warnings.map { texts["compare.warning.\($0.rawValue)"] }
    values["hasWarnings"] = !results.warnings.isEmpty
    values["inputs"] = inputs
    values["ledgers"] = Ledger.allCases.map {
      ["id": $0.rawValue, "name": texts["ledger.\($0.rawValue)"]]
    }
    values["contents"] = contents
    values["without"] = without
    values["files"] = results.options.map { option in
      [
        "name": option.title[language],
        "files": option.inputs.map { ["path": $0.path, "hash": $0.sha256] },
      ] as [String: Any]
    }
    values["method"] = [
      fill("compare.methodDraws"), fill("compare.methodDominated"), fill("compare.methodCost"),
    ]
    for key in [
      "optionHint", "ledgers", "ledgersKey", "differenceKey", "stepsKey", "stepsNone",
      "outcomesKey", "costKey",
    ] {
      values[key + "Text"] = fill("compare.\(key)")
    }
    values["mapChoices"] = mapChoices
    values["citation"] = texts.fill(
      "compare.citation",
      ["title": title, "version": results.engine.version, "date": options.date])
    values["engine"] = texts.fill(
      "cite.engine",
      [
        "version": results.engine.version, "draws": draws, "seed": "\(results.seed)",
        "kernel": results.engine.blasKernel, "blas": "OpenBLAS \(results.engine.blasVersion)",
      ])
    return template.render(values)
  }

  private var draws: String { style.number(Double(results.draws), step: 1) }

  private var price: String { "\(results.priceYear)" }

  /// A text with what every page of a comparison knows.
  private func fill(_ key: String) -> String {
    texts.fill(
      key,
      [
        "reference": quoted, "year": "\(results.horizon)", "draws": draws,
        "seed": "\(results.seed)", "priceYear": price,
      ])
  }

  /// What the map can show; without a target there is no probability to change.
  private var mapChoices: [[String: String]] {
    let hasTarget = results.areas.contains { $0.options.contains { !$0.targets.isEmpty } }
    let choices = [
      ("reduction", "mapReduction"), ("relative", "mapRelative"), ("lowerShare", "mapLower"),
    ]
    return (choices + (hasTarget ? [("shift", "mapShift")] : [])).map {
      ["id": $0.0, "name": fill("compare.\($0.1)")]
    }
  }

  private var contents: [[String: String]] {
    [
      ("inputs", "compare.inputs"), ("difference", "compare.difference"),
      ("steps", "compare.steps"),
      ("outcomes", "compare.outcomes"), ("targets", "compare.targets"), ("cost", "compare.cost"),
      ("ledgers", "compare.ledgers"), ("map", "compare.map"), ("towns", "compare.towns"),
      ("method", "method.title"), ("cite", "cite.title"),
    ].map { ["id": $0.0, "title": fill($0.1)] }
  }

  private var inputs: [[String: Any]] {
    let absent = texts["compare.absent"]
    return results.options.dropFirst().map { option in
      [
        "name": option.title[language], "file": option.name,
        "isSame": option.differences.isEmpty,
        "same": fill("compare.nothingDiffers"), "differs": !option.differences.isEmpty,
        "differences": option.differences.map { difference in
          let isWhole = difference.reference == nil && difference.option == nil
          return [
            "path": difference.path, "text": difference.text[language],
            "reference": isWhole ? "" : difference.reference?[language] ?? absent,
            "option": isWhole ? "" : difference.option?[language] ?? absent,
          ]
        },
        "moved": option.moved.map { moved in
          texts.fill(
            "compare.moved",
            [
              "round": moved.round.replacing("-", with: "–"),
              "lost": style.number(moved.lost, step: 0.1),
              "gained": style.number(moved.gained, step: 0.1),
            ])
        },
      ]
    }
  }

  /// What has tonnes and no known cost, for every option of which some cost is known.
  private var without: [[String: Any]] {
    results.options.enumerated().compactMap { index, option in
      guard !option.withoutCost.isEmpty, !first.options[index].costs.isEmpty else { return nil }
      return [
        "text": texts.fill(
          "compare.without",
          ["count": "\(option.withoutCost.count)", "option": option.title[language]]),
        "names": option.withoutCost.map { $0[language] },
      ]
    }
  }
}

extension ComparisonResults {
  /// The area reports open with: a county where there is one.
  var principalArea: AreaComparison {
    areas.first { $0.kind == .county } ?? areas.first { $0.kind == .subregion } ?? areas[0]
  }

  /// What the comparison is about, in a name.
  var regionName: String {
    let counties = areas.filter { $0.kind == .county }.map(\.name)
    return counties.isEmpty ? principalArea.name : counties.joined(separator: ", ")
  }
}
