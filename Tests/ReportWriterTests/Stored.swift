import Foundation
import PledgeModel
import ReportWriter

/// The stored result the reports are tested on; `Tests/Peers/make_report_fixture.py` makes it.
enum Stored {
  static let results: Results = {
    let url = Bundle.module.bundleURL.appendingPathComponent("Resources/results.json")
    var results = try! JSONDecoder().decode(Results.self, from: Data(contentsOf: url))
    for index in results.areas.indices where results.areas[index].kind != .subregion {
      results.areas[index].pastPerformance = past(results.areas[index].history)
    }
    results.historyChoices = [
      HistoryChoice(lastYear: 2024, window: 2010, tonnes: 8_000_000),
      HistoryChoice(lastYear: 2023, window: 2010, tonnes: 7_000_000),
      HistoryChoice(lastYear: 2024, window: 2005, tonnes: 8_400_000),
    ]
    return results
  }()

  /// As if from 2020 on every total had been projected four per cent too high, the last one outside its interval.
  private static func past(_ history: [InventoryYear]) -> PastPerformance {
    let known = history.first { $0.year == 2020 }!.total
    let later = history.filter { $0.year > 2020 }
    return PastPerformance(
      projections: later.map { year in
        PastProjection(
          origin: 2020, year: year.year, actual: year.total, median: 1.04 * year.total,
          low: year.year == later.last!.year ? 1.01 * year.total : 0.9 * year.total,
          high: 1.2 * year.total, line: 0.93 * known)
      }, relativeError: 0.04, lineRelativeError: 0.07, coverage80: 0.75)
  }

  static func options(_ language: Language) -> ReportOptions {
    ReportOptions(
      language: language, date: "2026-11-23",
      command: "utsikt run Scenarios/vastra-gotaland/adopted-pledges.yaml --seed 2030")
  }
}
