import Analysis
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A sweep as people read it, and as tables for other programs.
struct SweepText: StyledText {
  let result: SweepResult
  let table: SweepTable
  let scenario: ResolvedScenario
  let style: NumberStyle

  /// Options on the front that are printed; the files have all.
  private static let shownCount = 40

  private var front: [SweepResult.Option] {
    result.options.filter(\.isOnFront).sorted {
      ($0.tonnes, $1.option.number) < ($1.tonnes, $0.option.number)
    }
  }

  var text: String {
    ([title, "", frontTable(Self.shownCount).plain, ""] + sentences).joined(separator: "\n")
  }

  var markdown: String {
    "# \(MarkdownSummary.escaped(title))\n\n\(frontTable(.max).markdown)\n"
      + sentences.map { "- \(MarkdownSummary.escaped($0))\n" }.joined()
  }

  private var title: String {
    let (count, round, year) = (result.options.count, result.round, result.year)
    return words(
      sv: "\(count) alternativ för omgången \(round): ton mindre utsläpp \(year) än i scenariot",
      en: "\(count) options for the round \(round): tonnes less in \(year) than in the scenario")
  }

  /// Whether any option has support of its own, so that it must be said what that does.
  private var hasSupport: Bool { result.options.contains { $0.supportTonnes != 0 } }

  /// The county that spread and chance are of: the front's.
  private var county: Int { result.frontCounty ?? 0 }

  private func frontTable(_ most: Int) -> TextTable {
    let place = result.counties.count > 1 ? ", \(result.counties[county].name)" : ""
    var table = TextTable(columns: [
      (words(sv: "nr", en: "no"), true), (words(sv: "löften", en: "pledges"), false),
      (words(sv: "andel", en: "share"), true), (words(sv: "kommuner", en: "municipalities"), true),
      (words(sv: "stöd", en: "support"), true),
      (words(sv: "nya löften", en: "new adoptions"), true), (words(sv: "ton", en: "tonnes"), true),
    ])
    if hasSupport {
      table.columns.append((words(sv: "av nya löften", en: "by new adoptions"), true))
      table.columns.append((words(sv: "av stödet", en: "by support"), true))
    }
    table.columns.append((words(sv: "spridning", en: "spread") + place, true))
    table.columns.append((words(sv: "mål nås", en: "target met") + place, true))
    table.columns.append((words(sv: "kostnad", en: "cost"), true))
    table.columns.append(("", false))
    for found in front.suffix(most) {
      let option = found.option
      var row: [String] = [
        "\(option.number)", name(option), option.share.map { style.percent($0) } ?? "–",
        "\(option.municipalities)", style.number(option.support, step: 0.1),
        figure(found.adoptions), figure(found.tonnes),
      ]
      if hasSupport {
        row.append(figure(found.tonnes - found.supportTonnes))
        row.append(figure(found.supportTonnes))
      }
      let outcome = found.counties[county]
      row.append(figure(outcome.standardDeviation))
      row.append(outcome.probability.map { chance($0) } ?? "–")
      row.append(found.cost.map { style.number($0, step: 1000) } ?? "–")
      row.append(found.isCapped ? "*" : "")
      table.rows.append(row)
    }
    return table
  }

  /// A number to the unit, a small one finer, so that what is not nothing is not printed as nothing.
  private func figure(_ value: Double) -> String {
    style.number(value, step: abs(value) < 1 ? 0.01 : abs(value) < 10 ? 0.1 : 1)
  }

  /// A probability with its Monte Carlo error, which no draws can tell where all agree.
  private func chance(_ probability: Probability) -> String {
    guard probability.standardError > 0 else { return style.probability(probability) }
    return [probability.value, probability.standardError].map { style.percent($0, step: 0.0001) }
      .joined(separator: " ± ")
  }

  private func name(_ option: SweepOption) -> String {
    guard let set = option.set else { return words(sv: "blandning", en: "mix") }
    if set == "all" { return words(sv: "alla", en: "all") }
    let pledge = result.pledges.first { "\($0.number)" == set }
    return pledge.map { "\(set) \($0.name[language])" } ?? set
  }

