import Foundation
import PledgeModel

extension ScenarioResolver {
  // MARK: - Correlations

  func effectCorrelations() -> [EffectCorrelation] {
    var correlations: [EffectCorrelation] = []
    for tree in scenario["effectCorrelations"]?.items ?? [] {
      guard let catalogue = catalogue(tree["catalogue"]!) else { continue }
      if correlations.contains(where: { $0.catalogue == catalogue.id }) {
        diagnostics.error("the catalogue has two correlation matrices", at: tree.place)
      }
      let pledges = tree["pledges"]!.items.map { $0.integer! }
      for item in tree["pledges"]!.items {
        guard holds(catalogue, pledge: item.integer!, at: item.place) else { continue }
        if catalogue.pledges.first(where: { $0.number == item.integer! })?.effect == nil {
          diagnostics.error(
            "pledge \(item.integer!) is enabling and has no effect to correlate", at: item.place)
        }
      }
      let matrix = tree["matrix"]!.items.map { $0.items.map { $0.number! } }
      guard isCorrelation(matrix, pledges: pledges, at: tree["matrix"]!) else { continue }
      correlations.append(
        EffectCorrelation(
          catalogue: catalogue.id, pledges: pledges, matrix: matrix,
          provenance: tree.provenance(otherwise: written(tree))))
    }
    return correlations
  }

  private func isCorrelation(_ matrix: [[Double]], pledges: [Int], at tree: Tree) -> Bool {
    guard !tree.isPruned else { return false }
    let order = pledges.count
    var fault: String?
    if Set(pledges).count != order {
      fault = "a pledge is named twice in the correlation matrix"
    } else if order == 0 || matrix.count != order || matrix.contains(where: { $0.count != order }) {
      fault = "the correlation matrix must have \(order) rows of \(order) numbers"
    } else if (0..<order).contains(where: { matrix[$0][$0] != 1 }) {
      fault = "the correlation matrix must have ones on its diagonal"
    } else if (0..<order).contains(where: { i in
      (0..<i).contains { matrix[i][$0] != matrix[$0][i] }
    }) {
      fault = "the correlation matrix must be symmetric"
    } else if !isPositiveDefinite(matrix) {
      fault = "the correlation matrix is not positive definite"
    }
    guard let fault else { return true }
    diagnostics.error(
      fault, at: tree.place,
      hint: "correlations lie between -1 and 1, and no pledge's effect may follow from the others'")
    return false
  }

  /// Whether a Cholesky factorisation goes through.
  private func isPositiveDefinite(_ matrix: [[Double]]) -> Bool {
    var factor = matrix
    for column in matrix.indices {
      for row in column..<matrix.count {
        var rest = matrix[row][column]
        for k in 0..<column { rest -= factor[row][k] * factor[column][k] }
        if row == column {
          // Below this, what is left of a unit variance is rounding error.
          guard rest > 1e-12 else { return false }
          factor[row][column] = rest.squareRoot()
        } else {
          factor[row][column] = rest / factor[column][column]
        }
      }
    }
    return true
  }

  // MARK: - Own quantities

  func ownQuantities() -> [OwnQuantity] {
    guard let tree = scenario["ownQuantities"] else { return [] }
    var quantities: [(OwnQuantity, Place)] = []
    if tree.text != nil {
      quantities = tabulatedQuantities(tree)
    } else {
      for item in tree.items {
        let municipality = codeInScenario(item["municipality"]!)
        let catalogue = self.catalogue(item["catalogue"]!)
        let number = item["pledge"]!
        let factor = item["factor"].map {
          sourcedUncertain($0, name: "factor", support: .notNegative)?.value
        }
        guard let municipality, let catalogue,
          holds(catalogue, pledge: number.integer!, at: number.place)
        else { continue }
        quantities.append(
          (
            OwnQuantity(
              municipality: municipality, catalogue: catalogue.id, pledge: number.integer!,
              quantity: item["quantity"]!.number!, factor: factor ?? nil,
              provenance: item.provenance(otherwise: written(item))), item.place
          ))
      }
    }
    struct Cell: Hashable {
      var municipality: MunicipalityCode
      var catalogue: String
      var pledge: Int
    }
    var seen: Set<Cell> = []
    for (quantity, place) in quantities {
      let pledge = catalogues.first { $0.id == quantity.catalogue }?.pledges.first {
        $0.number == quantity.pledge
      }
      if pledge?.effect == nil {
        diagnostics.error(
          "pledge \(quantity.pledge) is enabling: a quantity has no tonnes there", at: place)
      } else if quantity.factor == nil, pledge?.effect?.perUnit == nil,
        pledge?.effect?.driver == .inhabitants
      {
        diagnostics.error(
          "the catalogue knows no effect per unit of pledge \(quantity.pledge)", at: place,
          hint: "write the effect of one unit and year as `factor`")
      }
      let cell = Cell(
        municipality: quantity.municipality, catalogue: quantity.catalogue, pledge: quantity.pledge)
      if !seen.insert(cell).inserted {
        diagnostics.error("the municipality gives the quantity twice", at: place)
      }
    }
    return quantities.map(\.0)
  }

