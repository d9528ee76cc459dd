import CKernels

/// Exact quantiles of a sample that comes in parts, of which only the numbers near them are kept.
///
/// After n of N numbers, the number of rank r in the whole sample stands at about n · r / N among those seen, with a
/// hypergeometric spread of at most √(n · p (1 − p) (1 − n / N)), p = r / N. A bracket around each level reaches that spread
/// times `reach` to either side; what falls outside is counted only. It is widest after half of the sample: seven levels
/// together keep up to 2.4 · reach · √N numbers, whatever their distribution.
///
/// A rank may leave its bracket, for a reach of 5 once in three million. That is noticed at the end, and the whole sample must
/// then come once more, with a wider reach: what is found never depends on chance.
///
/// - Accuracy: equal to the quantiles of the sorted sample, as ``QuantileSelector`` finds them.
public struct PartwiseQuantiles: Sendable {
  /// The quantiles, once they are found.
  public private(set) var found: [Double]?

  private let levels: [Double]
  private let total: Int
  private var reach: Double
  private var seen = 0
  private var brackets: [Bracket] = []
  /// What lies strictly within the brackets, one bracket after the other.
  private var kept: [Double] = []

  /// A closed interval that should hold the order statistics of some levels.
  struct Bracket {
    /// The levels it is for.
    var levels: Range<Int>
    var low: Double
    var high: Double
    /// How many numbers are smaller, equal to `low`, strictly within, equal to `high`.
    var below = 0
    var atLow = 0
    var within = 0
    var atHigh = 0
  }

  /// - Parameters:
  ///   - levels: ascending within 0…1.
  ///   - count: how many numbers will come.
  ///   - reach: how many spreads a bracket reaches.
  public init(_ levels: [Double], count: Int, reach: Double = 5) {
    precondition(
      levels.count <= Int(kernelBracketLimit), "\(levels.count) levels are too many to find")
    self.levels = levels
    total = count
    self.reach = reach
  }

  /// Scratch memory for samples whose parts have up to `partCount` numbers.
  public struct Scratch {
    /// Finds quantiles of samples that come whole, of up to twice as many numbers.
    public var selector: QuantileSelector
    /// Room for what each bracket keeps and finds, one after the other.
    fileprivate var candidates: [Double] = []

    public init(partCount: Int) { selector = QuantileSelector(capacity: 2 * partCount) }

    /// The candidates of a bracket at some of their ranks.
    fileprivate mutating func numbers(
      atRanks ranks: [Int], of own: Range<Int>
    ) throws(SamplingError) -> [Double] {
      if own.count > selector.capacity {
        let sorted = candidates[own].sorted()
        return ranks.map { sorted[$0] }
      }
      return try candidates.withUnsafeBufferPointer { candidates throws(SamplingError) in
        try selector.numbers(
          atRanks: ranks, of: candidates.baseAddress! + own.lowerBound, count: own.count)
      }
    }
  }

  /// Whether all numbers have come and some quantile is not among those kept.
  public var hasEscaped: Bool { seen == total && found == nil }

  /// Makes ready for the same sample once more, with a wider reach.
  public mutating func beginAgain() {
    guard found == nil else { return }
    reach *= 4
    seen = 0
    brackets = []
    kept = []
  }

  /// Takes the next part of the sample.
  ///
  /// - Throws: ``SamplingError/notFinite``.
  public mutating func add(
    _ part: UnsafePointer<Double>, count: Int, scratch: inout Scratch
  ) throws(SamplingError) {
    precondition(seen + count <= total, "\(seen + count) numbers where \(total) were announced")
    if count == total {
      var quantiles = [Double](repeating: 0, count: levels.count)
      try scratch.selector.quantiles(levels, of: part, count: count, into: &quantiles)
      found = quantiles
      seen = total
      return
    }
    if seen == 0 { try openBrackets(part, count, &scratch) }
    let own = try sortOut(part, count, &scratch)
    seen += count
    if seen == total { try finish(own, &scratch) } else { try narrow(own, &scratch) }
  }

