import Foundation
import PledgeModel
import ReportWriter
import Testing

@Suite struct ReportTests {
  @Test(arguments: Language.allCases)
  func aPageIsWrittenFastAndSmall(language: Language) throws {
    let results = Stored.results
    let start = ContinuousClock.now
    let page = try Report.html(results, options: Stored.options(language))
    let elapsed = ContinuousClock.now - start
    #expect(elapsed < .milliseconds(500))
    #expect(page.utf8.count < 4_000_000)
    #expect(page.contains("<html lang=\"\(language.rawValue)\">"))
    if let folder = ProcessInfo.processInfo.environment["UTSIKT_PAGES"] {
      try page.write(
        toFile: "\(folder)/report-\(language.rawValue).html", atomically: true, encoding: .utf8)
    }
  }
}
