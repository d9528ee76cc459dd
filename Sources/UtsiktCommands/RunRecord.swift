import Foundation

/// What changes from run to run and is therefore kept out of the results: when, and how long.
struct RunRecord: Codable {
  static let fileName = "run.json"

  var date: String
  /// By phase, on the clock.
  var seconds: [String: Double]
  /// By phase, over all workers.
  var processorSeconds: [String: Double]

  init(clock: PhaseClock) {
    date = Date.now.formatted(.iso8601)
    seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.phase, $0.elapsed) })
    processorSeconds = Dictionary(
      uniqueKeysWithValues: clock.seconds.map { ($0.phase, $0.processor) })
  }
}
