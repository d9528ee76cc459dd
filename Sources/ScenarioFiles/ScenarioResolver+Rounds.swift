import PledgeModel

extension ScenarioResolver {
  /// The rounds in the order of their years, those of one year in the order written.
  func rounds(horizon: Int) -> [Round] {
    let trees = (scenario["rounds"]?.items ?? []).enumerated().map { index, tree in
      (index: index, firstYear: Period(tree["period"]!.text!)!.first, tree: tree)
    }.sorted { ($0.firstYear, $0.index) < ($1.firstYear, $1.index) }
    var rounds: [Round] = []
    var totals: [(round: Round, adoption: Tree?)] = []
    for (_, firstYear, tree) in trees {
      let (catalogue, period) = (tree["catalogue"]!.text!, tree["period"]!)
      // Before its tables are read, so that no file costs its time twice.
      if rounds.contains(where: { $0.catalogue == catalogue && $0.firstYear == firstYear }) {
        diagnostics.error(
          "two rounds choose from \(catalogue.quoted) in \(firstYear)", at: period.place)
        continue
      }
      if let round = round(tree, after: rounds, horizon: horizon) {
        rounds.append(round)
        totals.append((round, tree["adoption"]))
      }
    }
    for (round, adoption) in totals { checkTotal(round, adoption, among: rounds) }
    return rounds
  }

  private func round(_ tree: Tree, after earlier: [Round], horizon: Int) -> Round? {
    let periodTree = tree["period"]!
    let period = Period(periodTree.text!)!
    if period.first > period.last {
      diagnostics.error("the period ends before it begins", at: periodTree.place)
    }
    if period.first > horizon {
      diagnostics.error(
        "the round begins after the horizon \(horizon)", at: periodTree.place)
    }
    guard let catalogue = catalogue(tree["catalogue"]!) else { return nil }
    let adoption = tree["adoption"]
    let adopted = EarlierAdoption(earlier.filter { $0.catalogue == catalogue.id })
    let known = self.known(
      adoption?["known"], catalogue: catalogue, period: periodTree.text!, adopted: adopted)
    let total = wholeRange(adoption?["total"])
    let participants = adoption?["participants"].flatMap { tree -> Sourced<Int>? in
      guard let value = tree.integer ?? tree["value"]?.integer else { return nil }
      return Sourced(value, tree.provenance(otherwise: written(tree)))
    }
    if let participants, participants.value > municipalities.count, !municipalities.isEmpty {
      diagnostics.error(
        "\(participants.value) of \(municipalities.count) municipalities cannot take part",
        at: adoption!["participants"]!.place)
    }
    if let tree = adoption?["participants"], adoption?["total"] == nil {
      diagnostics.error(
        "`participants` needs the round's `total` beside it", at: tree.place,
        hint: "without a total only known lists count; write it, or leave `participants` out")
    }
    let followUp = tree["followUp"].flatMap {
      self.followUp(
        $0, catalogue: catalogue, period: period, known: known, adopted: adopted,
        total: total?.value)
    }
    return Round(
      catalogue: catalogue.id, firstYear: period.first, lastYear: max(period.first, period.last),
      total: total, participants: participants, known: known,
      levers: levers(adoption?["levers"], catalogue: catalogue, known: known),
      followUp: followUp,
      support: sourcedNumber(tree["support"] ?? scenario["support"])
        ?? Sourced(0, .written(in: scenario.path)))
  }

  /// A number of pledges, known or within a range.
  func wholeRange(_ tree: Tree?) -> Sourced<ClosedRange<Int>>? {
    guard let tree else { return nil }
    let low = tree.integer ?? tree["value"]?.integer ?? tree["low"]?.integer
    let high = tree.integer ?? tree["value"]?.integer ?? tree["high"]?.integer
    let isMixed = tree["value"] != nil && (tree["low"] != nil || tree["high"] != nil)
    guard let low, let high, !isMixed else {
      if tree.isPruned { return nil }
      diagnostics.error("the number needs `value`, or `low` and `high`", at: tree.place)
      return nil
    }
    guard low <= high else {
      diagnostics.error("`low` must not lie above `high`", at: tree["low"]!.place)
      return nil
    }
    return Sourced(low...high, tree.provenance(otherwise: written(tree)))
  }

  // MARK: - Known adoption

  private func known(
    _ tree: Tree?, catalogue: Catalogue, period: String, adopted: EarlierAdoption
  ) -> [AdoptionRecord] {
    guard let tree else { return [] }
    let path = files.path(tree.text!, besides: tree.place.file)
    guard
      let table = files.table(
        path, written: tree.text, namedAt: tree.place, diagnostics: diagnostics)
    else {
      return []
    }
    let reader = AdoptionTable(table: table, resolver: self, catalogue: catalogue)
    return reader?.records(period: period, adopted: adopted) ?? []
  }

  // MARK: - Levers

  private func levers(
    _ tree: Tree?, catalogue: Catalogue, known: [AdoptionRecord]
  ) -> [AdoptionLever] {
    (tree?.items ?? []).compactMap { lever($0, catalogue: catalogue, known: known) }
  }

  private func lever(
    _ tree: Tree, catalogue: Catalogue, known: [AdoptionRecord]
  ) -> AdoptionLever? {
    if let word = tree.text { return word == "nobody" ? .nobody : .everything }
    guard tree.entries.count == 1, let entry = tree.entries.first else {
      diagnostics.error(
        "a lever has one key, here are \(tree.entries.count)", at: tree.place,
        hint: "write each lever as a list item of its own")
      return nil
    }
    let value = entry.value
    switch entry.key {
    case "everyMunicipality":
      return pledges(value, of: catalogue).map { .everyMunicipality(pledges: $0) }
    case "mostCommon": return .mostCommon(count: value.integer!)
    case "atLeast":
      guard value.integer! <= catalogue.pledges.count else {
        diagnostics.error(
          "\(catalogue.id.quoted) has only \(catalogue.pledges.count) pledges", at: value.place)
        return nil
      }
      return .atLeast(count: value.integer!)
    case "diffusion":
      return .diffusion(share: value["share"]!.number!, peers: value["peers"]!.integer!)
    default:
      let municipality = codeInScenario(value["municipality"]!)
      let numbers = pledges(value["pledges"]!, of: catalogue)
      guard let municipality, let numbers else { return nil }
      let doing = known.first { $0.municipality == municipality }?.alreadyDoing ?? []
      if entry.key == "add", let number = numbers.first(where: doing.contains) {
        diagnostics.error(
          "the municipality was doing pledge \(number) already, which is not credited",
          at: value["pledges"]!.place)
      }
      return entry.key == "add"
        ? .add(municipality: municipality, pledges: numbers)
        : .remove(municipality: municipality, pledges: numbers)
    }
  }

  private func pledges(_ tree: Tree, of catalogue: Catalogue) -> [Int]? {
    var numbers: [Int] = []
    for item in tree.items where holds(catalogue, pledge: item.integer!, at: item.place) {
      if numbers.contains(item.integer!) {
        diagnostics.error("pledge \(item.integer!) is named twice", at: item.place)
      }
      numbers.append(item.integer!)
    }
    return numbers.count == tree.items.count ? numbers.sorted() : nil
  }
}
