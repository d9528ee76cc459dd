import PledgeModel

extension RegionPage {
  /// What the pledges avoid in each ledger, gross, net and summed over the years, and what to know about it.
  var ledgerTable: [String: Any] {
    guard let firstYear = results.pledgeYears.first, !first.avoided.isEmpty else { return [:] }
    let year = [
      "first": "\(firstYear)", "year": "\(scenario.horizon)",
      "lastYear": "\(scenario.lastInventoryYear)",
    ]
    let new = figure(first.newSinceInventory.last)
    let rows = Ledger.allCases.map { ledger -> [String: Any] in
      let index = ledger.index
      let net = first.avoidedNet.isEmpty ? [] : [figure(first.avoidedNet[index].last)]
      return [
        "name": texts["ledger.\(ledger.rawValue)"],
        "figures": [figure(first.avoided[index].last)] + net
          + [ledger == .territorial ? new : figure(nil), figure(first.avoidedCumulated[index])],
      ]
    }
    let columns =
      ["gross"] + (first.avoidedNet.isEmpty ? [] : ["net"]) + ["ofWhichNew", "cumulated"]
    return [
      "ledgerTable": [
        "title": texts.fill("ledgers.title", ["area": first.name]), "rows": rows,
        "columns": columns.map { texts.fill("ledgers.\($0)", year) },
        "items": changes + cap + [electricity] + ownFollowUps
          + (first.avoidedNet.isEmpty ? [texts["ledgers.grossOnly"]] : []),
      ] as [String: Any]
    ]
  }

  private func figure(_ summary: Summary?) -> [String: String] {
    ["mean": summary.map(style.plainMean) ?? "–", "interval": summary.map(style.interval) ?? ""]
  }

  /// The two items that move the curve.
  private var changes: [String] {
    [("ledgers.new", first.newSinceInventory), ("ledgers.ended", first.endedSinceInventory)]
      .compactMap { key, years in
        years.last.map {
          texts.fill(
            key,
            [
              "year": "\(scenario.horizon)", "lastYear": "\(scenario.lastInventoryYear)",
              "tonnes": style.mean($0), "interval": style.interval($0),
            ])
        }
      }
  }

  /// How often a sector has less left than pledges would take off, and how much less they take off for it; with measures, the
  /// share alone. Nothing where that never happens.
  private var cap: [String] {
    guard first.cappedShare > 0 else { return [] }
    let share = texts.fill("ledgers.capped", ["share": style.shareOfDraws(first.cappedShare)])
    guard results.measures.isEmpty, let new = first.newSinceInventory.last,
      let ended = first.endedSinceInventory.last, let baseline = first.baseline.last,
      let emissions = first.emissions.last
    else { return [share] }
    let lost = new.mean - ended.mean - (baseline.mean - emissions.mean)
    let tonnes = style.tonnes(max(0, lost), spread: max(1, lost))
    return [share + " " + texts.fill("ledgers.cappedTonnes", ["tonnes": tonnes])]
  }

  private var electricity: String {
    texts.fill(
      "ledgers.electricity",
      [
        "mix": texts["electricityMix.\(scenario.accounting.electricityMix.rawValue)"],
        "grams": style.number(scenario.accounting.electricity.value, step: 1),
      ])
  }

  /// What municipalities themselves say of single pledges.
  private var ownFollowUps: [String] {
    results.rounds.compactMap { round in
      guard let facts = round.followUp?.facts, !facts.isEmpty else { return nil }
      let tonnes = facts.compactMap(\.tonnes)
      var text = texts.fill(
        "ledgers.followed", ["round": dashed(round.round), "count": "\(facts.count)"])
      if !tonnes.isEmpty {
        let sum = tonnes.reduce(0, +)
        text +=
          " " + texts.fill("ledgers.followedTonnes", ["tonnes": style.number(sum, step: 0.1)])
      }
      return text
    }
  }
}
