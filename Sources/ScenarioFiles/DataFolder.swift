import Foundation
import PledgeModel

/// The facts the project ships in `Scenarios/data`.
struct DataFolder {
  let files: FileTree
  let diagnostics: Diagnostics

  /// The municipalities the project knows, with outlines and neighbours, by code.
  func municipalities() -> [MunicipalityCode: Municipality] {
    guard let table = table("municipalities.csv") else { return [:] }
    let column = { (name: String) in self.column(name, of: table) }
    guard let code = column("code"), let name = column("municipality"),
      let population = column("population_2024"), let landArea = column("land_area_km2"),
      let cars = column("cars_2025"),
      let consumption = column("consumption_kg_co2e_per_capita_2023"),
      let subregion = column("subregion")
    else { return [:] }
    let outlines = self.outlines()
    let neighbours = self.neighbours(outlines)
    var found: [MunicipalityCode: Municipality] = [:]
    for row in table.rows {
      guard let key = MunicipalityCode(row.cells[code]) else {
        diagnostics.error(
          "\(row.cells[code].quoted) is not a municipality's four digits",
          at: table.place(row, code))
        continue
      }
      if row.cells[name].trimmed.isEmpty || found[key] != nil {
        diagnostics.error(
          found[key] == nil
            ? "the municipality \(row.cells[code].quoted) has no name"
            : "the municipality \(row.cells[code].quoted) is there twice",
          at: table.place(row, code))
      }
      let number = { (column: Int) -> Double? in
        let value = NumberText.tabulated(row.cells[column])
        if value == nil || value! < 0 {
          diagnostics.error(
            "\(row.cells[column].quoted) is not a number that can be meant here",
            at: table.place(row, column))
        }
        return value
      }
      found[key] = Municipality(
        code: key, name: row.cells[name],
        subregion: row.cells[subregion].isEmpty ? nil : row.cells[subregion],
        population: number(population), cars: number(cars), landArea: number(landArea),
        consumptionPerInhabitant: number(consumption).map { $0 / 1000 },
        neighbours: neighbours[key, default: []].sorted(), outline: outlines[key] ?? [])
    }
    return found
  }

  /// The names of counties by code.
  func counties() -> [String: String] {
    guard let table = table("municipalities.csv"), let code = column("county_code", of: table),
      let name = column("county", of: table)
    else { return [:] }
    return Dictionary(
      table.rows.map { ($0.cells[code], $0.cells[name]) }, uniquingKeysWith: { first, _ in first })
  }

  /// The level of consumer prices by year.
  func consumerPrices() -> [YearlyFactor] {
    guard let table = table("consumer-prices.csv"), let year = column("year", of: table),
      let index = column("index", of: table)
    else { return [] }
    let levels = table.rows.compactMap { row -> YearlyFactor? in
      guard let number = Int(row.cells[year]), let level = NumberText.tabulated(row.cells[index]),
        level > 0
      else {
        diagnostics.error(
          "a price level is a year and a number above 0", at: table.place(row, year))
        return nil
      }
      return YearlyFactor(year: number, factor: level)
    }
    return levels.sorted { $0.year < $1.year }
  }

  private struct Boundaries: Decodable {
    /// Rings by municipality: easting, northing, easting, northing and so on.
    var rings: [String: [[Double]]]
  }

  /// As many as saved results may hold.
  private static let ringLimit = 1_000

  private func outlines() -> [MunicipalityCode: [[[Double]]]] {
    let path = files.path(inRoot: "data/boundaries.json")
    do throws(FileTree.Refusal) {
      let data = try files.bytes(path, limit: FileTree.tableLimit)
      guard let read = try? JSONDecoder().decode(Boundaries.self, from: data),
        read.rings.values.joined().allSatisfy({ $0.count % 2 == 0 })
      else {
        diagnostics.error("the file holds no rings of points", at: Place(file: path))
        return [:]
      }
      return read.rings.reduce(into: [:]) { outlines, ring in
        guard let code = MunicipalityCode(ring.key) else { return }
        if ring.value.count > Self.ringLimit {
          diagnostics.error(
            "the outline of \(ring.key.quoted) has more than \(Self.ringLimit) rings",
            at: Place(file: path), hint: "generalise it: maps of a county show no more")
        }
        outlines[code] = ring.value.map { numbers in
          stride(from: 0, to: numbers.count, by: 2).map { [numbers[$0], numbers[$0 + 1]] }
        }
      }
    } catch {
      error.report(path: path, namedAt: Place(file: path), to: diagnostics)
      return [:]
    }
  }

