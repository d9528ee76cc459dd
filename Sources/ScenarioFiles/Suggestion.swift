/// Guesses which accepted word was meant.
package enum Suggestion {
  /// "did you mean" with the nearest accepted words, or the list of what is accepted.
  static func hint(for word: String, among accepted: [String]) -> String? {
    guard !accepted.isEmpty else { return nil }
    let lowered = word.lowercased()
    let reach = max(1, min(word.unicodeScalars.count, 30) / 3)
    var best: (distance: Int, word: String)?
    for candidate in accepted {
      let distance = editDistance(lowered, candidate.lowercased())
      if distance <= reach, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    let list = "accepted: " + accepted.prefix(20).map(\.quoted).joined(separator: ", ")
    let rest = accepted.count > 20 ? " and \(accepted.count - 20) more" : ""
    guard let best else { return list + rest }
    let meant = "did you mean \(best.word.quoted)?"
    return accepted.count > 20 ? meant : "\(meant) \(list)"
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
  ///
  /// - Source: Damerau (1964), in the restricted form where no substring is edited twice.
  package static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars.prefix(64))
    let b = Array(b.unicodeScalars.prefix(64))
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        current[j] = min(substitution, previous[j] + 1, current[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforePrevious[j - 2] + 1)
        }
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
