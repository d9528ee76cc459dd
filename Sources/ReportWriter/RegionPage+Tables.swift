import Foundation
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
    let titles = [
      texts.fill("municipalities.last", ["year": "\(scenario.lastInventoryYear)"]),
      texts.fill("municipalities.outlook", ["year": horizon]), texts["municipalities.change"],
      texts["municipalities.probability"], texts["municipalities.gap"],
      texts["municipalities.new"], texts["municipalities.consumption"],
      texts["municipalities.energy"],
    ]
    let rows = municipalityAreas.map(figures)
    // A scenario without pledges or targets has columns in which there is nothing.
    let used = titles.indices.filter { column in rows.contains { $0[column] != nil } }
    var subregions: [String: String] = [:]
    for town in scenario.municipalities { subregions[town.code.digits] = town.subregion }
    let towns = zip(municipalityAreas, rows).map { area, figures -> [String: Any] in
      [
        "code": area.code, "name": area.name, "subregion": subregions[area.code] ?? "",
        "figures": used.map { column in
          [
            "value": figures[column].map { "\($0.value)" } ?? "",
            "shown": figures[column]?.shown ?? "–",
          ]
        }, "notes": note(area),
      ]
    }
    let words = [texts["table.municipality"], texts["municipalities.subregion"]]
    return [
      "columns": words.map { ["title": $0, "isNumber": false] as [String: Any] }
        + used.map { ["title": titles[$0], "isNumber": true] as [String: Any] },
      "towns": towns,
    ]
  }

  private func figures(_ area: AreaResult) -> [(value: Double, shown: String)?] {
    let target = words(area).target
    let mark = target?.isApplied == true ? "*" : ""
    return [
      area.last.map { ($0.total, style.plain($0.total, spread: 0)) },
      area.emissions.last.map { ($0.median, style.plainMedian($0)) },
      area.change.map { ($0, style.change($0)) },
      target.map { ($0.probability.value, style.probability($0.probability) + mark) },
      target.map { ($0.gap.median, style.plainMedian($0.gap)) },
      results.newAtHorizon(area).map { ($0.mean, style.plain($0.mean, like: $0.uncapped)) },
      area.avoidedAtHorizon(.consumption).map { ($0.mean, style.plainMean($0)) },
      area.avoidedAtHorizon(.energy).map { ($0.mean, style.plainMean($0)) },
    ]
  }

  private func note(_ area: AreaResult) -> [String] {
    area.leadingIndustryShare.map {
      [texts.fill("municipalities.warning", ["share": style.percent($0)])]
    } ?? []
  }

  /// Every pledge of every round with its contribution and how well it is founded.
  var pledges: [String: Any] {
    let rows = results.pledges.map { pledge -> [String: Any] in
      [
        "round": dashed(pledge.round), "number": "\(pledge.number)",
        "name": pledge.name[options.language],
        "ledger": pledge.ledger.map { texts["ledgerShort.\($0.rawValue)"] }
          ?? texts["pledges.none"],
        // Without tonnes there is no effect whose size could be founded.
        "grade": pledge.ledger == nil ? "" : pledge.evidence.rawValue,
        "evidence": pledge.ledger == nil ? "–" : texts["evidence.\(pledge.evidence.rawValue)"],
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
      "pledgeNew": results.pledgeNewTitle(texts),
    ]
  }

  /// The rounds beside what is published of them, and what their tonnes are like.
  var rounds: [String: Any] {
    let rows = results.rounds.map { round -> [String: Any] in
      [
        "key": ChartRows.key(round.catalogue, round.round), "round": dashed(round.round),
        "adopted": style.number(round.adopted.mean, step: 1),
        "publishedAdopted": publishedTotal(round),
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

  /// How many pledges are published as adopted in a round; where that is no number, how it is read and from what.
  private func publishedTotal(_ round: RoundResult) -> String {
    if let potential = round.publishedPotential { return published("\(potential.adopted)") }
    let total = scenario.rounds.first {
      $0.catalogue == round.catalogue && $0.period == round.round
    }?.total
    guard let total else { return published(nil) }
    let (low, high) = (total.value.lowerBound, total.value.upperBound)
    return texts.fill(
      "rounds.read",
      [
        "value": low == high ? "\(low)" : "\(low)–\(high)",
        "source": total.provenance.source[options.language],
      ])
  }

  private var equivalentRows: [[String: Any]] {
    var rows: [(what: String, tonnes: Double, step: Double)] = []
    for round in results.rounds {
      let (tonnes, step) = NumberStyle.rounded(round.tonnesAtEnd.mean, like: round.tonnesAtEnd)
      rows.append(
        (texts.fill("equivalences.round", ["round": dashed(round.round)]), tonnes, step))
      if let tonnes = round.followUp?.tonnes {
        let what = texts.fill("equivalences.published", ["round": dashed(round.round)])
        rows.append((what, tonnes, 100))
      }
    }
    if let new = results.areas.last(where: { $0.kind == .county }).flatMap(results.newAtHorizon) {
      let (tonnes, step) = NumberStyle.rounded(new.mean, like: new.uncapped)
      rows.append((texts.fill("equivalences.new", ["year": "\(scenario.horizon)"]), tonnes, step))
    }
    return rows.map { what, tonnes, step in
      [
        "what": what, "tonnes": style.number(tonnes, step: step),
        "counts": scenario.equivalences.map { equivalence in
          // The step of the tonnes in the other unit, down to a power of ten.
          let own = pow(10, floor(log10(step / equivalence.tonnesPerUnit.value)))
          return style.number(equivalence.count(tonnes: tonnes), step: max(100, own))
        },
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
      "method":
        ([
          texts.fill("method.\(scenario.baseline.key)", ["lastYear": lastYear]),
          texts.fill("method.inventory", ["release": release, "lastYear": lastYear]),
          results.pledges.isEmpty ? nil : texts.fill("method.pledges", ["lastYear": lastYear]),
          texts.fill("method.draws", ["draws": draws]), settled, texts["method.limits"],
        ] as [String?]).compactMap(\.self),
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