  private func place(_ level: Double) -> QuantilePlace { QuantilePlace(level, count: total) }

  /// Where the order statistics of some levels may stand among the numbers seen: below zero or at `seen` when they may be
  /// outside.
  private func reached(_ levels: Range<Int>, after seen: Int) -> (from: Int, to: Int) {
    let share = Double(seen) / Double(total)
    func spread(_ level: Double) -> Double {
      reach * (Double(seen) * level * (1 - level) * (1 - share)).squareRoot() + 2
    }
    let (first, last) = (self.levels[levels.lowerBound], self.levels[levels.upperBound - 1])
    let from = Double(place(first).rank) * share - spread(first)
    let to = Double(place(last).rank + 1) * share + spread(last)
    return (Int(from.rounded(.down)), min(seen, Int(to.rounded(.up))))
  }

  /// Finds brackets in the first part.
  private mutating func openBrackets(
    _ part: UnsafePointer<Double>, _ count: Int, _ scratch: inout Scratch
  ) throws(SamplingError) {
    let ends = levels.indices.map { reached($0..<$0 + 1, after: count) }
    let inside = ends.flatMap { [$0.from, $0.to] }.filter { $0 >= 0 && $0 < count }
    let ranks = Set(inside).sorted()
    let numbers =
      ranks.isEmpty
      ? [] : try scratch.selector.numbers(atRanks: ranks, of: part, count: count)
    let numberAt = Dictionary(uniqueKeysWithValues: zip(ranks, numbers))
    for level in levels.indices {
      let low = numberAt[ends[level].from] ?? -.infinity
      let high = numberAt[ends[level].to] ?? .infinity
      if let last = brackets.last, low <= last.high {
        brackets[brackets.count - 1].high = max(last.high, high)
        brackets[brackets.count - 1].levels = last.levels.lowerBound..<level + 1
      } else {
        brackets.append(Bracket(levels: level..<level + 1, low: low, high: high))
      }
    }
  }

  /// Counts a part, and lists what lies strictly within each bracket, first what it keeps already.
  ///
  /// - Routine: `kernel_sort_out`
  /// - Returns: where each bracket's numbers stand.
  private mutating func sortOut(
    _ part: UnsafePointer<Double>, _ count: Int, _ scratch: inout Scratch
  ) throws(SamplingError) -> [Range<Int>] {
    // Room for every number in every bracket, of which little is touched.
    let room = kept.count + brackets.count * (count + 1)
    if scratch.candidates.count < room {
      scratch.candidates = [Double](repeating: 0, count: room)
    }
    var (begins, ends): ([Int], [Int64]) = ([], [])
    var (begin, from) = (0, 0)
    for bracket in brackets {
      let own = begin..<begin + bracket.within
      scratch.candidates[own] = kept[from..<from + bracket.within]
      from += bracket.within
      begins.append(begin)
      ends.append(Int64(own.upperBound))
      begin = own.upperBound + count + 1
    }
    let countsOfOne = Int(kernelBracketCounts)
    var counts = [Int64](repeating: 0, count: countsOfOne * brackets.count + 1)
    let isFinite = kernel_sort_out(
      part, Int64(count), brackets.map(\.low), brackets.map(\.high), Int32(brackets.count),
      &counts, &scratch.candidates, &ends)
    guard isFinite != 0 else { throw .notFinite }
    let candidates = zip(begins, ends).map { $0..<Int($1) }
    var before = 0
    for (index, own) in candidates.enumerated() {
      let counted = counts[(countsOfOne * index)...].prefix(countsOfOne).map { Int($0) }
      let (atLow, atHigh) = (counted[Int(kernelAtLow)], counted[Int(kernelAtHigh)])
      before += counted[Int(kernelBefore)]
      brackets[index].below += before
      brackets[index].atLow += atLow
      brackets[index].atHigh += atHigh
      before += atLow + own.count - brackets[index].within + atHigh
      brackets[index].within = own.count
    }
    return candidates
  }

