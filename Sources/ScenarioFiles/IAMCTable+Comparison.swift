public import PledgeModel

extension IAMCTable {
  /// A comparison as the same table: what `Difference|<variable>` says of a scenario is that option minus the reference.
  ///
  /// Variables without `Difference` are those of each option by itself, the reference among them.
  ///
  /// - Unit: `t CO2e/yr`; probabilities have the unit `1`, costs `SEK_<year>` and costs of a tonne `SEK_<year>/t CO2e`.
  /// - Accuracy: nine significant digits.
  public static func csv(_ results: ComparisonResults) -> String {
    let targets = results.areas.flatMap { $0.options.flatMap { $0.targets.map(\.targetYear) } }
    var writer = IAMCWriter(years: results.years + results.pledgeYears + targets)
    for (index, option) in results.options.enumerated() {
      // Two files of one name are two scenarios.
      let isFirst = results.options.firstIndex { $0.name == option.name } == index
      writer.scenario = name(option.name + (isFirst ? "" : " (\(index + 1))"), option.notice)
      for area in results.areas {
        writer.region = region(area.kind, area.code, area.name)
        add(area.options[index], of: results, to: &writer)
        if let difference = area.options[index].difference {
          add(stepsOf: difference, of: results, to: &writer)
        }
      }
    }
    return writer.text
  }

  private static func add(
    _ outcome: OptionOutcome, of results: ComparisonResults, to writer: inout IAMCWriter
  ) {
    writer.add("Emissions|CO2e", outcome.emissions, results.years)
    if let regret = outcome.regret {
      writer.row("Expected Regret|Emissions|CO2e", "t CO2e/yr", [(results.horizon, regret.value)])
    }
    for target in outcome.targets {
      writer.row(
        "Target|\(target.id)|Probability", "1", [(target.targetYear, target.probability.value)])
    }
    let money = "SEK_\(results.priceYear)"
    for cost in outcome.costs {
      writer.add(variable(cost.share), [cost.cost], [results.horizon], unit: money)
    }
    guard let difference = outcome.difference else { return }
    writer.add("Difference|Emissions|CO2e", difference.emissions, results.years)
    let better = difference.lowerEmissions.map(\.better)
    let lower = "Difference|Emissions|CO2e|Probability Lower"
    writer.row(lower, "1", Array(zip(results.years, better.map(\.value))))
    writer.row(
      lower + "|Standard Error", "1", Array(zip(results.years, better.map(\.standardError))))
    for (ledger, name) in ledgers {
      writer.add(
        "Difference|Emission Reduction|CO2e|\(name)", difference.avoided[ledger.index],
        results.pledgeYears)
    }
    for target in outcome.targets {
      guard let shift = difference.targets.first(where: { $0.id == target.id }) else { continue }
      writer.row(
        "Difference|Target|\(target.id)|Probability", "1", [(target.targetYear, shift.value)])
    }
    for cost in difference.costs {
      writer.add("Difference|" + variable(cost.share), [cost.cost], [results.horizon], unit: money)
      for (ledger, name) in ledgers {
        guard let perTonne = cost.ledgers[ledger.index].perTonne else { continue }
        writer.row(
          "Abatement Cost|\(cost.share == .public ? "Public" : "Total")|\(name)", money + "/t CO2e",
          [(results.horizon, perTonne.value)])
      }
    }
  }

  /// What the difference of emissions in the last year consists of, as far as there is any.
  private static func add(
    stepsOf difference: PairedDifference, of results: ComparisonResults, to writer: inout IAMCWriter
  ) {
    let names = ["Baseline"] + results.items.map { "Item|\($0.id)" }
    for (name, step) in zip(names, [difference.baseline] + difference.steps)
    where step != .nothing {
      writer.add("Difference|Emissions|CO2e|\(name)", [step], [results.horizon])
    }
  }

  private static func variable(_ share: CostShare) -> String {
    share == .public ? "Cost|Public" : "Cost|Total"
  }
}
