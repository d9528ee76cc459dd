/// The outline of a municipality as polygons with holes, made from rings under the even-odd rule.
package struct Outline {
  package typealias Ring = [[Double]]

  /// Polygons; the first ring of each is its outer edge, anticlockwise, and the others are holes, clockwise.
  package let polygons: [[Ring]]

  package init(rings: [Ring]) {
    let closed = rings.filter { $0.count > 2 }.map { $0.first == $0.last ? $0 : $0 + [$0[0]] }
    // A ring inside an odd number of others is a hole of the smallest ring around it.
    let around = closed.indices.map { ring in
      closed.indices.filter { $0 != ring && Self.contains(closed[$0], closed[ring][0]) }
    }
    var polygons: [Int: [Ring]] = [:]
    for ring in closed.indices where around[ring].count.isMultiple(of: 2) {
      polygons[ring] = [Self.turned(closed[ring], anticlockwise: true)]
    }
    for ring in closed.indices where !around[ring].count.isMultiple(of: 2) {
      let outer = around[ring].filter { around[$0].count == around[ring].count - 1 }
      let smallest = outer.min { abs(Self.area(closed[$0])) < abs(Self.area(closed[$1])) }
      if let smallest {
        polygons[smallest]?.append(Self.turned(closed[ring], anticlockwise: false))
      }
    }
    self.polygons = polygons.keys.sorted().map { polygons[$0]! }
  }

  /// The smallest rectangle around all points: west, south, east, north.
  package var bounds: (west: Double, south: Double, east: Double, north: Double)? {
    let points = polygons.flatMap { $0.flatMap { $0 } }
    guard let west = points.map({ $0[0] }).min(), let east = points.map({ $0[0] }).max(),
      let south = points.map({ $0[1] }).min(), let north = points.map({ $0[1] }).max()
    else { return nil }
    return (west, south, east, north)
  }

  /// The signed area by the shoelace formula; positive is anticlockwise.
  private static func area(_ ring: Ring) -> Double {
    zip(ring, ring.dropFirst()).reduce(0) { $0 + ($1.0[0] * $1.1[1] - $1.1[0] * $1.0[1]) / 2 }
  }

  private static func turned(_ ring: Ring, anticlockwise: Bool) -> Ring {
    (area(ring) > 0) == anticlockwise ? ring : ring.reversed()
  }

  /// Whether a point lies inside a ring: a ray eastward crosses it an odd number of times.
  private static func contains(_ ring: Ring, _ point: [Double]) -> Bool {
    var isInside = false
    for (a, b) in zip(ring, ring.dropFirst()) where (a[1] > point[1]) != (b[1] > point[1]) {
      let crossing = a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
      if crossing > point[0] { isInside.toggle() }
    }
    return isInside
  }
}
