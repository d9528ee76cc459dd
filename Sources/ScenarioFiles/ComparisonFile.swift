public import Foundation
public import PledgeModel

/// Saves comparisons and reads them back, as ``ResultsFile`` does with results.
public enum ComparisonFile {
  /// The bytes of a comparison file.
  ///
  /// - Precondition: Every number is finite; those of a comparison are.
  public static func data(_ results: ComparisonResults) -> Data { SavedJSON.data(results) }

  private struct Kind: Decodable {
    var options: [ComparedOption]
  }

  /// Whether a file holds a comparison and not the results of a run.
  public static func isComparison(_ path: String) -> Bool {
    SavedJSON.read(path) { data, _, _ in try? JSONDecoder().decode(Kind.self, from: data) }.0 != nil
  }

  /// Reads a comparison file; nil, with diagnostics, when it is not one that can be reported on.
  public static func read(_ path: String) -> (ComparisonResults?, [Diagnostic]) {
    SavedJSON.read(path, decode: decode)
  }

  private static func decode(
    _ data: Data, at place: Place, diagnostics: Diagnostics
  ) -> ComparisonResults? {
    guard
      let results = SavedJSON.decode(
        ComparisonResults.self, format: ComparisonResults.currentFormat, from: data, at: place,
        diagnostics: diagnostics)
    else { return nil }
    if let fault = results.fault {
      diagnostics.error("the comparison does not fit together: \(fault)", at: place)
      return nil
    }
    return results
  }
}

extension ComparisonResults {
  /// What does not fit together; nil when reports can rely on the shapes.
  fileprivate var fault: String? {
    guard (1...10_000_000).contains(draws) else { return "`draws` is out of range" }
    guard options.count > 1 else { return "there is nothing to compare" }
    for (name, axis) in [("years", years), ("pledgeYears", pledgeYears)] {
      guard let first = axis.first, axis == Array(first..<first + axis.count) else {
        return "`\(name)` are not consecutive"
      }
    }
    guard options.flatMap(\.costs).allSatisfy({ $0.perTonne.isWhole }) else {
      return "a known cost has not \(Summary.levels.count) quantiles"
    }
    guard !areas.isEmpty else { return "there is no area" }
    for area in areas {
      guard area.options.count == options.count else {
        return "the area \(area.code.quoted) has not every option"
      }
      for (index, option) in area.options.enumerated() {
        guard (option.difference == nil) == (index == 0), option.isWhole(self) else {
          return "an option of the area \(area.code.quoted) lacks figures"
        }
      }
    }
    return nil
  }
}

extension OptionOutcome {
  fileprivate func isWhole(_ results: ComparisonResults) -> Bool {
    let ledgers = Ledger.allCases.count
    var summaries = emissions + costs.map(\.cost) + bands
    guard emissions.count == results.years.count, bands.count == results.items.count,
      dominatedBy.allSatisfy({ results.options.indices.contains($0) }),
      costs.allSatisfy({ $0.tonnes.count == ledgers && $0.knownTonnes.count == ledgers })
    else { return false }
    if let difference {
      guard difference.emissions.count == results.years.count,
        difference.lowerEmissions.count == results.years.count,
        difference.avoided.count == ledgers,
        difference.avoided.allSatisfy({ $0.count == results.pledgeYears.count }),
        difference.steps.count == results.items.count,
        difference.avoidedCumulated.count == ledgers, difference.avoidsMore.count == ledgers,
        difference.costs.allSatisfy({ $0.ledgers.map(\.ledger) == Ledger.allCases }),
        difference.costs.flatMap(\.ledgers).compactMap(\.perTonne).allSatisfy({
          $0.quantiles.count == Summary.levels.count
        })
      else { return false }
      summaries +=
        difference.emissions + difference.avoided.joined() + difference.avoidedCumulated
        + difference.steps + [difference.baseline] + difference.costs.map(\.cost)
        + difference.costs.flatMap(\.ledgers).flatMap { [$0.cost, $0.tonnes] }
    }
    return summaries.allSatisfy(\.isWhole)
  }
}
