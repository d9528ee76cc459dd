import Foundation
import PledgeModel

/// A result as a workbook: one sheet per question.
struct ResultWorkbook {
  var results: Results
  var options: ReportOptions
  var texts: Texts

  private typealias Column = Workbook.Column
  private typealias Cell = Workbook.Cell

  private var horizon: Int { results.scenario.horizon }

  func write(to path: String) throws(ReportError) {
    let date = try? Date(options.date, strategy: .iso8601.year().month().day())
    let book = try Workbook(
      path: path, title: results.scenario.title[options.language],
      created: Int(date?.timeIntervalSince1970 ?? 0), probability: probabilityFormat)
    if let notice = options.notice(results, texts) {
      book.addSheet(
        texts["page.notice"],
        columns: [Column(title: results.scenario.title[options.language], width: 100)],
        rows: [[.text(notice)]])
    }
    let regions = results.areas.filter { $0.kind != .municipality }.reversed()
    book.addSheet(texts["workbook.summary"], columns: areaColumns, rows: regions.map(areaRow))
    book.addSheet(
      texts["workbook.municipalities"], columns: areaColumns,
      rows: results.areas.filter { $0.kind == .municipality }.map(areaRow))
    addYears(to: book)
    addPledges(to: book)
    addAssumptions(to: book)
    addProvenance(to: book)
    try book.close()
  }

  /// Probabilities as ``NumberStyle/probability(_:)`` writes them.
  private var probabilityFormat: String {
    let style = NumberStyle(language: options.language, texts: texts)
    func text(_ key: String, _ share: Double) -> String {
      "\"" + texts.fill(key, ["value": style.percent(share)]) + "\""
    }
    return "[<0.01]\(text("unit.below", 0.01));[>0.99]\(text("unit.above", 0.99));0%"
  }

  private var areaColumns: [Column] {
    let year = ["year": "\(horizon)", "lastYear": "\(results.scenario.lastInventoryYear)"]
    return [
      Column(title: texts["workbook.code"], width: 16),
      Column(title: texts["workbook.area"], width: 26),
      Column(title: texts["workbook.population"], width: 12),
      Column(title: texts.fill("workbook.last", year), width: 14),
      Column(title: texts.fill("workbook.median", year), width: 14),
      Column(title: texts.fill("workbook.low", year), width: 14),
      Column(title: texts.fill("workbook.high", year), width: 14),
      Column(title: texts["municipalities.change"], width: 12, format: .percent),
      Column(title: texts["workbook.level"], width: 14),
      Column(title: texts["municipalities.probability"], width: 14, format: .probability),
      Column(title: texts["workbook.gap"], width: 14),
      Column(title: texts["workbook.new"], width: 14),
      Column(title: texts["workbook.territorial"], width: 14),
      Column(title: texts["workbook.consumption"], width: 14),
      Column(title: texts["workbook.energy"], width: 14),
      Column(title: texts["workbook.industry"], width: 12, format: .percent),
      Column(title: texts["municipalities.note"], width: 44),
    ]
  }

  private func areaRow(_ area: AreaResult) -> [Cell] {
    let target = area.principalTarget(horizon: horizon)
    let outlook = area.emissions.last
    var numbers: [Double?] = [
      area.population, area.last?.total, outlook?.median, outlook?.central80.low,
      outlook?.central80.high, area.change, target?.level, target?.probability.value,
      target?.gap.median, results.newAtHorizon(area)?.mean,
    ]
    numbers += Ledger.allCases.map { area.avoidedAtHorizon($0)?.mean }
    numbers.append(area.leadingIndustryShare)
    let notes = [
      target?.isApplied == true
        ? texts[area.kind == .county ? "card.whole" : "card.applied"] : nil,
      results.pledges.isEmpty ? nil : texts["municipalities.imputed"],
    ].compactMap(\.self)
    return [.text(area.code), .text(area.name)] + numbers.map(cell)
      + [.text(notes.joined(separator: ". "))]
  }

  private func cell(_ value: Double?) -> Cell { value.map { .number($0) } ?? .empty }

