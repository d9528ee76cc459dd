import Sampling
import Testing

/// The worked examples of JCGM 101:2008, "Propagation of distributions using a Monte Carlo method", sections 9.2 to 9.5.
///
/// Tolerances are half a printed digit plus four standard errors.
@Suite struct PropagationTests {
  private static let drawCount = 1 << 20
  private let streams = RandomStreams(seed: 101)

  private func normals(_ block: Int, columns: Int) -> [Double] {
    var numbers = [Double](repeating: 0, count: columns * Self.drawCount)
    streams.fillNormals(
      StreamAddress(purpose: 1, block: block), firstDraw: 0, drawCount: Self.drawCount,
      columns: columns, into: &numbers)
    return numbers
  }

  /// Uniform on (−1, 1).
  private func symmetricUniforms(_ block: Int, columns: Int) -> [Double] {
    var numbers = [Double](repeating: 0, count: columns * Self.drawCount)
    streams.fillUniforms(
      StreamAddress(purpose: 2, block: block), firstDraw: 0, drawCount: Self.drawCount,
      columns: columns, into: &numbers)
    return numbers.map { 2 * $0 - 1 }
  }

  /// What a measurement's draws say.
  private struct Outcome {
    let mean: Double
    let uncertainty: Double
    let low: Double
    let high: Double
    let uncertaintyError: Double
    let endError: Double
  }

  /// - Parameter density: that of the outcome at the ends of the interval, for their standard errors.
  private func outcome(
    _ draws: [Double], coverage: Double, densityAtEnds density: Double
  ) throws -> Outcome {
    let moments = RunningMoments(draws, count: draws.count)
    var selector = QuantileSelector(capacity: draws.count)
    var ends = [0.0, 0.0]
    let tail = (1 - coverage) / 2
    try selector.quantiles([tail, 1 - tail], of: draws, count: draws.count, into: &ends)
    let uncertainty = try #require(moments.standardDeviation)
    let count = Double(draws.count)
    // The error of a standard deviation, from the fourth moment.
    let fourth =
      draws.reduce(0) { sum, value in
        let square = (value - moments.mean) * (value - moments.mean)
        return sum + square * square
      } / count
    let square = uncertainty * uncertainty
    return Outcome(
      mean: moments.mean, uncertainty: uncertainty, low: ends[0], high: ends[1],
      uncertaintyError: ((fourth - square * square) / count).squareRoot() / (2 * uncertainty),
      endError: (tail * (1 - tail) / count).squareRoot() / density)
  }

  private func sums(_ columns: [Double], _ scales: [Double]) -> [Double] {
    (0..<Self.drawCount).map { draw in
      scales.indices.reduce(0) { $0 + scales[$1] * columns[$1 * Self.drawCount + draw] }
    }
  }

  @Test func `9·2·2: four standard normals`() throws {
    let y = try outcome(
      sums(normals(0, columns: 4), [1, 1, 1, 1]), coverage: 0.95, densityAtEnds: 0.0292)
    #expect(abs(y.uncertainty - 2.00) <= 0.005 + 4 * y.uncertaintyError)
    #expect(abs(y.low + 3.92) <= 0.005 + 4 * y.endError)
    #expect(abs(y.high - 3.92) <= 0.005 + 4 * y.endError)
  }

  @Test func `9·2·3: four rectangles with standard deviation 1`() throws {
    let scale = 3.0.squareRoot()
    let y = try outcome(
      sums(symmetricUniforms(0, columns: 4), [scale, scale, scale, scale]), coverage: 0.95,
      densityAtEnds: 0.030)
    #expect(abs(y.uncertainty - 2.00) <= 0.005 + 4 * y.uncertaintyError)
    #expect(abs(y.low + 3.88) <= 0.005 + 4 * y.endError)
    #expect(abs(y.high - 3.88) <= 0.005 + 4 * y.endError)
    // From the distribution of the sum in closed form, with nothing rounded.
    #expect(abs(y.high - 3.879407) <= 4 * y.endError)
  }

