import PledgeModel

/// What earlier rounds of a catalogue are known to have adopted, which a later one carries on and does not adopt again.
struct EarlierAdoption {
  private var periods: [MunicipalityCode: [Int: String]] = [:]

  init(_ rounds: [Round]) {
    for round in rounds {
      for (municipality, pledges) in round.named {
        for pledge in pledges {
          periods[municipality, default: [:]][pledge] = round.period
        }
      }
    }
  }

  /// Those of some pledges that a municipality has adopted already, and in which round.
  func among(
    _ pledges: [Int], of municipality: MunicipalityCode
  ) -> [(pledge: Int, period: String)] {
    guard let own = periods[municipality] else { return [] }
    return pledges.compactMap { pledge in own[pledge].map { (pledge, $0) } }
  }
}
