import Foundation
import PledgeModel
import ReportWriter

/// The stored result the reports are tested on; `Tests/Peers/make_report_fixture.py` makes it.
enum Stored {
  static let results: Results = {
    let url = Bundle.module.bundleURL.appendingPathComponent("Resources/results.json")
    return try! JSONDecoder().decode(Results.self, from: Data(contentsOf: url))
  }()

  static func options(_ language: Language) -> ReportOptions {
    ReportOptions(
      language: language, date: "2026-11-23",
      command: "utsikt run Scenarios/vastra-gotaland/adopted-pledges.yaml --seed 2030")
  }
}