  private var sentences: [String] {
    let (shown, all) = (min(Self.shownCount, front.count), front.count)
    let effort = words(
      sv: result.effort == .cost ? "kostnad" : "antal nya löften",
      en: result.effort == .cost ? "cost" : "number of new adoptions")
    var lines = [
      words(
        sv:
          "Tabellen visar \(shown) av de \(all) alternativ som inget annat med samma stöd slår i ton, chans att nå målet och \(effort).",
        en:
          "The table shows \(shown) of the \(all) options that no other one with the same support beats in tonnes, chance of the target and \(effort)."
      ),
      words(
        sv:
          "En andel räknas som den andelen av löftets ton i varje kommun som är med och inte redan har antagit det.",
        en:
          "A share counts as that share of the pledge's tonnes in every municipality that takes part and has not adopted it."
      ),
    ]
    if let county = result.frontCounty {
      let (area, target) = (result.counties[county].name, targetName(county))
      lines.append(
        words(
          sv:
            "Chansen gäller \(area): \(target). Talet efter ± är Monte Carlo-felet, ett standardfel; skillnader mellan alternativ är säkrare än så, eftersom alla räknas på samma utfall.",
          en:
            "The chance is that of \(area): \(target). The number behind ± is the Monte Carlo error, one standard error; differences between options are surer than that, because all have the same draws."
        ))
    } else {
      lines.append(
        words(
          sv: "Inget län har ett mål för \(result.year), så chansen räknas inte.",
          en: "No county has a target for \(result.year), so the chance does not count."))
    }
    lines.append(
      words(
        sv:
          "Antalet nya löften är ett väntat antal: vad kommunerna redan har antagit är delvis skattat.",
        en:
          "New adoptions are an expected number: what municipalities have adopted already is partly imputed."
      ))
    if hasSupport {
      lines.append(
        words(
          sv:
            "Stödets ton är vad det gör för löften som redan är antagna, om inget nytt antas; resten kommer av nya löften med det stödet.",
          en:
            "What support takes off it does for pledges that are adopted already, if no new ones are; the rest comes from new adoptions with that support."
        ))
    }
    if result.options.contains(where: \.isCapped) {
      lines.append(
        words(
          sv:
            "* I mer än ett utfall av tusen räcker någon sektor i någon kommun inte till; tonnen är räknade med det.",
          en:
            "* In more than one draw in a thousand some sector of some municipality has less than that; tonnes are counted with it."
        ))
    }
    return lines
  }

  private func targetName(_ county: Int) -> String {
    let id = result.counties[county].target
    return scenario.targets.first { $0.id == id }?.name[language] ?? id ?? ""
  }

  // MARK: - Tables

  /// A row for each option.
  var csv: CSVTable {
    let ofCounties = result.counties.flatMap { county in
      ["tonnes", "sd", "probability", "probability_se"].map { "\($0)_\(county.code)" }
    }
    var table = CSVTable(
      head: [
        "option", "set", "share", "municipalities", "support", "adoptions", "tonnes",
        "tonnes_of_support", "cost_sek", "cost_share", "capped_share", "front",
      ] + ofCounties + result.pledges.map { "share_\($0.number)" })
    for found in result.options {
      let option = found.option
      table.rows.append(
        [
          "\(option.number)", option.set ?? "mix", option.share.map { "\($0)" } ?? "",
          "\(option.municipalities)", "\(option.support)", "\(found.adoptions)",
          "\(found.tonnes)", "\(found.supportTonnes)", found.cost.map { "\($0)" } ?? "",
          "\(found.costShare)", "\(found.cappedShare)", found.isOnFront ? "1" : "0",
        ] + found.counties.flatMap(Self.cells) + shares(option).map { "\($0)" })
    }
    return table
  }

  /// A row for each option and municipality.
  var municipalities: CSVTable {
    var table = CSVTable(head: [
      "option", "municipality", "tonnes", "sd", "probability", "probability_se",
    ])
    for (option, outcomes) in zip(result.options, self.table.outcomes) {
      for (municipality, outcome) in zip(scenario.municipalities, outcomes) {
        table.rows.append(
          ["\(option.option.number)", municipality.code.digits] + Self.cells(outcome))
      }
    }
    return table
  }

  private static func cells(_ outcome: SweepResult.Outcome) -> [String] {
    [
      "\(outcome.tonnes)", "\(outcome.standardDeviation)",
      outcome.probability.map { "\($0.value)" } ?? "",
      outcome.probability.map { "\($0.standardError)" } ?? "",
    ]
  }

  /// The share of every pledge in an option.
  private func shares(_ option: SweepOption) -> [Double] {
    if let mix = option.mix { return mix }
    let members = scenario.sweep?.sets.first { $0.name == option.set }?.pledges ?? []
    return result.pledges.map { members.contains($0.number) ? option.share ?? 0 : 0 }
  }
}
