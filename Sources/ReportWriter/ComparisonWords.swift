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
    let values = [
      "option": quoted(option), "interval": style.interval(last),
      "tonnes": style.tonnes(abs(last.mean), like: last),
      "share": style.probability(difference.lowerAtLast.better),
    ]
    return last.mean > 0 ? fill("compare.higher", values) : fill("compare.lower", values)
  }

  private func avoided(_ difference: PairedDifference) -> String? {
    guard difference.avoidedCumulated.contains(where: { $0.standardDeviation > 0 }) else {
      return nil
    }
    let isLess = difference.avoidedCumulated.allSatisfy { $0.mean <= 0 }
    return fill(
      isLess ? "compare.avoidedLess" : "compare.avoided",
      Dictionary(
        uniqueKeysWithValues: Ledger.allCases.map {
          let avoided = difference.avoidedCumulated[$0.index]
          return ($0.rawValue, style.mean(isLess ? avoided.turned : avoided))
        }))
  }

  private func target(_ outcome: OptionOutcome, _ difference: PairedDifference) -> String? {
    guard let target = outcome.targets.first,
      let shift = difference.targets.first(where: { $0.id == target.id }),
      let before = area.options[0].targets.first(where: { $0.id == target.id })
    else { return nil }
    let key = shift.value == 0 ? "compare.sameTarget" : "compare.target"
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
        let name = texts["ledgerShort.\(ledger.ledger.rawValue)"].capitalizedFirst
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

  /// How much of the tonnes has a known cost.
  private func coverage(_ outcome: OptionOutcome, _ share: CostShare) -> String? {
    guard let cost = outcome.costs.first(where: { $0.share == share }) else { return nil }
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
            ["share": style.probability(difference.lowerAtLast.better), "regret": regret])
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
            "compare.differenceMessage",
            [
              "option": quoted(index), "tonnes": style.signedMean(last),
              "interval": style.interval(last),
            ])
        ))
      for ledger in Ledger.allCases {
        guard let avoided = difference.avoided[ledger.index].last else { continue }
        all.append(
          (
            "ledgers.\(ledger.rawValue).\(index)",
            fill(
              "compare.ledgersMessage",
              [
                "option": quoted(index), "ledger": texts["ledgerShort.\(ledger.rawValue)"],
                "tonnes": style.mean(avoided),
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
      return curve.message(area.name, curve.steps(sharing: option.bands)).map {
        ("curves.\(index)", fill("compare.curveMessage", ["option": quoted(index), "message": $0]))
      }
    }
  }
}

extension Summary {
  /// The same of the numbers with the other sign.
  fileprivate var turned: Summary {
    Summary(
      mean: 0 - mean, standardDeviation: standardDeviation,
      quantiles: quantiles.reversed().map { 0 - $0 })
  }
}

extension String {
  /// The text with a capital at its beginning.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
