import Analysis
import Foundation
import PledgeModel
import ScenarioFiles

/// A backtest as people read it, and as tables for other programs.
struct BacktestText {
  let result: BacktestResult

  init(_ result: BacktestResult) { self.result = result }

  /// Every score in one table, with the worst municipalities and the histogram below.
  var table: String {
    var lines = [
      "relative error of municipal totals; crps/line: ranked probability score over the line's error;",
      "share of what came inside the central intervals; county: the same for county totals",
      "",
      Self.row(
        "",
        ["median", "line", "last", "/line", "/last", "crps/line", "50 %", "80 %", "90 %", "county"]
      ),
    ]
    let groups: [(String, [BacktestScore])] = [
      ("", [result.overall]), ("years ahead", result.byHorizon), ("from", result.byOrigin),
      ("county", result.byCounty), ("county, fit to the others", result.leavingOut),
      ("county, fit to itself", result.alone),
    ]
    for (title, scores) in groups where !scores.isEmpty {
      if !title.isEmpty { lines.append(title) }
      lines += scores.map { Self.row(Self.label($0), Self.cells($0)) }
    }
    if let weighted = result.overall.detail?.weightedError {
      lines.append("weighted by tonnes")
      lines.append(Self.row("all", Self.errors(weighted)))
    }
    if let histogram = result.overall.detail?.pitHistogram {
      lines += [
        "",
        "place of what came among the draws, in tenths (10 % each would be perfect):",
        histogram.map { Self.percent($0) }.joined(separator: " "),
      ]
    }
    lines += ["", "worst municipalities: error of median, of line, share inside 80 %"]
    lines += result.worst.map {
      Self.row(
        $0.code,
        [
          Self.number($0.performance.relativeError, 3),
          Self.number($0.performance.lineRelativeError, 3), Self.percent($0.performance.coverage80),
        ])
    }
    return lines.joined(separator: "\n")
  }

  /// A row for each score.
  var scores: CSVTable {
    var table = CSVTable(
      head: [
        "group", "value", "projections", "error_median", "error_line", "error_persistence",
        "weighted_error_median", "weighted_error_line", "weighted_error_persistence", "crps",
        "crps_over_line", "coverage_50", "coverage_80", "coverage_90", "county_coverage_80",
      ] + (1...10).map { "pit_\($0)" })
    let groups: [(String, [BacktestScore])] = [
      ("overall", [result.overall]), ("horizon", result.byHorizon), ("origin", result.byOrigin),
      ("county", result.byCounty), ("county_left_out", result.leavingOut),
      ("county_alone", result.alone),
    ]
    for (group, scores) in groups {
      for score in scores {
        let errors = score.relativeError
        guard let detail = score.detail else { continue }
        let weighted = detail.weightedError
        let numbers: [Double?] =
          [
            errors.median, errors.line, errors.persistence, weighted.median, weighted.line,
            weighted.persistence, detail.crps, score.crpsOverLine, score.coverage.central50,
            score.coverage.central80, score.coverage.central90, score.countyCoverage80,
          ] + detail.pitHistogram
        table.rows.append(
          [group, Self.label(score), "\(detail.projectionCount)"]
            + numbers.map { $0.map { "\($0)" } ?? "" })
      }
    }
    return table
  }

  /// A row for each municipality, origin and year.
  var projections: CSVTable {
    CSVTable(
      head: ["code", "origin", "year", "actual", "median", "p10", "p90", "line"],
      rows: result.municipalities.flatMap { municipality in
        municipality.performance.projections.map { past in
          [municipality.code, "\(past.origin)", "\(past.year)"]
            + [past.actual, past.median, past.low, past.high, past.line].map { "\($0)" }
        }
      })
  }

  private static func label(_ score: BacktestScore) -> String {
    score.horizon.map(String.init) ?? score.origin.map(String.init) ?? score.county ?? "all"
  }

  private static func cells(_ score: BacktestScore) -> [String] {
    errors(score.relativeError)
      + [
        number(score.crpsOverLine, 3), percent(score.coverage.central50),
        percent(score.coverage.central80), percent(score.coverage.central90),
        score.countyCoverage80.map { percent($0) } ?? "",
      ]
  }

  private static func errors(_ errors: BacktestScore.MethodErrors) -> [String] {
    [errors.median, errors.line, errors.persistence].map { number($0, 4) }
      + [errors.line, errors.persistence].map { number(errors.median / $0, 3) }
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }

  private static func row(_ label: String, _ cells: [String]) -> String {
    let padded = cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }
    return "  " + label.padding(toLength: 8, withPad: " ", startingAt: 0) + padded.joined()
  }
}
