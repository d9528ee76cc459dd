public import PledgeModel

/// Reads emissions by area, sector and year from a table.
///
/// Three forms are read. *Wide by sector*: `code`, `year` and a column for each sector. *Long*: `code`, `year`, `sector`,
/// `tonnes`. *Wide by year*: `code`, `sector` and a column for each year. Sectors are named as in this project or as the
/// national emission database writes them; its sum rows and columns (`Alla`) are ignored with a note, and international
/// transport is left out, because it is not part of the territory.
public enum InventoryFile {
  /// Codes of municipalities (four digits), counties (two) and the nation (`00`), sorted; nil when anything is wrong.
  ///
  /// - Unit: tonnes CO2e per year.
  public static func read(_ text: String, file: String, release: Int) -> (Inventory?, [Diagnostic])
  {
    let diagnostics = Diagnostics()
    let inventory = read(text, file: file, release: release, diagnostics: diagnostics)
    return (inventory, diagnostics.sorted)
  }

  static func read(
    _ text: String, file: String, release: Int, diagnostics: Diagnostics
  ) -> Inventory? {
    let earlier = diagnostics.errorCount
    guard let table = Table(text, file: file, diagnostics: diagnostics) else { return nil }
    var collector = Collector(table: table, diagnostics: diagnostics, earlierErrors: earlier)
    return collector.inventory(release: release)
  }

  /// Swedish names of the main sectors, as the national emission database writes them.
  ///
  /// - Source: SMHI and the county boards, Nationella emissionsdatabasen.
  static let swedishSectors: [String: Sector] = [
    "transporter": .transport,
    "industri (energi + processer)": .industry,
    "jordbruk": .agriculture,
    "el och fjärrvärme": .electricityDistrictHeating,
    "egen uppvärmning av bostäder och lokaler": .ownHeating,
    "arbetsmaskiner": .workMachinery,
    "avfall (inkl.avlopp)": .waste,
    "produktanvändning (inkl. lösningsmedel)": .productUse,
  ]

  /// The same without spaces, in whose places releases differ.
  private static let squeezedSectors = Dictionary(
    uniqueKeysWithValues: swedishSectors.map { ($0.key.filter { !$0.isWhitespace }, $0.value) })

  /// What a sector's name in a table stands for.
  fileprivate enum Meaning {
    case sector(Sector)
    case sum
    case international
  }

  fileprivate static func meaning(_ name: String) -> Meaning? {
    // No name is as long, and cells may be long by the thousand.
    guard name.utf8.count <= 100 else { return nil }
    let key = name.trimmed.lowercased()
    if let sector = Sector(rawValue: key) ?? swedishSectors[key] { return .sector(sector) }
    let squeezed = key.filter { !$0.isWhitespace }
    if let sector = squeezedSectors[squeezed] { return .sector(sector) }
    switch squeezed {
    case "alla", "total", "totalt", "summa": return .sum
    case "utrikestransporter", "international_transport": return .international
    default: return nil
    }
  }
}

private struct Collector {
  private struct Cell: Hashable {
    var area: String
    var year: Int
  }

  let table: Table
  let diagnostics: Diagnostics
  /// Errors found before this file, which do not spoil it.
  let earlierErrors: Int
  /// Tonnes by sector, NaN where no value has been read.
  private var values: [Cell: [Double]] = [:]
  private var firstRow: [String: Table.Row] = [:]
  private var sumsNoted = false

  init(table: Table, diagnostics: Diagnostics, earlierErrors: Int) {
    self.table = table
    self.diagnostics = diagnostics
    self.earlierErrors = earlierErrors
  }

  private static let ignored: Set<String> = [
    "municipality", "kommun", "kommunnamn", "county", "län", "name", "namn", "",
  ]

