import Analysis
import Foundation
import PledgeModel
import ReportWriter

/// A sweep as people read it, and as tables for other programs.
struct SweepText {
  let result: SweepResult
  let table: SweepTable
  let scenario: ResolvedScenario
  let language: Language
  private let style: NumberStyle

  init(
    _ result: SweepResult, _ table: SweepTable, _ scenario: ResolvedScenario, _ language: Language
  ) throws(ReportError) {
    self.result = result
    self.table = table
    self.scenario = scenario
    self.language = language
    style = NumberStyle(language: language, texts: try Texts(language))
  }

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

  private func frontTable(_ most: Int) -> TextTable {
    var table = TextTable(columns: [
      (words(sv: "nr", en: "no"), true), (words(sv: "löften", en: "pledges"), false),
      (words(sv: "andel", en: "share"), true), (words(sv: "kommuner", en: "municipalities"), true),
      (words(sv: "stöd", en: "support"), true),
      (words(sv: "nya löften", en: "new adoptions"), true), (words(sv: "ton", en: "tonnes"), true),
      (words(sv: "spridning", en: "spread"), true),
      (words(sv: "mål nås", en: "target met"), true), (words(sv: "kostnad", en: "cost"), true),
      ("", false),
    ])
    for found in front.suffix(most) {
      let option = found.option
      let county = found.counties.first
      table.rows.append([
        "\(option.number)", name(option), option.share.map { style.percent($0) } ?? "–",
        "\(option.municipalities)", style.number(option.support, step: 0.1),
        style.number(found.adoptions, step: 1), style.number(found.tonnes, step: 1),
        style.number(county?.standardDeviation ?? 0, step: 1),
        county?.probability.map { style.percent($0.value, step: 0.0001) } ?? "–",
        found.cost.map { style.number($0, step: 1000) } ?? "–", found.isCapped ? "*" : "",
      ])
    }
    return table
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
    if result.options.contains(where: \.isCapped) {
      lines.append(
        words(
          sv:
            "* I mer än en dragning av tusen räcker någon sektor i någon kommun inte till; tonnen är räknade med det.",
          en:
            "* In more than one draw in a thousand some sector of some municipality has less than that; tonnes are counted with it."
        ))
    }
    return lines
  }

  // MARK: - Tables

  /// A line for each option.
  var csv: String {
    let areas = result.counties.map {
      "tonnes_\($0.code),sd_\($0.code),probability_\($0.code)"
    }
    var lines = [
      ([
        "option,set,share,municipalities,support,adoptions,tonnes,cost_sek,cost_share,capped_share,front"
      ]
        + areas + result.pledges.map { "share_\($0.number)" }).joined(separator: ",")
    ]
    for found in result.options {
      let option = found.option
      var cells = [
        "\(option.number)", quoted(option.set ?? "mix"), option.share.map { "\($0)" } ?? "",
        "\(option.municipalities)", "\(option.support)", "\(found.adoptions)", "\(found.tonnes)",
        found.cost.map { "\($0)" } ?? "", "\(found.costShare)", "\(found.cappedShare)",
        found.isOnFront ? "1" : "0",
      ]
      for outcome in found.counties { cells += Self.cells(outcome) }
      cells += shares(option).map { "\($0)" }
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each option and municipality.
  var municipalities: String {
    var text = "option,municipality,tonnes,sd,probability\n"
    for (option, outcomes) in zip(result.options, table.outcomes) {
      for (municipality, outcome) in zip(scenario.municipalities, outcomes) {
        text += "\(option.option.number),\(municipality.code.digits),"
        text += Self.cells(outcome).joined(separator: ",") + "\n"
      }
    }
    return text
  }

  private static func cells(_ outcome: SweepResult.Outcome) -> [String] {
    [
      "\(outcome.tonnes)", "\(outcome.standardDeviation)",
      outcome.probability.map { "\($0.value)" } ?? "",
    ]
  }

  /// The share of every pledge in an option.
  private func shares(_ option: SweepOption) -> [Double] {
    if let mix = option.mix { return mix }
    let members = scenario.sweep?.sets.first { $0.name == option.set }?.pledges ?? []
    return result.pledges.map { members.contains($0.number) ? option.share ?? 0 : 0 }
  }

  private func quoted(_ text: String) -> String {
    text.contains { [",", "\"", "\n"].contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  private func words(sv: String, en: String) -> String { language == .sv ? sv : en }
}
