import PledgeModel

/// What a comparison says in words about one area.
struct ComparisonWords {
  private let results: ComparisonResults
  private let area: AreaComparison
  private let texts: Texts
  private let style: NumberStyle

  init(results: ComparisonResults, area: AreaComparison, texts: Texts, style: NumberStyle) {
    self.results = results
    self.area = area
    self.texts = texts
    self.style = style
  }

  private var year: String { "\(results.horizon)" }
  private var reference: String { quoted(0) }
  private func title(_ option: Int) -> String { results.options[option].title[style.language] }

  /// An option's title as a name inside a sentence.
  private func quoted(_ option: Int) -> String {
    texts.fill("unit.quoted", ["name": title(option)])
  }

  private func fill(_ key: String, _ values: [String: String]) -> String {
    let known = ["area": area.name, "year": year, "reference": reference]
    return texts.fill(key, known.merging(values) { $1 })
  }

  /// The option with the lowest expected emissions, in one line.
  var heading: String {
    let means = area.options.map { $0.emissions.last?.mean ?? 0 }
    let choices = means.indices.filter { area.options[$0].regret != nil }
    guard choices.count > 1 else { return fill("compare.noChoice", [:]) }
    guard let best = choices.min(by: { means[$0] < means[$1] }),
      choices.contains(where: { means[$0] != means[best] })
    else { return fill("compare.same", [:]) }
    return fill("compare.heading", ["option": quoted(best)])
  }

  /// A paragraph for each option: emissions, tonnes of pledges, the target, costs, and whether it is dominated.
  var sentences: [String] {
    area.options.indices.dropFirst().map { option in
      let outcome = area.options[option]
      guard let difference = outcome.difference else { return "" }
      let parts: [String?] =
        [emissions(option, difference), avoided(difference), target(outcome, difference)]
        + costs(outcome, difference) + [dominated(option)]
      return parts.compactMap { $0 }.joined(separator: " ")
    } + (area.options[0].dominatedBy.isEmpty ? [] : [dominated(0)!])
  }

  private func emissions(_ option: Int, _ difference: PairedDifference) -> String? {
    guard let last = difference.emissions.last else { return nil }
    if difference.lowerAtLast.equal == 1 {
      return fill("compare.nothing", ["option": quoted(option)])
    }
    let isHigher = last.mean > 0
    let size = isHigher ? last : last.turned
    var values = [
      "option": quoted(option), "interval": style.interval(size), "tonnes": style.mean(size),
      "share": style.shareOfDraws(difference.lowerAtLast.better.value),
    ]
    // A difference in few draws has a mean outside of its interval.
    if style.isPoint(last) {
      values["share"] = style.shareOfDraws(1 - difference.lowerAtLast.equal)
      return fill(isHigher ? "compare.higherSome" : "compare.lowerSome", values)
    }
    return fill(isHigher ? "compare.higher" : "compare.lower", values)
  }

  private func avoided(_ difference: PairedDifference) -> String? {
    let sums = difference.avoidedCumulated
    guard sums.contains(where: { $0.standardDeviation > 0 }) else { return nil }
    func words(_ key: String, _ figure: (Summary) -> String) -> String {
      fill(
        key,
        Dictionary(
          uniqueKeysWithValues: Ledger.allCases.map { ($0.rawValue, figure(sums[$0.index])) }))
    }
    if sums.allSatisfy({ $0.mean >= 0 }) {
      return words("compare.avoided", style.meanWithInterval)
    }
    if sums.allSatisfy({ $0.mean <= 0 }) {
      return words("compare.avoidedLess") { style.meanWithInterval($0.turned) }
    }
    return words("compare.avoidedMixed") { "\(style.signedMean($0)) (\(style.interval($0)))" }
  }

  private func target(_ outcome: OptionOutcome, _ difference: PairedDifference) -> String? {
    guard let target = outcome.targets.first,
      let shift = difference.targets.first(where: { $0.id == target.id }),
      let before = area.options[0].targets.first(where: { $0.id == target.id })
    else { return nil }
    let key =
      (shift.value == 0 ? "compare.sameTarget" : "compare.target")
      + (target.isApplied && area.kind == .municipality ? "Applied" : "")
    return fill(
      key,
      [
        "targetYear": "\(target.targetYear)", "probability": style.probability(target.probability),
        "before": style.probability(before.probability),
        "shift": style.signed(100 * shift.value, step: 0.1),
        "error": style.number(100 * shift.standardError, step: 0.1),
      ])
  }

  private func costs(_ outcome: OptionOutcome, _ difference: PairedDifference) -> [String] {
    difference.costs.filter { $0.cost.standardDeviation > 0 || $0.cost.mean != 0 }.flatMap {
      cost -> [String] in
      let sum = fill(
        "compare.costDifference",
        ["share": shareName(cost.share), "cost": style.money(cost.cost)])
      let ledgers = cost.ledgers.filter { $0.tonnes.standardDeviation > 0 }.map { ledger in
        let name = texts["ledgerShort.\(ledger.ledger.rawValue)"]
        guard let ratio = ledger.perTonne else {
          return fill("compare.notEstimable", ["ledger": name])
        }
        let (value, interval) = style.perTonne(ratio)
        return fill(
          "compare.perTonne", ["ledger": name, "value": value, "interval": interval])
      }
      return [sum] + ledgers + [coverage(outcome, cost.share)].compactMap { $0 }
    }
  }

