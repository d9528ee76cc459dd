import PledgeModel
import ReportWriter

/// A comparison as people read it at a terminal.
struct ComparisonText: StyledText {
  let results: ComparisonResults
  let style: NumberStyle

  /// What is compared, warnings, a table for each county, then the municipalities.
  var text: String {
    var lines = options + warnings
    let wholes = results.areas.filter { $0.kind == .county }
    for area in wholes { lines += table(area) }
    lines += municipalities
    return lines.joined(separator: "\n")
  }

  // MARK: - What is compared

  /// How many differences of an option are listed.
  private static let differenceCount = 20

  private var options: [String] {
    var lines = [
      words(sv: "Alternativ", en: "Options") + ": \(results.draws) "
        + words(sv: "utfall, frö", en: "draws, seed") + " \(results.seed)"
    ]
    for (index, option) in results.options.enumerated() {
      let role = index == 0 ? words(sv: " (jämförs med)", en: " (reference)") : ""
      lines.append("  \(index + 1) \(option.title[language]), \(option.name)\(role)")
      for difference in option.differences.prefix(Self.differenceCount) {
        lines.append("      \(difference.path): \(difference.text[language])\(change(difference))")
      }
      if option.differences.count > Self.differenceCount {
        let more = option.differences.count - Self.differenceCount
        lines.append(
          words(sv: "      … och \(more) till", en: "      … and \(more) more"))
      }
      if index > 0, option.differences.isEmpty {
        lines.append(
          words(sv: "      skiljer sig inte i något", en: "      differs in nothing"))
      }
      for moved in option.moved {
        lines.append(
          words(
            sv: "      skattade antagna löften \(moved.round) som hamnar på andra ställen: ",
            en: "      imputed adoptions \(moved.round) that stand elsewhere: ")
            + "−\(style.number(moved.lost, step: 0.1)), +\(style.number(moved.gained, step: 0.1))")
      }
    }
    return lines + [""]
  }

  private func change(_ difference: InputDifference) -> String {
    if difference.reference == nil && difference.option == nil { return "" }
    let nothing = words(sv: "finns inte", en: "absent")
    return
      ": \(difference.reference?[language] ?? nothing) → \(difference.option?[language] ?? nothing)"
  }

  private var warnings: [String] {
    results.warnings.isEmpty
      ? []
      : results.warnings.map { words(sv: "Obs: ", en: "Note: ") + sentence($0) } + [""]
  }

  private func sentence(_ warning: ComparisonWarning) -> String {
    switch warning {
    case .seed:
      words(
        sv: "scenarierna anger olika frön; det första används för alla",
        en: "the scenarios state different seeds; the first one's is used for all")
    case .draws:
      words(
        sv: "scenarierna anger olika antal utfall; lika många dras för alla",
        en: "the scenarios state different numbers of draws; all are given the same")
    case .inventory:
      words(
        sv: "utsläppsdata skiljer sig, så en del av skillnaden är ändrad statistik",
        en: "the inventories differ, so part of the difference is revised statistics")
    case .lastYear:
      words(
        sv: "statistiken slutar olika år, så en del av skillnaden är vad som hänt sedan dess",
        en: "histories end in different years, so part of the difference is what happened since")
    case .horizon:
      words(
        sv: "horisonterna skiljer sig; gemensamma år jämförs",
        en: "the horizons differ; shared years are compared")
    case .region:
      words(
        sv: "regionerna skiljer sig; gemensamma kommuner jämförs",
        en: "the regions differ; shared municipalities are compared")
    case .baseline:
      words(
        sv: "utvecklingen utan åtgärder skiljer sig, så skillnaden är inte bara åtgärdernas",
        en: "the baselines differ, so the difference is not that of measures alone")
    case .prices:
      words(
        sv: "kostnader räknas i olika års priser eller med olika kalkylränta",
        en: "costs are counted in other years' prices or discounted by other rates")
    }
  }

  // MARK: - Areas

