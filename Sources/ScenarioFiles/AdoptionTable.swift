import PledgeModel

/// Reads what municipalities say they adopted: `municipality`, `round`, `status`, `count`, `pledges`, `listComplete`,
/// `alreadyDoing`, `source`.
struct AdoptionTable {
  private let table: Table
  private let resolver: ScenarioResolver
  private let catalogue: Catalogue
  private let municipality: Int
  private let pledges: Int

  /// Nil, with a diagnostic, when a column is missing.
  init?(table: Table, resolver: ScenarioResolver, catalogue: Catalogue) {
    guard let municipality = resolver.data.column("municipality", of: table),
      let pledges = resolver.data.column("pledges", of: table)
    else { return nil }
    self.table = table
    self.resolver = resolver
    self.catalogue = catalogue
    self.municipality = municipality
    self.pledges = pledges
    resolver.noticeUnread(
      table,
      besides: [
        "municipality", "round", "status", "count", "pledges", "listComplete", "alreadyDoing",
        "alreadyDoingCount", "note", "source",
      ])
  }

  /// The rows of a round, ascending by municipality; those outside the scenario's region are left out.
  ///
  /// - Parameter adopted: What earlier rounds of the catalogue have adopted already, which is left out of the lists.
  func records(period: String, adopted: EarlierAdoption) -> [AdoptionRecord] {
    let round = table.column(["round"])
    let rows = table.rows.filter { row in round.map { row.cells[$0].trimmed == period } ?? true }
    if let round, rows.isEmpty {
      let rounds = Set(table.rows.map { row in row.cells[round].trimmed }).sorted()
      resolver.diagnostics.warning(
        "the table has no row of the round \(period.quoted), so nothing is known of its adoption",
        at: Place(file: table.file, line: table.header.line),
        hint: "it has " + rounds.prefix(20).map(\.quoted).joined(separator: ", "))
    }
    var records: [AdoptionRecord] = []
    for row in rows {
      guard
        let code = resolver.code(
          row.cells[municipality].trimmed, at: table.place(row, municipality)),
        resolver.isInScenario(code), var record = record(row, code)
      else { continue }
      if records.contains(where: { $0.municipality == code }) {
        resolver.diagnostics.error(
          "the municipality \(row.cells[municipality].quoted) adopts twice in the round",
          at: table.place(row, municipality))
        continue
      }
      if record.status == .adopted {
        leaveOut(adopted.among(record.pledges, of: code), of: &record, row)
      }
      records.append(record)
    }
    return records.sorted { $0.municipality < $1.municipality }
  }

  /// Leaves pledges that have been adopted already out of a list and of its count.
  private func leaveOut(
    _ carriedOn: [(pledge: Int, period: String)], of record: inout AdoptionRecord,
    _ row: Table.Row
  ) {
    guard let first = carriedOn.first else { return }
    let numbers = carriedOn.map(\.pledge)
    record.pledges.removeAll(where: numbers.contains)
    record.count = record.count.map { $0 - numbers.count }
    resolver.diagnostics.note(
      numbers.count == 1
        ? "pledge \(first.pledge) was adopted in \(first.period) already and is carried on, not adopted again"
        : "\(numbers.count) of the pledges were adopted in earlier rounds already and are carried on, not"
          + " adopted again",
      at: table.place(row, pledges))
  }

  private func record(_ row: Table.Row, _ code: MunicipalityCode) -> AdoptionRecord? {
    let diagnostics = resolver.diagnostics
    let statusCell = cell(row, "status")
    guard let status = AdoptionStatus(rawValue: statusCell.isEmpty ? "adopted" : statusCell) else {
      diagnostics.error(
        "the status cannot be \(statusCell.quoted)", at: place(row, "status"),
        hint: Suggestion.hint(for: statusCell, among: AdoptionStatus.allCases.map(\.rawValue)))
      return nil
    }
    let countCell = cell(row, "count")
    let count = NumberText.integer(countCell)
    if !countCell.isEmpty, count == nil || count! < 0 || count! > catalogue.pledges.count {
      diagnostics.error(
        "the count \(countCell.quoted) is not a whole number from 0 to \(catalogue.pledges.count)",
        at: place(row, "count"))
      return nil
    }
    guard let listed = numbers(row, pledges),
      let doing = table.column(["alreadydoing"]).map({ numbers(row, $0) }) ?? [],
      let isComplete = flag(row, "listcomplete")
    else { return nil }
    if let both = listed.first(where: doing.contains) {
      diagnostics.error(
        "pledge \(both) cannot be adopted and already done", at: table.place(row, pledges))
    }
    if let count, count < listed.count || isComplete && count != listed.count {
      diagnostics.error(
        "the count is \(count), but \(listed.count) pledges are listed", at: place(row, "count"))
    }
    return AdoptionRecord(
      municipality: code, status: status, count: count, pledges: listed, isComplete: isComplete,
      alreadyDoing: doing,
      source: table.source(row))
  }

  /// Pledge numbers between spaces; nil, with a diagnostic, when one is wrong.
  private func numbers(_ row: Table.Row, _ column: Int) -> [Int]? {
    var numbers: [Int] = []
    for word in row.cells[column].split(whereSeparator: { " ,;".contains($0) }) {
      guard let number = NumberText.integer(word) else {
        resolver.diagnostics.error(
          "\(String(word).quoted) is not a pledge number", at: table.place(row, column),
          hint: "write numbers with spaces between, such as `1 4 12`")
        return nil
      }
      guard resolver.holds(catalogue, pledge: number, at: table.place(row, column)) else {
        return nil
      }
      guard !numbers.contains(number) else {
        resolver.diagnostics.error(
          "pledge \(number) is listed twice", at: table.place(row, column))
        return nil
      }
      numbers.append(number)
    }
    return numbers.sorted()
  }

  private func flag(_ row: Table.Row, _ name: String) -> Bool? {
    switch cell(row, name).lowercased() {
    case "yes", "ja", "true": return true
    case "no", "nej", "false", "": return false
    default:
      resolver.diagnostics.error(
        "\(cell(row, name).quoted) is neither `yes` nor `no`", at: place(row, name))
      return nil
    }
  }

  private func cell(_ row: Table.Row, _ name: String) -> String {
    table.column([name]).map { row.cells[$0].trimmed } ?? ""
  }

  private func place(_ row: Table.Row, _ name: String) -> Place {
    table.place(row, table.column([name]) ?? municipality)
  }
}
