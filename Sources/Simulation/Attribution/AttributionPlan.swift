package import PledgeModel

/// Which items a scenario's reduction is shared out among, in which years, and where their tonnes are.
package struct AttributionPlan: Sendable {
  /// Measures, then pledges, then what ended.
  package let items: [AttributionItem]
  /// The last one's draws are kept.
  package let years: ClosedRange<Int>
  /// The items of pledges and the sectors they act on, each pair once, by sector.
  package let pairs: [Pair]
  /// The pairs of each sector, as a range.
  package let pairsOfSector: [Range<Int>]
  /// The item of tonnes that returned to the curve; nil where none can.
  package let ended: Int?
  /// Whether tonnes can return in each sector.
  package let endsInSector: [Bool]
  private let pairOf: [[Int?]]

  /// An item of pledges and a sector that some of them act on.
  package struct Pair: Hashable, Sendable {
    package let item: Int
    package let sector: Int
  }

  /// - Parameter years: nil shares out every projected year.
  package init(
    _ scenario: ResolvedScenario, rounds: [RoundPlan], grain: AttributionGrain,
    years: ClosedRange<Int>? = nil
  ) {
    self.years = years ?? scenario.lastInventoryYear + 1...scenario.horizon
    var items = scenario.measures.map {
      AttributionItem(kind: .measure, id: $0.id, name: $0.name, sector: $0.sector)
    }
    var itemOf: [String: Int] = [:]
    var places: [[Pair?]] = []
    for round in rounds {
      let catalogue = round.catalogue
      let groups = catalogue.groups.map(\.id)
      let acting = catalogue.pledges.enumerated().filter { $0.element.effect?.sector != nil }
      // Groups in the catalogue's order, whichever of their pledges comes first.
      let ordered =
        grain == .pledge
        ? acting
        : acting.sorted {
          (groups.firstIndex(of: $0.element.group) ?? groups.count, $0.offset) < (
            groups.firstIndex(of: $1.element.group) ?? groups.count, $1.offset
          )
        }
      var row = [Pair?](repeating: nil, count: round.pledgeCount)
      for (offset, pledge) in ordered {
        let item = AttributionItem(pledge, of: catalogue, round: round.round.period, grain: grain)
        if itemOf[item.id] == nil {
          itemOf[item.id] = items.count
          items.append(item)
        }
        row[offset] = Pair(item: itemOf[item.id]!, sector: pledge.effect!.sector!.index)
      }
      places.append(row)
    }
    let pairs = Set(places.joined().compactMap { $0 }).sorted {
      ($0.sector, $0.item) < ($1.sector, $1.item)
    }
    self.pairs = pairs
    pairOf = places.map { row in row.map { place in place.flatMap { pairs.firstIndex(of: $0) } } }
    pairsOfSector = Sector.allCases.indices.map { sector in
      let first = pairs.firstIndex { $0.sector >= sector } ?? pairs.count
      return first..<first + pairs.count { $0.sector == sector }
    }
    let effects = rounds.flatMap { $0.catalogue.pledges.compactMap(\.effect) }
    endsInSector = Sector.allCases.map { sector in
      effects.contains { $0.sector == sector && $0.ending == .reverts }
    }
    let ends = endsInSector.contains(true)
    ended = ends ? items.count : nil
    if ends { items.append(AttributionItem(kind: .ended, id: "ended")) }
    self.items = items
  }

  /// Where the tonnes of a round's pledge belong; nil outside the territorial ledger.
  package func pair(round: Int, pledge: Int) -> Int? { pairOf[round][pledge] }
}

extension AttributionItem {
  fileprivate init(
    _ pledge: Pledge, of catalogue: Catalogue, round: String, grain: AttributionGrain
  ) {
    if grain == .pledge || pledge.effect?.cost != nil {
      self.init(
        kind: .pledges, id: "\(catalogue.id)/\(round)/\(pledge.number)", name: pledge.name,
        catalogue: catalogue.id, round: round, group: pledge.group, pledge: pledge.number,
        sector: pledge.effect?.sector)
    } else {
      self.init(
        kind: .pledges, id: "\(catalogue.id)/\(round)/\(pledge.group)",
        name: catalogue.groups.first { $0.id == pledge.group }?.name, catalogue: catalogue.id,
        round: round, group: pledge.group)
    }
  }
}
