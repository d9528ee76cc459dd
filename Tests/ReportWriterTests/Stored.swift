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
    share(&results)
    return results
  }()

  /// The same with one municipality, its county and little of each list.
  static let small: Results = {
    var small = results
    small.areas = [small.areas[0], small.areas.last { $0.kind == .county }!]
    for index in small.areas.indices { small.areas[index].members = [small.areas[0].code] }
    let code = small.areas[0].code
    small.scenario.municipalities = small.scenario.municipalities.filter {
      $0.code.digits == code
    }
    small.scenario.municipalities[0].outline = small.scenario.municipalities[0].outline.map {
      Array($0.prefix(4))
    }
    small.scenario.catalogues = []
    small.scenario.rounds = []
    small.scenario.assumptions = Array(small.scenario.assumptions.prefix(2))
    small.pledges = Array(small.pledges.prefix(3))
    small.adoption = Array(small.adoption.filter { $0.municipality.digits == code }.prefix(6))
    small.headlines[0].standardError = 2 * small.headlines[0].rounding
    return small
  }()

  /// As if one measure took off a tenth of every baseline and two rounds what is new in the proportion of one to three.
  private static func share(_ results: inout Results) {
    let group = LocalizedText(sv: "Transporter", en: "Transport")
    results.attribution = Attribution(
      items: [
        AttributionItem(
          kind: .measure, id: "buses", name: LocalizedText(sv: "Elbussar", en: "Electric buses"),
          sector: .transport),
        AttributionItem(
          kind: .pledges, id: "a/2022/transport", name: group, round: "2022", group: "transport"),
        AttributionItem(
          kind: .pledges, id: "b/2024-2026/transport", name: group, round: "2024-2026",
          group: "transport"),
        AttributionItem(kind: .ended, id: "ended"),
      ], sharedUnderCap: 0, sampled: 0, samplingError: 0)
    let cheap = Summary(
      mean: -400, standardDeviation: 200, quantiles: [-800, -700, -500, -400, -300, -100, 0])
    let dear = Summary(
      mean: 810, standardDeviation: 100, quantiles: [650, 700, 750, 800, 850, 920, 980])
    let other = results.pledges.first { $0.ledger == .consumption }!
    results.costs = [
      KnownCost(
        id: "\(other.catalogue)/\(other.number)", ledger: .consumption, share: .public,
        perTonne: cheap),
      KnownCost(id: "buses", ledger: .territorial, share: .public, perTonne: dear),
    ]
    for index in results.areas.indices {
      let area = results.areas[index]
      func band(_ factor: Double, of years: [Summary]) -> Band {
        let means = years.map { factor * $0.mean }
        let last = years.last!
        let quantiles = last.quantiles.map { factor * $0 }
        return Band(
          means: means,
          horizon: Summary(
            mean: means.last!, standardDeviation: abs(factor) * last.standardDeviation,
            quantiles: factor < 0 ? quantiles.reversed() : quantiles),
          firstIn: 1.1 * means.last!, lastIn: 0.9 * means.last!)
      }
      results.areas[index].bands = [
        band(0.1, of: area.baseline), band(0.25, of: area.newSinceInventory),
        band(0.75, of: area.newSinceInventory), band(-1, of: area.endedSinceInventory),
      ]
    }
  }

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
