public import PledgeModel

/// What a run tells its caller while it works.
public struct SimulationObserver: Sendable {
  /// Called with the share of the work done.
  public var progress: @Sendable (Double) -> Void
  /// Called when a phase of the work ends.
  public var phaseEnded: @Sendable (SimulationPhase) -> Void
  /// Called once for each municipality with its emissions, `[year][draw]`; nil saves the copy.
  public var emissionDraws: (@Sendable (Municipality, [[Double]]) -> Void)?

  public init(
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    phaseEnded: @escaping @Sendable (SimulationPhase) -> Void = { _ in },
    emissionDraws: (@Sendable (Municipality, [[Double]]) -> Void)? = nil
  ) {
    self.progress = progress
    self.phaseEnded = phaseEnded
    self.emissionDraws = emissionDraws
  }
}
