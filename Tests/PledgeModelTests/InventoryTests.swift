import PledgeModel
import Testing

@Suite struct InventoryTests {
  /// Three areas and three years; a value says its area, sector and year.
  private static let inventory = Inventory(
    release: 2026, areas: ["1480", "1481", "1490"], years: [2010, 2015, 2020],
    tonnes: (0..<3).flatMap { area in
      Sector.allCases.indices.flatMap { sector in
        (0..<3).map { Double(100 * area + 10 * sector + $0) }
      }
    })

  @Test func `years after the last one are left out`() {
    let found = Self.inventory.through(2017)
    #expect(found.years == [2010, 2015] && found.areas == Self.inventory.areas)
    #expect(found.release == 2026)
    #expect(found[2, 7, 1] == 271)
    #expect(Self.inventory.through(2020) == Self.inventory)
    #expect(Self.inventory.through(2009).tonnes.isEmpty)
  }

  @Test func `areas are chosen in the order asked for`() throws {
    let found = try #require(Self.inventory.only(["1490", "1480"]))
    #expect(found.areas == ["1490", "1480"] && found.years == Self.inventory.years)
    #expect(found[0, 3, 2] == 232 && found[1, 3, 2] == 32)
    #expect(found.total(area: 0, year: 2) == Self.inventory.total(area: 2, year: 2))
  }

  @Test func `an area that is missing is not made up`() {
    #expect(Self.inventory.only(["1480", "1499"]) == nil)
  }
}
