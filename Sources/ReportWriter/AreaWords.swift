package import PledgeModel

/// What the report says in words about one area.
package struct AreaWords {
  private let results: Results
  private let area: AreaResult
  private let texts: Texts
  private let style: NumberStyle

  package init(results: Results, area: AreaResult, texts: Texts, style: NumberStyle) {
    self.results = results
    self.area = area
    self.texts = texts
    self.style = style
  }

  private var language: Language { style.language }

  /// The target the words compare with.
  var target: TargetResult? { area.principalTarget(horizon: horizon) }

  private var horizon: Int { results.scenario.horizon }
  private var lastYear: Int { results.scenario.lastInventoryYear }
  private var last: InventoryYear? { area.last }

  /// Where the area is heading, in one line.
  var heading: String {
    texts.fill(
      "headline.heading",
      [
        "area": area.name, "year": "\(horizon)",
        "emissions": area.emissions.last.map(style.median) ?? "–",
      ])
  }

  /// The headline's sentences: the outlook, the target, the pledges and what is missing, always together.
  package var sentences: [String] {
    var all = [outlook, targetSentence, pledgeSentence, ledgerSentence, missingSentence]
    if let share = area.leadingIndustryShare { all.append(industryWarning(share)) }
    return all.compactMap { $0 }
  }

  private var outlook: String? {
    guard let emissions = area.emissions.last, let last else { return nil }
    return texts.fill(
      style.isPoint(emissions) ? "headline.outlookPoint" : "headline.outlook",
      [
        "interval": style.between(emissions), "year": "\(horizon)", "lastYear": "\(last.year)",
        "last": style.tonnes(last.total, spread: 0),
        "change": style.development(emissions.median / last.total - 1),
      ]) + (baselineSentence.map { " " + $0 } ?? "")
  }

  /// What a baseline that is not the fitted one takes for granted.
  private var baselineSentence: String? {
    if case .trend = results.scenario.baseline { return nil }
    return texts.fill(
      "headline.baseline.\(results.scenario.baseline.key)", ["lastYear": "\(lastYear)"])
  }

  private var targetSentence: String? {
    guard let target else { return texts.fill("headline.noTarget", ["area": area.name]) }
    return texts.fill(
      target.isApplied
        ? area.kind == .county ? "headline.targetOfWhole" : "headline.targetApplied"
        : "headline.target",
      [
        "level": style.tonnes(target.level, spread: 0),
        "year": "\(target.targetYear)", "referenceYear": "\(target.referenceYear)",
        "change": style.change(target.level / target.reference - 1),
        "probability": style.probability(target.probability),
        "baselineProbability": style.probability(target.baselineProbability),
      ])
  }

  private var pledgeSentence: String? {
    guard let new = newPledges else { return texts["headline.noPledges"] }
    var text = texts.fill(new.isCapped ? "headline.pledgesCapped" : "headline.pledges", new.values)
    if let share = target?.shareClosed {
      let key = results.measures.isEmpty ? "headline.shareClosed" : "headline.shareClosedMeasures"
      text += " " + texts.fill(key, ["share": smallShare(share)])
    }
    if new.isCapped { text += " " + texts.fill("headline.pledgesUncapped", new.values) }
    // What is less than the rounding of the figure it stands beside changes nothing.
    if let ended = area.endedSinceInventory.last, ended.mean >= new.step {
      let given = ["tonnes": style.mean(ended), "interval": style.interval(ended)]
      text += " " + texts.fill("headline.ended", given.merging(new.values) { own, _ in own })
    }
    return text
  }

  /// What new pledges take off, in which step, and whether the cap makes that less than they could; nil without pledges.
  private var newPledges: (isCapped: Bool, step: Double, values: [String: String])? {
    results.newAtHorizon(area).map { mean, uncapped in
      let (tonnes, without) = (style.tonnes(mean, like: uncapped), style.mean(uncapped))
      return (
        tonnes != without, NumberStyle.rounded(mean, like: uncapped).step,
        [
          "tonnes": tonnes, "uncapped": without, "interval": style.interval(uncapped),
          "lastYear": "\(lastYear)", "year": "\(horizon)",
        ]
      )
    }
  }

  private var ledgerSentence: String? {
    guard !area.avoided.isEmpty else { return nil }
    var values = ["year": "\(horizon)"]
    for ledger in Ledger.allCases {
      values[ledger.rawValue] = area.avoided[ledger.index].last.map(style.meanWithInterval) ?? "–"
    }
    return texts.fill("headline.ledgers", values)
  }

  private var missingSentence: String? {
    guard let target else { return nil }
    if target.gap.median <= 0 {
      let margin = target.gap.turned
      return texts.fill(
        style.isPoint(margin) ? "headline.reachedPoint" : "headline.reached",
        ["margin": style.median(margin), "interval": style.interval(margin)])
    }
    var text = texts.fill(
      style.isPoint(target.gap) ? "headline.missingPoint" : "headline.missing",
      ["gap": style.median(target.gap), "interval": style.interval(target.gap)])
    let years = target.targetYear - lastYear
    if years > 0, let last {
      let yearly = (last.total - target.level) / Double(years)
      text +=
        " "
        + texts.fill(
          "headline.yearly",
          ["tonnes": style.tonnes(yearly, spread: 0), "lastYear": "\(lastYear)"])
    }
    return text
  }

  private func industryWarning(_ share: Double) -> String {
    texts.fill("headline.industry", ["area": area.name, "share": style.percent(share)])
  }

  /// The three figures that always stand together: baseline, pledges and remaining gap.
  package var cards: [(label: String, value: String, note: String)] {
    var all: [(String, String, String)] = []
    if let baseline = area.baseline.last {
      all.append(
        (
          texts.fill("card.baseline", ["year": "\(horizon)"]), style.median(baseline),
          medianNote(baseline)
        ))
    }
    if let new = newPledges {
      all.append(
        (
          texts["card.pledges"], new.values["tonnes"]!,
          texts.fill(new.isCapped ? "card.meanCapped" : "card.mean", new.values)
        ))
    }
    if !results.measures.isEmpty { all.append(measureCard) }
    if let target {
      let isMet = target.gap.median <= 0
      let distance = isMet ? target.gap.turned : target.gap
      all.append(
        (
          texts[isMet ? "card.margin" : "card.gap"], style.median(distance), medianNote(distance)
        ))
      all.append(
        (
          texts.fill("card.probability", ["year": "\(target.targetYear)"]),
          style.probability(target.probability),
          target.isApplied
            ? texts[area.kind == .county ? "card.whole" : "card.applied"]
            : texts.fill("card.level", ["level": style.tonnes(target.level, spread: 0)])
        ))
    }
    return all
  }

  /// What measures take off; the interval is known for each of them alone.
  private var measureCard: (String, String, String) {
    let removed = results.removal(area, year: results.years.count - 1).measures
    let bands = zip(results.attribution?.items ?? [], area.bands ?? []).filter {
      $0.0.kind == .measure
    }.map(\.1.horizon)
    guard bands.count == 1 else {
      return (
        texts["card.measures"], style.tonnes(removed, spread: removed / 10),
        texts.fill("card.severalMeasures", ["title": texts["shares.title"]])
      )
    }
    return (
      texts["card.measures"], style.tonnes(removed, like: bands[0]),
      texts.fill("card.measure", ["interval": style.interval(bands[0])])
    )
  }

  private func medianNote(_ summary: Summary) -> String {
    style.isPoint(summary)
      ? texts["card.point"] : texts.fill("card.median", ["interval": style.interval(summary)])
  }

  /// How to cite a report about the area.
  func citation(_ options: ReportOptions) -> String {
    texts.fill(
      "cite.text",
      [
        "title": results.scenario.title[language], "area": area.name,
        "version": results.engine.version, "date": options.date,
        "release": "\(results.scenario.inventoryRelease)",
      ])
  }

  /// What each chart shows, for those who do not see it.
  var messages: [(chart: String, text: String)] {
    var all: [(String, String)] = []
    if let emissions = area.emissions.last, let last {
      all.append(
        (
          "fan",
          texts.fill(
            "fan.message",
            [
              "area": area.name, "lastYear": "\(last.year)", "year": "\(horizon)",
              "last": style.tonnes(last.total, spread: 0),
              "emissions": style.median(emissions), "interval": style.interval(emissions),
            ])
        ))
    }
    if let past { all.append(("past", past)) }
    if let wedge { all.append(("wedge", wedge)) }
    for ledger in Ledger.allCases where !area.avoided.isEmpty {
      guard let summary = area.avoided[ledger.index].last else { continue }
      all.append(
        (
          "avoided.\(ledger.rawValue)",
          texts.fill(
            "avoided.message",
            [
              "area": area.name, "year": "\(horizon)", "tonnes": style.mean(summary),
              "interval": style.interval(summary),
            ])
        ))
    }
    if let largest = largestSector {
      all.append(
        (
          "sectors",
          texts.fill(
            "sectors.message",
            [
              "area": area.name, "sector": texts["sector.\(largest.sector.rawValue)"],
              "share": style.percent(largest.share), "lastYear": "\(lastYear)",
            ])
        ))
    }
    return all + sectorMessages
  }

  /// What is missing to the target on average, or by how much it is met, beside what pledges take off.
  private var wedge: String? {
    guard let gap = target?.gap else { return nil }
    let distance = texts.fill(
      gap.mean > 0 ? "wedge.message" : "wedge.met",
      [
        "area": area.name, "year": "\(horizon)", "gap": style.mean(gap),
        "margin": style.mean(gap.turned),
      ])
    return [distance, newPledges.map { texts.fill("wedge.taken", $0.values) }]
      .compactMap(\.self).joined(separator: " ")
  }

  /// How the baseline's method did in the past, in one line.
  package var past: String? {
    guard let past = area.pastPerformance else { return nil }
    let years = past.projections.map(\.year) + past.projections.map(\.origin)
    guard let first = years.min(), let last = years.max() else { return nil }
    let inside = past.projections.count { $0.low <= $0.actual && $0.actual <= $0.high }
    return texts.fill(
      "past.message",
      [
        "area": area.name, "first": "\(first)", "last": "\(last)",
        "error": style.percent(past.relativeError), "line": style.percent(past.lineRelativeError),
        "inside": "\(inside)", "count": "\(past.projections.count)",
      ])
  }

  private var sectorMessages: [(String, String)] {
    guard let last else { return [] }
    return zip(Sector.allCases, area.sectors).compactMap { sector, years in
      years.last.map { summary in
        (
          "sector.\(sector.rawValue)",
          texts.fill(
            "sectors.one",
            [
              "area": area.name, "sector": texts["sector.\(sector.rawValue)"],
              "lastYear": "\(last.year)", "year": "\(horizon)",
              "last": style.tonnes(last.sectors[sector.index], spread: 0),
              "median": style.median(summary), "interval": style.interval(summary),
            ])
        )
      }
    }
  }

  private var largestSector: (sector: Sector, share: Double)? {
    guard let last, last.total > 0 else { return nil }
    let largest = Sector.allCases.max { last.sectors[$0.index] < last.sectors[$1.index] }
    return largest.map { ($0, last.sectors[$0.index] / last.total) }
  }

  private func smallShare(_ share: Double) -> String {
    let step = abs(share) < 0.1 ? 0.001 : 0.01
    guard abs(share) < step / 2, share != 0 else { return style.percent(share, step: step) }
    return texts.fill("unit.below", ["value": style.percent(step, step: step)])
  }
}
