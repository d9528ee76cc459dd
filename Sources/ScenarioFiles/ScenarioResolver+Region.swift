import PledgeModel

/// A county, and how many of its municipalities a scenario has, of those that the inventory and the project know.
struct CoveredCounty {
  let code: String
  let name: String
  let municipalityCount: Int
  let of: Int

  var isPart: Bool { municipalityCount < of }
  /// One that lacks some of its municipalities says so in its name.
  var resolved: County {
    isPart
      ? County(code: code, name: "\(name) (\(municipalityCount)/\(of))", isPart: true)
      : County(code: code, name: name)
  }
}

extension ScenarioResolver {
  /// All municipalities of the inventory, and the nation in the same years.
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
    inventoryPath = municipal.file
    guard let pool = all.only(all.areas.filter { $0.count == 4 }), !pool.areas.isEmpty else {
      diagnostics.error("the inventory has no municipality", at: Place(file: municipal.file))
      return nil
    }
    let lastYear = written?["lastYear"]
    if let lastYear, !pool.years.contains(lastYear.integer!) {
      diagnostics.error(
        "the inventory has no year \(lastYear.integer!)", at: lastYear.place,
        hint: "accepted: " + pool.years.map { "`\($0)`" }.joined(separator: ", "))
      return nil
    }
    let needed = pool.years.filter { $0 <= lastYear?.integer ?? pool.years.last! }
    let national = path(
      given: nationalFile, written: written?["nationalFile"], shipped: shipped.national)
    let nation: Inventory?
    if national.isShipped, all.areas.contains("00") {
      nation = all.only(["00"])
    } else if national.isShipped, ownFile {
      nation = shippedNation(release: release, years: needed)
    } else {
      nation = self.nation(national, release: release)
    }
    guard let nation else { return nil }
    let missing = needed.filter { !nation.years.contains($0) }
    guard missing.isEmpty else {
      diagnostics.error(
        "the national emissions lack \(missing.map(String.init).joined(separator: ", "))",
        at: Place(file: municipal.file),
        hint: "name a national file of the same release by `--national` or `nationalFile`")
      return nil
    }
    let years = pool.years.filter(nation.years.contains)
    let (ofPool, ofNation) = (pool.only(years: years), nation.only(years: years))
    compare(ofPool, ofNation, file: municipal.file)
    return (ofPool, ofNation)
  }

  /// The project's own national emissions for a file that comes without any: of the release named, or of the one that has all
  /// the years needed.
  private func shippedNation(release: Int, years: [Int]) -> Inventory? {
    let releases = [release] + Self.shipped.keys.sorted(by: >).filter { $0 != release }
    var first: Inventory?
    for candidate in releases {
      guard let shipped = Self.shipped[candidate],
        let found = nation(
          path(given: nil, written: nil, shipped: shipped.national), release: release)
      else { continue }
      if years.allSatisfy(found.years.contains) {
        diagnostics.note(
          "no national emissions were given, so those of release \(candidate) are used",
          at: Place(file: files.path(inRoot: shipped.national)),
          hint: "name those of your file's release by `--national` or `nationalFile`")
        return found
      }
      first = first ?? found
    }
    return first
  }

  private func nation(_ named: Named, release: Int) -> Inventory? {
    guard let read = inventory(named, release: release) else { return nil }
    if let nation = read.only(["00"]) { return nation }
    diagnostics.error("the file has no national row, code `00`", at: Place(file: named.file))
    return nil
  }

  /// Municipalities that together emit more than the nation are from another release, or in another unit.
  private func compare(_ pool: Inventory, _ nation: Inventory, file: String) {
    for (year, calendarYear) in pool.years.enumerated() {
      for sector in Sector.allCases {
        let sum = pool.areas.indices.reduce(0) { $0 + pool[$1, sector.index, year] }
        guard sum > 1.01 * nation[0, sector.index, year] + 100 else { continue }
        diagnostics.warning(
          "the municipalities emit more than the nation in `\(sector.rawValue)` in \(calendarYear)",
          at: Place(file: file),
          hint: "are both files in tonnes and of the same release?")
        return
      }
    }
  }

  /// Where the municipalities' emissions come from: the database, or a file that somebody has named.
  var inventorySource: Provenance {
    guard inventoryFile == nil, scenario["inventory"]?["file"] == nil else {
      return .file(inventoryPath)
    }
    return Provenance(
      source: LocalizedText(
        sv: "SMHI och länsstyrelserna, Nationella emissionsdatabasen",
        en: "SMHI and the county boards, Nationella emissionsdatabasen"), evidence: .published)
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

    var isShipped: Bool { !isChosen && written == nil }
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
    guard let codes = codes(ofArea: region, in: pool, isWhole: true) else { return [] }
    let chosen = Set(codes)
    return codes.map { code in
      var municipality = known[code] ?? Municipality(code: code, name: code.digits)
      municipality.neighbours.removeAll { !chosen.contains($0) }
      // A part of it would go by the name of the whole.
      let others = known.values.filter {
        $0.code.county == code.county && $0.subregion == municipality.subregion
      }
      if !others.allSatisfy({ chosen.contains($0.code) }) { municipality.subregion = nil }
      return municipality
    }
  }

  /// The counties of the scenario's municipalities.
  func coveredCounties() -> [CoveredCounty] {
    let names = data.counties()
    let all = Set(pool?.areas.compactMap { MunicipalityCode($0) } ?? []).union(known.keys)
    return Set(municipalities.map(\.code.county)).sorted().map { code in
      CoveredCounty(
        code: code, name: names[code] ?? code,
        municipalityCount: municipalities.count { $0.code.county == code },
        of: all.count { $0.county == code })
    }
  }

  /// The scenario's own notice, and which counties it covers a part of only.
  func notice() -> LocalizedText? {
    let parts = counties.filter(\.isPart).map { county in
      let count = "\(county.municipalityCount)"
      return LocalizedText(
        sv:
          "Scenariot omfattar \(count) av \(county.of) kommuner i \(county.name). Summorna gäller dem, inte hela länet.",
        en:
          "The scenario covers \(count) of \(county.of) municipalities in \(county.name). Sums are about these, not about the whole county."
      )
    }
    let all = [scenario["notice"]?.localized].compactMap { $0 } + parts
    guard !all.isEmpty else { return nil }
    return LocalizedText(
      sv: all.map(\.sv).joined(separator: " "), en: all.map(\.en).joined(separator: " "))
  }

  /// The municipalities an area consists of, ascending; nil, with a diagnostic, when it has none.
  ///
  /// - Parameter isWhole: Whether a county must have all its municipalities in the inventory, as far as the project knows them.
  func codes(
    ofArea area: Tree, in pool: Inventory, isWhole: Bool = false
  ) -> [MunicipalityCode]? {
    let written = ["county", "counties", "municipalities"].filter { area[$0] != nil }
    guard written.count == 1 else {
      diagnostics.error(
        written.isEmpty ? "the region names nothing" : "the region is named in two ways",
        at: area.place, hint: "write one of `county`, `counties` and `municipalities`")
      return nil
    }
    let earlier = diagnostics.errorCount
    let all = pool.areas.compactMap { MunicipalityCode($0) }
    let pooled = Set(all)
    var codes: Set<MunicipalityCode> = []
    var counties: Set<String> = []
    for county in area["county"].map({ [$0] }) ?? area["counties"]?.items ?? [] {
      guard counties.insert(county.text!).inserted else {
        diagnostics.error("the county \(county.text!.quoted) is named twice", at: county.place)
        continue
      }
      let inside = all.filter { $0.county == county.text! }
      if inside.isEmpty {
        diagnostics.error(
          "the inventory has no municipality of county \(county.text!.quoted)", at: county.place,
          hint: "accepted: "
            + Set(all.map(\.county)).sorted().map { "`\($0)`" }.joined(separator: ", "))
      }
      codes.formUnion(inside)
      if isWhole, !inside.isEmpty {
        codes.formUnion(missing(of: county, pooled))
      }
    }
    for tree in area["municipalities"]?.items ?? [] {
      let text = tree.text!
      let code = MunicipalityCode(text) ?? self.code(named: text)
      guard let code, pooled.contains(code) else {
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

  /// The municipalities of a county that the inventory lacks, with a diagnostic when there are any.
  ///
  /// The rest of a county would be judged against the target of the whole.
  private func missing(
    of county: Tree, _ pooled: Set<MunicipalityCode>
  ) -> [MunicipalityCode] {
    let missing = known.keys.filter { $0.county == county.text! && !pooled.contains($0) }.sorted()
    guard !missing.isEmpty else { return [] }
    let shown = missing.prefix(10).map { "`\($0)` (\(known[$0]!.name))" }
    let rest = missing.count > shown.count ? " and \(missing.count - shown.count) more" : ""
    diagnostics.error(
      "the inventory lacks \(shown.joined(separator: ", "))\(rest) of county \(county.text!.quoted)",
      at: county.place,
      hint: "add their emissions to it, or list `municipalities` when only a part is meant")
    return missing
  }

  /// What pledges are worth goes by inhabitants or cars, of which the project knows those of some counties only.
  func checkDrivers(_ rounds: [Round]) {
    let used = Set(rounds.map(\.catalogue))
    let drivers = Set(
      catalogues.filter { used.contains($0.id) }.flatMap { $0.pledges.compactMap(\.effect?.driver) }
    )
    for (driver, word, value) in [
      (Driver.inhabitants, "inhabitants", \Municipality.population), (.cars, "cars", \.cars),
    ] where drivers.contains(driver) {
      let unknown = municipalities.filter { $0[keyPath: value] == nil }
      guard let first = unknown.first else { continue }
      diagnostics.error(
        "the number of \(word) of \(first.code.digits.quoted) is not known, by which effects of pledges go"
          + (unknown.count > 1 ? ", nor that of \(unknown.count - 1) more" : ""),
        at: scenario["region"]?.place ?? Place(file: scenario.path),
        hint: "add a row for each to `data/municipalities.csv`")
    }
  }

  /// A region that emits nothing has reached every target, whatever is pledged.
  func checkEmissions(_ pool: Inventory) {
    guard let region = pool.through(lastYear).only(municipalities.map(\.code.digits)),
      let last = region.years.indices.last, !region.areas.isEmpty
    else { return }
    let total = region.areas.indices.reduce(0) { $0 + region.total(area: $1, year: last) }
    let population = municipalities.reduce(0) { $0 + ($1.population ?? 0) }
    if total > 0, total < 0.1 * population {
      diagnostics.warning(
        "the region emits less than a tenth of a tonne per inhabitant in \(lastYear)",
        at: Place(file: inventoryPath), hint: "are the emissions in tonnes?")
    }
    guard total == 0 else { return }
    diagnostics.error(
      "the municipalities of the region have no emissions in \(lastYear), the last inventory year",
      at: Place(file: inventoryPath),
      hint: "fill in their emissions, or end the history earlier by `inventory: {lastYear: …}`")
  }
}
