import Analysis
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A portfolio as a board reads it, and as tables for other programs.
struct PortfolioText: StyledText {
  let result: PortfolioResult
  let style: NumberStyle

  /// What is proposed, the table, and what it changes.
  var text: String { ([title, "", table.plain, ""] + sentences).joined(separator: "\n") }

  var markdown: String {
    "# \(MarkdownSummary.escaped(title))\n\n\(table.markdown)\n"
      + sentences.map { "- \(MarkdownSummary.escaped($0))\n" }.joined()
  }

  /// A row for each choice.
  var csv: CSVTable {
    var table = CSVTable(head: [
      "rank", "municipality", "name", "catalogue", "round", "pledge", "sector", "adopted",
      "imputed", "tonnes", "tonnes_p10", "tonnes_p90", "cumulated_tonnes", "cost_sek",
      "cumulated_cost_sek",
    ])
    for (rank, choice) in result.choices.enumerated() {
      table.rows.append([
        "\(rank + 1)", choice.municipality.digits, choice.municipalityName, result.catalogue,
        result.round, "\(choice.pledge)", choice.sector?.rawValue ?? "", "\(choice.adopted)",
        choice.isImputed ? "1" : "0",
        "\(choice.tonnes.mean)", "\(choice.tonnes.low)", "\(choice.tonnes.high)",
        "\(choice.cumulatedTonnes)", choice.cost.map { "\($0)" } ?? "",
        choice.cumulatedCost.map { "\($0)" } ?? "",
      ])
    }
    return table
  }

  private var title: String {
    let count = result.choices.count
    let (round, ledger) = (result.round, ledgerName)
    return words(
      sv: "\(count) nya klimatlöften i omgången \(round), \(ledger) \(result.year)",
      en: "\(count) new pledges in the round \(round), \(ledger) \(result.year)")
  }

  private var ledgerName: String {
    switch result.request.ledger {
    case .territorial: words(sv: "territoriella ton", en: "territorial tonnes")
    case .consumption: words(sv: "konsumtionsbaserade ton", en: "consumption-based tonnes")
    case .energy: words(sv: "ton från energi", en: "tonnes from energy")
    }
  }

  private var table: TextTable {
    var table = TextTable(columns: [
      ("", true), (words(sv: "kommun", en: "municipality"), false),
      (words(sv: "löfte", en: "pledge"), false),
      (words(sv: "redan antaget", en: "adopted already"), true),
      (words(sv: "ton", en: "tonnes"), true), (words(sv: "10–90 %", en: "10–90%"), true),
      (words(sv: "summa ton", en: "tonnes in all"), true),
      (words(sv: "kostnad", en: "cost"), true), (words(sv: "summa", en: "cost in all"), true),
    ])
    for (rank, choice) in result.choices.enumerated() {
      table.rows.append([
        "\(rank + 1)", choice.municipalityName, "\(choice.pledge) \(choice.pledgeName[language])",
        adopted(choice), tonnes(choice.tonnes.mean), interval(choice.tonnes),
        tonnes(choice.cumulatedTonnes), kronor(choice.cost), kronor(choice.cumulatedCost),
      ])
    }
    return table
  }

  private func adopted(_ choice: PortfolioResult.Choice) -> String {
    guard choice.isImputed else { return words(sv: "nej", en: "no") }
    return style.percent(choice.adopted) + words(sv: " skattat", en: " imputed")
  }

  /// What a limit for each year comes to.
  private var yearlySentence: [String] {
    guard let most = result.request.limits.perYear, let first = result.adoptionYears.first,
      let last = result.adoptionYears.last
    else { return [] }
    let count = result.adoptionYears.count
    let product = style.number(Double(most) * Double(count), step: 1)
    return [
      words(
        sv:
          "Högst \(most) \(most == 1 ? "nytt löfte" : "nya löften") per år i varje kommun, räknat över de \(count) åren \(first)–\(last): \(product) i allt. "
          + "Tonnen räknas som om alla antas i omgången \(result.round).",
        en:
          "At most \(most) new \(most == 1 ? "pledge" : "pledges") a year in each municipality, counted over the \(count) years \(first)–\(last): \(product) in all. "
          + "Tonnes are counted as if all were adopted in the round \(result.round).")
    ]
  }

