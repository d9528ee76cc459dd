import Analysis
import Sampling
import Simulation
import Testing

/// Choices against every other choice, on random problems small enough to try them all.
@Suite struct PortfolioProblemTests {
  /// Random numbers, one after the other.
  private struct Numbers {
    private var rest: ArraySlice<Double> = []
    private let streams: RandomStreams
    private var block = 0

    init(seed: Int) { streams = RandomStreams(seed: UInt64(seed)) }

    mutating func next() -> Double {
      if rest.isEmpty {
        var fresh = [Double](repeating: 0, count: 4096)
        streams.fillUniforms(
          StreamAddress(purpose: 1), firstDraw: block * fresh.count, drawCount: fresh.count,
          columns: 1, into: &fresh)
        rest = fresh[...]
        block += 1
      }
      return rest.removeFirst()
    }

    mutating func normal() -> Double { normalQuantile(next()) }
    mutating func whole(_ range: Range<Int>) -> Int {
      range.lowerBound + Int(next() * Double(range.count))
    }
    mutating func one(of values: [Double]) -> Double { values[whole(0..<values.count)] }
  }

  private static func problem(
    _ numbers: inout Numbers, hasBudget: Bool, spread: Double = 1
  ) -> PortfolioProblem {
    let municipalityCount = numbers.whole(1..<5)
    let candidates = (0..<numbers.whole(5..<13)).map { _ in
      let gain = VectorMath.exponential(spread * numbers.normal())
      // Some cost whole thousands, so that budgets are met to the last krona; some save money.
      let cost =
        numbers.next() < 0.5
        ? 1000 * Double(numbers.whole(-1..<6)) : gain * (0.5 + numbers.next())
      return PortfolioProblem.Candidate(
        gain: gain, cost: cost, municipality: numbers.whole(0..<municipalityCount))
    }
    let costs = candidates.reduce(0) { $0 + max(0, $1.cost) }
    let limits = PortfolioLimits(
      count: numbers.next() < 0.8 ? numbers.whole(0..<6) : nil,
      perMunicipality: numbers.next() < 0.7 ? numbers.whole(1..<4) : nil,
      perYear: numbers.next() < 0.5 ? numbers.whole(0..<3) : nil,
      budget: hasBudget
        ? numbers.next() < 0.5 ? 1000 * Double(numbers.whole(0..<12)) : costs * numbers.next()
        : nil)
    return PortfolioProblem(
      candidates: candidates, limits: limits, yearCount: numbers.whole(1..<4))
  }

  /// The pledges of a choice in each municipality can be spread over the years, at most so many in each.
  private static func keepsItsYears(_ chosen: [Int], _ problem: PortfolioProblem) -> Bool {
    guard let most = problem.limits.perYear else { return true }
    var left: [Int: [Int]] = [:]
    for candidate in chosen {
      let municipality = problem.candidates[candidate].municipality
      var years = left[
        municipality, default: Array(repeating: most, count: problem.yearCount)]
      guard let year = years.firstIndex(where: { $0 > 0 }) else { return false }
      years[year] -= 1
      left[municipality] = years
    }
    return true
  }

  private static func allowedChoices(_ problem: PortfolioProblem) -> [[Int]] {
    (0..<1 << problem.candidates.count).lazy.map { bits in
      problem.candidates.indices.filter { bits >> $0 & 1 == 1 }
    }.filter { chosen in
      let counts = Dictionary(grouping: chosen) { problem.candidates[$0].municipality }
      let most = problem.limits.perMunicipality ?? .max
      return chosen.count <= problem.limits.count ?? .max
        && problem.cost(chosen) <= problem.limits.budget ?? .infinity
        && counts.values.allSatisfy { $0.count <= most } && keepsItsYears(chosen, problem)
    }
  }

  /// Sums may differ in their last digits, and the solver stops within a billionth.
  @Test(arguments: [false, true]) func theGainIsTheLargest(hasBudget: Bool) {
    var numbers = Numbers(seed: hasBudget ? 2 : 1)
    for _ in 0..<300 {
      let problem = Self.problem(&numbers, hasBudget: hasBudget)
      let found = problem.largestGain()
      let best = Self.allowedChoices(problem).map(problem.gain).max()!
      #expect(problem.allows(found.chosen) && Self.keepsItsYears(found.chosen, problem))
      #expect(found.value == problem.gain(found.chosen))
      #expect(found.value >= best * (1 - 2e-9), "\(problem)")
      #expect(found.bound >= best * (1 - 1e-12))
      #expect(found.bound <= best * (1 + 2e-9))
    }
  }