  mutating func inventory(release: Int) -> Inventory? {
    guard let code = table.column(["code", "kod", "kommunkod"]) else {
      return missing("code", "the area's digits")
    }
    let year = table.column(["year", "år"])
    let sector = table.column(["sector", "sektor", "huvudsektor"])
    let tonnes = table.column(["tonnes", "ton", "utsläpp", "tonnes_co2e"])
    var sectorColumns: [(column: Int, sector: Sector)] = []
    var yearColumns: [(column: Int, year: Int)] = []
    for (column, name) in table.header.cells.enumerated()
    where ![code, year, sector, tonnes].contains(column) {
      if let year = NumberText.integer(name), Form.years.contains(year) {
        yearColumns.append((column, year))
      } else if let meaning = InventoryFile.meaning(name) {
        switch meaning {
        case .sector(let sector): sectorColumns.append((column, sector))
        case .sum: noteSums(table.header, column)
        case .international: break
        }
      } else if !Self.ignored.contains(name.lowercased()) {
        diagnostics.error(
          "the inventory has an unknown column \(name.quoted)",
          at: table.place(table.header, column),
          hint: Suggestion.hint(
            for: name,
            among: ["code", "year", "sector", "tonnes"] + Sector.allCases.map(\.rawValue)))
      }
    }
    if let sector, let tonnes, let year {
      readLong(code: code, year: year, sector: sector, tonnes: tonnes)
    } else if let sector, !yearColumns.isEmpty {
      readWideByYear(code: code, sector: sector, years: yearColumns)
    } else if let year {
      let absent = Sector.allCases.filter { sector in
        !sectorColumns.contains { $0.sector == sector }
      }
      guard absent.isEmpty else {
        return missing(
          absent.map(\.rawValue).joined(separator: "`, `"), "each sector has its column")
      }
      readWideBySector(code: code, year: year, sectors: sectorColumns)
    } else {
      return missing("year", "the calendar year")
    }
    return diagnostics.errorCount > earlierErrors ? nil : assembled(release: release)
  }

  private func missing(_ name: String, _ meaning: String) -> Inventory? {
    diagnostics.error(
      "the inventory has no column `\(name)`", at: Place(file: table.file, line: table.header.line),
      hint:
        "\(meaning); the columns are `code`, `year` and one for each sector, or `code`, `year`, "
        + "`sector`, `tonnes`")
    return nil
  }

  private mutating func noteSums(_ row: Table.Row, _ column: Int) {
    guard !sumsNoted else { return }
    sumsNoted = true
    diagnostics.note(
      "sums over sectors or areas (`Alla`) are ignored", at: table.place(row, column))
  }

  // MARK: - The three forms

  private mutating func readWideBySector(
    code: Int, year: Int, sectors: [(column: Int, sector: Sector)]
  ) {
    for row in table.rows {
      guard let area = self.area(row, code), let year = self.year(row, year) else { continue }
      guard values[Cell(area: area, year: year)] == nil else {
        diagnostics.error("`\(area)` has a second row for \(year)", at: table.place(row, code))
        continue
      }
      var ofYear = Self.unread
      for (column, sector) in sectors {
        add(row, column, area: area, sector: sector, year: year, to: &ofYear)
      }
      values[Cell(area: area, year: year)] = ofYear
    }
  }

  private mutating func readLong(code: Int, year: Int, sector: Int, tonnes: Int) {
    for row in table.rows {
      guard let sector = self.sector(row, sector), let area = self.area(row, code),
        let year = self.year(row, year)
      else { continue }
      var ofYear = taken(Cell(area: area, year: year))
      add(row, tonnes, area: area, sector: sector, year: year, to: &ofYear)
      values[Cell(area: area, year: year)] = ofYear
    }
  }

  private mutating func readWideByYear(
    code: Int, sector: Int, years: [(column: Int, year: Int)]
  ) {
    for row in table.rows {
      guard let sector = self.sector(row, sector), let area = self.area(row, code) else { continue }
      for (column, year) in years {
        var ofYear = taken(Cell(area: area, year: year))
        add(row, column, area: area, sector: sector, year: year, to: &ofYear)
        values[Cell(area: area, year: year)] = ofYear
      }
    }
  }

  // MARK: - Cells

  /// What has been read of a cell, taken out so that it is not copied when it is added to.
  private mutating func taken(_ cell: Cell) -> [Double] {
    values.updateValue([], forKey: cell) ?? Self.unread
  }