  private var sentences: [String] {
    var lines = [
      words(
        sv:
          "Tillsammans väntas de ta bort \(tonnes(result.total.mean)) ton \(result.year) (\(interval(result.total))).",
        en:
          "Together they are expected to take off \(tonnes(result.total.mean)) tonnes in \(result.year) (\(interval(result.total)))."
      )
    ]
    if let cost = result.cost, result.choices.allSatisfy({ $0.cost != nil }) {
      lines.append(
        words(
          sv:
            "Väntad kostnad till \(result.year), diskonterad: \(kronor(cost)) kr i \(result.priceYear) års priser.",
          en:
            "Expected cost until \(result.year), discounted: SEK \(kronor(cost)) in prices of \(result.priceYear)."
        ))
    }
    lines.append(boundSentence)
    lines += yearlySentence
    if result.choices.contains(where: \.isImputed) {
      lines.append(
        words(
          sv:
            "Skattat: det är inte offentligt vilka löften kommunen redan har antagit, så andelen är modellens sannolikhet och ingen uppgift om kommunen.",
          en:
            "Imputed: it is not public which pledges the municipality has adopted already, so the share is the model's probability and no fact about it."
        ))
    }
    if result.request.ledger == .territorial { lines += outcomeSentences }
    if result.withoutKnownCost > 0 {
      let count = result.withoutKnownCost
      let isLeftOut = result.request.limits.budget != nil
      lines.append(
        words(
          sv: "För \(count) möjliga löften är kostnaden okänd"
            + (isLeftOut ? "; en budget kan inte ta med dem." : "."),
          en: "Nobody knows the cost of \(count) possible pledges"
            + (isLeftOut ? "; a budget cannot include them." : ".")))
    }
    return lines
  }

  private var boundSentence: String {
    let gap = result.bound - result.value
    switch result.request.objective {
    case .tonnes where gap <= 0:
      return words(
        sv:
          "Inget annat val av \(result.candidates) möjliga löften inom gränserna ger fler ton, så länge ingen sektor når noll.",
        en:
          "No other choice among \(result.candidates) possible pledges within the limits takes off more, as long as no sector reaches zero."
      )
    case .tonnes:
      return words(
        sv:
          "Ett annat val kan ge högst \(tonnes(gap)) ton mer (övre gräns \(tonnes(result.bound)) ton).",
        en:
          "Another choice could take off at most \(tonnes(gap)) tonnes more (upper bound \(tonnes(result.bound)) tonnes)."
      )
    case .probability:
      let (value, bound) = (fine(result.value), fine(result.bound))
      return words(
        sv:
          "Sannolikheten är \(value) i sökningen; inget val når över \(bound), så högst \(fine(gap)) återstår.",
        en:
          "The probability is \(value) in the search; no choice exceeds \(bound), so at most \(fine(gap)) is left."
      )
    }
  }

  private var outcomeSentences: [String] {
    let outcome = result.outcome
    let (before, reduction) = (coarse(outcome.before), tonnes(outcome.reduction.mean))
    let capped =
      outcome.cappedShare == 0
      ? ("", "")
      : (
        " (i \(fine(outcome.cappedShare)) av utfallen har någon sektor mindre kvar än de nya löftena skulle ta bort)",
        " (in \(fine(outcome.cappedShare)) of the draws some sector has less left than the new pledges would take off)"
      )
    var lines = [
      words(
        sv:
          "Utan dem väntas utsläppen \(result.year) bli \(before) ton; två körningar på samma slumptal ger \(reduction) ton "
          + "mindre med dem, när ingen sektor får bli negativ\(capped.0).",
        en:
          "Without them emissions in \(result.year) are expected to be \(before) tonnes; two runs on the same draws find \(reduction) "
          + "tonnes less with them, where no sector may fall below zero\(capped.1)."
      )
    ]
    if let target = result.target {
      let (before, after) = (style.probability(target.before), style.probability(target.after))
      lines.append(
        words(
          sv: "\(target.name.sv): sannolikhet \(before) före, \(after) efter; "
            + "väntat avstånd till målet \(coarse(target.gapBefore)) före, \(coarse(target.gapAfter)) ton efter.",
          en: "\(target.name.en): probability \(before) before, \(after) after; "
            + "expected gap \(coarse(target.gapBefore)) before, \(coarse(target.gapAfter)) tonnes after."
        ))
    }
    return lines
  }

  private func tonnes(_ value: Double) -> String {
    style.number(value, step: abs(value) < 10 ? 0.1 : 1)
  }

  /// Both ends as fine as the upper one.
  private func interval(_ tonnes: PortfolioResult.Tonnes) -> String {
    let step = tonnes.high < 10 ? 0.1 : 1
    return [tonnes.low, tonnes.high].map { style.number($0, step: step) }.joined(separator: "–")
  }

  private func coarse(_ value: Double) -> String { style.number(value, step: 1000) }

  private func fine(_ share: Double) -> String { style.percent(share, step: 0.0001) }

  private func kronor(_ value: Double?) -> String {
    value.map { style.number($0, step: 1000) } ?? "–"
  }
}
