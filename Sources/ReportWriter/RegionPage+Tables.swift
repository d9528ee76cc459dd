import PledgeModel

extension RegionPage {
  /// What the outlook would be on another history, in a table and, for the latest other last year, in words.
  var historyChoices: [String: Any] {
    guard let choices = results.historyChoices, choices.count > 1, let own = choices.first else {
      return [:]
    }
    func change(_ choice: HistoryChoice) -> String {
      style.change(choice.tonnes / own.tonnes - 1)
    }
    // Rounded as the region's outlook is, beside which it stands.
    guard let outlook = first.baseline.last else { return [:] }
    func tonnes(_ choice: HistoryChoice) -> String { style.tonnes(choice.tonnes, like: outlook) }
    let other = choices[1]
    let year = ["year": "\(scenario.horizon)"]
    return [
      "historyChoices": [
        "message": texts.fill(
          "history.message",
          [
            "year": "\(scenario.horizon)", "lastYear": "\(own.lastYear)", "tonnes": tonnes(own),
            "otherYear": "\(other.lastYear)", "otherTonnes": tonnes(other),
            "change": change(other),
          ]),
        "key": texts.fill(
          "history.key", ["draws": style.number(Double(HistoryChoice.draws), step: 1)]),
        "tonnesTitle": texts.fill("history.tonnes", year),
        "rows": choices.map { choice in
          [
            "lastYear": "\(choice.lastYear)", "window": "\(choice.window)",
            "tonnes": style.plain(choice.tonnes, like: outlook),
            "change": choice == own ? texts["history.own"] : change(choice),
          ]
        },
      ] as [String: Any]
    ]
  }

  /// The table of municipalities: figures as words, and as numbers to sort by.
  var municipalities: [String: Any] {
    let horizon = "\(scenario.horizon)"
    let columns: [(String, Bool)] = [
      (texts["table.municipality"], false), (texts["municipalities.subregion"], false),
      (texts.fill("municipalities.last", ["year": "\(scenario.lastInventoryYear)"]), true),
      (texts.fill("municipalities.outlook", ["year": horizon]), true),
      (texts["municipalities.change"], true), (texts["municipalities.probability"], true),
      (texts["municipalities.gap"], true), (texts["municipalities.new"], true),
      (texts["municipalities.consumption"], true), (texts["municipalities.energy"], true),
      (texts["municipalities.note"], false),
    ]
    var subregions: [String: String] = [:]
    for town in scenario.municipalities { subregions[town.code.digits] = town.subregion }
    let towns = results.areas.filter { $0.kind == .municipality }.map { area -> [String: Any] in
      [
        "code": area.code, "name": area.name, "subregion": subregions[area.code] ?? "",
        "figures": figures(area), "note": note(area),
      ]
    }
    return [
      "columns": columns.map { ["title": $0.0, "isNumber": $0.1] as [String: Any] },
      "towns": towns,
    ]
  }

  private func figures(_ area: AreaResult) -> [[String: Any]] {
    let last = area.history.last?.total ?? 0
    let target = words(area).target
    var all: [(Double?, String)] = [(last, style.plain(last, spread: 0))]
    if let emissions = area.emissions.last {
      all.append((emissions.median, style.plainMedian(emissions)))
      all.append((emissions.median / last - 1, style.change(emissions.median / last - 1)))
    }
    let mark = target?.isApplied == true ? "*" : ""
    all.append(
      (target?.probability.value, target.map { style.probability($0.probability) + mark } ?? "–"))
    all.append((target?.gap.median, target.map { style.plainMedian($0.gap) } ?? "–"))
    let new = results.newAtHorizon(area)
    all.append((new?.mean, new.map { style.plain($0.mean, like: $0.uncapped) } ?? "–"))
    for ledger in [Ledger.consumption, .energy] {
      let summary = area.avoided.isEmpty ? nil : area.avoided[ledger.index].last
      all.append((summary?.mean, summary.map(style.plainMean) ?? "–"))
    }
    return all.map { ["value": $0.0.map { "\($0)" } ?? "", "shown": $0.1] }
  }

