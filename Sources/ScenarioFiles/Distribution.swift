import Foundation
import PledgeModel

/// Reads an uncertain number: a bare one, or the median, range or quantiles people quote.
struct DistributionReader {
  let diagnostics: Diagnostics

  /// The 90th percentile of the standard normal distribution.
  ///
  /// - Source: Wichura (1988), algorithm AS 241.
  private static let z90 = 1.2815515655446004
  /// Below it a beta distribution is all but a coin that lands on nothing or everything, and its quantiles are beyond numbers.
  private static let leastShape = 0.01
  /// The 99th percentile.
  private static let z99 = 2.3263478740408408

  /// Nil, with a diagnostic, when no distribution fits.
  func uncertain(_ tree: Tree, name: String, support: Form.Bounds) -> Uncertain? {
    let read = tree.number.map { Uncertain.fixed(value: $0) } ?? keyed(tree, name: name)
    guard let read else { return nil }
    guard isInside(read, support) else {
      let range = support == .share ? "lie from 0 to 1" : "not be negative"
      return fault("\(name.quoted) must \(range)", tree)
    }
    if support == .notNegative, case .normal(let mean, let sd) = read, mean < Self.z99 * sd {
      diagnostics.warning(
        "\(name.quoted) is below zero in more than one draw of a hundred", at: tree.place,
        hint: "a log-normal never is: `{median: …, p90: …}`")
    }
    return read
  }

  private func keyed(_ tree: Tree, name: String) -> Uncertain? {
    let keys = Form.distributionFields.map(\.key).filter { $0 != "distribution" }
    let given = Set(keys.filter { tree[$0] != nil })
    let value = { (key: String) in tree[key]!.number! }
    let kind = tree["distribution"]?.text
    for (candidate, needed) in Self.kinds where kind ?? candidate == candidate {
      guard given == Set(needed) else { continue }
      switch candidate {
      case "fixed": return .fixed(value: value("value"))
      case "normal": return .normal(mean: value("mean"), standardDeviation: value("sd"))
      case "uniform":
        guard value("low") < value("high") else {
          return fault("`low` must lie below `high`", tree["low"]!)
        }
        return .uniform(low: value("low"), high: value("high"))
      case "triangular", "pert":
        let (low, mode, high) = (value("low"), value("mode"), value("high"))
        guard low < high, (low...high).contains(mode) else {
          return fault("`low`, `mode` and `high` must ascend", tree["low"]!)
        }
        return candidate == "pert"
          ? .pert(low: low, mode: mode, high: high) : .triangular(low: low, mode: mode, high: high)
      case "beta":
        for key in ["alpha", "beta"] where value(key) < Self.leastShape {
          return fault("\(key.quoted) is at least \(Self.leastShape.written)", tree[key]!)
        }
        return .beta(alpha: value("alpha"), beta: value("beta"))
      default: return logNormal(tree, given: given)
      }
    }
    if tree.isPruned { return nil }
    let accepted = Self.kinds.filter { kind ?? $0.0 == $0.0 }.map { kind, keys in
      "\(kind) with " + keys.map { "`\($0)`" }.joined(separator: ", ")
    }
    return fault(
      "\(name.quoted) does not say which distribution it has", tree,
      hint: "accepted: " + accepted.joined(separator: "; "))
  }

  /// Kinds with the keys each needs; the first that fits is taken.
  private static let kinds: [(String, [String])] = [
    ("fixed", ["value"]), ("logNormal", ["median", "sigma"]), ("logNormal", ["median", "p90"]),
    ("logNormal", ["p10", "p90"]), ("logNormal", ["p10", "median", "p90"]),
    ("normal", ["mean", "sd"]), ("triangular", ["low", "mode", "high"]),
    ("uniform", ["low", "high"]), ("beta", ["alpha", "beta"]), ("pert", ["low", "mode", "high"]),
  ]

  private func logNormal(_ tree: Tree, given: Set<String>) -> Uncertain? {
    for key in ["p10", "median", "p90"] {
      if let part = tree[key], part.number! <= 0 {
        return fault("`\(key)` of a log-normal distribution must lie above 0", part)
      }
    }
    let p10 = tree["p10"]?.number
    let p90 = tree["p90"]?.number
    let median = tree["median"]?.number
    if let sigma = tree["sigma"]?.number { return .logNormal(median: median!, sigma: sigma) }
    if let p10, p10 >= median ?? p90! {
      return fault(
        "no distribution has these quantiles: `p10` must lie below `\(median == nil ? "p90" : "median")`",
        tree["p10"]!)
    }
    if let median, median >= p90! {
      return fault(
        "no distribution has these quantiles: `p90` must lie above `median`", tree["p90"]!)
    }
    guard let p10 else {
      return .logNormal(median: median!, sigma: log(p90! / median!) / Self.z90)
    }
    let fitting = sqrt(p10) * sqrt(p90!)
    if let median, abs(log(median / fitting)) > 0.01 {
      return fault(
        "no log-normal distribution has these three quantiles", tree["median"]!,
        hint: "leave out `median`; with this `p10` and `p90` it is \(fitting)")
    }
    return .logNormal(median: fitting, sigma: log(p90! / p10) / (2 * Self.z90))
  }

  private func isInside(_ uncertain: Uncertain, _ support: Form.Bounds) -> Bool {
    let ends: [Double] =
      switch uncertain {
      case .fixed(let value): [value]
      case .normal(let mean, _): [mean]
      case .logNormal(let median, _): [median]
      case .uniform(let low, let high), .triangular(let low, _, let high),
        .pert(let low, _, let high):
        [low, high]
      case .beta: [0, 1]
      }
    return ends.allSatisfy(support.contains)
  }

  private func fault(_ message: String, _ tree: Tree, hint: String? = nil) -> Uncertain? {
    diagnostics.error(message, at: tree.place, hint: hint)
    return nil
  }
}

extension Double {
  /// The number at four significant digits, without a needless `.0`.
  var written: String {
    guard self != rounded() || abs(self) >= 1e15 else { return String(Int(self)) }
    let digits = 3 - Int(log10(abs(self)).rounded(.down))
    guard (0...12).contains(digits) else { return String(self) }
    let scale = pow(10, Double(digits))
    return String((self * scale).rounded() / scale)
  }
}