  private mutating func area(_ row: Table.Row, _ column: Int) -> String? {
    let code = row.cells[column].trimmed
    if Self.isCode(code) {
      if firstRow[code] == nil { firstRow[code] = row }
      return code
    }
    // The database's sum over a county has a name and no code.
    let isSum = code.isEmpty && row.cells.contains { $0.trimmed.lowercased() == "alla" }
    if code.lowercased() == "alla" || isSum {
      noteSums(row, column)
      return nil
    }
    diagnostics.error(
      "the code \(code.quoted) is neither two nor four digits", at: table.place(row, column),
      hint:
        "four digits for a municipality, two for a county, `00` for the nation; keep leading zeros"
    )
    return nil
  }

  /// Whether a text is two or four digits.
  private static func isCode(_ text: String) -> Bool {
    (text.utf8.count == 4 || text.utf8.count == 2)
      && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  private func year(_ row: Table.Row, _ column: Int) -> Int? {
    guard let year = NumberText.integer(row.cells[column].trimmed), Form.years.contains(year) else {
      diagnostics.error(
        "the year \(row.cells[column].quoted) is not a calendar year", at: table.place(row, column))
      return nil
    }
    return year
  }

  private mutating func sector(_ row: Table.Row, _ column: Int) -> Sector? {
    switch InventoryFile.meaning(row.cells[column]) {
    case .sector(let sector): return sector
    case .international: return nil
    case .sum:
      noteSums(row, column)
      return nil
    case nil:
      diagnostics.error(
        "the inventory has an unknown sector \(row.cells[column].quoted)",
        at: table.place(row, column),
        hint: Suggestion.hint(
          for: row.cells[column],
          among: Sector.allCases.map(\.rawValue) + InventoryFile.swedishSectors.keys.sorted()))
      return nil
    }
  }

  private static let unread = [Double](repeating: .nan, count: Sector.allCases.count)

  private func add(
    _ row: Table.Row, _ column: Int, area: String, sector: Sector, year: Int,
    to ofYear: inout [Double]
  ) {
    let cell = row.cells[column].trimmed
    guard let tonnes = NumberText.tabulated(cell) else {
      let fault = NumberText.isDecimal(cell) ? "is not finite" : "is not a number"
      diagnostics.error(
        cell.isEmpty ? "there is no value for `\(sector.rawValue)`" : "\(cell.quoted) \(fault)",
        at: table.place(row, column))
      return
    }
    guard tonnes >= 0, tonnes <= Form.largestNumber else {
      diagnostics.error(
        tonnes < 0 ? "emissions cannot be negative: \(cell.quoted)" : "\(cell.quoted) is too large",
        at: table.place(row, column))
      return
    }
    guard ofYear[sector.index].isNaN else {
      diagnostics.error(
        "`\(area)` has a second value for `\(sector.rawValue)` in \(year)",
        at: table.place(row, column))
      return
    }
    ofYear[sector.index] = tonnes
  }

  private func assembled(release: Int) -> Inventory? {
    let areas = firstRow.keys.sorted()
    let years = Set(values.keys.map(\.year)).sorted()
    guard !areas.isEmpty else {
      diagnostics.error("the inventory holds no emissions", at: Place(file: table.file))
      return nil
    }
    var tonnes: [Double] = []
    tonnes.reserveCapacity(areas.count * years.count * Sector.allCases.count)
    for area in areas {
      let ofYears = years.map { values[Cell(area: area, year: $0)] ?? Self.unread }
      for (index, sector) in Sector.allCases.enumerated() {
        for (year, ofYear) in zip(years, ofYears) {
          guard !ofYear[index].isNaN else {
            diagnostics.error(
              "`\(area)` has no value for `\(sector.rawValue)` in \(year)",
              at: Place(file: table.file, line: firstRow[area]!.line),
              hint: "every area needs every sector in every year of the file")
            return nil
          }
          tonnes.append(ofYear[index])
        }
      }
    }
    return Inventory(release: release, areas: areas, years: years, tonnes: tonnes)
  }
}
