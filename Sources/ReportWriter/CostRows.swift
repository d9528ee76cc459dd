import PledgeModel

/// The steps of a cost curve: what is cheapest first, each as wide as the tonnes it takes off.
struct CostRows {
  /// What is known of costs, by the id of a measure or pledge.
  private let costs: [String: KnownCost]
  /// What territorial tonnes are shared out among.
  private let items: [AttributionItem]
  /// How likely pledges are to be adopted where that is imputed, by municipality and pledge; nil where nothing is known of it.
  private let chances: [String: Double]?
  private let (year, priceYear): (Int, Int)
  private let texts: Texts
  private let style: NumberStyle

  init(results: Results, texts: Texts, style: NumberStyle) {
    costs = Self.byID(results.costs ?? [])
    items = results.attribution?.items ?? []
    chances = Dictionary(
      results.adoption.filter { $0.status == .imputed }.map { cell in
        let pledge = ChartRows.key(cell.catalogue, cell.round, cell.pledge)
        return ("\(cell.municipality.digits)/\(pledge)", cell.probability)
      }, uniquingKeysWith: { first, _ in first })
    (year, priceYear) = (results.scenario.horizon, results.scenario.prices.year.value)
    self.texts = texts
    self.style = style
  }

  /// - Parameter option: the option whose costs these are.
  init(results: ComparisonResults, option: Int, texts: Texts, style: NumberStyle) {
    costs = Self.byID(results.options[option].costs)
    items = results.items
    chances = nil
    (year, priceYear) = (results.horizon, results.priceYear)
    self.texts = texts
    self.style = style
  }

  /// A step before it has its place on the curve.
  struct Step {
    var name: String
    /// The pledge's key; nil for a measure.
    var pledge: String?
    var cost: KnownCost
    var tonnes: Double
    /// Nil where only the mean is known.
    var interval: (low: Double, high: Double)?
  }

  /// By ledger, since tonnes of different ledgers are never put side by side.
  func rows(_ area: AreaResult, _ pledges: [Step]) -> JSONText {
    .object(Ledger.allCases.map { ($0.rawValue, rows(steps(area, pledges, $0))) })
  }

  /// The rows of one curve, whose steps come in the order given.
  func rows(_ steps: [Step]) -> JSONText {
    var tonnes = 0.0
    return .array(
      steps.enumerated().map { place, step in
        defer { tonnes += step.tonnes }
        let perTonne = step.cost.perTonne
        var row: [(String, JSONText)] = [
          ("number", .number(Double(place + 1))), ("item", .string(step.name)),
          ("from", .rounded(tonnes)), ("to", .rounded(tonnes + step.tonnes)),
          ("tonnes", .rounded(step.tonnes)), ("cost", .rounded(perTonne.median)),
          ("lower", .rounded(perTonne.central80.low)),
          ("upper", .rounded(perTonne.central80.high)),
          ("share", .string(texts["costShare.\(step.cost.share.rawValue)"])),
        ]
        if let interval = step.interval {
          row += [("few", .rounded(interval.low)), ("many", .rounded(interval.high))]
        }
        return .object(row)
      })
  }

  func messages(_ area: AreaResult, _ pledges: [Step]) -> [(chart: String, text: String)] {
    Ledger.allCases.compactMap { ledger in
      message(area.kind, area.code, area.name, steps(area, pledges, ledger)).map {
        ("costs.\(ledger.rawValue)", $0)
      }
    }
  }

  /// What one curve shows, for those who do not see it; nil where it shows nothing.
  func message(_ kind: AreaKind, _ code: String, _ name: String, _ steps: [Step]) -> String? {
    guard let cheapest = steps.first else { return nil }
    var values = [
      "area": name, "year": "\(year)", "item": cheapest.name,
      "cost": style.plainMedian(cheapest.cost.perTonne),
      "interval": style.plainInterval(cheapest.cost.perTonne), "priceYear": "\(priceYear)",
      "chance": "",
    ]
    var key = "costs.message"
    // What a municipality is only taken to have adopted is no fact about it.
    if kind == .municipality, let pledge = cheapest.pledge {
      let chance = chances?["\(code)/\(pledge)"]
      if chances == nil || chance != nil { key = "costs.imputedMessage" }
      if let chance {
        let share = style.probability(Probability(value: chance, standardError: 0))
        values["chance"] = texts.fill("costs.chance", ["share": share])
      }
    }
    let tonnes = steps.reduce(0) { $0 + $1.tonnes }
    // Two digits: a sum of uncertain tonnes has no more to say.
    let sum = style.tonnes(tonnes, spread: 0.3 * tonnes)
    return texts.fill(key, values) + " " + texts.fill("costs.taken", ["tonnes": sum])
  }

  private func steps(_ area: AreaResult, _ pledges: [Step], _ ledger: Ledger) -> [Step] {
    // Pledges of other ledgers add up as they are.
    ledger == .territorial
      ? steps(sharing: (area.bands ?? []).map(\.horizon))
      : cheapestFirst(pledges.filter { $0.cost.ledger == ledger })
  }

  /// Territorial steps, as wide as an item's share where measures and pledges overlap.
  ///
  /// - Parameter bands: what each item takes off.
  func steps(sharing bands: [Summary]) -> [Step] {
    let steps = zip(items, bands).compactMap { item, band -> Step? in
      let pledge = item.pledge.map { "\(item.catalogue ?? "")/\($0)" }
      guard let cost = cost(pledge ?? item.id) else { return nil }
      let round = item.round.map { " (\($0.replacing("-", with: "–")))" } ?? ""
      return Step(
        name: (item.name?[style.language] ?? item.id) + round,
        pledge: item.pledge.map { ChartRows.key(item.catalogue ?? "", item.round ?? "", $0) },
        cost: cost, tonnes: band.mean, interval: band.central80)
    }
    return cheapestFirst(steps)
  }

  private func cheapestFirst(_ steps: [Step]) -> [Step] {
    steps.filter { $0.tonnes > 0 }.sorted {
      ($0.cost.perTonne.median, $0.name) < ($1.cost.perTonne.median, $1.name)
    }
  }

  /// What avoiding a tonne costs by a measure or pledge; nil where that is not known.
  func cost(_ id: String) -> KnownCost? { costs[id] }

  private static func byID(_ costs: [KnownCost]) -> [String: KnownCost] {
    Dictionary(costs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
