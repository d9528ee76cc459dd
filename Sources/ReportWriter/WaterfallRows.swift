import PledgeModel

/// The steps from the reference's emissions in the last year to an option's.
struct WaterfallRows {
  private let results: ComparisonResults
  private let texts: Texts
  private let style: NumberStyle
  private let names: [String]

  /// Most steps that are drawn; the smallest beyond stand together.
  private static let stepCount = 15

  init(results: ComparisonResults, texts: Texts, style: NumberStyle) {
    self.results = results
    self.texts = texts
    self.style = style
    names =
      [texts["compare.stepsBaseline"]] + results.items.map { $0.title(texts, style.language) }
  }

  private struct Step {
    var name: String
    var mean: Double
    /// Nil where only the mean is known.
    var interval: (low: Double, high: Double)?
  }

  /// The reference, what each step changes, and the option; nothing where there is no step.
  func rows(_ area: AreaComparison, _ option: Int) -> JSONText {
    let steps = steps(area, option)
    guard !steps.isEmpty, let whole = area.options[option].difference?.emissions.last else {
      return .array([])
    }
    func title(_ option: Int) -> String { results.options[option].title[style.language] }
    func emissions(_ option: Int) -> [(String, JSONText)] {
      [("emissions", .rounded(area.options[option].emissions.last?.mean ?? 0))]
    }
    var rows: [JSONText] = [.object(bar(title(0), "whole", from: 0, 0) + emissions(0))]
    var at = 0.0
    for step in steps {
      var row = bar(step.name, step.mean > 0 ? "more" : "less", from: at, step.mean)
      if let interval = step.interval { row += spread(interval, from: at) }
      rows.append(.object(row))
      at += step.mean
    }
    let total = bar(title(option), "whole", from: 0, whole.mean)
    rows.append(.object(total + spread(whole.central80, from: 0) + emissions(option)))
    return .array(rows)
  }

  /// The step that changes most; nil where there is none.
  func largest(_ area: AreaComparison, _ option: Int) -> (name: String, step: Summary)? {
    all(area, option).max { abs($0.step.mean) < abs($1.step.mean) }
  }

  private func bar(
    _ name: String, _ kind: String, from: Double, _ mean: Double
  ) -> [(String, JSONText)] {
    [
      ("step", .string(name)), ("kind", .string(kind)), ("from", .rounded(from)),
      ("to", .rounded(from + mean)), ("mean", .rounded(mean)),
    ]
  }

  private func spread(
    _ interval: (low: Double, high: Double), from: Double
  ) -> [(String, JSONText)] {
    [
      ("least", .rounded(from + interval.low)), ("most", .rounded(from + interval.high)),
      ("lower", .rounded(interval.low)), ("upper", .rounded(interval.high)),
    ]
  }

  /// What differs: the baseline, then the items in their order.
  private func all(_ area: AreaComparison, _ option: Int) -> [(name: String, step: Summary)] {
    guard let difference = area.options[option].difference else { return [] }
    return zip(names, [difference.baseline] + difference.steps).filter { $1 != .nothing }.map {
      ($0, $1)
    }
  }

  private func steps(_ area: AreaComparison, _ option: Int) -> [Step] {
    let all = all(area, option)
    let sizes = all.map { abs($0.step.mean) }.sorted(by: >)
    let least = sizes.count > Self.stepCount ? sizes[Self.stepCount - 1] : 0
    let drawn = all.filter { abs($0.step.mean) >= least }
    let rest = all.filter { abs($0.step.mean) < least }
    return drawn.map { Step(name: $0.name, mean: $0.step.mean, interval: $0.step.central80) }
      + (rest.isEmpty
        ? []
        : [
          Step(name: texts["compare.stepsRest"], mean: rest.reduce(0) { $0 + $1.step.mean })
        ])
  }
}
