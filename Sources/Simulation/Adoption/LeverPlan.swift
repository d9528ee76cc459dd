package import PledgeModel
import RealModule

/// How the levers of one round change the adopted pledges of one draw.
///
/// A lever only adds what a municipality may adopt (never what it was already doing), or only takes away.
package struct LeverPlan: Sendable {
  private let round: RoundPlan
  private let positions: [MunicipalityCode: Int]
  private let neighbours: [[Int]]
  /// Other municipalities by growing difference in size.
  private let bySize: [[Int]]

  package init(_ round: RoundPlan, municipalities: [Municipality]) {
    self.round = round
    var positions: [MunicipalityCode: Int] = [:]
    for (index, municipality) in municipalities.enumerated() {
      positions[municipality.code] = index
    }
    self.positions = positions
    neighbours = municipalities.map { $0.neighbours.compactMap { positions[$0] } }
    let size = municipalities.map { Double.log($0.population ?? 1) }
    bySize = municipalities.indices.map { own in
      municipalities.indices.filter { $0 != own }.sorted {
        (abs(size[$0] - size[own]), $0) < (abs(size[$1] - size[own]), $1)
      }
    }
  }

  /// Applies one lever.
  ///
  /// - Parameters:
  ///   - adopted: one mask for each municipality.
  ///   - eligible: what each municipality may adopt.
  ///   - arrival: the arrival time of a municipality's pledge; earlier is likelier.
  package func apply(
    _ lever: AdoptionLever, to adopted: inout [UInt64], eligible: [UInt64],
    arrival: (_ municipality: Int, _ pledge: Int) -> Float
  ) {
    switch lever {
    case .nobody:
      for municipality in adopted.indices { adopted[municipality] = 0 }
    case .everything:
      for municipality in adopted.indices { adopted[municipality] |= eligible[municipality] }
    case .everyMunicipality(let pledges):
      let mask = mask(pledges)
      for municipality in adopted.indices { adopted[municipality] |= mask & eligible[municipality] }
    case .mostCommon(let count):
      for municipality in adopted.indices {
        let candidates = eligible[municipality] & ~adopted[municipality]
        for pledge in round.byWeight.filter({ candidates >> UInt64($0) & 1 == 1 }).prefix(count) {
          adopted[municipality] |= 1 << UInt64(pledge)
        }
      }
    case .atLeast(let count):
      for municipality in adopted.indices {
        let missing = count - adopted[municipality].nonzeroBitCount
        guard missing > 0 else { continue }
        let candidates = eligible[municipality] & ~adopted[municipality]
        let order = (0..<round.pledgeCount).filter { candidates >> UInt64($0) & 1 == 1 }.sorted {
          (arrival(municipality, $0), $0) < (arrival(municipality, $1), $1)
        }
        for pledge in order.prefix(missing) { adopted[municipality] |= 1 << UInt64(pledge) }
      }
    case .diffusion(let share, let peers):
      let before = adopted
      for municipality in adopted.indices {
        let examples = Set(neighbours[municipality] + bySize[municipality].prefix(peers))
        // A share such as 0.55 of twenty examples is eleven, not a rounding error above it.
        let needed = share * Double(examples.count) - 1e-9
        for pledge in 0..<round.pledgeCount {
          let count = examples.count { before[$0] >> UInt64(pledge) & 1 == 1 }
          if count > 0, Double(count) >= needed {
            adopted[municipality] |= (1 << UInt64(pledge)) & eligible[municipality]
          }
        }
      }
    case .add(let municipality, let pledges):
      if let position = positions[municipality] {
        adopted[position] |= mask(pledges) & eligible[position]
      }
    case .remove(let municipality, let pledges):
      if let position = positions[municipality] { adopted[position] &= ~mask(pledges) }
    }
  }

  private func mask(_ pledges: [Int]) -> UInt64 {
    pledges.reduce(0) { mask, number in
      round.position(of: number).map { mask | 1 << UInt64($0) } ?? mask
    }
  }
}
