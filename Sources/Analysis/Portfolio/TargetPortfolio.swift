package import Simulation

/// Chooses what makes a target likeliest.
///
/// The probability of a target is a share of draws, a step function of the choice with many equal steps and no gradient. The search
/// therefore climbs several hills: the share of draws itself with the mean shortfall among equals, the mean gain, and
/// shares whose steps are softened over a tenth, a third and the whole of the spread of the distance to the target. Each
/// climb adds the best candidate as long as one helps, then exchanges one for another as long as that helps; what it
/// ends with climbs on by the share of draws itself. Under a budget, where one large pledge stands for several small ones, a
/// climb also takes one out and fills up with others, and begins as well from integer programmes: first the mean gain, then gains
/// weighted by how much a draw's distance still matters, as long as that leads higher. The best end counts.
///
/// - Accuracy: within 0.01 of the best choice on random problems small enough to try every choice, which tests hold.
package struct TargetPortfolio: Sendable {
  private let problem: PortfolioProblem
  /// What each candidate brings in each draw.
  private let gains: [[Double]]
  /// How far the target is in each draw; it is met where nothing is left.
  private let distances: [Double]
  private let workers: Workers

  package init(
    _ problem: PortfolioProblem, gains: [[Double]], distances: [Double], workers: Workers
  ) {
    precondition(gains.count == problem.candidates.count, "\(gains.count) rows of gains")
    self.problem = problem
    self.gains = gains
    self.distances = distances
    self.workers = workers
  }

  /// What a climb goes by.
  private enum Height: Hashable {
    case met
    case softened(Double)
    case mean
  }

  /// How high a choice stands: compared in order.
  private struct Standing: Comparable {
    var first: Double
    var second = 0.0

    static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
  }

  /// A choice on its way up.
  private struct Climber {
    var chosen: [Int] = []
    /// What is left of the distances.
    var left: [Double]
  }

  /// The best choice found, its probability, and one that no choice exceeds.
  package func best() -> PortfolioChoice {
    let spread = deviation
    let heights: [Height] =
      [.met, .mean] + (spread > 0 ? [0.1, 0.3, 1].map { .softened($0 * spread) } : [])
    var best: (standing: Standing, chosen: [Int])?
    for height in heights {
      var starts = [Climber(left: distances)]
      if problem.limits.budget != nil { starts.append(programmed(height)) }
      for var climber in starts {
        climb(&climber, by: height)
        if height != .met { climb(&climber, by: .met) }
        let standing = standing(.met, of: climber.left)
        if best.map({ $0.standing < standing }) ?? true { best = (standing, climber.chosen) }
      }
    }
    let draws = Double(max(1, distances.count))
    let probability = (best?.standing.first ?? 0) / draws
    return PortfolioChoice(
      chosen: problem.byFallingGain(best?.chosen ?? []), value: probability,
      bound: max(probability, Double(reachableCount) / draws))
  }

  private var deviation: Double {
    let mean = distances.reduce(0, +) / Double(max(1, distances.count))
    let squares = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(max(1, distances.count))).squareRoot()
  }

  // MARK: - Climbing

  private func climb(_ climber: inout Climber, by height: Height) {
    while step(&climber, by: height, without: nil) {}
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for out in climber.chosen where step(&climber, by: height, without: out) { hasMoved = true }
      while step(&climber, by: height, without: nil) { hasMoved = true }
      if !hasMoved, problem.limits.budget != nil { hasMoved = refill(&climber, by: height) }
    }
  }

  /// Takes one out and fills up with others; false when that never leads higher.
  private func refill(_ climber: inout Climber, by height: Height) -> Bool {
    let before = standing(height, of: climber.left)
    for out in climber.chosen {
      var other = Climber(chosen: climber.chosen.filter { $0 != out }, left: climber.left)
      for draw in other.left.indices { other.left[draw] += gains[out][draw] }
      while step(&other, by: height, without: nil, barring: out) {}
      if before < standing(height, of: other.left) {
        climber = other
        return true
      }
    }
    return false
  }

  /// What integer programmes lead to whose gains are the slopes of a height.
  private func programmed(_ height: Height) -> Climber {
    var slopes = problem
    var best = climber(slopes.largestGain().chosen)
    guard case .softened(let scale) = height else { return best }
    while true {
      for (candidate, gain) in gains.enumerated() {
        slopes.candidates[candidate].gain = gain.indices.reduce(0) { sum, draw in
          let reach = scale + best.left[draw].magnitude
          return sum + gain[draw] * scale / (reach * reach)
        }
      }
      let next = climber(slopes.largestGain().chosen)
      guard standing(height, of: best.left) < standing(height, of: next.left) else { return best }
      best = next
    }
  }

  private func climber(_ chosen: [Int]) -> Climber {
    var left = distances
    for candidate in chosen {
      for draw in left.indices { left[draw] -= gains[candidate][draw] }
    }
    return Climber(chosen: chosen, left: left)
  }

  /// Adds the candidate that leads highest, in place of another one if wanted; false when none leads higher than before.
  private func step(
    _ climber: inout Climber, by height: Height, without out: Int?, barring barred: Int? = nil
  ) -> Bool {
    let kept = climber.chosen.filter { $0 != out }
    var left = climber.left
    if let out { for draw in left.indices { left[draw] += gains[out][draw] } }
    let taken = Set(climber.chosen)
    let open = problem.candidates.indices.filter {
      !taken.contains($0) && $0 != barred && problem.allows(kept + [$0])
    }
    let standings = ResultSlots<Standing>(count: open.count)
    let common = left
    workers.forEach(open.count) { _, index in
      standings.set(index, standing(height, of: common, less: gains[open[index]]))
    }
    var best = (standing: standing(height, of: climber.left), candidate: -1)
    for (candidate, standing) in zip(open, standings.values) where standing > best.standing {
      best = (standing, candidate)
    }
    guard best.candidate >= 0 else { return false }
    for draw in left.indices { left[draw] -= gains[best.candidate][draw] }
    climber = Climber(chosen: kept + [best.candidate], left: left)
    return true
  }

  private func standing(_ height: Height, of left: [Double], less gain: [Double]? = nil) -> Standing
  {
    left.withUnsafeBufferPointer { left in
      guard let gain else { return Self.standing(height, left.count) { left[$0] } }
      return gain.withUnsafeBufferPointer { gain in
        Self.standing(height, left.count) { left[$0] - gain[$0] }
      }
    }
  }

  @inline(__always)
  private static func standing(
    _ height: Height, _ count: Int, _ left: (Int) -> Double
  ) -> Standing {
    var (first, second) = (0.0, 0.0)
    switch height {
    case .met:
      for draw in 0..<count {
        let distance = left(draw)
        first += distance <= 0 ? 1 : 0
        second -= max(0, distance)
      }
    case .softened(let scale):
      for draw in 0..<count {
        let distance = left(draw)
        first -= distance / (scale + distance.magnitude)
      }
    case .mean:
      for draw in 0..<count { first -= left(draw) }
    }
    return Standing(first: first, second: second)
  }

  // MARK: - Bound

  /// In how many draws some choice would meet the target, another one in each draw if need be.
  private var reachableCount: Int {
    let found = ResultSlots<Bool>(count: distances.count)
    workers.forEach(distances.count) { _, draw in
      // Sums in another order may differ in the last digits, and a bound must not be too low.
      let reach = reach(draw)
      found.set(draw, distances[draw] <= reach + 1e-9 * reach.magnitude)
    }
    return found.values.count { $0 }
  }

  /// What no choice exceeds in one draw: the most that numbers allow, or the most that the budget allows with one candidate cut
  /// to fit, whichever is less.
  private func reach(_ draw: Int) -> Double {
    let candidates = problem.candidates
    let limits = problem.limits
    let useful = gains.indices.filter { gains[$0][draw] > 0 }
    let most = problem.mostPerMunicipality ?? .max
    var left = limits.count ?? useful.count
    var counts = [Int](repeating: 0, count: problem.municipalityCount)
    var byNumber = 0.0
    for candidate in useful.sorted(by: { gains[$0][draw] > gains[$1][draw] }) {
      let municipality = candidates[candidate].municipality
      guard left > 0 else { break }
      guard counts[municipality] < most else { continue }
      left -= 1
      counts[municipality] += 1
      byNumber += gains[candidate][draw]
    }
    guard let budget = limits.budget else { return byNumber }
    // What saves money pays for others.
    var money = budget - candidates.reduce(0) { $0 + min(0, $1.cost) }
    var byBudget = 0.0
    let ratio = { (candidate: Int) in
      candidates[candidate].cost > 0
        ? gains[candidate][draw] / candidates[candidate].cost : .infinity
    }
    for candidate in useful.sorted(by: { ratio($0) > ratio($1) }) {
      let cost = max(0, candidates[candidate].cost)
      let share = cost > money ? max(0, money) / cost : 1
      byBudget += share * gains[candidate][draw]
      money -= share * cost
    }
    return min(byNumber, byBudget)
  }
}