  /// Keeps what lies within, and draws brackets in to what can still be reached when that is more than there is room for.
  private mutating func narrow(
    _ candidates: [Range<Int>], _ scratch: inout Scratch
  ) throws(SamplingError) {
    let room = Int(2.5 * reach * Double(total).squareRoot())
    if brackets.reduce(0, { $0 + $1.within }) > room {
      for (index, own) in candidates.enumerated() {
        try drawIn(index, own, &scratch)
      }
    }
    kept.removeAll(keepingCapacity: true)
    let count = brackets.reduce(0) { $0 + $1.within }
    // All that will ever be kept, so that growing leaves no holes in memory.
    if count > kept.capacity { kept.reserveCapacity(max(count, room)) }
    for (bracket, own) in zip(brackets, candidates) {
      kept.append(contentsOf: scratch.candidates[own.prefix(bracket.within)])
    }
  }

  /// Draws a bracket in to what can still be reached of the numbers within it.
  private mutating func drawIn(
    _ index: Int, _ inside: Range<Int>, _ scratch: inout Scratch
  ) throws(SamplingError) {
    var bracket = brackets[index]
    let first = bracket.below + bracket.atLow
    let (from, to) = reached(bracket.levels, after: seen)
    let ranks = (from == to ? [from - first] : [from - first, to - first])
      .filter { $0 >= 0 && $0 < inside.count }
    let numbers = ranks.isEmpty ? [] : try scratch.numbers(atRanks: ranks, of: inside)
    if let rank = ranks.firstIndex(of: from - first) {
      bracket.below += bracket.atLow
      (bracket.low, bracket.atLow) = (numbers[rank], 0)
    }
    if let rank = ranks.firstIndex(of: to - first) {
      (bracket.high, bracket.atHigh) = (numbers[rank], 0)
    }
    bracket.keep(inside, of: &scratch.candidates)
    brackets[index] = bracket
  }

  /// Reads the order statistics off, unless one of them lies outside.
  private mutating func finish(
    _ candidates: [Range<Int>], _ scratch: inout Scratch
  ) throws(SamplingError) {
    var quantiles: [Double] = []
    for (bracket, own) in zip(brackets, candidates) {
      let first = bracket.below + bracket.atLow
      let behind = first + bracket.within
      let places = levels[bracket.levels].map(place)
      let ranks = Set(places.flatMap { [$0.rank, min($0.rank + 1, total - 1)] }).sorted()
      let inside = ranks.filter { $0 >= first && $0 < behind }
      var numberAt: [Int: Double] = [:]
      if !inside.isEmpty {
        let numbers = try scratch.numbers(
          atRanks: inside.map { $0 - first }, of: own)
        numberAt = Dictionary(uniqueKeysWithValues: zip(inside, numbers))
      }
      for rank in ranks where rank >= bracket.below && rank < first {
        numberAt[rank] = bracket.low
      }
      for rank in ranks where rank >= behind && rank < behind + bracket.atHigh {
        numberAt[rank] = bracket.high
      }
      for place in places {
        guard let lower = numberAt[place.rank],
          let upper = numberAt[min(place.rank + 1, total - 1)]
        else {
          kept = []
          return
        }
        quantiles.append(place.between(lower, upper))
      }
    }
    found = quantiles
    kept = []
    brackets = []
  }
}

extension PartwiseQuantiles.Bracket {
  /// Moves the candidates that are still strictly within to the front, and counts those below and at the ends.
  ///
  /// - Routine: `kernel_keep_within`
  mutating func keep(_ own: Range<Int>, of candidates: inout [Double]) {
    var (newBelow, newAtLow, newAtHigh): (Int64, Int64, Int64) = (0, 0, 0)
    within = candidates.withUnsafeMutableBufferPointer {
      Int(
        kernel_keep_within(
          $0.baseAddress! + own.lowerBound, Int64(own.count), low, high, &newBelow, &newAtLow,
          &newAtHigh))
    }
    below += Int(newBelow)
    atLow += Int(newAtLow)
    atHigh += low < high ? Int(newAtHigh) : 0
  }
}
