import Foundation
import PledgeModel
import ScenarioFiles
import Testing

@Suite struct InventoryFileTests {
  private static let swedish = [
    "Transporter", "Industri (energi + processer)", "Jordbruk", "El och fjärrvärme",
    "Egen uppvärmning av bostäder och lokaler", "Arbetsmaskiner", "Avfall (inkl.avlopp)",
    "Produktanvändning (inkl. lösningsmedel)",
  ]

  private func read(_ text: String) throws -> (Inventory, [Diagnostic]) {
    let (inventory, diagnostics) = InventoryFile.read(text, file: "inventory.csv", release: 2026)
    return (try #require(inventory), diagnostics)
  }

  /// The same emissions in the forms people have them in give the same inventory.
  @Test func everyFormGivesTheSameInventory() throws {
    let wide = try String(contentsOfFile: "\(scenarios)/data/emissions-2026.csv", encoding: .utf8)
    let (expected, notes) = try read(wide)
    #expect(notes == [])
    #expect(expected.areas.count == 94)
    #expect(expected.years == [1990, 2000, 2005, 2010, 2015, 2020, 2021, 2022, 2023, 2024])

    // Long, with semicolons, decimal commas, CRLF, a byte order mark, Swedish names, sums and international transport.
    var long = "\u{FEFF}kommunkod;kommun;år;huvudsektor;utsläpp\r\n"
    var byYear = "code\tsector\t" + expected.years.map(String.init).joined(separator: "\t") + "\n"
    for (area, code) in expected.areas.enumerated() {
      for (sector, name) in Self.swedish.enumerated() {
        for (year, calendarYear) in expected.years.enumerated() {
          let tonnes = "\(expected[area, sector, year])".replacing(".", with: ",")
          long += "\(code);K;\(calendarYear);\(name);\(tonnes)\r\n"
        }
        byYear += "\(code)\t\(Sector.allCases[sector].rawValue)\t"
        byYear += expected.years.indices.map { "\(expected[area, sector, $0])" }
          .joined(separator: "\t")
        byYear += "\n"
      }
      long += "\(code);K;2024;Alla;1\r\n\(code);K;2024;Utrikes transporter;5\r\n"
    }
    long += ";Alla;2024;Transporter;1\r\n"
    let (fromLong, longNotes) = try read(long)
    #expect(fromLong == expected)
    #expect(longNotes.map(\.severity) == [.note])
    #expect(try read(byYear).0 == expected)

    let lines = wide.split(separator: "\n").map(String.init)
    let shuffled = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
    #expect(try read(shuffled).0 == expected)
    let header = "code,year," + Self.swedish.joined(separator: ",") + ",Alla,Utrikes transporter"
    let swedishWide = ([header] + lines.dropFirst().map { $0 + ",0,0" }).joined(separator: "\n")
    #expect(try read(swedishWide).0 == expected)
  }

  /// The database's own county rows, which are rounded separately.
  @Test func municipalitiesAddUpToTheCounties() throws {
    let data = { (name: String) in
      try String(contentsOfFile: "\(scenarios)/data/\(name)", encoding: .utf8)
    }
    let (municipal, _) = try read(data("emissions-2026.csv"))
    let (counties, _) = try read(data("emissions-county-national-2026.csv"))
    for county in ["12", "14", "18"] {
      let row = try #require(counties.areas.firstIndex(of: county))
      let inside = municipal.areas.indices.filter { municipal.areas[$0].hasPrefix(county) }
      for (sector, year) in product(8, municipal.years.count) {
        let sum = inside.reduce(0) { $0 + municipal[$1, sector, year] }
        #expect(abs(sum - counties[row, sector, year]) < 1)
      }
    }
  }

  private func product(_ a: Int, _ b: Int) -> [(Int, Int)] {
    (0..<a).flatMap { first in (0..<b).map { (first, $0) } }
  }
}