  @Test(arguments: [false, true]) func theProbabilityIsNearTheLargest(hasBudget: Bool) {
    var numbers = Numbers(seed: hasBudget ? 4 : 3)
    for _ in 0..<200 {
      let problem = Self.problem(
        &numbers, hasBudget: hasBudget, spread: numbers.one(of: [0.3, 1, 1.5]))
      let draws = 300
      let (own, share) = (numbers.one(of: [0.3, 1]), numbers.one(of: [0.5, 0.9]))
      let common = (0..<draws).map { _ in 0.5 * numbers.normal() }
      let gains = problem.candidates.map { candidate in
        common.map { common in
          let happens = numbers.next() < share
          let gain = candidate.gain * VectorMath.exponential(own * numbers.normal() + common)
          return happens ? gain : 0
        }
      }
      let reach = problem.largestGain().value * numbers.one(of: [0.6, 0.9, 1, 1.1])
      let spread = numbers.one(of: [0.3, 1, 3])
      let distances = (0..<draws).map { _ in reach + spread * numbers.normal() }
      let found = TargetPortfolio(
        problem, gains: gains, distances: distances, workers: Workers(count: 1)
      ).best()
      func probability(_ chosen: [Int]) -> Double {
        let met = distances.indices.count { draw in
          distances[draw] - chosen.reduce(0) { $0 + gains[$1][draw] } <= 0
        }
        return Double(met) / Double(draws)
      }
      let best = Self.allowedChoices(problem).map(probability).max()!
      #expect(problem.allows(found.chosen) && Self.keepsItsYears(found.chosen, problem))
      #expect(abs(found.value - probability(found.chosen)) < 1e-12)
      #expect(best <= found.bound)
      // Three of 300 draws, whose shares are rounded.
      #expect(found.value >= best - 0.01 - 1e-9)
    }
  }

  /// What nobody can pay for changes nothing, however dear it is.
  @Test(arguments: [1e9, 1e12, 1e15, 1e300, .infinity]) func whatIsTooDearIsLeftOut(_ cost: Double)
  {
    let sound = (0..<60).map {
      PortfolioProblem.Candidate(
        gain: 1 + Double($0 * 37 % 11), cost: 1_000 * (1 + Double($0 * 17 % 7)),
        municipality: $0 % 5)
    }
    let limits = PortfolioLimits(budget: 20_000)
    let expected = PortfolioProblem(candidates: sound, limits: limits).largestGain()
    let dear = PortfolioProblem.Candidate(gain: 1_000, cost: cost, municipality: 0)
    let found = PortfolioProblem(candidates: [dear] + sound, limits: limits).largestGain()
    #expect(found.value == expected.value && found.value > 0)
    #expect(found.chosen == expected.chosen.map { $0 + 1 })
  }

  @Test func nothingIsChosenWhereNothingMayBe() {
    let problem = PortfolioProblem(
      candidates: [.init(gain: 1, cost: 1, municipality: 0)], limits: PortfolioLimits(budget: 0))
    #expect(problem.largestGain() == PortfolioChoice(chosen: [], value: 0, bound: 0))
    let none = PortfolioProblem(candidates: [], limits: PortfolioLimits(count: 3, budget: 10))
    #expect(none.largestGain().chosen.isEmpty)
    #expect(
      TargetPortfolio(none, gains: [], distances: [-1, 1], workers: Workers(count: 1)).best()
        == PortfolioChoice(chosen: [], value: 0.5, bound: 0.5))
  }

  /// Hundreds of candidates: what a county has.
  @Test func aCountyIsSolvedToTheEnd() {
    var numbers = Numbers(seed: 5)
    let candidates = (0..<1_000).map { index in
      let gain = VectorMath.exponential(2 * numbers.normal())
      return PortfolioProblem.Candidate(
        gain: gain, cost: 500 * gain * (0.8 + 0.4 * numbers.next()), municipality: index % 49)
    }
    let costs = candidates.reduce(0) { $0 + $1.cost }
    let problem = PortfolioProblem(
      candidates: candidates, limits: PortfolioLimits(perMunicipality: 3, budget: 0.1 * costs))
    let found = problem.largestGain()
    #expect(problem.allows(found.chosen))
    #expect(found.value > 0 && found.bound == found.value)
  }
}
