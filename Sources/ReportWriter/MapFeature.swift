import PledgeModel

/// A municipality's outline for a map.
enum MapFeature {
  /// The outline with the values a map shows; nil for a municipality without one.
  static func make(_ town: Municipality, _ values: [(String, JSONText)]) -> JSONText? {
    guard !town.outline.isEmpty else { return nil }
    let rings = town.outline.map { ring in
      JSONText.array(ring.map { .array($0.map { .number($0) }) })
    }
    return .object(
      [
        ("type", .string("Feature")),
        ("geometry", .object([("type", .string("Polygon")), ("coordinates", .array(rings))])),
      ] + values)
  }
}
