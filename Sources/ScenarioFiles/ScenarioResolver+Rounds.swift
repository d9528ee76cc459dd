import PledgeModel

extension ScenarioResolver {
  /// The rounds in the order of their years, those of one year in the order written.
  func rounds(horizon: Int) -> [Round] {
    let trees = (scenario["rounds"]?.items ?? []).enumerated().map { index, tree in
      (index: index, firstYear: Period(tree["period"]!.text!)!.first, tree: tree)
    }.sorted { ($0.firstYear, $0.index) < ($1.firstYear, $1.index) }
    var rounds: [Round] = []
    for (_, firstYear, tree) in trees {
      let (catalogue, period) = (tree["catalogue"]!.text!, tree["period"]!)
      // Before its tables are read, so that no file costs its time twice.
      if rounds.contains(where: { $0.catalogue == catalogue && $0.firstYear == firstYear }) {
        diagnostics.error(
          "two rounds choose from \(catalogue.quoted) in \(firstYear)", at: period.place)
        continue
      }
      if let round = round(tree, after: rounds, horizon: horizon) { rounds.append(round) }
    }
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
    let followUp = tree["followUp"].flatMap {
      self.followUp(
        $0, catalogue: catalogue, period: period, known: known, adopted: adopted,
        total: total?.value)
    }
    if let total, let place = adoption?["total"]?.place {
      checkTotal(
        total.value, participants: participants?.value, known: known,
        facts: followUp?.facts ?? [], catalogue: catalogue, at: place)
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
  private func wholeRange(_ tree: Tree?) -> Sourced<ClosedRange<Int>>? {
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

  private func checkTotal(
    _ total: ClosedRange<Int>, participants: Int?, known: [AdoptionRecord], facts: [StatusFact],
    catalogue: Catalogue, at place: Place
  ) {
    guard !municipalities.isEmpty else { return }
    let adopted = adopted(known, facts)
    let listed = adopted.reduce(0) { $0 + max($1.pledges.count, $1.count ?? 0) }
    if listed > total.lowerBound {
      diagnostics.error(
        "the known lists hold \(listed) pledges, more than the round's total of \(total.lowerBound)",
        at: place)
    }
    let others = (participants ?? municipalities.count) - adopted.count
    let rest = Set(adopted.map(\.municipality))
    let open = municipalities.filter { !rest.contains($0.code) }.map { municipality in
      let doing = known.first { $0.municipality == municipality.code }?.alreadyDoing.count ?? 0
      return catalogue.pledges.count - doing
    }.sorted(by: >)
    let most =
      adopted.reduce(0) { $0 + capacity($1, catalogue) } + open.prefix(max(0, others)).reduce(0, +)
    if total.upperBound > most {
      diagnostics.error(
        "the total of \(total.upperBound) is more than the municipalities can adopt, \(most)",
        at: place)
    }
    let least = listed + max(0, others)
    if listed <= total.lowerBound, least > total.lowerBound {
      diagnostics.error(
        "the total of \(total.lowerBound) is less than the known lists and one pledge for every other"
          + " participant, \(least)", at: place)
    }
  }

  /// The adopted lists, with the pledges that have been followed up.
  private func adopted(_ known: [AdoptionRecord], _ facts: [StatusFact]) -> [AdoptionRecord] {
    let named = known.filter { $0.status == .adopted }
    return Set(named.map(\.municipality)).union(facts.map(\.municipality)).sorted().map { code in
      let followed = facts.filter { $0.municipality == code }
      var record =
        named.first { $0.municipality == code }
        ?? AdoptionRecord(
          municipality: code, status: .adopted, count: nil, pledges: [], isComplete: false,
          alreadyDoing: [], source: "")
      record.pledges = Set(record.pledges + followed.map(\.pledge)).sorted()
      return record
    }
  }

  /// How many pledges a municipality with a known list can have at most.
  private func capacity(_ record: AdoptionRecord, _ catalogue: Catalogue) -> Int {
    if let count = record.count { return max(count, record.pledges.count) }
    return record.isComplete
      ? record.pledges.count : catalogue.pledges.count - record.alreadyDoing.count
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

  // MARK: - Follow-up

  private func followUp(
    _ tree: Tree, catalogue: Catalogue, period: Period, known: [AdoptionRecord],
    adopted: EarlierAdoption, total: ClosedRange<Int>?
  ) -> FollowUp? {
    if let year = tree["year"]?.integer, year < period.first {
      diagnostics.error(
        "the follow-up of \(year) lies before the round begins in \(period.first)",
        at: tree["year"]!.place)
    }
    let done = tree["done"]?.integer
    let doneOrStarted = self.doneOrStarted(tree, done: done, total: total)
    if let done, let doneOrStarted, done > doneOrStarted.lowerBound {
      diagnostics.error(
        "\(done) done cannot be more than \(doneOrStarted.lowerBound) done or started",
        at: tree["done"]!.place)
    }
    if let total, let most = doneOrStarted?.upperBound ?? done, most > total.lowerBound {
      diagnostics.error(
        "\(most) pledges done or started are more than the \(total.lowerBound) adopted",
        at: tree.place)
    }
    var facts: [StatusFact] = []
    if let file = tree["facts"] {
      let path = files.path(file.text!, besides: file.place.file)
      if let table = files.table(
        path, written: file.text, namedAt: file.place, diagnostics: diagnostics)
      {
        facts =
          FollowUpTable(table: table, resolver: self, catalogue: catalogue)?.facts(
            from: period.first, known: known, adopted: adopted) ?? []
      }
    }
    let counts = municipalCounts(tree["municipalities"], catalogue: catalogue, known: known)
    let isCounted = done != nil || doneOrStarted != nil || !counts.isEmpty
    return FollowUp(
      year: tree["year"]?.integer
        ?? (isCounted ? period.last : facts.map(\.year).max() ?? period.last), done: done,
      doneOrStarted: doneOrStarted, tonnes: tree["tonnes"]?.number,
      provenance: tree.provenance(otherwise: written(tree)), facts: facts,
      municipalCounts: counts)
  }

  private func doneOrStarted(
    _ tree: Tree, done: Int?, total: ClosedRange<Int>?
  ) -> ClosedRange<Int>? {
    let given = ["started", "doneOrStarted", "doneOrStartedShare"].filter { tree[$0] != nil }
    guard given.count <= 1 else {
      diagnostics.error(
        "what was started is said in two ways", at: tree.entry(given[1])!.place,
        hint: "write one of `started`, `doneOrStarted` and `doneOrStartedShare`")
      return nil
    }
    if let started = tree["started"] {
      guard let done else {
        diagnostics.error("`started` needs `done` beside it", at: started.place)
        return nil
      }
      return done + started.integer!...done + started.integer!
    }
    if let share = tree["doneOrStartedShare"] {
      guard let total else {
        diagnostics.error("a share needs the round's total", at: share.place)
        return nil
      }
      // "About" leaves room for 1.25 percentage points, outwards to whole pledges.
      let low = max(0, share.number! - 0.0125) * Double(total.lowerBound)
      let high = min(1, share.number! + 0.0125) * Double(total.upperBound)
      return max(done ?? 0, Int(low.rounded(.down)))...max(done ?? 0, Int(high.rounded(.up)))
    }
    return wholeRange(tree["doneOrStarted"])?.value
  }

  private func municipalCounts(
    _ tree: Tree?, catalogue: Catalogue, known: [AdoptionRecord]
  ) -> [MunicipalCount] {
    var counts: [MunicipalCount] = []
    for item in tree?.items ?? [] {
      guard let municipality = codeInScenario(item["municipality"]!) else { continue }
      let done = item["done"]!.integer!
      let started = item["started"]!.integer!
      if done + started > catalogue.pledges.count {
        diagnostics.error(
          "\(catalogue.id.quoted) has only \(catalogue.pledges.count) pledges", at: item.place)
      } else if let record = known.first(where: { $0.municipality == municipality }),
        record.status == .adopted, let count = record.count, done + started > count
      {
        diagnostics.error("the municipality has adopted only \(count) pledges", at: item.place)
      }
      if counts.contains(where: { $0.municipality == municipality }) {
        diagnostics.error("the municipality is counted twice", at: item.place)
      }
      counts.append(
        MunicipalCount(
          municipality: municipality, done: done, started: started,
          source: item["source"]?.localized ?? written(item).source))
    }
    return counts
  }
}
