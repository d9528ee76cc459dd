import Foundation
import PledgeModel
import Simulation
import Testing

@Suite struct MedianLineTests {
  @Test func `reproduces the public tracker's slopes`() throws {
    let inventory = try ShippedInventory.pool(release: 2026)
    var international: [String: [Int: Double]] = [:]
    for line in try ShippedInventory.text("international-transport-2026.csv")
      .split(whereSeparator: \.isNewline).dropFirst()
    {
      let fields = line.split(separator: ",")
      international[String(fields[0]), default: [:]][Int(fields[2])!] = Double(fields[3])!
    }
    let rows = try ShippedInventory.text("klimatkollen-trend.csv")
      .split(whereSeparator: \.isNewline).dropFirst()
    #expect(rows.count == 94)
    let positions = inventory.years.indices.filter { inventory.years[$0] >= 2015 }
    let years = positions.map { inventory.years[$0] }
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      let code = String(fields[0])
      let area = inventory.areas.firstIndex(of: code)!
      let line = MedianLine(
        years: years,
        tonnes: positions.map {
          inventory.total(area: area, year: $0)
            + (international[code]?[inventory.years[$0]] ?? 0)
        })
      #expect(abs(line.slope - Double(fields[2])!) < 0.01)
      #expect(abs(line[2026] - Double(fields[3])!) < 0.1)
      #expect(abs(line[2030] - Double(fields[4])!) < 0.1)
    }
  }

  @Test func `an outlier does not move it`() {
    let line = MedianLine(years: [2015, 2016, 2018, 2019, 2020], tonnes: [10, 9, 100, 6, 5])
    #expect(line.slope == -1)
    #expect(line[2022] == 3)
    #expect(line[2030] == 0)
  }

  @Test func `one year gives a flat line`() {
    let line = MedianLine(years: [2020], tonnes: [7])
    #expect(line.slope == 0 && line[2030] == 7)
  }

  @Test func `as a baseline every sector follows the line of the total`() throws {
    let inventory = try ShippedInventory.pool(release: 2026).starting(with: "18")
    let model = MedianLine.model(inventory, yearCount: 6)
    let area = inventory.areas.firstIndex(of: "1880")!
    let positions = inventory.years.indices.filter { inventory.years[$0] >= 2015 }
    let line = MedianLine(
      years: positions.map { inventory.years[$0] },
      tonnes: positions.map { inventory.total(area: area, year: $0) })
    for year in 0..<6 {
      let total = Sector.allCases.indices.reduce(0.0) {
        let place = area * 8 + $1
        return $0 + model.level[place] * exp(model.ownDrift[place * 6 + year])
      }
      #expect(abs(total - line[2025 + year]) < 1e-6)
    }
  }
}
