import PledgeModel
import ReportWriter
import Testing

@Suite struct OutlineTests {
  private func square(_ from: Double, _ to: Double) -> [[Double]] {
    [[from, from], [from, to], [to, to], [to, from]]
  }

  @Test func aRingInsideAnotherIsAHoleAndOneInsideTheHoleAnIsland() {
    let outline = Outline(rings: [square(4, 6), square(0, 10), square(2, 8), square(20, 21)])
    #expect(outline.polygons.map(\.count) == [1, 2, 1])
    #expect(outline.polygons[1][0].contains([10, 10]))
    #expect(outline.polygons[1][1].contains([8, 8]))
    #expect(outline.bounds! == (0, 0, 21, 21))
  }

  @Test func ringsAreClosedAndTurned() {
    let outline = Outline(rings: [square(0, 10), square(2, 8)])
    let area = { (ring: [[Double]]) in
      zip(ring, ring.dropFirst()).reduce(0) { $0 + ($1.0[0] * $1.1[1] - $1.1[0] * $1.0[1]) / 2 }
    }
    #expect(outline.polygons[0].allSatisfy { $0.first == $0.last })
    #expect(outline.polygons[0].map(area) == [100, -36])
  }

  @Test func everyShippedMunicipalityHasAnOutline() {
    for town in Stored.results.scenario.municipalities {
      #expect(!Outline(rings: town.outline).polygons.isEmpty, "\(town.name)")
    }
  }
}
