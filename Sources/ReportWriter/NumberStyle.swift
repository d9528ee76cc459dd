import Foundation
package import PledgeModel

/// Numbers as a language writes them, no finer than what is known.
package struct NumberStyle: Sendable {
  package var language: Language
  package var texts: Texts

  package init(language: Language, texts: Texts) {
    self.language = language
    self.texts = texts
  }

  private static let narrowSpace = "\u{202F}"
  private static let space = "\u{00A0}"
  private static let minus = "\u{2212}"

  /// A value rounded to a number of significant digits.
  package static func significant(_ value: Double, digits: Int) -> Double {
    guard value != 0, value.isFinite else { return value }
    let scale = pow(10, Double(digits - 1) - floor(log10(abs(value))))
    return (value * scale).rounded() / scale
  }

  /// The step a figure is printed in: one digit of its uncertainty, two where that digit would be 1 or 2.
  ///
  /// Without an uncertainty it is three digits of the figure itself.
  package static func step(_ value: Double, spread: Double) -> Double {
    if spread > 0, spread.isFinite { return pow(10, floor(log10(spread / 3))) }
    return value == 0 ? 1 : pow(10, floor(log10(abs(value))) - 2)
  }

  /// A number rounded to a step, its digits in groups of three; a dash for what is none, such as a share of nothing.
  package func number(_ value: Double, step: Double) -> String {
    guard value.isFinite, step.isNormal else { return "–" }
    let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
    let rounded = (value / step).rounded() * step
    let digits = String(format: "%.\(decimals)f", abs(rounded)).split(separator: ".")
    var groups: [Substring] = []
    var rest = digits[0]
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    let separator = language == .sv ? Self.narrowSpace : ","
    var text = groups.joined(separator: separator)
    if digits.count > 1 { text += (language == .sv ? "," : ".") + digits[1] }
    let isZero = text.allSatisfy { !("1"..."9").contains($0) }
    return rounded < 0 && !isZero ? Self.minus + text : text
  }

  /// Tonnes in words, such as `8,9 miljoner ton`.
  package func tonnes(_ value: Double, spread: Double) -> String {
    let step = max(1, Self.step(value, spread: spread))
    return Self.isLarge(value, step: step)
      ? number(value / 1e6, step: max(step, 1e3) / 1e6) + Self.space + texts["unit.megatonnes"]
      : number(value, step: step) + Self.space + texts["unit.tonnes"]
  }

  /// Whether a number of tonnes is written in millions: as it is rounded, so that a million is written in one way.
  private static func isLarge(_ tonnes: Double, step: Double) -> Bool {
    abs(tonnes) >= 1e6 || abs((tonnes / step).rounded() * step) >= 1e6
  }

  /// The median of a summary in words.
  package func median(_ summary: Summary) -> String {
    tonnes(summary.median, spread: Self.halfWidth(summary))
  }

  /// The mean of a summary in words.
  package func mean(_ summary: Summary) -> String {
    tonnes(summary.mean, spread: Self.halfWidth(summary))
  }

  /// Tonnes in words, rounded as a summary they belong to is.
  package func tonnes(_ value: Double, like summary: Summary) -> String {
    tonnes(value, spread: Self.halfWidth(summary))
  }

  /// The mean of a difference in words, with its sign.
  package func signedMean(_ summary: Summary) -> String {
    let text = mean(summary)
    return summary.mean > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A number with its sign.
  package func signed(_ value: Double, step: Double) -> String {
    let text = number(value, step: step)
    return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A difference in kronor in words, with its sign and the interval from 10 to 90 per cent.
  package func money(_ summary: Summary) -> String {
    let step = max(1, Self.step(summary.mean, spread: Self.halfWidth(summary))) / 1e6
    let (low, high) = summary.central80
    let ends = [low, high].map { number($0 / 1e6, step: step) }
    return texts.fill(
      "unit.money",
      [
        "value": signed(summary.mean / 1e6, step: step),
        "interval": ends.joined(separator: " \(texts["unit.to"]) "),
      ])
  }

  /// The cost of a tonne and its interval from 10 to 90 per cent.
  package func perTonne(_ ratio: CostPerTonne) -> (value: String, interval: String) {
    let (low, high) = ratio.central80
    let step = max(1, Self.step(ratio.value, spread: (high - low) / 2))
    let ends = [low, high].map { number($0, step: step) }
    return (number(ratio.value, step: step), ends.joined(separator: " \(texts["unit.to"]) "))
  }

  /// The interval from 10 to 90 per cent without a unit.
  package func plainInterval(_ summary: Summary) -> String {
    let step = max(1, Self.step(summary.median, spread: Self.halfWidth(summary)))
    let (low, high) = summary.central80
    return "\(number(low, step: step)) \(texts["unit.to"]) \(number(high, step: step))"
  }

  /// The mean of a summary in words and its interval in brackets.
  package func meanWithInterval(_ summary: Summary) -> String {
    "\(mean(summary)) (\(interval(summary)))"
  }

  /// The interval from 10 to 90 per cent in words, such as `8,3–9,7 miljoner ton`.
  package func interval(_ summary: Summary) -> String {
    let (ends, unit) = ends(summary)
    // Word joiners keep a line from breaking beside the dash.
    let dash = summary.central80.low < 0 ? " \(texts["unit.to"]) " : "\u{2060}–\u{2060}"
    return ends.joined(separator: dash) + Self.space + unit
  }

  /// The interval from 10 to 90 per cent after the word between, such as `8,3 och 9,7 miljoner ton`.
  package func between(_ summary: Summary) -> String {
    let (ends, unit) = ends(summary)
    return ends.joined(separator: " \(texts["unit.and"]) ") + Self.space + unit
  }

  /// Whether the interval from 10 to 90 per cent is a single number as it is printed.
  package func isPoint(_ summary: Summary) -> Bool {
    let (ends, _) = ends(summary)
    return ends[0] == ends[1]
  }

  /// The ends of the interval from 10 to 90 per cent as they are printed, and their unit.
  private func ends(_ summary: Summary) -> ([String], unit: String) {
    let step = max(1, Self.step(summary.median, spread: Self.halfWidth(summary)))
    let (low, high) = summary.central80
    let isLarge = [low, high].contains { Self.isLarge($0, step: step) }
    let scale = isLarge ? 1e6 : 1
    return (
      [low, high].map { number($0 / scale, step: step / scale) },
      texts[isLarge ? "unit.megatonnes" : "unit.tonnes"]
    )
  }

  /// A number without a unit, as tables print it.
  package func plain(_ value: Double, spread: Double) -> String {
    number(value, step: max(1, Self.step(value, spread: spread)))
  }

  /// The median of a summary without a unit.
  package func plainMedian(_ summary: Summary) -> String {
    plain(summary.median, spread: Self.halfWidth(summary))
  }

  /// The mean of a summary without a unit.
  package func plainMean(_ summary: Summary) -> String {
    plain(summary.mean, spread: Self.halfWidth(summary))
  }

  /// A number as `plain` rounds it, and the step.
  package static func rounded(
    _ value: Double, like summary: Summary
  ) -> (value: Double, step: Double) {
    let step = max(1, step(value, spread: halfWidth(summary)))
    return ((value / step).rounded() * step, step)
  }

  /// A number without a unit, rounded as a summary it belongs to is.
  package func plain(_ value: Double, like summary: Summary?) -> String {
    plain(value, spread: summary.map(Self.halfWidth) ?? 0)
  }

  /// A share as per cent.
  package func percent(_ share: Double, step: Double = 0.01) -> String {
    let text = number(share * 100, step: step * 100)
    return language == .sv ? text + Self.space + "%" : text + "%"
  }

  /// A change as per cent, with its sign.
  package func change(_ share: Double) -> String {
    let text = percent(share)
    return share > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A change in words, such as `en minskning med 12 %`.
  package func development(_ share: Double) -> String {
    let text = percent(abs(share))
    guard text.contains(where: { ("1"..."9").contains($0) }) else { return texts["unit.unchanged"] }
    return texts.fill(share < 0 ? "unit.decrease" : "unit.increase", ["share": text])
  }

  /// A probability as per cent; never 0 or 100, which no number of draws can show.
  package func probability(_ probability: Probability) -> String {
    limited(probability.value, below: "unit.below", above: "unit.above")
  }

  /// A share of the draws as per cent, after the word in; never 0 or 100 either.
  package func shareOfDraws(_ share: Double) -> String {
    limited(share, below: "unit.fewer", above: "unit.more")
  }

  private func limited(_ share: Double, below: String, above: String) -> String {
    if share < 0.01 { return texts.fill(below, ["value": percent(0.01)]) }
    if share > 0.99 { return texts.fill(above, ["value": percent(0.99)]) }
    return percent(share)
  }

  /// Half the width of the interval from 10 to 90 per cent.
  static func halfWidth(_ summary: Summary) -> Double {
    (summary.central80.high - summary.central80.low) / 2
  }
}
