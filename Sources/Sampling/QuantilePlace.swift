/// Where the quantile at a level lies in a sorted sample: at place (n − 1) p, between neighbours linearly (type 7).
///
/// - Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages", doi:10.2307/2684934, definition 7.
public struct QuantilePlace: Sendable {
  /// The lower of the two order statistics it lies between, from zero; that of the last number may be the only one.
  public let rank: Int
  /// How far beyond it, as a share of the distance.
  public let beyond: Double

  /// - Parameter level: within 0…1.
  public init(_ level: Double, count: Int) {
    let place = Double(count - 1) * level
    rank = Int(place)
    beyond = place - Double(rank)
  }

  /// The quantile between the order statistics of its rank and the next.
  public func between(_ lower: Double, _ upper: Double) -> Double {
    lower + beyond * (upper - lower)
  }
}

extension RandomAccessCollection<Double> where Index == Int {
  /// The type-7 quantile of numbers that ascend.
  public func sortedQuantile(_ level: Double) -> Double {
    let place = QuantilePlace(level, count: count)
    let lower = startIndex + place.rank
    return place.between(self[lower], self[Swift.min(lower + 1, endIndex - 1)])
  }
}