  /// How much of the tonnes has a known cost: of the option's or, where it has no costs, of those it forgoes.
  private func coverage(_ outcome: OptionOutcome, _ share: CostShare) -> String? {
    guard let cost = (outcome.costs + area.options[0].costs).first(where: { $0.share == share })
    else { return nil }
    let known = Ledger.allCases.map { ledger in
      let all = cost.tonnes[ledger.index]
      let part = all > 0 ? cost.knownTonnes[ledger.index] / all : 0
      return (ledger.rawValue, style.percent(part))
    }
    return fill("compare.coverage", Dictionary(uniqueKeysWithValues: known))
  }

  private func shareName(_ share: CostShare) -> String {
    share == .public ? texts["compare.public"] : texts["compare.total"]
  }

  private func dominated(_ option: Int) -> String? {
    let others = area.options[option].dominatedBy
    guard !others.isEmpty else { return nil }
    let isWhollyKnown = ([option] + others).allSatisfy { results.options[$0].withoutCost.isEmpty }
    let sentence = fill(
      "compare.dominated",
      ["option": quoted(option), "others": others.map(quoted).joined(separator: ", ")])
    return isWhollyKnown ? sentence : sentence + " " + texts["compare.dominatedUnknown"]
  }

  /// A figure for each option.
  var cards: [(label: String, value: String, note: String)] {
    area.options.enumerated().map { index, option in
      let regret =
        option.regret.map {
          style.tonnes($0.value, spread: max($0.value / 10, $0.standardError))
        } ?? texts["compare.noRegret"]
      guard let difference = option.difference, let last = difference.emissions.last else {
        return (
          title(index), option.emissions.last.map(style.median) ?? "–",
          fill("compare.cardReference", ["regret": regret])
        )
      }
      return (
        title(index), style.signedMean(last),
        fill("compare.card", [:]) + "; "
          + fill(
            "compare.cardNote",
            [
              "share": style.shareOfDraws(difference.lowerAtLast.better.value), "regret": regret,
            ])
      )
    }
  }

  /// What each chart shows, for those who do not see it.
  var messages: [(chart: String, text: String)] {
    var all = stepMessages + curveMessages
    for (index, option) in area.options.enumerated() {
      guard let difference = option.difference, let last = difference.emissions.last else {
        continue
      }
      all.append(
        (
          "difference.\(index)",
          fill(
            style.isPoint(last) ? "compare.differenceSome" : "compare.differenceMessage",
            [
              "option": quoted(index), "tonnes": style.signedMean(last),
              "interval": style.interval(last),
              "share": style.shareOfDraws(1 - difference.lowerAtLast.equal),
            ])
        ))
      for ledger in Ledger.allCases {
        guard let avoided = difference.avoided[ledger.index].last else { continue }
        let isLess = avoided.mean < 0
        let size = isLess ? avoided.turned : avoided
        all.append(
          (
            "ledgers.\(ledger.rawValue).\(index)",
            fill(
              isLess ? "compare.ledgersLess" : "compare.ledgersMessage",
              [
                "option": quoted(index), "ledger": texts["ledgerShort.\(ledger.rawValue)"],
                "tonnes": style.mean(size), "interval": style.interval(size),
              ])
          ))
      }
    }
    let medians = area.options.map { $0.emissions.last?.median ?? 0 }
    let lowest = medians.indices.min { medians[$0] < medians[$1] } ?? 0
    all.append(
      (
        "outcomes",
        fill(
          "compare.outcomesMessage",
          ["count": "\(area.options.count)", "option": quoted(lowest)])
      ))
    let chances = area.options.compactMap { $0.targets.first?.probability }
    if let low = chances.min(by: { $0.value < $1.value }),
      let high = chances.max(by: { $0.value < $1.value })
    {
      let (lowest, highest) = (style.probability(low), style.probability(high))
      all.append(
        (
          "targets",
          lowest == highest
            ? fill("compare.targetsSame", ["low": lowest])
            : fill("compare.targetsMessage", ["low": lowest, "high": highest])
        ))
    }
    let count = area.options.compactMap(\.difference).flatMap(\.costs).flatMap(\.ledgers)
      .count { $0.tonnes.standardDeviation > 0 }
    all.append(("costs", fill("compare.costMessage", ["count": "\(count)"])))
    return all
  }
}

extension ComparisonWords {
  private var stepMessages: [(chart: String, text: String)] {
    let rows = WaterfallRows(results: results, texts: texts, style: style)
    return area.options.enumerated().compactMap { index, option in
      guard let last = option.difference?.emissions.last,
        let (name, step) = rows.largest(area, index)
      else { return nil }
      let text = fill(
        "compare.stepsMessage",
        [
          "option": quoted(index), "tonnes": style.signedMean(last), "item": name,
          "step": style.signedMean(step), "interval": style.interval(step),
        ])
      return ("steps.\(index)", text)
    }
  }

  private var curveMessages: [(chart: String, text: String)] {
    area.options.enumerated().dropFirst().compactMap { index, option in
      let curve = CostRows(results: results, option: index, texts: texts, style: style)
      let steps = curve.steps(sharing: option.bands)
      return curve.message(area.kind, area.code, area.name, steps).map {
        ("curves.\(index)", fill("compare.curveMessage", ["option": quoted(index), "message": $0]))
      }
    }
  }
}
