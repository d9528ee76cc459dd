/// The money that costs are counted in.
public struct Prices: Hashable, Codable, Sendable {
  /// The year whose kronor are meant, to which costs are discounted as well.
  public var year: Sourced<Int>
  /// The level of consumer prices by year, ascending; only ratios mean anything.
  public var index: [YearlyFactor]

  public init(year: Sourced<Int>, index: [YearlyFactor]) {
    self.year = year
    self.index = index
  }

  /// What a krona of a year is worth in those of `year`; nil when the index lacks one of the two.
  public func factor(from other: Int) -> Double? {
    if other == year.value { return 1 }
    guard let from = index.first(where: { $0.year == other }),
      let to = index.first(where: { $0.year == year.value })
    else { return nil }
    return to.factor / from.factor
  }
}
