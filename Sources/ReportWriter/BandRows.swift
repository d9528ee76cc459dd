import PledgeModel

/// The rows behind the charts of what each measure, round and focus area takes off.
struct BandRows {
  private let texts: Texts
  private let style: NumberStyle
  private let years: [Int]
  private let lastYear: Int
  private let items: [AttributionItem]
  private let names: [String]
  /// Each field of the chart by year, with the items in it.
  private let fields: [(name: String, items: [Int])]

  /// Most fields that can be told apart by colour and grey tone.
  private static let fieldCount = 8

  init(results: Results, texts: Texts, language: Language) {
    self.texts = texts
    style = NumberStyle(language: language, texts: texts)
    years = results.years
    lastYear = results.scenario.lastInventoryYear
    items = results.attribution?.items ?? []
    names = items.map { $0.title(texts, language) }
    var fields = names.enumerated().map { ($1, [$0]) }
    if fields.count > Self.fieldCount {
      fields = Self.merged(items) { item in
        item.kind == .pledges ? item.roundTitle(texts) : item.title(texts, language)
      }
    }
    if fields.count > Self.fieldCount {
      fields = Self.merged(items) { texts["bands.\($0.kind.rawValue)"] }
    }
    self.fields = fields
  }

  /// Items of one name together, in the order of the first of each.
  private static func merged(
    _ items: [AttributionItem], name: (AttributionItem) -> String
  ) -> [(String, [Int])] {
    var fields: [(String, [Int])] = []
    var places: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      let name = name(item)
      if let field = places[name] {
        fields[field].1.append(index)
      } else {
        places[name] = fields.count
        fields.append((name, [index]))
      }
    }
    return fields
  }

  /// Means by year, which open from nothing in the last inventory year.
  func byYear(_ area: AreaResult) -> JSONText {
    guard let bands = area.bands, isAnything(bands) else { return .array([]) }
    var rows: [JSONText] = []
    for (order, field) in fields.enumerated() {
      func add(_ year: Int, _ tonnes: Double) {
        rows.append(
          .object([
            ("year", .number(Double(year))), ("order", .number(Double(order))),
            ("item", .string(field.name)), ("tonnes", .rounded(tonnes)),
          ]))
      }
      add(lastYear, 0)
      for (index, year) in years.enumerated() {
        add(year, field.items.reduce(0) { $0 + bands[$1].means[index] })
      }
    }
    return .array(rows)
  }

  /// The last year with its intervals, the largest item first.
  func horizon(_ area: AreaResult) -> JSONText {
    .array(
      largestFirst(area).map { item in
        let summary = area.bands![item].horizon
        return .object([
          ("item", .string(names[item])), ("mean", .rounded(summary.mean)),
          ("lower", .rounded(summary.central80.low)), ("upper", .rounded(summary.central80.high)),
          ("first", .rounded(area.bands![item].firstIn)),
          ("last", .rounded(area.bands![item].lastIn)),
        ])
      })
  }

  /// What the charts show, for those who do not see them.
  func messages(_ area: AreaResult) -> [(chart: String, text: String)] {
    guard let largest = largestFirst(area).first, let year = years.last, let bands = area.bands
    else { return [] }
    let total = bands.reduce(0) { $0 + ($1.means.last ?? 0) }
    // As coarse as the least certain part, and as the pledges together are written elsewhere.
    let parts = area.newSinceInventory.suffix(1) + bands.map(\.horizon)
    let widest = parts.max { NumberStyle.halfWidth($0) < NumberStyle.halfWidth($1) }!
    let together = texts.fill(
      total < 0 ? "bands.more" : "bands.message",
      [
        "area": area.name, "year": "\(year)",
        "total": style.tonnes(abs(total), like: widest),
      ])
    let most = texts.fill(
      "shares.message",
      [
        "area": area.name, "year": "\(year)", "item": names[largest],
        "tonnes": style.mean(bands[largest].horizon),
        "interval": style.interval(bands[largest].horizon),
      ])
    return [("bands", together), ("shares", most)]
  }

  private func isAnything(_ bands: [Band]) -> Bool {
    bands.contains { $0.means.contains { $0 != 0 } }
  }

  private func largestFirst(_ area: AreaResult) -> [Int] {
    guard let bands = area.bands, isAnything(bands) else { return [] }
    return items.indices.sorted {
      (-bands[$0].horizon.mean, $0) < (-bands[$1].horizon.mean, $1)
    }
  }
}
