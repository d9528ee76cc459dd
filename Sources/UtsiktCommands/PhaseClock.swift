import Synchronization

/// How long each phase of a run took.
final class PhaseClock: Sendable {
  private struct State {
    var last = ContinuousClock.now
    var phases: [String] = []
    var durations: [String: Duration] = [:]
  }

  private let state = Mutex(State())

  /// Ends a phase; its time is what has passed since the one before.
  func end(_ phase: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.durations[phase] == nil { state.phases.append(phase) }
      state.durations[phase, default: .zero] += now - state.last
      state.last = now
    }
  }

  /// Seconds by phase, in the order in which the phases first ended.
  var seconds: [(phase: String, seconds: Double)] {
    state.withLock { state in
      state.phases.map { ($0, state.durations[$0]! / .seconds(1)) }
    }
  }

  /// A line for each phase.
  var table: String {
    seconds.map { "\($0.phase)\t\(Double(Int($0.seconds * 1e6)) / 1e3) ms" }.joined(separator: "\n")
  }
}