  private func table(_ area: AreaComparison) -> [String] {
    var table = TextTable(columns: [
      (area.name + " \(results.horizon)", false),
      (words(sv: "utsläpp, median", en: "emissions, median"), true),
      (words(sv: "skillnad, medel (80 %)", en: "difference, mean (80 %)"), true),
      (words(sv: "lägre i", en: "lower in"), true),
      (words(sv: "missad minskning", en: "expected regret"), true),
      (words(sv: "målet nås", en: "target met"), true),
    ])
    for (index, option) in area.options.enumerated() {
      let difference = option.difference
      table.rows.append([
        "\(index + 1) \(results.options[index].name)",
        option.emissions.last.map { tonnes($0.median) } ?? "",
        difference?.emissions.last.map(interval) ?? "",
        difference.map(lower) ?? "",
        option.regret.map { tonnes($0.value) }
          ?? words(sv: "annan statistik", en: "other statistics"),
        option.targets.first.map { target in
          style.probability(target.probability)
            + (difference?.targets.first.map { shift in
              " (\(style.signed(100 * shift.value, step: 0.1)) ± \(error(shift.standardError)))"
            } ?? "")
        } ?? "",
      ])
    }
    var lines = [table.plain]
    for (index, option) in area.options.enumerated() {
      lines += costs(option).map { "  \(index + 1) \($0)" }
      let unpriced = results.options[index].withoutCost.count
      if !option.costs.isEmpty, unpriced > 0 {
        lines.append(
          "  \(index + 1) "
            + words(
              sv: "löften och åtgärder utan känd kostnad, inte medräknade: \(unpriced)",
              en: "pledges and measures without a known cost, not counted: \(unpriced)"))
      }
      if !option.dominatedBy.isEmpty {
        let better = option.dominatedBy.map { "\($0 + 1)" }.joined(separator: ", ")
        lines.append(
          "  \(index + 1) "
            + words(
              sv: "är inte bättre än \(better) i något som jämförs, och sämre i något",
              en: "is better in nothing and worse in something than \(better)")
            + (isWhollyKnown([index] + option.dominatedBy)
              ? ""
              : words(
                sv: "; alla kostnader är dock inte kända",
                en: "; not all costs are known, though")))
      }
    }
    return lines + [""]
  }

  private func costs(_ option: OptionOutcome) -> [String] {
    guard let difference = option.difference else { return [] }
    return difference.costs.flatMap { cost -> [String] in
      let share =
        cost.share == .public
        ? words(sv: "offentlig kostnad", en: "public cost")
        : words(sv: "total kostnad", en: "total cost")
      let known = option.costs.first { $0.share == cost.share }.map { own in
        let shares = zip(own.knownTonnes, own.tonnes).map { $1 > 0 ? $0 / $1 : 0 }
        return words(sv: ", känd för ", en: ", known for ")
          + zip(ledgers, shares).map { "\(percent($1)) \($0)" }.joined(separator: ", ")
      }
      let sum =
        share + ": \(style.signed(cost.cost.mean / 1e6, step: 0.1)) MSEK"
        + words(
          sv: " jämfört med 1, \(results.priceYear) års priser",
          en: " against 1, prices of \(results.priceYear)") + (known ?? "")
      let perTonne = cost.ledgers.compactMap { ledger -> String? in
        guard ledger.tonnes.standardDeviation > 0 || ledger.tonnes.mean != 0 else { return nil }
        let name = ledgers[ledger.ledger.index]
        guard let ratio = ledger.perTonne else {
          return "  \(name): " + words(sv: "kr/ton går inte att skatta", en: "SEK/t not estimable")
        }
        let ends = ratio.central80
        return "  \(name): "
          + style.number(ratio.value, step: 1) + words(sv: " kr/ton", en: " SEK/t")
          + " (\(style.number(ends.low, step: 1)) … \(style.number(ends.high, step: 1)))"
      }
      return [sum] + perTonne
    }
  }

  private var ledgers: [String] {
    language == .sv
      ? ["territoriellt", "konsumtion", "köpt energi"] : ["territorial", "consumption", "energy"]
  }

  private var municipalities: [String] {
    let title = words(
      sv: "Kommunerna: skillnad \(results.horizon), medel, och hur ofta lägre",
      en: "Municipalities: difference in \(results.horizon), mean, and how often lower")
    var table = TextTable(
      columns: [(title, false)]
        + results.options.indices.dropFirst().map {
          ("\($0 + 1) \(results.options[$0].name)", true)
        })
    table.rows = results.areas.filter { $0.kind == .municipality }.map { area in
      ["\(area.code) \(area.name)"]
        + area.options.compactMap(\.difference).map {
          ($0.emissions.last.map { signed($0.mean) } ?? "") + " (\(lower($0)))"
        }
    }
    return [table.plain]
  }

  // MARK: - Words and figures

  private func isWhollyKnown(_ options: [Int]) -> Bool {
    options.allSatisfy { results.options[$0].withoutCost.isEmpty }
  }

  /// How often an option is lower in the last year, with its Monte Carlo error.
  private func lower(_ difference: PairedDifference) -> String {
    let found = difference.lowerAtLast
    guard found.equal < 1 else { return words(sv: "lika", en: "equal") }
    let share = style.shareOfDraws(found.better.value)
    // Beyond the limits of what can be told there is no figure the error would be of.
    return (0.01...0.99).contains(found.better.value)
      ? "\(share) ± \(error(found.better.standardError))" : share
  }

  private func tonnes(_ value: Double) -> String { style.number(value, step: 1) + " t" }

  private func signed(_ value: Double) -> String { style.signed(value, step: 1) + " t" }

  private func interval(_ summary: Summary) -> String {
    let (low, high) = summary.central80
    return signed(summary.mean)
      + " (\(style.signed(low, step: 1)) … \(style.signed(high, step: 1)))"
  }

  private func percent(_ share: Double) -> String { style.number(100 * share, step: 0.1) + " %" }

  /// A Monte Carlo error in percentage points.
  private func error(_ share: Double) -> String { style.number(100 * share, step: 0.1) }
}