  /// Every area and year, the region first, since the chart shows the first rows.
  private func addYears(to book: borrowing Workbook) {
    let columns =
      [
        Column(title: texts["workbook.code"], width: 16),
        Column(title: texts["workbook.area"], width: 26),
        Column(title: texts["table.year"], width: 8, format: .year),
        Column(title: texts["fan.history"], width: 14),
        Column(title: texts["fan.baseline"], width: 16),
        Column(title: texts["table.mean"], width: 14),
      ] + Summary.levels.map { Column(title: texts["table.p\(Int(100 * $0))"], width: 14) }
    let first = results.principalArea
    var rows: [[Cell]] = []
    for area in [first] + results.areas.filter({ $0.code != first.code || $0.kind != first.kind }) {
      let name: [Cell] = [.text(area.code), .text(area.name)]
      for year in area.history {
        rows.append(name + [.number(Double(year.year)), .number(year.total)])
      }
      for (index, year) in results.years.enumerated() {
        let emissions = area.emissions[index]
        rows.append(
          name + [.number(Double(year)), .empty, .number(area.baseline[index].median)]
            + ([emissions.mean] + emissions.quantiles).map { .number($0) })
      }
    }
    let name = texts["workbook.years"]
    let sheet = book.addSheet(name, columns: columns, rows: rows)
    let count = first.history.count + results.years.count
    let median = 6 + Summary.levels.count / 2
    book.addChart(
      to: sheet, named: name, title: "\(texts["fan.title"]): \(first.name)",
      axis: texts["workbook.unit"], columns: [3, 4, 7, median, 11], categories: 2,
      rows: 0...(count - 1))
  }

  private func addPledges(to book: borrowing Workbook) {
    let columns = [
      Column(title: texts["rounds.round"], width: 12),
      Column(title: texts["pledges.number"], width: 6, format: .year),
      Column(title: texts["table.pledge"], width: 50),
      Column(title: texts["table.ledger"], width: 18),
      Column(title: texts["table.sector"], width: 18),
      Column(title: texts["evidence.title"], width: 14),
      Column(title: texts["pledges.adopted"], width: 14),
      Column(title: texts["pledges.knownCount"], width: 12),
      Column(title: texts["pledges.done"], width: 12),
      Column(title: texts.fill("pledges.tonnes", ["year": "\(horizon)"]), width: 12),
      Column(title: texts["table.p10"], width: 12), Column(title: texts["table.p90"], width: 12),
      Column(title: results.pledgeNewTitle(texts), width: 14),
      Column(title: texts["municipalities.note"], width: 44),
    ]
    let rows = results.pledges.map { pledge -> [Cell] in
      let words: [Cell] = [
        .text(pledge.round.replacing("-", with: "–")), .number(Double(pledge.number)),
        .text(pledge.name[options.language]),
        .text(pledge.ledger.map { texts["ledgerShort.\($0.rawValue)"] } ?? texts["pledges.none"]),
        .text(pledge.sector.map { texts["sector.\($0.rawValue)"] } ?? ""),
        .text(pledge.ledger == nil ? "–" : texts["evidence.\(pledge.evidence.rawValue)"]),
      ]
      let numbers: [Double?] = [
        pledge.adopted, Double(pledge.adoptedKnown), pledge.done, pledge.tonnes?.mean,
        pledge.tonnes?.central80.low, pledge.tonnes?.central80.high, pledge.newSinceInventory,
      ]
      // An expected number of adopters that is not the known one holds imputed ones.
      let isImputed = abs(pledge.adopted - Double(pledge.adoptedKnown)) >= 0.005
      return words + numbers.map(cell) + [.text(isImputed ? texts["pledges.imputed"] : "")]
    }
    book.addSheet(texts["workbook.pledges"], columns: columns, rows: rows)
  }

  private func addAssumptions(to book: borrowing Workbook) {
    let columns = [
      Column(title: texts["workbook.id"], width: 34),
      Column(title: texts["assumptions.what"], width: 50),
      Column(title: texts["assumptions.value"], width: 26),
      Column(title: texts["evidence.title"], width: 14),
      Column(title: texts["assumptions.source"], width: 70),
    ]
    let rows = results.scenario.assumptions.map { assumption -> [Cell] in
      [
        assumption.id, assumption.text[options.language], assumption.value[options.language],
        texts["evidence.\(assumption.provenance.evidence.rawValue)"],
        assumption.provenance.source[options.language],
      ].map { .text($0) }
    }
    book.addSheet(texts["workbook.assumptions"], columns: columns, rows: rows)
  }

  private func addProvenance(to book: borrowing Workbook) {
    var rows: [[Cell]] = [
      [.text(texts["workbook.scenario"]), .text(results.scenario.title[options.language])],
      [.text(texts["page.date"]), .text(options.date)],
      [.text(texts["cite.reproduce"]), .text(options.command)],
      [.text(texts["workbook.version"]), .text(results.engine.version)],
      [.text(texts["workbook.draws"]), .number(Double(results.draws))],
      // A seed has up to twenty digits, more than a number in a spreadsheet keeps.
      [.text(texts["workbook.seed"]), .text("\(results.seed)")],
      [.text("BLAS"), .text("\(results.engine.blasKernel) \(results.engine.blasVersion)")],
    ]
    rows += results.inputs.map { [.text($0.path), .text("SHA-256 \($0.sha256)")] }
    book.addSheet(
      texts["workbook.provenance"],
      columns: [
        Column(title: texts["workbook.what"], width: 44),
        Column(title: texts["assumptions.value"], width: 90),
      ], rows: rows)
  }
}
