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
      "lägst väntade utsläpp 2030 har ”Alla löften och åtgärder”",
      "Utsläppen är lägre i 97\u{A0}% av utfallen", "ändrar inte de territoriella utsläppen",
      "är inte bättre än ”Fler löften”, ”Alla löften och åtgärder” i något",
      "Territoriellt: \u{2212}15\u{202F}000 kronor per ton",
      "Konsumtion: kostnaden per ton går inte att skatta",
      "Känd för 20\u{A0}% av de territoriella tonnen",
    ] {
      #expect(page.contains(text), "\(text)")
    }
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
