import Foundation
import Synchronization

/// How long each phase of a run took, on the clock and in processor time over all workers.
final class PhaseClock: Sendable {
  private struct State {
    var last = ContinuousClock.now
    var lastProcessor = PhaseClock.processorSeconds
    var phases: [String] = []
    var durations: [String: Duration] = [:]
    var processor: [String: Double] = [:]
  }

  private let state = Mutex(State())

  /// Ends a phase; its time is what has passed since the one before.
  func end(_ phase: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.durations[phase] == nil { state.phases.append(phase) }
      state.durations[phase, default: .zero] += now - state.last
      state.last = now
      let processor = Self.processorSeconds
      state.processor[phase, default: 0] += processor - state.lastProcessor
      state.lastProcessor = processor
    }
  }

  /// Seconds by phase, in the order in which the phases first ended.
  var seconds: [(phase: String, elapsed: Double, processor: Double)] {
    state.withLock { state in
      state.phases.map { ($0, state.durations[$0]! / .seconds(1), state.processor[$0]!) }
    }
  }

  /// A line for each phase: milliseconds on the clock and of the processors.
  var table: String {
    func milliseconds(_ seconds: Double) -> String { "\(Double(Int(seconds * 1e6)) / 1e3) ms" }
    return seconds.map {
      "\($0.phase)\t\(milliseconds($0.elapsed))\t\(milliseconds($0.processor)) of processor"
    }.joined(separator: "\n")
  }

  /// What the program has used so far.
  private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