  /// Own quantities in a CSV file: `municipality`, `catalogue`, `pledge`, `quantity` and, if wanted, `factor`, `source`,
  /// `evidence`.
  private func tabulatedQuantities(_ tree: Tree) -> [(OwnQuantity, Place)] {
    let path = files.path(tree.text!, besides: tree.place.file)
    guard
      let table = files.table(
        path, written: tree.text, namedAt: tree.place, diagnostics: diagnostics),
      let municipality = data.column("municipality", of: table),
      let catalogue = data.column("catalogue", of: table),
      let pledge = data.column("pledge", of: table),
      let quantity = data.column("quantity", of: table)
    else { return [] }
    noticeUnread(
      table,
      besides: [
        "municipality", "catalogue", "pledge", "quantity", "factor", "note", "source", "evidence",
      ])
    let factor = table.column(["factor"])
    let source = table.column(["source"])
    return table.rows.compactMap { row in
      let tree = { (column: Int) in
        Tree(
          content: .scalar(row.cells[column].trimmed, isPlain: true),
          place: table.place(row, column))
      }
      let code = codeInScenario(tree(municipality))
      let found = self.catalogue(tree(catalogue))
      let amount = tabulated(tree(quantity))
      let perUnit = factor.flatMap { row.cells[$0].trimmed.isEmpty ? nil : tree($0) }
      let perUnitValue = perUnit.map { tabulated($0) }
      guard let number = NumberText.integer(row.cells[pledge].trimmed) else {
        diagnostics.error(
          "\(row.cells[pledge].quoted) is not a pledge number", at: table.place(row, pledge))
        return nil
      }
      guard let code, let found, let amount, perUnitValue != .some(nil),
        holds(found, pledge: number, at: table.place(row, pledge))
      else { return nil }
      let given = source.map { row.cells[$0].trimmed } ?? ""
      guard let grade = self.evidence(row, of: table, hasSource: !given.isEmpty) else { return nil }
      return (
        OwnQuantity(
          municipality: code, catalogue: found.id, pledge: number, quantity: amount,
          factor: perUnitValue.flatMap { $0 }.map { .fixed(value: $0) },
          provenance: Provenance(
            source: LocalizedText(given.isEmpty ? path : given), evidence: grade)),
        table.place(row, municipality)
      )
    }
  }

  /// The grade a row gives itself; without one, a row with a source counts as derived. Nil, with a diagnostic, for another word.
  private func evidence(_ row: Table.Row, of table: Table, hasSource: Bool) -> Evidence? {
    guard let column = table.column(["evidence"]), !row.cells[column].trimmed.isEmpty else {
      return hasSource ? .derived : .assumption
    }
    let word = row.cells[column].trimmed
    if let grade = Evidence(rawValue: word) { return grade }
    diagnostics.error(
      "the evidence cannot be \(word.quoted)", at: table.place(row, column),
      hint: Suggestion.hint(for: word, among: Evidence.allCases.map(\.rawValue)))
    return nil
  }

  private func tabulated(_ tree: Tree) -> Double? {
    guard let value = NumberText.tabulated(tree.text!), (0...Form.largestNumber).contains(value)
    else {
      diagnostics.error(
        "\(tree.text!.quoted) is not a number that can be meant here", at: tree.place)
      return nil
    }
    return value
  }

  // MARK: - Measures, targets, equivalences

  func measures(horizon: Int) -> [Measure] {
    var numbers: Set<Int> = []
    return chosen("measures", from: "measures.yaml", form: Form.measureFile).compactMap { tree in
      let id = tree["id"]!
      if !numbers.insert(stableNumber(id.text!)).inserted {
        diagnostics.error(
          "the id \(id.text!.quoted) shares its random numbers with another measure's",
          at: id.place, hint: "give the measure another `id`")
      }
      return measure(tree, horizon: horizon)
    }
  }

  private func measure(_ tree: Tree, horizon: Int) -> Measure? {
    guard let pool, let area = codes(ofArea: tree["area"]!, in: pool) else { return nil }
    let inside = area.filter(isInScenario)
    if inside.isEmpty {
      diagnostics.error(
        "the measure \(tree["id"]!.text!.quoted) acts in no municipality of the scenario",
        at: tree["area"]!.place)
    }
    let (startYear, ramp) = (tree["startYear"]!.integer!, tree["rampYears"]?.integer ?? 0)
    if startYear > horizon {
      diagnostics.warning(
        "the measure \(tree["id"]!.text!.quoted) starts after the horizon",
        at: tree["startYear"]!.place)
    }
    if startYear + ramp <= lastYear {
      diagnostics.warning(
        "the measure \(tree["id"]!.text!.quoted) takes nothing off: it has its full effect in \(startYear + ramp), so the inventory of \(lastYear) contains it",
        at: tree["startYear"]!.place)
    }
    let provenance = tree.provenance(otherwise: written(tree))
    guard
      let fraction = DistributionReader(diagnostics: diagnostics).uncertain(
        tree["fraction"]!, name: "fraction", support: .share)
    else { return nil }
    return Measure(
      id: tree["id"]!.text!, name: tree["name"]!.localized!, municipalities: inside,
      sector: Sector(rawValue: tree["sector"]!.text!)!,
      fraction: Sourced(fraction, tree["fraction"]!.provenance(otherwise: provenance)),
      startYear: tree["startYear"]!.integer!, rampInYears: tree["rampYears"]?.integer ?? 0,
      probability: Sourced(
        tree["probability"]?.number ?? tree["probability"]?["value"]?.number ?? 1,
        tree["probability"]?.provenance(otherwise: provenance) ?? provenance),
      cost: tree["cost"].flatMap {
        DistributionReader(diagnostics: diagnostics).cost($0, file: tree.place.file)
      })
  }

