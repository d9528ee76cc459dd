import PledgeModel

extension ScenarioResolver {
  /// Says what speaks against a round's total: lists beyond it, too few pledges for every participant, too few to adopt.
  func checkTotal(_ round: Round, _ adoption: Tree?, among rounds: [Round]) {
    guard let total = round.total?.value, let place = adoption?["total"]?.place,
      let catalogue = catalogues.first(where: { $0.id == round.catalogue }),
      !municipalities.isEmpty
    else { return }
    let siblings = rounds.filter {
      $0.catalogue == round.catalogue && $0.firstYear != round.firstYear
    }
    let room = Room(round, siblings, catalogue: catalogue)
    let adopted = room.adopted
    let listed = adopted.values.reduce(0) { $0 + $1.least }
    if listed > total.lowerBound {
      diagnostics.error(
        "the known lists hold \(listed) pledges, more than the round's total of \(total.lowerBound)",
        at: place)
    }
    let others = (round.participants?.value ?? municipalities.count) - adopted.count
    let open = municipalities.filter { adopted[$0.code] == nil }.map { room.free($0.code) }
      .sorted(by: >)
    let most =
      adopted.values.reduce(0) { $0 + $1.most } + open.prefix(max(0, others)).reduce(0, +)
    if total.upperBound > most {
      diagnostics.error(
        "the total of \(total.upperBound) is more than the municipalities can adopt, \(most)",
        at: place)
    } else {
      checkEarlier(
        siblings.filter { $0.firstYear < round.firstYear }, total.upperBound, most: most,
        elsewhere: municipalities.count * catalogue.pledges.count - room.namedElsewhere - most,
        at: place)
    }
    let least = listed + max(0, others)
    if listed <= total.lowerBound, least > total.lowerBound {
      diagnostics.error(
        "the total of \(total.lowerBound) is less than the known lists and one pledge for every other"
          + " participant, \(least)", at: place)
    }
  }

  /// Says whether what earlier rounds impute leaves enough to adopt.
  ///
  /// - Parameters:
  ///   - most: How many pledges the round could adopt if nothing were imputed before.
  ///   - elsewhere: How many can be imputed before without touching those.
  private func checkEarlier(
    _ earlier: [Round], _ total: Int, most: Int, elsewhere: Int, at place: Place
  ) {
    let imputed = earlier.map(\.imputedCount)
    let certain = max(0, imputed.reduce(0) { $0 + $1.lowerBound } - elsewhere)
    let possible = imputed.reduce(0) { $0 + $1.upperBound }
    let hint = "a pledge that is adopted already is carried on, not adopted again"
    let levers = earlier.flatMap(\.levers)
    if total > most - certain, levers.isEmpty {
      diagnostics.error(
        "the total of \(total) is more than earlier rounds leave to adopt, \(most - certain)",
        at: place, hint: hint)
    } else if total > most - possible || levers.contains(.everything) {
      diagnostics.warning(
        "earlier rounds may leave less to adopt than the total of \(total)", at: place, hint: hint)
    }
  }
}

/// How many pledges municipalities can adopt in a round.
private struct Room {
  /// The fewest and the most that municipalities known to take part can adopt.
  let adopted: [MunicipalityCode: (least: Int, most: Int)]
  /// How many adoptions other rounds of the catalogue name.
  let namedElsewhere: Int
  /// What municipalities were already doing, or name in other rounds.
  private let closed: [MunicipalityCode: Set<Int>]
  private let pledgeCount: Int

  init(_ round: Round, _ siblings: [Round], catalogue: Catalogue) {
    var closed: [MunicipalityCode: Set<Int>] = [:]
    for sibling in siblings { closed.merge(sibling.named) { $0.union($1) } }
    namedElsewhere = closed.values.reduce(0) { $0 + $1.count }
    for record in round.known {
      closed[record.municipality, default: []].formUnion(record.alreadyDoing)
    }
    let pledgeCount = catalogue.pledges.count
    var adopted: [MunicipalityCode: (least: Int, most: Int)] = [:]
    for (municipality, least) in round.leastAdopted {
      let record = round.known.first { $0.municipality == municipality && $0.status == .adopted }
      let count = record.flatMap { $0.isComplete ? $0.pledges.count : $0.count }
      let free = pledgeCount - (closed[municipality]?.count ?? 0)
      adopted[municipality] = (least, max(least, count ?? free))
    }
    self.adopted = adopted
    self.closed = closed
    self.pledgeCount = pledgeCount
  }

  /// How many pledges are left for a municipality of which nothing is known.
  func free(_ municipality: MunicipalityCode) -> Int {
    pledgeCount - (closed[municipality]?.count ?? 0)
  }
}

extension Round {
  /// How many pledges municipalities known to take part have adopted at least: by list, status or own count.
  fileprivate var leastAdopted: [MunicipalityCode: Int] {
    var least = named.mapValues(\.count)
    for record in known where record.status == .adopted {
      least[record.municipality] = max(least[record.municipality] ?? 0, record.count ?? 0)
    }
    for count in followUp?.municipalCounts ?? [] {
      let own = followUp!.leastAdopted(count.municipality)
      if own > 0 { least[count.municipality] = max(least[count.municipality] ?? 0, own) }
    }
    return least
  }

  /// How many adoptions are imputed.
  fileprivate var imputedCount: ClosedRange<Int> {
    let known = named.values.reduce(0) { $0 + $1.count }
    let least = leastAdopted.values.reduce(0, +)
    let total = total?.value ?? least...least
    return max(0, total.lowerBound - known)...max(0, total.upperBound - known)
  }
}