  private func note(_ area: AreaResult) -> String {
    area.leadingIndustryShare.map {
      texts.fill("municipalities.warning", ["share": style.percent($0)])
    } ?? ""
  }

  /// Every pledge of every round with its contribution and how well it is founded.
  var pledges: [String: Any] {
    let rows = results.pledges.map { pledge -> [String: Any] in
      [
        "round": dashed(pledge.round), "number": "\(pledge.number)",
        "name": pledge.name[options.language],
        "ledger": pledge.ledger.map { texts["ledgerShort.\($0.rawValue)"] }
          ?? texts["pledges.none"],
        "grade": pledge.evidence.rawValue,
        "evidence": texts["evidence.\(pledge.evidence.rawValue)"],
        "adopted": style.number(pledge.adopted, step: 1), "known": "\(pledge.adoptedKnown)",
        "done": style.number(pledge.done, step: 1),
        "tonnes": pledge.tonnes.map(style.plainMean) ?? "–",
        "interval": pledge.tonnes.map(style.interval) ?? "",
        "new": pledge.newSinceInventory.map { style.plain($0, like: pledge.tonnes) } ?? "–",
      ]
    }
    return [
      "hasPledges": !rows.isEmpty, "pledges": rows,
      "pledgeTonnes": texts.fill("pledges.tonnes", ["year": "\(scenario.horizon)"]),
      "pledgeNew": texts.fill("pledges.new", ["year": "\(scenario.lastInventoryYear)"]),
    ]
  }

  /// The rounds beside what is published of them, and what their tonnes are like.
  var rounds: [String: Any] {
    let rows = results.rounds.map { round -> [String: Any] in
      [
        "key": ChartRows.key(round.catalogue, round.round), "round": dashed(round.round),
        "adopted": style.number(round.adopted.mean, step: 1),
        "publishedAdopted": published(round.publishedPotential.map { "\($0.adopted)" }),
        "known": "\(round.adoptedKnown)",
        "done": style.number(round.doneAtEnd.mean, step: 1),
        "publishedDone": published(round.followUp?.done.map { "\($0)" }),
        "started": style.number(round.startedAtEnd.mean, step: 1),
        "atHorizon": style.number(round.doneAtHorizon.mean, step: 1),
        "tonnes": style.plainMean(round.tonnesAtEnd), "interval": style.interval(round.tonnesAtEnd),
        "publishedTonnes": published(round.followUp?.tonnes.map { style.number($0, step: 100) }),
        "potential": round.publishedPotential.map { style.number($0.tonnes, step: 100) } ?? "–",
      ]
    }
    let names = Dictionary(
      uniqueKeysWithValues: scenario.municipalities.map { ($0.code, $0.name) })
    return [
      "hasRounds": !rows.isEmpty, "rounds": rows,
      "roundsAtHorizon": texts.fill("rounds.atHorizon", ["year": "\(scenario.horizon)"]),
      "hangsOn": results.rounds.flatMap { whatTonnesHangOn($0, names) },
      "equivalences": scenario.equivalences.map { equivalence in
        [
          "name": equivalence.name[options.language],
          "factor": texts.fill(
            "equivalences.factor",
            [
              "value": style.number(equivalence.tonnesPerUnit.value, step: 0.001),
              "source": equivalence.tonnesPerUnit.provenance.source[options.language],
            ]),
        ]
      },
      "equivalent": equivalentRows,
    ]
  }

  /// The municipalities a round's tonnes hang on, and how much of them rests on assumed effects, a row for each ledger.
  private func whatTonnesHangOn(
    _ round: RoundResult, _ names: [MunicipalityCode: String]
  ) -> [[String: String]] {
    Ledger.allCases.compactMap { ledger in
      let shares = round.largestShares.filter { $0.ledger == ledger }
      guard !shares.isEmpty else { return nil }
      let assumed = round.effectEvidence.first {
        $0.ledger == ledger && $0.evidence == .assumption
      }
      return [
        "round": dashed(round.round), "ledger": texts["ledgerShort.\(ledger.rawValue)"],
        "municipalities": shares.map {
          "\(names[$0.municipality] ?? $0.municipality.digits)\u{A0}\(style.percent($0.share))"
        }.joined(separator: ", "),
        "assumed": style.percent(assumed?.share ?? 0),
      ]
    }
  }

