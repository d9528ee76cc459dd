import Foundation
import ScenarioFiles

/// What changes from run to run and is therefore kept out of the results: when, and how long.
struct RunRecord: Codable {
  static let fileName = "run.json"

  var date: String
  var seconds: [String: Double]

  init(clock: PhaseClock) {
    date = Date.now.formatted(.iso8601)
    seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.phase, $0.seconds) })
  }

  func data() throws(OutputFolder.Failure) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    do { return try encoder.encode(self) } catch {
      throw .cannotWrite(path: Self.fileName, reason: error.localizedDescription)
    }
  }
}