  @Test func `9·2·4: one rectangle with standard deviation 10`() throws {
    let scale = 3.0.squareRoot()
    let y = try outcome(
      sums(symmetricUniforms(0, columns: 4), [scale, scale, scale, 10 * scale]), coverage: 0.95,
      densityAtEnds: 0.02)
    #expect(abs(y.uncertainty - 10.1489) <= 0.00005 + 4 * y.uncertaintyError)
  }

  @Test(arguments: [(0.0, 50.00), (0.010, 111.80), (0.050, 502.49)])
  func `9·4: comparison loss in microwave power meter calibration`(
    reflection: Double, expected: Double
  ) throws {
    let errors = normals(4, columns: 2)
    // In millionths.
    let losses = (0..<Self.drawCount).map { draw in
      let real = reflection + 0.005 * errors[draw]
      let imaginary = 0.005 * errors[Self.drawCount + draw]
      return 1e6 * (real * real + imaginary * imaginary)
    }
    let y = try outcome(losses, coverage: 0.95, densityAtEnds: 1)
    #expect(abs(y.uncertainty - expected) <= 0.005 + 4 * y.uncertaintyError)
  }

  /// Student's t: a normal over the root of a mean of squared normals.
  private func student(_ block: Int, degrees: Int) -> [Double] {
    let numbers = normals(block, columns: degrees + 1)
    return (0..<Self.drawCount).map { draw in
      let squares = (1...degrees).reduce(0.0) {
        $0 + numbers[$1 * Self.drawCount + draw] * numbers[$1 * Self.drawCount + draw]
      }
      return numbers[draw] / (squares / Double(degrees)).squareRoot()
    }
  }

  @Test func `9·5: gauge block calibration`() throws {
    let standard = student(16, degrees: 18)
    let difference = student(32, degrees: 24)
    let random = student(48, degrees: 5)
    let systematic = student(64, degrees: 8)
    let temperature = normals(80, columns: 1)
    let uniforms = symmetricUniforms(8, columns: 6)
    let lengths = (0..<Self.drawCount).map { draw in
      func uniform(_ column: Int) -> Double { uniforms[column * Self.drawCount + draw] }
      let standardLength = 50_000_623 + 25 * standard[draw]
      let measured = 215 + 6 * difference[draw] + 4 * random[draw] + 7 * systematic[draw]
      let expansion = 11.5e-6 + 2e-6 * uniform(0)
      // The sine of a uniform angle has the arcsine distribution.
      let deviation = -0.1 + 0.2 * temperature[draw] + 0.5 * sine(uniform(1))
      // A curvilinear trapezoid is a rectangle whose limits are known inexactly.
      let expansionDifference = (1e-6 + 0.1e-6 * uniform(2)) * uniform(3)
      let temperatureDifference = (0.050 + 0.025 * uniform(4)) * uniform(5)
      return
        (standardLength * (1 + expansion * (deviation - temperatureDifference)) + measured)
        / (1 + (expansion + expansionDifference) * deviation) - 50_000_000
    }
    let y = try outcome(lengths, coverage: 0.99, densityAtEnds: 0.0003)
    #expect(abs(y.mean - 838) <= 0.5 + 4 * y.uncertainty / Double(Self.drawCount).squareRoot())
    #expect(abs(y.uncertainty - 36) <= 0.5 + 4 * y.uncertaintyError)
    #expect(abs(y.low - 745) <= 0.5 + 4 * y.endError)
    #expect(abs(y.high - 932) <= 0.5 + 4 * y.endError)
  }

  /// sin(π/2 · x) on (−1, 1), by its Taylor series to working accuracy.
  private func sine(_ x: Double) -> Double {
    let angle = x * .pi / 2
    var (term, sum) = (angle, angle)
    for k in stride(from: 2.0, through: 22, by: 2) {
      term *= -angle * angle / (k * (k + 1))
      sum += term
    }
    return sum
  }
}