  func targets(horizon: Int) -> [Target] {
    chosen("targets", from: "targets.yaml", form: Form.targetFile).compactMap { tree in
      guard let target = target(tree) else { return nil }
      if !(lastYear + 1...max(lastYear + 1, horizon)).contains(target.targetYear) {
        diagnostics.warning(
          "the target \(target.id.quoted) is left out: \(target.targetYear) is not a projected year",
          at: tree["targetYear"]!.place)
        return nil
      }
      if case .emissions = target.level,
        counties.contains(where: { $0.code == target.area && $0.isPart })
      {
        diagnostics.warning(
          "the target \(target.id.quoted) is left out: its tonnes are about the whole county, of which the scenario has a part",
          at: tree["area"]!.place)
        return nil
      }
      if !municipalities.isEmpty,
        !municipalities.contains(where: { $0.code.digits.hasPrefix(target.area) })
      {
        diagnostics.warning(
          "the target \(target.id.quoted) is left out: its area is not in the scenario",
          at: tree["area"]!.place)
        return nil
      }
      return target
    }
  }

  /// Every target the project ships.
  func shippedTargets() -> [Target] {
    data.entries("targets.yaml", key: "targets", form: Form.targetFile).compactMap(target)
  }

  private func target(_ tree: Tree) -> Target? {
    let area = tree["area"]!
    let code: String?
    if let county = area["county"], area["municipality"] == nil {
      code = county.text!
    } else if let municipality = area["municipality"], area["county"] == nil {
      code = self.code(municipality)?.digits
    } else {
      diagnostics.error(
        "a target's area is one `county` or one `municipality`", at: area.place)
      code = nil
    }
    let level: TargetLevel
    switch (tree["reductionPercent"]?.number, tree["tonnes"]?.number) {
    case (let percent?, nil):
      if percent > 100 {
        diagnostics.error(
          "a reduction is at most 100 per cent", at: tree["reductionPercent"]!.place)
      } else if percent > 0, percent < 1 {
        diagnostics.warning(
          "the target reduces emissions by less than one per cent",
          at: tree["reductionPercent"]!.place, hint: "60 per cent is written 60, not 0.6")
      }
      level = .reduction(percent: percent)
    case (nil, let tonnes?): level = .emissions(tonnes: tonnes)
    default:
      if tree.isPruned { return nil }
      diagnostics.error(
        "a target needs either `reductionPercent` or `tonnes`", at: tree.place)
      return nil
    }
    let reference = tree["referenceYear"]!
    if let years = pool?.years.filter({ $0 <= lastYear }), !years.contains(reference.integer!) {
      diagnostics.error(
        "the inventory has no year \(reference.integer!) to compare with", at: reference.place,
        hint: "its years are " + years.map { "`\($0)`" }.joined(separator: ", "))
    }
    guard let code else { return nil }
    return Target(
      id: tree["id"]!.text!, name: tree["name"]!.localized!, area: code,
      referenceYear: reference.integer!, targetYear: tree["targetYear"]!.integer!, level: level,
      source: tree["source"]!.text!)
  }

  func equivalences() -> [Equivalence] {
    data.entries("equivalences.yaml", key: "equivalences", form: Form.equivalenceFile).map {
      Equivalence(
        id: $0["id"]!.text!, name: $0["name"]!.localized!,
        tonnesPerUnit: Sourced(
          $0["tonnes"]!.number!, $0.provenance(otherwise: written($0))))
    }
  }

  /// The entries a scenario names by id or writes out itself.
  private func chosen(_ key: String, from file: String, form: Form.Record) -> [Tree] {
    guard let items = scenario[key]?.items, !items.isEmpty else { return [] }
    let shipped =
      items.contains { $0.text != nil } ? data.entries(file, key: key, form: form) : []
    var ids: Set<String> = []
    return items.compactMap { item in
      let entry = item.text.map { id in shipped.first { $0["id"]!.text! == id } } ?? item
      guard let entry else {
        diagnostics.error(
          "there is no \(key.dropLast()) \(item.text!.quoted)", at: item.place,
          hint: Suggestion.hint(for: item.text!, among: shipped.map { $0["id"]!.text! }))
        return nil
      }
      guard ids.insert(entry["id"]!.text!).inserted else {
        diagnostics.error(
          "the \(key.dropLast()) \(entry["id"]!.text!.quoted) is there twice", at: item.place)
        return nil
      }
      return entry
    }
  }
}
