/// The moments of a sample that comes in parts: bit for bit those that ``RunningMoments`` finds in the whole.
///
/// - Validity: all parts but the last have the same count, 256 times a power of two.
public struct PartwiseMoments: Sendable {
  /// Left subtrees that wait for their right one, of falling size.
  private var waiting: [RunningMoments] = []

  public init() {}

  /// Takes the next part.
  public mutating func add(_ part: UnsafePointer<Double>, count: Int) {
    var moments = RunningMoments(part, count: count)
    while let left = waiting.last, left.count == moments.count {
      waiting.removeLast()
      let right = moments
      moments = left
      moments.merge(right)
    }
    waiting.append(moments)
  }

  /// The moments of all parts.
  public var all: RunningMoments {
    waiting.reversed().reduce(RunningMoments()) { right, left in
      var both = left
      both.merge(right)
      return both
    }
  }
}
