import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// Which national emissions an inventory is put beside.
@Suite struct NationalInventoryTests {
  private let reader = ScenarioReader(root: scenarios)

  /// The rows of one county of a shipped inventory, with more lines below.
  private func county(
    _ code: String, release: Int, more: [String] = [], factor: Double = 1
  ) throws -> String {
    let text = try String(
      contentsOfFile: "\(scenarios)/data/emissions-\(release).csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let rows = lines.dropFirst().filter { $0.hasPrefix(code) }.map { row in
      let cells = row.split(separator: ",")
      return (cells.prefix(2) + cells.dropFirst(2).map { "\(factor * Double($0)!)" })
        .joined(separator: ",")
    }
    return ([lines[0]] + rows + more).joined(separator: "\n")
  }

  private func inventories(
    _ text: String, release: Int
  ) throws -> ((pool: Inventory, nation: Inventory)?, [Diagnostic]) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return reader.inventories(release: release, inventoryFile: file.path)
  }

  @Test(arguments: [2025, 2026])
  func `a file alone is put beside the shipped nation that has its years`(release: Int) throws {
    let (found, diagnostics) = try inventories(county("18", release: release), release: 2025)
    let shipped = try #require(reader.inventories(release: release).0)
    #expect(try #require(found).nation.tonnes == shipped.nation.tonnes)
    #expect(found?.pool.areas.count == 12)
    #expect(diagnostics.map(\.severity) == [.note])
    #expect(diagnostics[0].message.contains("release \(release)"))
  }

  @Test func `a national row in the file comes first`() throws {
    let nation = try String(
      contentsOfFile: "\(scenarios)/data/emissions-national-2025.csv", encoding: .utf8)
    let rows = nation.split(separator: "\n").dropFirst().map(String.init)
    let (found, diagnostics) = try inventories(
      county("18", release: 2025, more: rows), release: 2025)
    #expect(diagnostics == [])
    #expect(found?.pool.areas.count == 12)
    #expect(found?.nation.areas == ["00"])
  }

  @Test func `municipalities that emit more than the nation are warned of`() throws {
    let (found, diagnostics) = try inventories(
      county("18", release: 2025, factor: 1000), release: 2025)
    #expect(found != nil)
    #expect(diagnostics.contains { $0.severity == .warning && $0.message.contains("the nation") })
  }
}
