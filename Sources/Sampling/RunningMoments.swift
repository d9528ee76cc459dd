import CKernels

/// The mean and the variance of numbers that come one after another or block by block.
///
/// Squares are taken around the mean, never of the numbers themselves, so that a small spread far from zero keeps its digits.
/// Merging depends on its order in the last bits; ``init(_:count:)`` merges blocks of 256 in a binary tree
/// that depends on the count alone.
///
/// - Source: Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115.
public struct RunningMoments: Hashable, Sendable {
  /// How many numbers there are.
  public private(set) var count = 0
  /// Their mean, zero while there are none.
  public private(set) var mean = 0.0
  /// The sum of squared distances from the mean.
  public private(set) var sumOfSquares = 0.0

  /// The moments of nothing.
  public init() {}

  /// The moments of numbers whose mean and squared distances are known.
  package init(count: Int, mean: Double, sumOfSquares: Double) {
    self.count = count
    self.mean = mean
    self.sumOfSquares = sumOfSquares
  }

  /// The moments of a row of numbers.
  public init(_ numbers: UnsafePointer<Double>, count: Int) {
    if count <= Self.blockSize {
      self.init(block: numbers, count: count)
      return
    }
    // The largest power of two blocks that leaves something for the right.
    var left = Self.blockSize
    while 2 * left < count { left *= 2 }
    self.init(numbers, count: left)
    merge(RunningMoments(numbers + left, count: count - left))
  }

  /// The unbiased variance, or nothing for fewer than two numbers.
  public var variance: Double? { count > 1 ? sumOfSquares / Double(count - 1) : nil }

  /// The root of the variance.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// Adds a number.
  public mutating func add(_ number: Double) {
    count += 1
    let distance = number - mean
    mean += distance / Double(count)
    sumOfSquares += distance * (number - mean)
  }

  /// Adds the numbers of another sample.
  public mutating func merge(_ other: RunningMoments) {
    if other.count == 0 { return }
    let (n, m) = (Double(count), Double(other.count))
    let distance = other.mean - mean
    count += other.count
    mean += distance * (m / (n + m))
    sumOfSquares += other.sumOfSquares + distance * distance * (n * m / (n + m))
  }

  private static let blockSize = 256

  /// - Routine: `kernel_find_moments`
  private init(block: UnsafePointer<Double>, count: Int) {
    if count == 0 { return }
    self.count = count
    kernel_find_moments(block, Int64(count), &mean, &sumOfSquares)
  }
}
