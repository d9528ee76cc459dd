import PledgeModel

extension RegionPage {
  /// What the pledges avoid in each ledger, gross, net and summed over the years, and the two items that move the curve.
  var ledgerTable: [String: Any] {
    guard let firstYear = results.pledgeYears.first, !first.avoided.isEmpty else { return [:] }
    let horizon = "\(scenario.horizon)"
    let rows = Ledger.allCases.map { ledger -> [String: Any] in
      let net = first.avoidedNet.isEmpty ? nil : first.avoidedNet[ledger.index].last
      return [
        "name": texts["ledger.\(ledger.rawValue)"],
        "figures": [
          first.avoided[ledger.index].last, net, first.avoidedCumulated[ledger.index],
        ].map(figure),
      ]
    }
    let mix = scenario.accounting.electricityMix
    let items = [
      ("ledgers.new", first.newSinceInventory), ("ledgers.ended", first.endedSinceInventory),
    ]
    .compactMap { key, years in years.last.map { (key, $0) } }
    return [
      "ledgerTable": [
        "title": texts.fill("ledgers.title", ["area": first.name]), "rows": rows,
        "columns": [
          texts.fill("ledgers.gross", ["year": horizon]),
          texts.fill("ledgers.net", ["year": horizon]),
          texts.fill("ledgers.cumulated", ["first": "\(firstYear)", "year": horizon]),
        ],
        "items": items.map { key, summary in
          texts.fill(
            key,
            [
              "year": horizon, "lastYear": "\(scenario.lastInventoryYear)",
              "tonnes": style.mean(summary), "interval": style.interval(summary),
            ])
        } + (first.avoidedNet.isEmpty ? [texts["ledgers.grossOnly"]] : []) + [
          texts.fill("ledgers.capped", ["share": style.percent(first.cappedShare)]),
          texts.fill(
            "ledgers.electricity",
            [
              "mix": texts["electricityMix.\(mix.rawValue)"],
              "grams": style.number(scenario.accounting.electricity.value, step: 1),
            ]),
        ],
      ] as [String: Any]
    ]
  }

  private func figure(_ summary: Summary?) -> [String: String] {
    ["mean": summary.map(style.plainMean) ?? "–", "interval": summary.map(style.interval) ?? ""]
  }
}
