import Analysis
import PledgeModel
import ReportWriter
import ScenarioFiles

/// A backtest as people read it, and as tables for other programs.
struct BacktestText {
  let result: BacktestResult
  let style: NumberStyle

  init(_ result: BacktestResult, style: NumberStyle) {
    self.result = result
    self.style = style
  }

  /// Every score in one table, with the worst municipalities and the histogram below.
  var text: String {
    var lines = [
      "relative error of municipal totals; crps/line: ranked probability score over the line's error;",
      "share of what came inside the central intervals; county: the same for county totals",
      "",
      scoreTable.plain,
    ]
    if let histogram = result.overall.detail?.pitHistogram {
      lines += [
        "",
        "place of what came among the draws, in tenths (10% each would be perfect):",
        histogram.map { style.percent($0) }.joined(separator: " "),
      ]
    }
    lines += ["", "worst municipalities: error of median, of line, share inside 80%", worst.plain]
    return lines.joined(separator: "\n")
  }

  private var scoreTable: TextTable {
    var table = TextTable(
      columns: [("", false)]
        + [
          "median", "line", "last", "/line", "/last", "crps/line", "50%", "80%", "90%", "county",
        ].map { ($0, true) })
    func add(_ label: String, _ cells: [String]) {
      let empty = Array(repeating: "", count: table.columns.count - 1 - cells.count)
      table.rows.append([label] + cells + empty)
    }
    let groups: [(String, [BacktestScore])] = [
      ("", [result.overall]), ("years ahead", result.byHorizon), ("from", result.byOrigin),
      ("county", result.byCounty), ("county, fit to the others", result.leavingOut),
      ("county, fit to itself", result.alone),
    ]
    for (title, scores) in groups where !scores.isEmpty {
      if !title.isEmpty { add(title, []) }
      for score in scores { add("  " + Self.label(score), cells(score)) }
    }
    if let weighted = result.overall.detail?.weightedError {
      add("weighted by tonnes", [])
      add("  all", errors(weighted))
    }
    return table
  }

  private var worst: TextTable {
    TextTable(
      columns: [("", false), ("median", true), ("line", true), ("80%", true)],
      rows: result.worst.map { municipality in
        let past = municipality.performance
        return ["  " + municipality.code]
          + [past.relativeError, past.lineRelativeError].map { style.number($0, step: 0.001) }
          + [style.percent(past.coverage80)]
      })
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

  private func cells(_ score: BacktestScore) -> [String] {
    let coverage = score.coverage
    return errors(score.relativeError) + [style.number(score.crpsOverLine, step: 0.001)]
      + [coverage.central50, coverage.central80, coverage.central90].map { style.percent($0) }
      + [score.countyCoverage80.map { style.percent($0) } ?? ""]
  }

  private func errors(_ errors: BacktestScore.MethodErrors) -> [String] {
    [errors.median, errors.line, errors.persistence].map { style.number($0, step: 0.0001) }
      + [errors.line, errors.persistence].map { style.number(errors.median / $0, step: 0.001) }
  }
}
