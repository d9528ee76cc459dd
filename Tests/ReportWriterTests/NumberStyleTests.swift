import PledgeModel
import ReportWriter
import Testing

@Suite struct NumberStyleTests {
  private let swedish: NumberStyle
  private let english: NumberStyle

  init() throws {
    swedish = NumberStyle(language: .sv, texts: try Texts(.sv))
    english = NumberStyle(language: .en, texts: try Texts(.en))
  }

  @Test func figuresAreRoundedWithTheirUncertainty() {
    // The figure that must never be printed as 44 712.3 ± 9 000.
    #expect(swedish.tonnes(44_712.3, spread: 9_000) == "45\u{202F}000\u{00A0}ton")
    #expect(english.tonnes(44_712.3, spread: 9_000) == "45,000\u{00A0}tonnes")
    #expect(english.tonnes(44_712.3, spread: 2_000) == "44,700\u{00A0}tonnes")
    #expect(english.tonnes(44_712.3, spread: 0) == "44,700\u{00A0}tonnes")
    #expect(swedish.tonnes(8_949_190, spread: 690_000) == "8,9\u{00A0}miljoner ton")
    #expect(swedish.tonnes(-8_949_190, spread: 690_000) == "\u{2212}8,9\u{00A0}miljoner ton")
  }

  @Test func aMillionIsWrittenInOneWay() {
    #expect(swedish.tonnes(996_000, spread: 31_000) == "1,00\u{A0}miljoner ton")
    #expect(swedish.tonnes(999_600, spread: 4_000) == "1,000\u{A0}miljoner ton")
    #expect(swedish.tonnes(994_000, spread: 31_000) == "990\u{202F}000\u{A0}ton")
    let summary = Summary(
      mean: -980_000, standardDeviation: 30_000,
      quantiles: [-1.01, -0.998, -0.99, -0.98, -0.95, -0.90, -0.89].map { $0 * 1e6 })
    #expect(swedish.interval(summary).hasPrefix("\u{2212}1,0"))
  }

  @Test func aShareOfDrawsIsWrittenAfterTheWordIn() {
    #expect(swedish.shareOfDraws(0) == "mindre än 1\u{A0}%")
    #expect(swedish.shareOfDraws(1) == "mer än 99\u{A0}%")
    #expect(english.shareOfDraws(0.5) == "50%")
  }

  @Test func intervalsHaveOneUnitAndOneStep() {
    let summary = Summary(
      mean: 18_200, standardDeviation: 5_000,
      quantiles: [9_000, 12_100, 15_000, 18_000, 21_000, 24_800, 27_000])
    #expect(swedish.interval(summary) == "12\u{202F}000\u{2060}–\u{2060}25\u{202F}000\u{00A0}ton")
    let crossing = Summary(
      mean: 0, standardDeviation: 5_000,
      quantiles: [-9_000, -6_100, -2_000, 0, 2_000, 6_100, 9_000])
    #expect(english.interval(crossing) == "\u{2212}6,000 to 6,000\u{00A0}tonnes")
  }

  @Test(arguments: [
    (0.0, "under 1\u{00A0}%"), (0.0099, "under 1\u{00A0}%"), (0.126, "13\u{00A0}%"),
    (1, "över 99\u{00A0}%"),
  ])
  func aProbabilityIsNeverNothingOrCertain(value: Double, shown: String) {
    #expect(swedish.probability(Probability(value: value, standardError: 0)) == shown)
  }

  @Test func zeroHasNoSign() {
    #expect(english.number(-0.2, step: 1) == "0")
    #expect(english.change(0.001) == "0%")
    #expect(english.change(0.126) == "+13%")
    #expect(english.change(-0.126) == "\u{2212}13%")
  }

  @Test func whatIsNoNumberIsADash() {
    #expect(english.change(.nan) == "–%")
    #expect(english.tonnes(.infinity, spread: .infinity) == "–\u{00A0}million tonnes")
    #expect(english.tonnes(.nan, spread: 0) == "–\u{00A0}tonnes")
    #expect(english.number(1, step: 0) == "–")
  }

  @Test func stepsFollowTheSpread() {
    #expect(NumberStyle.step(0, spread: 9_000) == 1_000)
    #expect(NumberStyle.step(0, spread: 12_000) == 1_000)
    #expect(NumberStyle.step(0, spread: 31_000) == 10_000)
    #expect(NumberStyle.step(9_759_840, spread: 0) == 10_000)
  }
}
