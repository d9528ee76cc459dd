import LinearAlgebra
import Sampling

/// Draws with replacement, the same for every outcome: how often each draw is in each resample.
///
/// - Source: Efron (1979), doi:10.1214/aos/1176344552.
struct Resampling: Sendable {
  /// How many resamples there are.
  static let count = 200
  /// - Shape: draws × resamples.
  private let counts: Matrix

  init(drawCount: Int, seed: UInt64) {
    let streams = RandomStreams(seed: seed)
    var counts = [Double](repeating: 0, count: drawCount * Self.count)
    var uniforms = [Double](repeating: 0, count: drawCount)
    for resample in 0..<Self.count {
      streams.fillWordUniforms(
        StreamAddress(purpose: AnalysisPurpose.resampling.rawValue, pledge: resample),
        firstDraw: 0, drawCount: drawCount, columns: 1, into: &uniforms)
      for uniform in uniforms {
        counts[resample * drawCount + Int(uniform * Double(drawCount))] += 1
      }
    }
    self.counts = Matrix(
      rowCount: drawCount, columnCount: Self.count, columnMajor: counts)
  }

  /// The sums of each column over each resample.
  ///
  /// - Shape: draws × columns; the result is resamples × columns.
  func sums(of columns: Matrix) -> Matrix { counts.transposedTimes(columns) }
}
