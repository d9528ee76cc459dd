import Foundation
import PledgeModel
import ScenarioFiles

/// What has become of the files that results were made from.
struct InputCheck {
  /// Every file, as the results record it, and its state; nothing when no data is near to compare with.
  let states: [(path: String, state: ScenarioReader.InputState)]

  /// - Parameters:
  ///   - inputs: the files as the results record them.
  ///   - path: where the results lie.
  init(_ inputs: [InputFile], at path: String) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard let reader = ScenarioReader(near: path) else {
      states = []
      return
    }
    var seen: Set<InputFile> = []
    states = inputs.filter { seen.insert($0).inserted }.map {
      ($0.path.withoutControls, reader.state(of: $0, in: folder))
    }
  }

  /// The files that are no longer what they were, or no longer there.
  var changed: [String] { states.filter { $0.state != .same }.map(\.path) }

  /// Says which files have changed, if any have.
  func warn() {
    guard !changed.isEmpty else { return }
    let files = changed.map { "`\($0)`" }.joined(separator: ", ")
    Terminal.note(
      "warning: the results are stale, for inputs have changed since: \(files)\n\n"
        + "hint: run the scenario again")
  }
}

extension ComparisonResults {
  /// The files that the options were made from, each once.
  var inputs: [InputFile] {
    options.flatMap(\.inputs).reduce(into: []) { inputs, input in
      if !inputs.contains(input) { inputs.append(input) }
    }
  }
}
