import PledgeModel

/// The options that no other one with the same support beats; nobody knows what support costs.
enum SweepFront {
  /// Marks the options of which no other has at least as many tonnes and as good a chance for at most as much effort, and
  /// more of one of them; the chance is that of one county, or none.
  static func mark(
    _ options: inout [SweepResult.Option], by effort: SweepResult.Effort, county: Int?
  ) {
    struct Point {
      let tonnes: Double
      let chance: Double
      let effort: Double
      let support: Double

      func beats(_ other: Point) -> Bool {
        support == other.support && tonnes >= other.tonnes && chance >= other.chance
          && effort <= other.effort
          && (tonnes > other.tonnes || chance > other.chance || effort < other.effort)
      }
    }
    func chance(_ option: SweepResult.Option) -> Double {
      county.flatMap { option.counties[$0].probability?.value } ?? 0
    }
    let points = options.map {
      Point(
        tonnes: $0.tonnes, chance: chance($0),
        effort: effort == .cost ? $0.cost ?? 0 : $0.adoptions, support: $0.option.support)
    }
    // Whoever beats an option comes before it in this order.
    let order = points.indices.sorted {
      let (a, b) = (points[$0], points[$1])
      return (-a.tonnes, -a.chance, a.effort, $0) < (-b.tonnes, -b.chance, b.effort, $1)
    }
    var front: [Point] = []
    for option in order where !front.contains(where: { $0.beats(points[option]) }) {
      front.append(points[option])
      options[option].isOnFront = true
    }
  }
}
