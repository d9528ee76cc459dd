package import Sampling

/// The random numbers of a run, one seed for each group of inputs.
public struct Streams: Hashable, Sendable {
  private let byGroup: [RandomStreams]

  /// Every group takes its numbers from one seed.
  public init(seed: UInt64) {
    byGroup = InputGroup.allCases.map { _ in RandomStreams(seed: seed) }
  }

  /// The groups named take their numbers from one seed, the others from another.
  public init(seed: UInt64, replacing groups: Set<InputGroup>, with other: UInt64) {
    byGroup = InputGroup.allCases.map {
      RandomStreams(seed: groups.contains($0) ? other : seed)
    }
  }

  package func of(_ purpose: Purpose) -> RandomStreams {
    byGroup[purpose.group.flatMap { InputGroup.allCases.firstIndex(of: $0) } ?? 0]
  }
}
