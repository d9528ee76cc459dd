/// What keeps saved results from being relied on, and where.
public struct Misfit: Error, Hashable, Sendable {
  /// Keys and positions from the top, such as `areas.3.emissions`.
  public var path: String
  /// What is wrong there, such as `has 5 entries, not 6`.
  public var fault: String

  public init(_ path: String, _ fault: String) {
    self.path = path
    self.fault = fault
  }
}

/// What is asked of single values; paths are made only where something is wrong.
extension Misfit {
  /// Calendar years that can be meant, which also keeps every sum of them small.
  private static let years = 1900...2200
  /// Rings of the largest outline; which lies inside which takes the square of their number.
  private static let ringLimit = 1000

  static func check(
    _ value: Int, in range: ClosedRange<Int>, at path: @autoclosure () -> String
  ) throws(Misfit) {
    guard range.contains(value) else {
      throw Misfit(
        path(), "is \(value), which lies outside \(range.lowerBound)…\(range.upperBound)")
    }
  }

  static func check(year: Int, at path: @autoclosure () -> String) throws(Misfit) {
    try check(year, in: years, at: path())
  }

  /// Years that follow each other.
  static func check(consecutive years: [Int], at path: String) throws(Misfit) {
    for (index, year) in years.enumerated() {
      try check(year: year, at: "\(path).\(index)")
      guard year == years[0] + index else { throw Misfit(path, "has years that do not follow") }
    }
  }

  static func check(
    _ list: some Collection, count: Int, at path: @autoclosure () -> String
  ) throws(Misfit) {
    guard list.count == count else {
      throw Misfit(path(), "has \(list.count) entries, not \(count)")
    }
  }

  /// A list of lists, such as of ledgers, then years.
  static func check<Value>(
    _ lists: [[Value]], counts: (Int, Int), at path: @autoclosure () -> String
  ) throws(Misfit) {
    try check(lists, count: counts.0, at: path())
    for (index, list) in lists.enumerated() {
      try check(list, count: counts.1, at: "\(path()).\(index)")
    }
  }

  static func check<Key: Hashable>(
    unique keys: [Key], at path: @autoclosure () -> String
  ) throws(Misfit) {
    var known = Set<Key>(minimumCapacity: keys.count)
    for (index, key) in keys.enumerated() where !known.insert(key).inserted {
      throw Misfit("\(path()).\(index)", "stands there twice")
    }
  }

  /// Areas that are told apart by their kind and code.
  static func check(areas: [(kind: AreaKind, code: String)]) throws(Misfit) {
    guard !areas.isEmpty else { throw Misfit("areas", "is empty") }
    if let index = areas.firstIndex(where: { $0.code.isEmpty }) {
      throw Misfit("areas.\(index).code", "is empty")
    }
    try check(unique: areas.map { [$0.kind.rawValue, $0.code] }, at: "areas")
  }

  static func check(municipalities: [Municipality], at path: String) throws(Misfit) {
    try check(unique: municipalities.map(\.code), at: path)
    for (index, town) in municipalities.enumerated() {
      let place = "\(path).\(index).outline"
      guard town.outline.count <= ringLimit else {
        throw Misfit(place, "has more than \(ringLimit) entries")
      }
      for (ring, points) in town.outline.enumerated() {
        for (number, point) in points.enumerated() {
          try check(point, count: 2, at: "\(place).\(ring).\(number)")
        }
      }
    }
  }
}
