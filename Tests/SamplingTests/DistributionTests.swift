import Foundation
import Sampling
import Testing

@Suite struct DistributionTests {
  static let all: [any Distribution] = [
    Normal(mean: -3, standardDeviation: 0.25), LogNormal(median: 2.5, sigma: 0.6),
    Uniform(low: -2, high: 5), Triangular(low: 0, mode: 0.25, high: 1),
    Triangular(low: 2, mode: 7, high: 7), PERT(low: -1, mode: 0, high: 3),
    Beta(alpha: 4, beta: 4), Beta(alpha: 2, beta: 18), Beta(alpha: 0.5, beta: 0.5),
    Gamma(shape: 0.5), Gamma(shape: 21.2, scale: 3), Gumbel(location: 1, scale: 2),
    Logistic(location: 1, scale: 2),
  ]

  private func distribution(_ name: Substring, _ parameters: [Double]) throws -> any Distribution {
    let p = parameters
    return switch name {
    case "normal": Normal(mean: p[0], standardDeviation: p[1])
    case "logNormal": LogNormal(median: p[0], sigma: p[1])
    case "uniform": Uniform(low: p[0], high: p[1])
    case "triangular": Triangular(low: p[0], mode: p[1], high: p[2])
    case "pert": PERT(low: p[0], mode: p[1], high: p[2])
    case "beta": Beta(alpha: p[0], beta: p[1])
    case "gamma": Gamma(shape: p[0], scale: p[1])
    case "gumbel": Gumbel(location: p[0], scale: p[1])
    default: try #require(name == "logistic" ? Logistic(location: p[0], scale: p[1]) : nil)
    }
  }

  /// Relative 1e-12, or that much of the spread where a value lies near zero by accident.
  @Test func `agrees with SciPy`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "Resources/scipy_values", withExtension: "csv"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.count > 900)
    for line in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let distribution = try distribution(
        fields[0], fields[1].split(separator: " ").map { try #require(Double($0)) })
      let argument = Double(fields[3]) ?? .nan
      let expected = try #require(Double(fields[4]))
      let found: Double
      var slack = 0.0
      switch fields[2] {
      case "mean": found = distribution.mean
      case "variance": found = distribution.variance
      case "cdf": found = distribution.cdf(argument)
      default:
        found = distribution.quantile(argument)
        if expected < distribution.mean && distribution.quantile(1e-300) < 0 {
          slack = 1e-14 * distribution.variance.squareRoot()
        }
      }
      #expect(abs(found - expected) <= 1e-12 * abs(expected) + slack, "\(line), found \(found)")
    }
  }

  @Test(arguments: all.indices) func `quantile and cdf undo each other`(index: Int) {
    let distribution = Self.all[index]
    for p in [1e-8, 0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999] {
      #expect(abs(distribution.cdf(distribution.quantile(p)) - p) <= 1e-12)
    }
    #expect(distribution.cdf(-1e9) < 1e-12 && distribution.cdf(1e9) > 1 - 1e-12)
  }

  /// Kolmogorov–Smirnov at n = 20 000 with the bound 1.95 / √n: false alarm 0.1 % each; moments within five standard errors
  /// of the mean and a tenth of the variance.
  @Test(arguments: all.indices) func `samples follow the distribution`(index: Int) {
    let distribution = Self.all[index]
    let n = 20_000
    var sample = [Double](repeating: 0, count: n)
    RandomStreams(seed: 2030).fillUniforms(
      StreamAddress(purpose: 9, sector: index), firstDraw: 0, drawCount: n, columns: 1,
      into: &sample)
    sample = sample.map(distribution.quantile).sorted()
    let mean = sample.reduce(0, +) / Double(n)
    #expect(abs(mean - distribution.mean) < 5 * (distribution.variance / Double(n)).squareRoot())
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n - 1)
    #expect(abs(variance / distribution.variance - 1) < 0.1)
    let distance = sample.enumerated().map { i, x in
      let p = distribution.cdf(x)
      return max(p - Double(i) / Double(n), Double(i + 1) / Double(n) - p)
    }.max()!
    #expect(distance < 1.95 / Double(n).squareRoot())
  }

  @Test func `a fixed number is certain`() {
    let fixed = Fixed(3)
    #expect(fixed.mean == 3 && fixed.variance == 0 && fixed.quantile(0.2) == 3)
    #expect(fixed.cdf(2.9) == 0 && fixed.cdf(3) == 1)
  }

  @Test func `bounded distributions end at their bounds`() {
    #expect(Beta(alpha: 2, beta: 6).quantile(0) == 0 && Beta(alpha: 2, beta: 6).quantile(1) == 1)
    #expect(Gamma(shape: 2).quantile(0) == 0 && Gamma(shape: 2).quantile(1) == .infinity)
    #expect(PERT(low: 1, mode: 2, high: 4).quantile(1) == 4)
  }

  @Test func `refuses parameters that make no distribution`() async {
    await #expect(processExitsWith: .failure) { _ = Beta(alpha: 0, beta: 1) }
    await #expect(processExitsWith: .failure) { _ = LogNormal(median: -1, sigma: 1) }
    await #expect(processExitsWith: .failure) { _ = PERT(low: 0, mode: 2, high: 1) }
    await #expect(processExitsWith: .failure) { _ = Normal(mean: 0, standardDeviation: .nan) }
  }
}
