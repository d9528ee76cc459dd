import PledgeModel

extension ScenarioResolver {
  /// What a scenario says of how a round went.
  func followUp(
    _ tree: Tree, catalogue: Catalogue, period: Period, known: [AdoptionRecord],
    adopted: EarlierAdoption, total: ClosedRange<Int>?
  ) -> FollowUp {
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
    let counts = municipalCounts(tree["municipalities"])
    let isCounted = done != nil || !counts.isEmpty
    let followUp = FollowUp(
      year: tree["year"]?.integer
        ?? (isCounted ? period.last : facts.map(\.year).max() ?? period.last), done: done,
      doneOrStarted: doneOrStarted, tonnes: tree["tonnes"]?.number,
      provenance: tree.provenance(otherwise: written(tree)), facts: facts,
      municipalCounts: counts.map(\.count))
    for (count, place) in counts {
      checkOwn(count, of: followUp, catalogue: catalogue, known: known, at: place)
    }
    checkSums(followUp, known, tree, total: total)
    return followUp
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
    guard let key = given.first else { return nil }
    guard let done else {
      if tree["done"] == nil {
        diagnostics.error(
          "\(key.quoted) needs `done` beside it", at: tree.entry(key)!.place,
          hint: "write how many were done, or leave it out")
      }
      return nil
    }
    if let started = tree["started"] {
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
      return max(done, Int(low.rounded(.down)))...max(done, Int(high.rounded(.up)))
    }
    return wholeRange(tree["doneOrStarted"])?.value
  }

  private func municipalCounts(_ tree: Tree?) -> [(count: MunicipalCount, place: Place)] {
    var counts: [(count: MunicipalCount, place: Place)] = []
    for item in tree?.items ?? [] {
      guard let municipality = codeInScenario(item["municipality"]!) else { continue }
      if counts.contains(where: { $0.count.municipality == municipality }) {
        diagnostics.error("the municipality is counted twice", at: item.place)
        continue
      }
      counts.append(
        (
          MunicipalCount(
            municipality: municipality, done: item["done"]!.integer!,
            started: item["started"]!.integer!,
            source: item["source"]?.localized ?? written(item).source), item.place
        ))
    }
    return counts
  }

  /// Says what speaks against a municipality's own counts: what it has adopted, or its single pledges.
  private func checkOwn(
    _ count: MunicipalCount, of followUp: FollowUp, catalogue: Catalogue,
    known: [AdoptionRecord], at place: Place
  ) {
    let record = known.first { $0.municipality == count.municipality }
    let list = record?.status == .adopted ? record : nil
    let adopted = list.flatMap { $0.isComplete ? $0.pledges.count : $0.count }
    let open = catalogue.pledges.count - (record?.alreadyDoing.count ?? 0)
    let facts = FollowUpSums(
      followUp.facts.filter { $0.municipality == count.municipality }, followUp.year)
    let reached = count.done + count.started
    if reached > catalogue.pledges.count {
      diagnostics.error(
        "\(catalogue.id.quoted) has only \(catalogue.pledges.count) pledges", at: place)
    } else if reached > adopted ?? open {
      diagnostics.error(
        adopted != nil
          ? "the municipality has adopted only \(adopted!) pledges"
          : "the municipality was doing all but \(open) pledges already", at: place)
    } else if reached + facts.notReached > adopted ?? open {
      diagnostics.error(
        "\(reached) pledges done or started and \(facts.notReached) followed up as not started are more"
          + " than the municipality's \(adopted ?? open)", at: place)
    }
    if facts.done > count.done {
      diagnostics.error(
        "\(facts.done) of the municipality's pledges are followed up as done, more than its count of"
          + " \(count.done)", at: place)
    } else if facts.reached > reached {
      diagnostics.error(
        "\(facts.reached) of the municipality's pledges are followed up as done or started, more than its"
          + " count of \(reached)", at: place)
    }
  }

  /// Says where single pledges and municipalities leave no room for the round's counts.
  private func checkSums(
    _ followUp: FollowUp, _ known: [AdoptionRecord], _ tree: Tree, total: ClosedRange<Int>?
  ) {
    guard let done = followUp.done, let place = tree["done"]?.place else { return }
    var sums = FollowUpSums(
      followUp.facts.filter { fact in
        !followUp.municipalCounts.contains { $0.municipality == fact.municipality }
      }, followUp.year)
    for count in followUp.municipalCounts { sums += followUp.sums(of: count, known) }
    let hint = "the round's counts include the municipalities and pledges followed up one by one"
    if sums.done > done {
      diagnostics.error(
        "\(sums.done) pledges are followed up as done, more than the round's \(done)", at: place,
        hint: hint)
    } else if let both = followUp.doneOrStarted?.lowerBound, sums.reached > both {
      diagnostics.error(
        "\(sums.reached) pledges are followed up as done or started, more than the round's \(both)",
        at: place, hint: hint)
    }
    guard let adopted = total?.lowerBound else { return }
    let most = followUp.doneOrStarted?.upperBound ?? done
    if most > adopted {
      diagnostics.error(
        "\(most) pledges done or started are more than the \(adopted) adopted", at: tree.place)
    } else if most + sums.notReached > adopted {
      diagnostics.error(
        "\(most) pledges done or started and \(sums.notReached) followed up as not started are more than"
          + " the \(adopted) adopted", at: place, hint: hint)
    } else if done + sums.notDone > adopted {
      diagnostics.error(
        "\(done) pledges done and \(sums.notDone) followed up as not done are more than the \(adopted)"
          + " adopted", at: place, hint: hint)
    }
  }
}

/// How many pledges are known to be done, or not, at the end of a year.
private struct FollowUpSums {
  var done = 0
  var reached = 0
  var notDone = 0
  var notReached = 0

  /// A status from a later year only says how far a pledge had not come.
  init(_ facts: [StatusFact], _ year: Int) {
    for fact in facts {
      let isLate = fact.year > year
      if !isLate, fact.status == .done { done += 1 }
      if !isLate, fact.status != .notStarted { reached += 1 }
      if fact.status != .done { notDone += 1 }
      if fact.status == .notStarted { notReached += 1 }
    }
  }

  static func += (sums: inout Self, other: Self) {
    sums.done += other.done
    sums.reached += other.reached
    sums.notDone += other.notDone
    sums.notReached += other.notReached
  }
}

extension FollowUp {
  /// What a municipality's own counts say, of which single pledges are part.
  fileprivate func sums(of count: MunicipalCount, _ known: [AdoptionRecord]) -> FollowUpSums {
    var sums = FollowUpSums(facts.filter { $0.municipality == count.municipality }, year)
    let record = known.first {
      $0.municipality == count.municipality && $0.status == .adopted
    }
    let adopted = max(record?.count ?? 0, record?.pledges.count ?? 0)
    sums.done = count.done
    sums.reached = count.done + count.started
    sums.notReached = max(sums.notReached, adopted - sums.reached)
    sums.notDone = max(sums.notDone, adopted - sums.done, count.started + sums.notReached)
    return sums
  }
}
