import Foundation
import PledgeModel
import ReportWriter
import Testing

/// Saved values with a fault in their structure are refused, or else written in every format.
///
/// They are decoded and checked as the readers of `ScenarioFiles` do it.
@Suite(.serialized) struct ReportFuzzTests {
  private static func data(_ value: some Encodable) throws -> Data {
    try JSONEncoder().encode(value)
  }

  @Test func results() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "utsikt-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let options = Stored.options(.en)
    try Fuzzer.run("reports", faultsOf: Self.data(Stored.small), slowness: 20) { data in
      guard let results = try? JSONDecoder().decode(Results.self, from: data),
        (try? results.checkShape()) != nil
      else { return }
      let codes = results.areas.filter { $0.kind == .municipality }.map(\.code)
      #expect(throws: Never.self) {
        _ = try Report.html(results, options: options)
        _ = try Report.onePager(results, municipalities: codes, options: options)
        _ = try Report.markdown(results, options: options)
        try Report.workbook(results, options: options, to: folder.path + "/results.xlsx")
        try Report.geoPackage(results, options: options, to: folder.path + "/results.gpkg")
      }
    }
  }

  @Test func comparisons() throws {
    let small = StoredComparison.make(from: Stored.small)
    try Fuzzer.run("comparison-reports", faultsOf: Self.data(small), slowness: 20) { data in
      guard let results = try? JSONDecoder().decode(ComparisonResults.self, from: data),
        (try? results.checkShape()) != nil
      else { return }
      #expect(throws: Never.self) { _ = try Report.html(results, options: Stored.options(.sv)) }
    }
  }

  @Test func whatIsStoredPassesTheChecks() throws {
    for results in [Stored.results, Stored.small] { try results.checkShape() }
    try StoredComparison.results.checkShape()
  }
}
