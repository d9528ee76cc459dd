import Sampling
import Simulation
import Testing

/// The kernels of option panels against plain loops.
@Suite struct OptionPanelTests {
  private static let width = 5

  private static func numbers(_ count: Int, _ pledge: Int) -> [Double] {
    var numbers = [Double](repeating: 0, count: count)
    RandomStreams(seed: 3).fillNormals(
      StreamAddress(purpose: 1, pledge: pledge), firstDraw: 0, drawCount: count, columns: 1,
      into: &numbers)
    return numbers
  }

  private static func panel(_ values: [Double]) -> OptionPanel {
    let panel = OptionPanel(width: width)
    panel.base.update(from: values, count: values.count)
    return panel
  }

  private static func values(_ panel: OptionPanel) -> [Double] {
    Array(UnsafeBufferPointer(start: panel.base, count: width * drawsPerBlock))
  }

  @Test(arguments: [256, 255, 100, 8, 7, 1]) func reductionIsThatOfPlainLoops(drawCount: Int) {
    let size = Self.width * drawsPerBlock
    let values = Self.numbers(size, 1).map { 1e6 + $0 }
    let limit = Self.numbers(drawsPerBlock, 2).map { 1e6 + $0 }
    let next = Self.numbers(drawsPerBlock, 3)
    let before = Self.numbers(size, 4)
    let (panel, sums) = (Self.panel(values), Self.panel(before))
    let columns = 4
    var means = [Double](repeating: -1, count: Self.width)
    var squares = means
    var reached = [Int32](repeating: 2, count: Self.width)
    means.withUnsafeMutableBufferPointer { means in
      squares.withUnsafeMutableBufferPointer { squares in
        reached.withUnsafeMutableBufferPointer { reached in
          panel.reduce(
            columns: columns, drawCount: drawCount, limit: limit, next: next, addingTo: sums,
            into: OptionPanel.Reduction(
              means: means.baseAddress!, squares: squares.baseAddress!,
              reached: reached.baseAddress!))
        }
      }
    }
    for column in 0..<columns {
      let own = Array(values[column * drawsPerBlock..<(column + 1) * drawsPerBlock])
      let moments = RunningMoments(own, count: drawCount)
      #expect(abs(means[column] - moments.mean) < 1e-9)
      #expect(abs(squares[column] - moments.sumOfSquares) <= 1e-9 * (1 + moments.sumOfSquares))
      let count = (0..<drawCount).count { own[$0] >= limit[$0] }
      #expect(reached[column] == 2 + Int32(count))
    }
    #expect(means[columns] == -1 && reached[columns] == 2)
    let (left, added) = (Self.values(panel), Self.values(sums))
    for place in 0..<size {
      let isReduced = place < columns * drawsPerBlock
      #expect(left[place] == (isReduced ? next[place % drawsPerBlock] : values[place]))
      #expect(added[place] == (isReduced ? before[place] + values[place] : before[place]))
    }
  }

  @Test func excessIsTakenBackAndCounted() {
    let size = Self.width * drawsPerBlock
    let (values, tonnes) = (Self.numbers(size, 1), Self.numbers(size, 2))
    let room = Self.numbers(drawsPerBlock, 3).map { max(0, $0 + 1) }
    let (panel, sector) = (Self.panel(values), Self.panel(tonnes))
    panel.takeExcess(of: sector, room: room, columns: Self.width)
    let found = Self.values(panel)
    for place in 0..<size {
      #expect(found[place] == values[place] - max(0, tonnes[place] - room[place % drawsPerBlock]))
    }
    #expect(Self.values(sector).allSatisfy { $0 == 0 })
    var counts = [Int32](repeating: 0, count: Self.width)
    panel.countBites(columns: Self.width, drawCount: 200, into: &counts)
    for column in 0..<Self.width {
      let expected = (0..<200).count { tonnes[column * drawsPerBlock + $0] > room[$0] }
      #expect(expected > 0 && counts[column] == Int32(expected))
    }
    panel.countBites(columns: Self.width, drawCount: 200, into: &counts)
    #expect(counts[0] == Int32((0..<200).count { tonnes[$0] > room[$0] }))
  }
}
