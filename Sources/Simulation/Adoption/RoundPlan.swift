package import PledgeModel
import RealModule

/// A round made ready for sampling: positions instead of codes, sets of pledges as bits.
///
/// Bit `i` of a mask stands for the pledge at position `i` of the catalogue.
package final class RoundPlan: Sendable {
  /// How the adoption of one municipality is found.
  package enum Row: Hashable, Sendable {
    /// The whole list is known.
    case known(UInt64)
    /// Some pledges are known, and how many there are in all.
    case counted(known: UInt64, count: Int)
    /// The municipality competes for what is left of the round's total, of which it has at least as many as named if it
    /// takes part; `proposed` pledges have a head start.
    case competing(known: UInt64, proposed: UInt64, least: Int)

    /// The pledges that are known to be adopted.
    package var known: UInt64 {
      switch self {
      case .known(let mask), .counted(let mask, _), .competing(let mask, _, _): mask
      }
    }
  }

  package let round: Round
  package let catalogue: Catalogue
  package let catalogueNumber: Int
  /// The year that stands for the round in the addresses of its random numbers.
  package var roundYear: Int { round.firstYear }
  package let rows: [Row]
  /// Pledges a municipality was already doing, by municipality.
  package let alreadyDoing: [UInt64]
  /// Municipalities of which nothing is known, one or more of which may not take part.
  package let withoutRecord: [Int]
  package let nonParticipantCount: Int
  /// The weights w of the pledges: −log(1 − f).
  package let weights: [Double]
  /// Positions of the pledges by falling weight.
  package let byWeight: [Int]
  /// The positions of earlier rounds of the same catalogue, whose pledges are carried on, not adopted again.
  package let earlier: [Int]
  /// What is known to be adopted in later rounds of the same catalogue and so is not imputed here, by municipality.
  package let adoptedLater: [UInt64]

  package let pledgeCount: Int
  package var allPledges: UInt64 { pledgeCount == 64 ? .max : (1 << UInt64(pledgeCount)) - 1 }

  /// - Precondition: the scenario's rounds stand in the order of their years.
  package init(_ position: Int, of scenario: ResolvedScenario) {
    let round = scenario.rounds[position]
    guard let catalogue = scenario.catalogues.first(where: { $0.id == round.catalogue }) else {
      preconditionFailure("round \(round.period) names the missing catalogue \(round.catalogue)")
    }
    precondition(
      catalogue.pledges.count <= Catalogue.pledgeLimit,
      "\(catalogue.pledges.count) pledges are too many")
    precondition(
      position == 0 || scenario.rounds[position - 1].firstYear <= round.firstYear,
      "round \(round.period) stands behind a later one")
    self.round = round
    self.catalogue = catalogue
    catalogueNumber = catalogue.number
    pledgeCount = catalogue.pledges.count
    earlier = (0..<position).filter { scenario.rounds[$0].catalogue == round.catalogue }
    var positions: [Int: Int] = [:]
    for (index, pledge) in catalogue.pledges.enumerated() { positions[pledge.number] = index }
    func mask(_ numbers: some Sequence<Int>) -> UInt64 {
      numbers.reduce(0) { $0 | (1 << UInt64(positions[$1]!)) }
    }
    var records: [MunicipalityCode: AdoptionRecord] = [:]
    for record in round.known { records[record.municipality] = record }
    let (adopted, later) = (round.named, scenario.namedLater(position))
    var rows: [Row] = []
    var alreadyDoing: [UInt64] = []
    var adoptedLater: [UInt64] = []
    var withoutRecord: [Int] = []
    for (index, municipality) in scenario.municipalities.enumerated() {
      let code = municipality.code
      let named = mask(adopted[code] ?? [])
      let least = round.followUp?.leastAdopted(code) ?? 0
      let record = records[code]
      let proposed = record?.status == .proposed ? mask(record!.pledges) : 0
      alreadyDoing.append(mask(record?.alreadyDoing ?? []) & ~named & ~proposed)
      adoptedLater.append(mask(later[code] ?? []) & ~named)
      if record == nil, named == 0, least == 0 { withoutRecord.append(index) }
      let list = record?.status == .adopted ? record : nil
      if let list, list.isComplete || list.count.map({ $0 <= named.nonzeroBitCount }) == true {
        rows.append(.known(named))
      } else if let count = list?.count {
        rows.append(.counted(known: named, count: count))
      } else if round.total == nil, least > named.nonzeroBitCount {
        // Nobody competes for more than what is known.
        rows.append(.counted(known: named, count: least))
      } else {
        rows.append(.competing(known: named, proposed: proposed, least: max(1, least)))
      }
    }
    self.rows = rows
    self.alreadyDoing = alreadyDoing
    self.adoptedLater = adoptedLater
    self.withoutRecord = withoutRecord
    nonParticipantCount =
      round.participants.map { max(0, scenario.municipalities.count - $0.value) } ?? 0
    let weights = catalogue.pledges.map { -Double.log(1 - $0.adoption.smoothed) }
    self.weights = weights
    byWeight = weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
  }

  /// How many adoptions are known by municipality and pledge.
  package var knownCount: Int {
    rows.reduce(0) { $0 + $1.known.nonzeroBitCount }
  }

  /// The position of a pledge number.
  package func position(of number: Int) -> Int? {
    catalogue.pledges.firstIndex { $0.number == number }
  }
}

extension ResolvedScenario {
  /// The pledges that rounds of the same catalogue after the one at a position name as adopted, by municipality.
  func namedLater(_ position: Int) -> [MunicipalityCode: Set<Int>] {
    let later = rounds[(position + 1)...].filter { $0.catalogue == rounds[position].catalogue }
    return later.reduce(into: [:]) { named, round in
      named.merge(round.named) { $0.union($1) }
    }
  }
}
