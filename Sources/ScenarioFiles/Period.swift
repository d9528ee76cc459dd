/// The calendar years of a round, as planners write them.
struct Period {
  var first: Int
  var last: Int

  /// Nil unless the text is a year or two years joined by a hyphen.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let years = parts.compactMap { NumberText.integer($0) }
    guard (1...2).contains(parts.count), years.count == parts.count,
      years.allSatisfy(Form.years.contains)
    else { return nil }
    first = years[0]
    last = years[years.count - 1]
  }
}
