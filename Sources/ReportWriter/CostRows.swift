import PledgeModel

/// The steps of a cost curve: what is cheapest first, each as wide as the tonnes it takes off.
struct CostRows {
  private let results: Results
  private let texts: Texts
  private let style: NumberStyle
  private let language: Language

  init(results: Results, texts: Texts, language: Language) {
    self.results = results
    self.texts = texts
    self.language = language
    style = NumberStyle(language: language, texts: texts)
  }

  /// A step before it has its place on the curve.
  struct Step {
    var name: String
    var cost: KnownCost
    var tonnes: Double
    /// Nil where only the mean is known.
    var interval: (low: Double, high: Double)?
  }

  /// By ledger, since tonnes of different ledgers are never put side by side.
  func rows(_ area: AreaResult, _ pledges: [Step]) -> JSONText {
    .object(
      Ledger.allCases.map { ledger in
        var tonnes = 0.0
        let rows = steps(area, pledges, ledger).enumerated().map { place, step in
          defer { tonnes += step.tonnes }
          let perTonne = step.cost.perTonne
          var row: [(String, JSONText)] = [
            ("number", .number(Double(place + 1))), ("item", .string(step.name)),
            ("from", .rounded(tonnes)),
            ("to", .rounded(tonnes + step.tonnes)), ("tonnes", .rounded(step.tonnes)),
            ("cost", .rounded(perTonne.median)), ("lower", .rounded(perTonne.central80.low)),
            ("upper", .rounded(perTonne.central80.high)),
            ("share", .string(texts["costShare.\(step.cost.share.rawValue)"])),
          ]
          if let interval = step.interval {
            row += [("few", .rounded(interval.low)), ("many", .rounded(interval.high))]
          }
          return JSONText.object(row)
        }
        return (ledger.rawValue, .array(rows))
      })
  }

  func messages(_ area: AreaResult, _ pledges: [Step]) -> [(chart: String, text: String)] {
    Ledger.allCases.compactMap { ledger in
      let steps = steps(area, pledges, ledger)
      guard let cheapest = steps.first else { return nil }
      let tonnes = steps.reduce(0) { $0 + $1.tonnes }
      let text = texts.fill(
        "costs.message",
        [
          "area": area.name, "year": "\(results.scenario.horizon)", "item": cheapest.name,
          "cost": style.plainMedian(cheapest.cost.perTonne),
          "priceYear": "\(results.scenario.prices.year.value)",
          // Two digits: a sum of uncertain tonnes has no more to say.
          "tonnes": style.tonnes(tonnes, spread: 0.3 * tonnes),
        ])
      return ("costs.\(ledger.rawValue)", text)
    }
  }

  /// Territorial steps are as wide as their share where measures and pledges overlap; those of other ledgers add up as they are.
  private func steps(_ area: AreaResult, _ pledges: [Step], _ ledger: Ledger) -> [Step] {
    let own = ledger == .territorial ? shared(area) : pledges.filter { $0.cost.ledger == ledger }
    return own.filter { $0.tonnes > 0 }.sorted {
      ($0.cost.perTonne.median, $0.name) < ($1.cost.perTonne.median, $1.name)
    }
  }

  private func shared(_ area: AreaResult) -> [Step] {
    zip(results.attribution?.items ?? [], area.bands ?? []).compactMap { item, band in
      let pledge = item.pledge.map { "\(item.catalogue ?? "")/\($0)" }
      guard let cost = cost(pledge ?? item.id) else { return nil }
      let round = item.round.map { " (\($0.replacing("-", with: "–")))" } ?? ""
      return Step(
        name: (item.name?[language] ?? item.id) + round, cost: cost, tonnes: band.horizon.mean,
        interval: band.horizon.central80)
    }
  }

  /// What avoiding a tonne costs by a measure or pledge; nil where that is not known.
  func cost(_ id: String) -> KnownCost? { results.costs?.first { $0.id == id } }
}
