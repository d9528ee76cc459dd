import PledgeModel
import Simulation

/// Counts imputed adoptions that stand elsewhere in one option than in another, because the facts differ.
///
/// A round's total is fixed, so a list that becomes known moves what is imputed to everybody else. Levers act after
/// imputation and are not counted.
struct MovedAdoption {
  private let reference: Simulator
  private let option: Simulator

  init(_ reference: Simulator, _ option: Simulator) {
    self.reference = reference
    self.option = option
  }

  /// A round that both have, with the municipalities both have.
  private struct Pair {
    let reference: Int
    let option: Int
    /// By municipality of the reference, its place in the option and the pledges of which neither knows anything.
    let open: [(place: Int, mask: UInt64)?]
  }

  /// One for each shared round in which something moved.
  func counts(draws: Int) -> [MovedAdoptions] {
    let pairs = self.pairs
    guard !pairs.isEmpty, !areImputedAlike(pairs) else { return [] }
    let blocks = DrawBlock.count(draws: draws)
    let slots = ResultSlots<[(lost: Int, gained: Int)]>(count: blocks)
    let (reference, option) = (reference, option)
    let scratch = PerWorker(reference.workers) { (Imputation(reference), Imputation(option)) }
    reference.forEachTile(blocks) { worker, tile in
      scratch.with(worker) { scratch in
        for index in tile {
          let block = DrawBlock(index: index)
          scratch.0.sample(reference, block)
          scratch.1.sample(option, block)
          let counted = min(drawsPerBlock, draws - block.firstDraw)
          slots.set(
            index, pairs.map { Self.count($0, scratch.0, scratch.1, draws: counted) })
        }
      }
    }
    let counts = slots.values
    return pairs.enumerated().compactMap { position, pair in
      let lost = counts.reduce(0) { $0 + $1[position].lost }
      let gained = counts.reduce(0) { $0 + $1[position].gained }
      guard lost + gained > 0 else { return nil }
      let round = reference.rounds[pair.reference].round
      return MovedAdoptions(
        catalogue: round.catalogue, round: round.period,
        lost: (Double(lost) / Double(draws)).published,
        gained: (Double(gained) / Double(draws)).published)
    }
  }

  /// The masks of one block and what it takes to draw them.
  private struct Imputation {
    var masks: AdoptionSampler.Masks
    private var scratch: AdoptionSampler.Scratch
    private let municipalityCount: Int

    init(_ simulator: Simulator) {
      municipalityCount = simulator.input.scenario.municipalities.count
      masks = AdoptionSampler.Masks(
        roundCount: simulator.rounds.count, municipalityCount: municipalityCount)
      scratch = AdoptionSampler.Scratch(simulator.adoption)
    }

    mutating func sample(_ simulator: Simulator, _ block: DrawBlock) {
      simulator.adoption.sample(block, into: &masks, scratch: &scratch)
    }

    func facts(_ round: Int, _ municipality: Int, _ draw: Int) -> UInt64 {
      masks.facts[(round * municipalityCount + municipality) * drawsPerBlock + draw]
    }
  }

  private static func count(
    _ pair: Pair, _ reference: Imputation, _ option: Imputation, draws: Int
  ) -> (lost: Int, gained: Int) {
    var (lost, gained) = (0, 0)
    for (municipality, open) in pair.open.enumerated() {
      guard let open, open.mask != 0 else { continue }
      for draw in 0..<draws {
        let own = reference.facts(pair.reference, municipality, draw) & open.mask
        let other = option.facts(pair.option, open.place, draw) & open.mask
        lost += (own & ~other).nonzeroBitCount
        gained += (other & ~own).nonzeroBitCount
      }
    }
    return (lost, gained)
  }

  private var pairs: [Pair] {
    var places: [MunicipalityCode: Int] = [:]
    for (index, town) in option.input.scenario.municipalities.enumerated() {
      places[town.code] = index
    }
    return reference.rounds.enumerated().compactMap { position, round in
      guard
        let match = option.rounds.firstIndex(where: {
          $0.round.catalogue == round.round.catalogue && $0.round.period == round.round.period
            && $0.catalogue.pledges.map(\.number) == round.catalogue.pledges.map(\.number)
        })
      else { return nil }
      let other = option.rounds[match]
      let open = reference.input.scenario.municipalities.enumerated().map { index, town in
        places[town.code].map { place in
          (
            place: place,
            mask: round.rows[index].open(of: round.allPledges)
              & other.rows[place].open(of: other.allPledges)
          )
        }
      }
      return Pair(reference: position, option: match, open: open)
    }
  }

  /// Whether who adopts what is imputed from the same facts in the rounds both have, so that nothing can have moved.
  private func areImputedAlike(_ pairs: [Pair]) -> Bool {
    let (a, b) = (reference.input.scenario, option.input.scenario)
    return a.municipalities.map(\.code) == b.municipalities.map(\.code)
      && a.adoptionSpread.value == b.adoptionSpread.value
      && a.proposedBonus.value == b.proposedBonus.value
      && pairs.allSatisfy {
        facts($0.reference, of: reference.rounds) == facts($0.option, of: option.rounds)
      }
  }

  /// What the imputation of a round hangs on: its own facts, and what is adopted already in earlier rounds of its catalogue.
  private func facts(_ position: Int, of rounds: [RoundPlan]) -> [RoundFacts] {
    (rounds[position].earlier + [position]).map { index in
      let round = rounds[index]
      return RoundFacts(
        period: round.round.period, rows: round.rows, alreadyDoing: round.alreadyDoing,
        adoptedLater: round.adoptedLater, weights: round.weights, total: round.round.total?.value,
        participants: round.round.participants?.value,
        levers: index == position ? [] : round.round.levers)
    }
  }

  private struct RoundFacts: Hashable {
    let period: String
    let rows: [RoundPlan.Row]
    let alreadyDoing: [UInt64]
    let adoptedLater: [UInt64]
    let weights: [Double]
    let total: ClosedRange<Int>?
    let participants: Int?
    let levers: [AdoptionLever]
  }
}

extension RoundPlan.Row {
  /// The pledges of which nothing is known.
  fileprivate func open(of all: UInt64) -> UInt64 {
    switch self {
    case .known: 0
    case .counted(let known, _), .competing(let known, _, _): all & ~known
    }
  }
}
