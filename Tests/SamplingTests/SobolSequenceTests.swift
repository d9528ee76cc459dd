import Foundation
import Sampling
import Testing

@Suite struct SobolSequenceTests {
  private func points(_ sequence: SobolSequence, first: Int, _ count: Int) -> [[Double]] {
    var numbers = [Double](repeating: -1, count: count * sequence.dimensionCount)
    sequence.fill(firstPoint: first, pointCount: count, into: &numbers)
    return (0..<sequence.dimensionCount).map { Array(numbers[$0 * count..<($0 + 1) * count]) }
  }

  private func scrambled(_ dimensionCount: Int, _ block: Int = 0) -> SobolSequence {
    SobolSequence(
      dimensionCount: dimensionCount, streams: RandomStreams(seed: 7),
      address: StreamAddress(purpose: 1, year: block))
  }

  /// Exact words of another implementation.
  @Test func `agrees with SciPy`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "Resources/scipy_sobol", withExtension: "csv"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let points = points(SobolSequence(dimensionCount: 64), first: 0, 64)
    #expect(lines.count == 512)
    for line in lines {
      let fields = line.split(separator: ",").compactMap { Int($0) }
      #expect(points[fields[1]][fields[0]] == (Double(fields[2]) + 0.5) / 0x1p32, "\(line)")
    }
  }

  @Test func `every axis is divided evenly, scrambled or not`() {
    for sequence in [SobolSequence(dimensionCount: 64), scrambled(64)] {
      for (first, count) in [(0, 1024), (1024, 1024), (96, 32), (4_294_966_272, 1024)] {
        for axis in points(sequence, first: first, count) {
          #expect(Set(axis.map { Int($0 * Double(count)) }).count == count)
        }
      }
    }
  }

  /// The first two dimensions form a (0, m, 2) net: one point in every elementary rectangle.
  @Test func `two axes are divided evenly together`() {
    let axes = points(scrambled(2), first: 256, 256)
    for k in 0...8 {
      let (width, height) = (Double(1 << k), Double(1 << (8 - k)))
      #expect(
        Set((0..<256).map { Int(axes[0][$0] * width) << 8 | Int(axes[1][$0] * height) }).count
          == 256)
    }
  }

  @Test func `points do not depend on where a call begins`() {
    let sequence = scrambled(5)
    let (whole, part) = (points(sequence, first: 0, 100), points(sequence, first: 37, 63))
    for dimension in 0..<5 { #expect(Array(whole[dimension][37...]) == part[dimension]) }
  }

  /// Sixteen scramblings of 1 024 points: the average of ∏ (1 + (xᵢ − ½)) over six axes is within 1e-3 of one, where random
  /// points would have a standard error of 0.006; the single point 0 of each scrambling is spread over the axis.
  @Test func `scrambled points integrate without bias`() {
    var (averages, firsts) = ([Double](), [Double]())
    for block in 0..<16 {
      let axes = points(scrambled(6, block), first: 0, 1024)
      averages.append(
        (0..<1024).reduce(0.0) { sum, i in sum + axes.reduce(1) { $0 * (0.5 + $1[i]) } } / 1024)
      firsts.append(axes[0][0])
    }
    #expect(abs(averages.reduce(0, +) / 16 - 1) < 1e-3)
    #expect(Set(averages).count == 16)
    #expect(firsts.min()! < 0.3 && firsts.max()! > 0.7)
  }

  @Test func `refuses more dimensions than there are numbers for`() async {
    await #expect(processExitsWith: .failure) { _ = SobolSequence(dimensionCount: 65) }
  }
}
