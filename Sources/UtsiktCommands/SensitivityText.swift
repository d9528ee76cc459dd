import Analysis
import Foundation
import PledgeModel
import Simulation

/// A sensitivity analysis as people read it, and as a table for other programs.
struct SensitivityText {
  let result: SensitivityResult
  let language: Language

  /// Counties with every group and its interval, then each municipality with its largest group.
  var text: String {
    var lines: [String] = []
    for area in result.areas where area.kind == .county {
      lines += table(
        area, area.emissions,
        words(sv: "utsläpp \(result.year)", en: "emissions \(result.year)"))
      if let avoided = area.avoided {
        lines += table(
          area, avoided,
          words(sv: "nytt från klimatlöften \(result.year)", en: "new from pledges \(result.year)"))
      }
    }
    lines += tornado
    if let choice = result.choice { lines += self.lines(choice) }
    lines.append(
      words(
        sv: "Störst i varje kommun, andel av utsläppens varians (första ordningen)",
        en: "Largest in each municipality, share of the variance of emissions (first order)"))
    for area in result.areas where area.kind == .municipality {
      let largest = area.emissions.groups.max { $0.first.value < $1.first.value }
      lines.append(
        "  " + padded("\(area.code) \(area.name)", 24)
          + (largest.map { padded(name($0.group), 32) + percent($0.first) }
            ?? words(sv: "varierar inte", en: "does not vary")))
    }
    return lines.joined(separator: "\n")
  }

  private func table(
    _ area: SensitivityResult.Area, _ outcome: SensitivityResult.Outcome, _ title: String
  ) -> [String] {
    let spread = words(sv: "standardavvikelse", en: "standard deviation")
    let heading =
      "\(area.name), \(title): \(tonnes(outcome.mean)), \(spread) \(tonnes(outcome.standardDeviation))"
    guard !outcome.groups.isEmpty else {
      let nothing = words(
        sv: "varierar inte, så det finns ingen osäkerhet att fördela",
        en: "does not vary, so that there is no uncertainty to share out")
      return [heading, "  " + nothing, ""]
    }
    return [
      heading,
      "  " + padded("", 32) + padded(words(sv: "första ordningen", en: "first order"), 24)
        + words(sv: "totalt", en: "total"),
    ]
      + outcome.groups.sorted { $0.total.value > $1.total.value }.map {
        "  " + padded(name($0.group), 32) + padded(percent($0.first), 24) + percent($0.total)
      } + [""]
  }

  /// How many single inputs are shown.
  private static let barCount = 12

  private var tornado: [String] {
    let bars = result.inputs.prefix(Self.barCount).filter { $0.low != $0.high }
    guard !bars.isEmpty else { return [] }
    return [
      words(
        sv:
          "Enskilda osäkra tal, ändring av utsläppen \(result.year) vid 10 och 90 procent av talets fördelning",
        en:
          "Single uncertain numbers, change of the emissions of \(result.year) at 10 and 90 per cent of the number's distribution"
      )
    ]
      + bars.map {
        "  " + padded($0.id, 44) + padded(signed($0.low), 14) + padded(signed($0.high), 14)
          + ($0.first.map { String(format: "%5.1f %%", 100 * $0) } ?? "")
      } + [""]
  }

  private func lines(_ choice: ChoiceInformation) -> [String] {
    let difference = choice.expected[1] - choice.expected[0]
    return [
      words(
        sv:
          "Valet mellan \(result.scenario) och \(choice.alternative): skillnad \(signed(difference)), "
          + "standardavvikelse \(tonnes(choice.standardDeviation))",
        en:
          "The choice between \(result.scenario) and \(choice.alternative): difference \(signed(difference)), "
          + "standard deviation \(tonnes(choice.standardDeviation))"),
      words(
        sv: "Värdet av att veta mer innan man väljer, ton \(result.year)",
        en: "What it is worth to know more before choosing, tonnes \(result.year)"),
      "  " + padded(words(sv: "allt", en: "everything"), 32) + tonnes(choice.perfect),
    ]
      + choice.groups.sorted { $0.tonnes > $1.tonnes }.map {
        "  " + padded(name($0.group), 32) + tonnes($0.tonnes)
      } + [""]
  }

  /// A line for each single input.
  var inputs: String {
    (["input,low,high,first,total"]
      + result.inputs.map {
        "\($0.id),\($0.low),\($0.high),\($0.first.map { "\($0)" } ?? ""),\($0.total.map { "\($0)" } ?? "")"
      }).joined(separator: "\n") + "\n"
  }

  /// A line for each area, outcome and group.
  var csv: String {
    var lines = [
      "area,code,name,outcome,mean,standard_deviation,group,first,first_p5,first_p95,total,total_p5,total_p95"
    ]
    for area in result.areas {
      for (outcome, found) in [("emissions", area.emissions), ("avoided", area.avoided)] {
        for group in found?.groups ?? [] {
          let numbers = [
            group.first.value, group.first.low, group.first.high, group.total.value,
            group.total.low, group.total.high,
          ]
          lines.append(
            "\(area.kind.rawValue),\(area.code),\(area.name),\(outcome),\(found!.mean),"
              + "\(found!.standardDeviation),\(group.group.rawValue),"
              + numbers.map { "\($0)" }.joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

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

  private func percent(_ estimate: SensitivityResult.Estimate) -> String {
    String(
      format: "%5.1f %% (%.1f…%.1f)", 100 * estimate.value, 100 * estimate.low,
      100 * estimate.high)
  }

  private func tonnes(_ value: Double) -> String { String(format: "%.0f t", value) }

  private func signed(_ value: Double) -> String { String(format: "%+.0f t", value) }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func words(sv: String, en: String) -> String { language == .sv ? sv : en }
}
