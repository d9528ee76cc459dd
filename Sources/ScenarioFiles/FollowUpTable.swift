import PledgeModel

/// Reads a planner's own follow-up: `municipality`, `pledge`, `status`, `date`, `tonnes` and, if wanted, `source`.
///
/// The date is a year or begins with one, such as `2022-12-31`; the latest date of a municipality and pledge counts.
struct FollowUpTable {
  private let table: Table
  private let resolver: ScenarioResolver
  private let catalogue: Catalogue
  private let municipality: Int
  private let pledge: Int
  private let status: Int
  private let date: Int

  /// Nil, with a diagnostic, when a column is missing.
  init?(table: Table, resolver: ScenarioResolver, catalogue: Catalogue) {
    guard let municipality = resolver.data.column("municipality", of: table),
      let pledge = resolver.data.column("pledge", of: table),
      let status = resolver.data.column("status", of: table),
      let date = resolver.data.column("date", of: table)
    else { return nil }
    self.table = table
    self.resolver = resolver
    self.catalogue = catalogue
    self.municipality = municipality
    self.pledge = pledge
    self.status = status
    self.date = date
    resolver.noticeUnread(
      table,
      besides: ["municipality", "pledge", "status", "date", "tonnes", "note", "source"])
  }

  /// The latest status of every municipality and pledge, ascending.
  ///
  /// - Parameters:
  ///   - firstYear: The year the round begins in; nothing can have happened before.
  ///   - known: What is known of adoption; a status of a pledge that a complete list lacks is a fault.
  ///   - adopted: What earlier rounds of the catalogue have adopted already; its status belongs to them.
  func facts(
    from firstYear: Int, known: [AdoptionRecord], adopted: EarlierAdoption
  ) -> [StatusFact] {
    struct Cell: Hashable {
      var municipality: MunicipalityCode
      var pledge: Int
    }
    var latest: [Cell: (date: String, fact: StatusFact)] = [:]
    var named: [MunicipalityCode: Set<Int>] = [:]
    for row in table.rows {
      guard let fact = fact(row, firstYear: firstYear) else { continue }
      if let earlier = adopted.among([fact.pledge], of: fact.municipality).first {
        resolver.diagnostics.error(
          "the municipality adopted pledge \(fact.pledge) in \(earlier.period) already",
          at: table.place(row, pledge), hint: "write its status in the follow-up of that round")
        continue
      }
      let record = known.first { $0.municipality == fact.municipality }
      let followed = named[fact.municipality, default: Set(record?.pledges ?? [])]
      if let fault = fault(fact.pledge, record, followed) {
        resolver.diagnostics.error(fault, at: table.place(row, pledge))
        continue
      }
      named[fact.municipality] = followed.union([fact.pledge])
      let cell = Cell(municipality: fact.municipality, pledge: fact.pledge)
      let date = row.cells[self.date].trimmed
      if let earlier = latest[cell] {
        if earlier.date == date {
          resolver.diagnostics.error(
            "pledge \(fact.pledge) has two statuses on \(date.quoted)", at: table.place(row, pledge)
          )
        }
        if earlier.date > date { continue }
      }
      latest[cell] = (date, fact)
    }
    return latest.values.map(\.fact).sorted {
      ($0.municipality, $0.pledge) < ($1.municipality, $1.pledge)
    }
  }

  /// What speaks against the municipality having adopted a pledge that it follows up.
  ///
  /// - Parameter followed: The pledges it has adopted or followed up so far.
  private func fault(_ pledge: Int, _ record: AdoptionRecord?, _ followed: Set<Int>) -> String? {
    guard let record, !followed.contains(pledge) else { return nil }
    if record.alreadyDoing.contains(pledge) {
      return "the municipality was doing pledge \(pledge) already, which is not credited"
    }
    guard record.status == .adopted else { return nil }
    if record.isComplete {
      return "the municipality's complete list does not hold pledge \(pledge)"
    }
    guard let count = record.count, followed.count >= count else { return nil }
    return "the municipality has adopted \(count) pledges, and pledge \(pledge) is one more"
  }

  private func fact(_ row: Table.Row, firstYear: Int) -> StatusFact? {
    let diagnostics = resolver.diagnostics
    let code = resolver.code(
      row.cells[municipality].trimmed, at: table.place(row, municipality))
    let number = NumberText.integer(row.cells[pledge].trimmed)
    if number == nil {
      diagnostics.error(
        "\(row.cells[pledge].quoted) is not a pledge number", at: table.place(row, pledge))
    }
    let word = row.cells[status].trimmed
    let step = PledgeStatus(rawValue: word)
    if step == nil {
      diagnostics.error(
        "the status cannot be \(word.quoted)", at: table.place(row, status),
        hint: Suggestion.hint(for: word, among: PledgeStatus.allCases.map(\.rawValue)))
    }
    let year = NumberText.integer(row.cells[date].trimmed.prefix { $0 != "-" })
    if year == nil || !Form.years.contains(year!) {
      diagnostics.error(
        "the date \(row.cells[date].quoted) does not begin with a year", at: table.place(row, date),
        hint: "write dates as `2022-12-31` or `2022`")
    } else if year! < firstYear {
      diagnostics.error(
        "a status of \(year!) lies before the adoption in \(firstYear)", at: table.place(row, date))
    }
    var tonnes: Double?
    if let column = table.column(["tonnes"]), !row.cells[column].trimmed.isEmpty {
      tonnes = NumberText.tabulated(row.cells[column].trimmed)
      if tonnes == nil || tonnes! < 0 || tonnes! > Form.largestNumber {
        diagnostics.error(
          "the tonnes \(row.cells[column].quoted) are not a number that can be meant",
          at: table.place(row, column))
      }
    }
    guard let code, let number, let step, let year,
      resolver.holds(catalogue, pledge: number, at: table.place(row, pledge)),
      resolver.isInScenario(code)
    else { return nil }
    return StatusFact(
      municipality: code, pledge: number, status: step, year: year, tonnes: tonnes,
      source: table.source(row))
  }
}