  /// Municipalities with a common point on their outlines, or a bridge or ferry between them.
  ///
  /// One common point is enough, because generalisation has shrunk some shared borders to a point.
  private func neighbours(
    _ outlines: [MunicipalityCode: [[[Double]]]]
  ) -> [MunicipalityCode: Set<MunicipalityCode>] {
    var owners: [SIMD2<Double>: Set<MunicipalityCode>] = [:]
    for (code, rings) in outlines {
      for point in rings.joined() { owners[SIMD2(point[0], point[1]), default: []].insert(code) }
    }
    var neighbours: [MunicipalityCode: Set<MunicipalityCode>] = [:]
    for codes in owners.values where codes.count > 1 {
      for code in codes { neighbours[code, default: []].formUnion(codes.subtracting([code])) }
    }
    guard let table = table("bridges.csv"), let from = column("municipality", of: table),
      let to = column("neighbour", of: table)
    else { return neighbours }
    for row in table.rows {
      guard let a = MunicipalityCode(row.cells[from]), let b = MunicipalityCode(row.cells[to])
      else {
        diagnostics.error(
          "a neighbour is named by four digits", at: table.place(row, from))
        continue
      }
      neighbours[a, default: []].insert(b)
      neighbours[b, default: []].insert(a)
    }
    return neighbours
  }

  /// A table of the folder; nil, with a diagnostic, when it cannot be read.
  func table(_ name: String) -> Table? {
    let path = files.path(inRoot: "data/\(name)")
    return files.table(path, namedAt: Place(file: path), diagnostics: diagnostics)
  }

  /// The entries of a YAML file of the folder that are as they should be.
  func entries(_ name: String, key: String, form: Form.Record) -> [Tree] {
    let path = files.path(inRoot: "data/\(name)")
    guard
      let tree = files.tree(path, namedAt: Place(file: path), diagnostics: diagnostics),
      let checked = FormChecker(diagnostics: diagnostics).check(
        tree, .record(form), name: form.name)
    else { return [] }
    return checked[key]?.items ?? []
  }

  func column(_ name: String, of table: Table) -> Int? {
    if let column = table.column([name]) { return column }
    diagnostics.error(
      "the table has no column `\(name)`", at: Place(file: table.file, line: table.header.line))
    return nil
  }
}

extension FileTree {
  /// A table inside the tree; nil, with a diagnostic, when it cannot be read.
  func table(
    _ path: String, written: String? = nil, namedAt place: Place, diagnostics: Diagnostics
  ) -> Table? {
    if let lastTable, lastTable.path == path { return lastTable.table }
    lastTable = nil
    do throws(Refusal) {
      let text = try text(path, limit: Self.tableLimit)
      let table = Table(text, file: path, diagnostics: diagnostics)
      lastTable = (path, table)
      return table
    } catch {
      error.report(path: path, written: written, namedAt: place, to: diagnostics)
      return nil
    }
  }

  /// A YAML file inside the tree; nil, with a diagnostic, when it cannot be read.
  func tree(
    _ path: String, written: String? = nil, namedAt place: Place, isChosenByUser: Bool = false,
    diagnostics: Diagnostics
  ) -> Tree? {
    do throws(Refusal) {
      let text = try text(path, limit: Self.yamlLimit, isChosenByUser: isChosenByUser)
      return Tree.yaml(text, file: path, diagnostics: diagnostics)
    } catch {
      error.report(path: path, written: written, namedAt: place, to: diagnostics)
      return nil
    }
  }
}