  /// A period with the dash that print uses.
  func dashed(_ period: String) -> String { period.replacing("-", with: "–") }

  private func published(_ value: String?) -> String {
    value.map { texts.fill("rounds.published", ["value": $0]) } ?? texts["rounds.unpublished"]
  }

  private var equivalentRows: [[String: Any]] {
    var rows: [(String, Double, String)] = []
    for round in results.rounds {
      let tonnes = round.tonnesAtEnd
      rows.append(
        (
          texts.fill("equivalences.round", ["round": dashed(round.round)]), tonnes.mean,
          style.plainMean(tonnes)
        ))
      if let tonnes = round.followUp?.tonnes {
        rows.append(
          (
            texts.fill("equivalences.published", ["round": dashed(round.round)]), tonnes,
            style.number(tonnes, step: 100)
          ))
      }
    }
    if let new = results.areas.last(where: { $0.kind == .county }).flatMap(results.newAtHorizon) {
      rows.append(
        (
          texts.fill("equivalences.new", ["year": "\(scenario.horizon)"]), new.mean,
          style.plain(new.mean, like: new.uncapped)
        ))
    }
    return rows.map { what, tonnes, shown in
      [
        "what": what, "tonnes": shown,
        "counts": scenario.equivalences.map { style.number($0.count(tonnes: tonnes), step: 100) },
      ]
    }
  }

  /// Assumptions, method, citation and what is needed to make the result again.
  var appendix: [String: Any] {
    let count = { (evidence: Evidence) in
      "\(scenario.assumptions.count { $0.provenance.evidence == evidence })"
    }
    let release = "\(scenario.inventoryRelease)"
    let lastYear = "\(scenario.lastInventoryYear)"
    let draws = style.number(Double(results.draws), step: 1)
    return [
      "assumptionCount": texts.fill(
        "assumptions.count",
        [
          "published": count(.published), "derived": count(.derived),
          "assumption": count(.assumption),
        ]),
      "assumptions": scenario.assumptions.map { assumption in
        [
          "id": assumption.id, "what": assumption.text[options.language],
          "value": assumption.value[options.language],
          "grade": assumption.provenance.evidence.rawValue,
          "evidence": texts["evidence.\(assumption.provenance.evidence.rawValue)"],
          "source": assumption.provenance.source[options.language],
        ]
      },
      "method": [
        texts.fill("method.\(scenario.baseline.key)", ["lastYear": lastYear]),
        texts.fill("method.inventory", ["release": release, "lastYear": lastYear]),
        texts.fill("method.pledges", ["lastYear": lastYear]),
        texts.fill("method.draws", ["draws": draws]), settled, texts["method.limits"],
      ],
      "citation": words(first).citation(options),
      "engine": texts.fill(
        "cite.engine",
        [
          "version": results.engine.version, "draws": draws, "seed": "\(results.seed)",
          "kernel": results.engine.blasKernel, "blas": "OpenBLAS \(results.engine.blasVersion)",
        ]),
      "inputs": results.inputs.map { ["path": $0.path, "hash": $0.sha256] },
    ]
  }

  /// Whether more draws would change what is printed.
  private var settled: String {
    guard let unsettled = results.unsettled else {
      let fewest = style.number(Double(Results.fewestJudged), step: 1)
      return texts.fill("method.unjudged", ["fewest": fewest])
    }
    let open = unsettled.map { headline in
      // `14/avoided/territorial`: the area, the figure and which of its kind.
      let parts = headline.id.split(separator: "/")
      let code = parts.first ?? ""
      let area = results.areas.first { $0.code == code }?.name ?? String(code)
      let ledger = parts.last.flatMap { Ledger(rawValue: String($0)) }
      let name =
        [parts.count > 1 ? texts["headlineName.\(parts[1])"] : headline.id]
        + (ledger.map { [texts["ledgerShort.\($0.rawValue)"]] } ?? []) + [area]
      return name.joined(separator: ", ")
    }
    return open.isEmpty
      ? texts["method.settled"]
      : texts.fill("method.unsettled", ["names": open.joined(separator: "; ")])
  }
}
