import Foundation
import PledgeModel
import ReportWriter
import Testing

@Suite struct ComparisonReportTests {
  private let results = StoredComparison.results

  private func page(_ language: Language) throws -> String {
    try Report.html(
      results,
      options: ReportOptions(
        language: language, date: "2026-11-23", command: "utsikt compare a.yaml b.yaml"))
  }

  @Test(arguments: Language.allCases)
  func aPageIsSmallAndTheSameEveryTime(language: Language) throws {
    let page = try page(language)
    #expect(page.utf8.count < 4_000_000)
    #expect(try self.page(language) == page)
    try Pages.keep(page, as: "comparison-\(language.rawValue).html")
  }

  @Test func whatDiffersStandsBeforeAnyChart() throws {
    let page = try page(.en)
    let chart = try #require(page.range(of: "class=\"chart\"")).lowerBound
    for text in [
      "every municipality adopts everything", "round.2024-2026.lever.1",
      "on average 12.3 disappear", "The scenarios state different seeds",
    ] {
      #expect(try #require(page.range(of: text), "\(text)").lowerBound < chart)
    }
  }

  @Test func theWordsSayWhichIsBetterHowOftenAndAtWhatCost() throws {
    let page = try page(.sv)
    for text in [
      "”Alla löften och åtgärder” ger de lägsta väntade utsläppen 2030",
      "Utsläppen är lägre i 97\u{A0}% av utfallen", "ändrar inte de territoriella utsläppen",
      "är inte bättre än ”Fler löften”, ”Alla löften och åtgärder” i något",
      "Kostnad per undviket ton, territoriellt: \u{2212}15\u{202F}000 kronor (80",
      "Kostnad per undviket ton, konsumtion: går inte att skatta",
      "Kostnaden är bara känd för 20\u{A0}% av de territoriella tonnen",
    ] {
      #expect(page.contains(text), "\(text)")
    }
  }

  /// Signs follow the words: nothing is less than zero more, and what an option forgoes has the reference's coverage.
  @Test func anOptionThatIsWorseIsSaidToBe() throws {
    var worse = results
    for area in worse.areas.indices {
      let options = worse.areas[area].options
      worse.areas[area].options[0].costs = options[1].costs
      worse.areas[area].options[1].costs = []
      var difference = options[1].difference!
      difference.emissions = difference.emissions.map(Self.turned)
      difference.avoided = difference.avoided.map { $0.map(Self.turned) }
      difference.avoidedCumulated[0] = Self.turned(difference.avoidedCumulated[0])
      worse.areas[area].options[1].difference = difference
    }
    let page = try Report.html(
      worse, options: ReportOptions(language: .sv, date: "2026-11-23", command: ""))
    for text in [
      "territoriellt: ”Fler löften” undviker 2030 i medeltal 2",
      "”Fler löften”: utsläppen 2030 är högre i alla kommuner, minst i ",
      "Det löftena sammanlagt undviker till och med 2030 ändras jämfört med",
      "Kostnaden är bara känd för 20\u{A0}% av de territoriella tonnen",
      "Länets mål tillämpat, inte antaget av kommunen: sannolikheten att nivån nås 2030 är",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains(/i medeltal \u{2212}[0-9\u{202F}]+\u{A0}ton (mer|mindre|högre|lägre)/))
  }

  /// A difference in few draws has a mean outside of its interval.
  @Test func aRareDifferenceIsSaidToBeRare() throws {
    var rare = results
    for area in rare.areas.indices {
      let last = rare.years.count - 1
      rare.areas[area].options[1].difference!.emissions[last] = Summary(
        mean: -7, standardDeviation: 90, quantiles: Summary.levels.map { _ in 0 })
      rare.areas[area].options[1].difference!.lowerEmissions[last] = Superiority(
        better: Probability(value: 0.004, standardError: 0.001), equal: 0.996)
    }
    let page = try Report.html(
      rare, options: ReportOptions(language: .sv, date: "2026-11-23", command: ""))
    #expect(
      page.contains("lägre utsläpp 2030; någon skillnad finns i mindre än 1\u{A0}% av utfallen."))
  }

  private static func turned(_ summary: Summary) -> Summary {
    Summary(
      mean: -summary.mean, standardDeviation: summary.standardDeviation,
      quantiles: summary.quantiles.reversed().map { -$0 })
  }

  @Test func theStepsAndTheCostCurveAreSaidInWords() throws {
    let page = try page(.sv)
    let county = try #require(results.areas.first { $0.kind == .county }).name
    for text in [
      "Det största steget är ”Elbussar”: \u{2212}",
      "”Alla löften och åtgärder”, \(county) år 2030: billigast är ”Elbussar”, 800 kronor per ton",
      "Det går inte att rita någon kostnadskurva",
    ] {
      #expect(page.contains(text), "\(text)")
    }
  }

  /// Many small steps stand together, so that the drawn ones still end at the option.
  @Test func stepsThatAreNotDrawnStandTogether() throws {
    var many = results
    let item = AttributionItem(kind: .measure, id: "more")
    many.items += (0..<30).map { _ in item }
    for area in many.areas.indices {
      for option in many.areas[area].options.indices {
        let last = many.areas[area].options[option].difference?.steps[0]
        many.areas[area].options[option].bands += Array(repeating: .nothing, count: 30)
        many.areas[area].options[option].difference?.steps += (1...30).map {
          Summary(
            mean: last!.mean / Double(100 * $0), standardDeviation: 0,
            quantiles: last!.quantiles.map { $0 / 1e6 })
        }
      }
    }
    let page = try Report.html(
      many, options: ReportOptions(language: .sv, date: "2026-11-23", command: ""))
    #expect(page.contains("Övriga steg"))
    #expect(!(try self.page(.sv)).contains("\"step\":\"Övriga steg\""))
  }

  @Test func hostileNamesAreText() throws {
    var hostile = results
    let text = LocalizedText(sv: HostileTextTests.hostile, en: HostileTextTests.hostile)
    for index in hostile.options.indices { hostile.options[index].title = text }
    hostile.options[1].differences[0].option = text
    hostile.areas[0].name = HostileTextTests.hostile
    hostile.municipalities[0].name = HostileTextTests.hostile
    let page = try Report.html(
      hostile,
      options: ReportOptions(language: .en, date: "2026-11-23", command: HostileTextTests.hostile))
    #expect(!page.contains("<script>window"))
    #expect(page.components(separatedBy: "<script").count == 4)
    try Pages.keep(page, as: "hostile-comparison.html")
  }
}
