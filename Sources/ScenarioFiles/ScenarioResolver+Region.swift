import PledgeModel

extension ScenarioResolver {
  /// All municipalities of the inventory, and the nation, both ending in the scenario's last year.
  ///
  /// - Parameter defaultRelease: What a scenario that names no release starts from.
  func inventories(defaultRelease: Int = 2026) -> (pool: Inventory, nation: Inventory)? {
    let written = scenario["inventory"]
    let release = written?["release"]?.integer ?? defaultRelease
    let ownFile = inventoryFile != nil || written?["file"] != nil
    if !ownFile, Self.shipped[release] == nil {
      diagnostics.error(
        "there is no release \(release)", at: written!["release"]!.place,
        hint: "accepted: " + Self.shipped.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))
      return nil
    }
    let shipped = Self.shipped[release] ?? Self.shipped.max { $0.key < $1.key }!.value
    let municipal = path(
      given: inventoryFile, written: written?["file"], shipped: shipped.municipal)
    guard let all = inventory(municipal, release: release) else { return nil }
    let file = municipal.file
    let nation: Inventory?
    if nationalFile == nil, written?["nationalFile"] == nil, all.areas.contains("00") {
      nation = all.only(["00"])
    } else {
      let national = path(
        given: nationalFile, written: written?["nationalFile"], shipped: shipped.national)
      guard let read = inventory(national, release: release) else { return nil }
      nation = read.only(["00"])
      if nation == nil {
        diagnostics.error(
          "the file has no national row, code `00`", at: Place(file: national.file))
      }
    }
    guard let pool = all.only(all.areas.filter { $0.count == 4 }), !pool.areas.isEmpty else {
      diagnostics.error("the inventory has no municipality", at: Place(file: file))
      return nil
    }
    let lastYear = written?["lastYear"]
    if let lastYear, !pool.years.contains(lastYear.integer!) {
      diagnostics.error(
        "the inventory has no year \(lastYear.integer!)", at: lastYear.place,
        hint: "accepted: " + pool.years.map { "`\($0)`" }.joined(separator: ", "))
      return nil
    }
    guard let nation else { return nil }
    let ended = pool.through(lastYear?.integer ?? pool.years.last!)
    guard let national = nation.selecting(years: ended.years) else {
      diagnostics.error(
        "the national emissions lack a year of the inventory", at: Place(file: file),
        hint: "name a file with the same years by `nationalFile`")
      return nil
    }
    return (ended, national)
  }

  /// Files of the releases the project ships.
  private static let shipped: [Int: (municipal: String, national: String)] = [
    2025: ("data/emissions-2025.csv", "data/emissions-national-2025.csv"),
    2026: ("data/emissions-2026.csv", "data/emissions-county-national-2026.csv"),
  ]

  /// A file of emissions and who named it.
  private struct Named {
    var file: String
    var written: String?
    var place: Place
    var isChosen = false
  }

  private func path(given: String?, written: Tree?, shipped: String) -> Named {
    if let given { return Named(file: given, place: Place(file: given), isChosen: true) }
    if let written {
      return Named(
        file: files.path(written.text!, besides: written.place.file), written: written.text,
        place: written.place)
    }
    let path = files.path(inRoot: shipped)
    return Named(file: path, place: Place(file: path))
  }

  private func inventory(_ named: Named, release: Int) -> Inventory? {
    do throws(FileTree.Refusal) {
      let text = try files.text(
        named.file, limit: FileTree.tableLimit, isChosenByUser: named.isChosen)
      return InventoryFile.read(
        text, file: named.file, release: release, diagnostics: diagnostics)
    } catch {
      error.report(
        path: named.file, written: named.written, namedAt: named.place, to: diagnostics)
      return nil
    }
  }

  /// The municipalities of the scenario's region, by code.
  func municipalities(in pool: Inventory) -> [Municipality] {
    guard let region = scenario["region"] else { return [] }
    guard let codes = codes(ofArea: region, in: pool) else { return [] }
    let chosen = Set(codes)
    return codes.map { code in
      var municipality = known[code] ?? Municipality(code: code, name: code.digits)
      municipality.neighbours.removeAll { !chosen.contains($0) }
      return municipality
    }
  }

  /// The municipalities an area consists of, ascending; nil, with a diagnostic, when it has none.
  func codes(ofArea area: Tree, in pool: Inventory) -> [MunicipalityCode]? {
    let written = ["county", "counties", "municipalities"].filter { area[$0] != nil }
    guard written.count == 1 else {
      diagnostics.error(
        written.isEmpty ? "the region names nothing" : "the region is named in two ways",
        at: area.place, hint: "write one of `county`, `counties` and `municipalities`")
      return nil
    }
    let earlier = diagnostics.errorCount
    let all = pool.areas.compactMap { MunicipalityCode($0) }
    var codes: Set<MunicipalityCode> = []
    for county in area["county"].map({ [$0] }) ?? area["counties"]?.items ?? [] {
      let inside = all.filter { $0.county == county.text! }
      if inside.isEmpty {
        diagnostics.error(
          "the inventory has no municipality of county \(county.text!.quoted)", at: county.place,
          hint: "accepted: "
            + Set(all.map(\.county)).sorted().map { "`\($0)`" }.joined(separator: ", "))
      }
      codes.formUnion(inside)
    }
    for tree in area["municipalities"]?.items ?? [] {
      let text = tree.text!
      let code =
        MunicipalityCode(text)
        ?? known.values.first { $0.name.lowercased() == text.lowercased() }?
        .code
      guard let code, all.contains(code) else {
        diagnostics.error(
          "the inventory has no municipality \(text.quoted)", at: tree.place,
          hint: Suggestion.hint(
            for: text,
            among: MunicipalityCode(text) == nil
              ? known.values.map(\.name).sorted() : all.map(\.digits)))
        continue
      }
      if !codes.insert(code).inserted {
        diagnostics.error("the municipality \(text.quoted) is named twice", at: tree.place)
      }
    }
    if codes.isEmpty, diagnostics.errorCount == earlier {
      diagnostics.error("the region has no municipality", at: area.place)
    }
    return codes.isEmpty ? nil : codes.sorted()
  }
}

extension Inventory {
  /// The inventory in the years given; nil if one is missing.
  fileprivate func selecting(years kept: [Int]) -> Inventory? {
    let positions = kept.compactMap { years.firstIndex(of: $0) }
    guard positions.count == kept.count else { return nil }
    var values: [Double] = []
    for area in areas.indices {
      for sector in Sector.allCases.indices {
        for year in positions { values.append(self[area, sector, year]) }
      }
    }
    return Inventory(release: release, areas: areas, years: kept, tonnes: values)
  }
}
