import Analysis
import PledgeModel
import ReportWriter
import ScenarioFiles
import Simulation

/// A sensitivity analysis as people read it, and as a table for other programs.
struct SensitivityText: StyledText {
  let result: SensitivityResult
  let scenario: ResolvedScenario
  let style: NumberStyle

  /// Counties with every group and its interval, single inputs as a tornado, then each municipality with its largest group.
  var text: String {
    var parts: [String] = []
    for area in result.areas where area.kind == .county {
      parts.append(
        table(
          area, area.emissions,
          words(sv: "utsläpp \(result.year)", en: "emissions \(result.year)")))
      if let avoided = area.avoided {
        parts.append(
          table(
            area, avoided,
            words(
              sv: "nytt från klimatlöften \(result.year)", en: "new from pledges \(result.year)")))
      }
    }
    parts += tornado
    if let choice = result.choice { parts.append(text(choice)) }
    return (parts + [municipalities]).joined(separator: "\n\n")
  }

  private func table(
    _ area: SensitivityResult.Area, _ outcome: SensitivityResult.Outcome, _ title: String
  ) -> String {
    let spread = words(sv: "standardavvikelse", en: "standard deviation")
    let heading =
      "\(area.name), \(title): \(tonnes(outcome.mean)), \(spread) \(tonnes(outcome.standardDeviation))"
    guard !outcome.groups.isEmpty else {
      return heading + "\n"
        + words(
          sv: "varierar inte, så det finns ingen osäkerhet att fördela",
          en: "does not vary, so that there is no uncertainty to share out")
    }
    var table = TextTable(columns: [
      ("", false), (words(sv: "första ordningen", en: "first order"), true),
      (words(sv: "totalt", en: "total"), true),
    ])
    table.rows = outcome.groups.sorted { $0.total.value > $1.total.value }.map {
      [name($0.group), index($0.first), index($0.total)]
    }
    return heading + "\n" + table.plain
  }

  private var municipalities: String {
    let heading = words(
      sv: "Störst i varje kommun, andel av utsläppens varians (första ordningen)",
      en: "Largest in each municipality, share of the variance of emissions (first order)")
    var table = TextTable(columns: [("", false), ("", false), ("", false)])
    table.rows = result.areas.filter { $0.kind == .municipality }.map { area in
      let groups = area.emissions.groups
      let cells =
        if groups.isEmpty {
          ["", words(sv: "varierar inte", en: "does not vary")]
        } else if let largest = area.emissions.largest {
          [name(largest.group), index(largest.first)]
        } else {
          [
            words(sv: "osäkert: för få utfall", en: "uncertain: too few draws"),
            groups.filter(\.first.isUncertain).map { "\(name($0.group)) \(interval($0.first))" }
              .joined(separator: ", "),
          ]
        }
      return ["\(area.code) \(area.name)"] + cells
    }
    // The columns need no head.
    return heading + table.plain.drop { $0 != "\n" }
  }

  // MARK: - Single inputs

  /// How many single inputs are shown, and how long the longest bar is on its side.
  private static let barCount = 12
  private static let barLength = 20.0

  private var tornado: [String] {
    let bars = result.inputs.prefix(Self.barCount).filter { $0.low != $0.high }
    guard let longest = bars.flatMap({ [abs($0.low), abs($0.high)] }).max() else { return [] }
    let heading = words(
      sv:
        "Enskilda osäkra tal, ändring av utsläppen \(result.year) i ton vid 10 och 90 procent av talets fördelning",
      en:
        "Single uncertain numbers, change of the emissions of \(result.year) in tonnes at 10 and 90 per cent of the number's distribution"
    )
    var table = TextTable(columns: [
      ("10 %", true), ("90 %", true), (words(sv: "lägre", en: "lower"), true),
      (words(sv: "högre", en: "higher"), false), (words(sv: "varians", en: "variance"), true),
      ("", false),
    ])
    table.rows = bars.map { bar in
      func blocks(_ reach: Double) -> String {
        String(
          repeating: "█", count: Int((Self.barLength * max(0, reach) / longest).rounded(.up)))
      }
      return [
        style.signed(bar.low, step: 1), style.signed(bar.high, step: 1),
        blocks(-min(bar.low, bar.high)), "│" + blocks(max(bar.low, bar.high)),
        bar.first.map(percent) ?? "", name(ofInput: bar.id),
      ]
    }
    return [heading + "\n" + table.plain]
  }

