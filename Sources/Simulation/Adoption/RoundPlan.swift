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
    /// The municipality competes for what is left of the round's total; `proposed` pledges have a head start.
    case competing(known: UInt64, proposed: UInt64)
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
  /// The position among the rounds of an earlier round of the same catalogue, whose pledges are not adopted again.
  package let earlier: [Int]

  package let pledgeCount: Int
  package var allPledges: UInt64 { pledgeCount == 64 ? .max : (1 << UInt64(pledgeCount)) - 1 }

  package init(_ position: Int, of scenario: ResolvedScenario) {
    let round = scenario.rounds[position]
    guard let catalogue = scenario.catalogues.first(where: { $0.id == round.catalogue }) else {
      preconditionFailure("round \(round.period) names the missing catalogue \(round.catalogue)")
    }
    precondition(
      catalogue.pledges.count <= Catalogue.pledgeLimit,
      "\(catalogue.pledges.count) pledges are too many")
    self.round = round
    self.catalogue = catalogue
    catalogueNumber = catalogue.number
    pledgeCount = catalogue.pledges.count
    earlier = (0..<position).filter { scenario.rounds[$0].catalogue == round.catalogue }
    var positions: [Int: Int] = [:]
    for (index, pledge) in catalogue.pledges.enumerated() { positions[pledge.number] = index }
    func mask(_ numbers: [Int]) -> UInt64 {
      numbers.reduce(0) { $0 | (1 << UInt64(positions[$1]!)) }
    }
    var records: [MunicipalityCode: AdoptionRecord] = [:]
    for record in round.known { records[record.municipality] = record }
    var followed: [MunicipalityCode: UInt64] = [:]
    for fact in round.followUp?.facts ?? [] {
      followed[fact.municipality, default: 0] |= mask([fact.pledge])
    }
    var rows: [Row] = []
    var alreadyDoing: [UInt64] = []
    var withoutRecord: [Int] = []
    for (index, municipality) in scenario.municipalities.enumerated() {
      // Who follows a pledge up has adopted it.
      let followed = followed[municipality.code] ?? 0
      guard let record = records[municipality.code] else {
        rows.append(.competing(known: followed, proposed: 0))
        alreadyDoing.append(0)
        if followed == 0 { withoutRecord.append(index) }
        continue
      }
      let isProposed = record.status == .proposed
      let proposed = isProposed ? mask(record.pledges) : 0
      let named = followed | (isProposed ? 0 : mask(record.pledges))
      alreadyDoing.append(mask(record.alreadyDoing) & ~named & ~proposed)
      switch (record.status, record.isComplete, record.count) {
      case (.proposed, _, _): rows.append(.competing(known: named, proposed: proposed))
      case (.adopted, true, _): rows.append(.known(named))
      case (.adopted, false, let count?): rows.append(.counted(known: named, count: count))
      case (.adopted, false, nil): rows.append(.competing(known: named, proposed: 0))
      }
    }
    self.rows = rows
    self.alreadyDoing = alreadyDoing
    self.withoutRecord = withoutRecord
    nonParticipantCount =
      round.participants.map { max(0, scenario.municipalities.count - $0.value) } ?? 0
    let weights = catalogue.pledges.map { -Double.log(1 - $0.adoption.smoothed) }
    self.weights = weights
    byWeight = weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
  }

  /// How many adoptions are known by municipality and pledge.
  package var knownCount: Int {
    rows.reduce(0) { sum, row in
      switch row {
      case .known(let mask), .counted(let mask, _), .competing(let mask, _):
        sum + mask.nonzeroBitCount
      }
    }
  }

  /// The position of a pledge number.
  package func position(of number: Int) -> Int? {
    catalogue.pledges.firstIndex { $0.number == number }
  }
}