  /// What a single input is in words.
  private func name(ofInput id: String) -> String {
    let parts = id.split(separator: "/").map(String.init)
    let catalogue = parts.count > 1 ? scenario.catalogues.first { $0.id == parts[1] } : nil
    switch parts[0] {
    case "trend":
      return name(.trend) + ", " + style.texts["sector.\(parts[1])"]
    case "effect":
      let pledge = catalogue?.pledges.first { "\($0.number)" == parts[2] }
      return words(sv: "effekt, löfte ", en: "effect, pledge ")
        + "\(parts[2]) \(pledge?.name[language] ?? "") (\(catalogue?.round ?? parts[1]))"
    case "factor":
      return words(sv: "skalfaktor, omgången ", en: "scale factor, round ")
        + (catalogue?.round ?? parts[1])
    case "measure":
      let measure = scenario.measures.first { $0.id == parts[1] }?.name[language] ?? parts[1]
      return parts.count == 2
        ? words(sv: "effekt, \(measure)", en: "effect, \(measure)")
        : words(sv: "om den blir av, \(measure)", en: "whether it happens, \(measure)")
    case "additionality": return words(sv: "additionalitet", en: "additionality")
    default: return words(sv: "rekyl", en: "rebound")
    }
  }

  // MARK: - Choice

  private func text(_ choice: ChoiceInformation) -> String {
    let difference = style.signed(choice.expected[1] - choice.expected[0], step: 1)
    let spread = tonnes(choice.standardDeviation)
    var table = TextTable(columns: [
      (words(sv: "om man kände till", en: "if it were known"), false),
      (words(sv: "ton \(result.year)", en: "tonnes \(result.year)"), true),
    ])
    table.rows =
      [[words(sv: "allt", en: "everything"), style.number(choice.perfect, step: 1)]]
      + choice.groups.sorted { $0.tonnes > $1.tonnes }.map {
        [name($0.group), style.number($0.tonnes, step: 1)]
      }
    return [
      words(
        sv:
          "Valet mellan \(result.scenario) och \(choice.alternative): skillnad \(difference) t, standardavvikelse \(spread)",
        en:
          "The choice between \(result.scenario) and \(choice.alternative): difference \(difference) t, standard deviation \(spread)"
      ),
      words(
        sv: "Värdet av att veta mer innan man väljer",
        en: "What it is worth to know more before choosing"),
      table.plain,
      words(
        sv:
          "Värdet av att känna en enskild grupp är ungefärligt (momentmatchning): bara gruppens andel av skillnadens varians är beräknad, och den kända delen antas ha samma form som hela skillnaden.",
        en:
          "The value of knowing a single group is approximate (moment matching): only the group's share of the variance of the difference is computed, and the known part is taken to have the shape of the whole."
      ),
    ].joined(separator: "\n")
  }

  // MARK: - Tables

  /// A row for each single input.
  var inputs: CSVTable {
    CSVTable(
      head: ["input", "low", "high", "first", "total"],
      rows: result.inputs.map { input in
        [input.id, "\(input.low)", "\(input.high)"]
          + [input.first, input.total].map { $0.map { "\($0)" } ?? "" }
      })
  }

  /// A row for each area, outcome and group.
  var csv: CSVTable {
    var table = CSVTable(head: [
      "area", "code", "name", "outcome", "mean", "standard_deviation", "group", "first",
      "first_p5", "first_p95", "first_uncertain", "total", "total_p5", "total_p95",
      "total_uncertain",
    ])
    for area in result.areas {
      for (name, outcome) in [("emissions", area.emissions), ("avoided", area.avoided)] {
        guard let outcome else { continue }
        for group in outcome.groups {
          table.rows.append(
            [
              area.kind.rawValue, area.code, area.name, name, "\(outcome.mean)",
              "\(outcome.standardDeviation)", group.group.rawValue,
            ]
              + [group.first, group.total].flatMap {
                ["\($0.value)", "\($0.low)", "\($0.high)", $0.isUncertain ? "1" : "0"]
              })
        }
      }
    }
    return table
  }

  // MARK: - Words and figures

  private func name(_ group: InputGroup) -> String {
    switch group {
    case .trend: words(sv: "riksutvecklingen", en: "national trend")
    case .nationalShocks: words(sv: "nationella händelser", en: "national shocks")
    case .localShocks: words(sv: "lokala händelser", en: "local shocks")
    case .effects: words(sv: "löftenas effekter", en: "effects of pledges")
    case .adoption: words(sv: "vem som antar vad", en: "who adopts what")
    case .realisation: words(sv: "genomförandet", en: "realisation")
    case .measures: words(sv: "åtgärderna", en: "measures")
    case .additionality: words(sv: "additionalitet och rekyl", en: "additionality and rebound")
    }
  }

  private func index(_ estimate: SensitivityResult.Estimate) -> String {
    percent(estimate.value) + " (\(interval(estimate)))"
      + (estimate.isUncertain ? words(sv: " osäkert", en: " uncertain") : "")
  }

  private func interval(_ estimate: SensitivityResult.Estimate) -> String {
    style.number(100 * estimate.low, step: 0.1) + "…" + percent(estimate.high)
  }

  private func percent(_ share: Double) -> String { style.percent(share, step: 0.001) }

  private func tonnes(_ value: Double) -> String { style.number(value, step: 1) + " t" }
}
