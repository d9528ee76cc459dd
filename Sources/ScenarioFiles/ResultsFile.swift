public import Foundation
public import PledgeModel

/// Saves results and reads them back.
///
/// The file is JSON with sorted keys and numbers in their shortest form, so that equal results give equal bytes. Nothing
/// that changes from run to run, such as a date or a duration, is in it. `Reports/README.md` describes the keys.
public enum ResultsFile {
  /// The bytes of a results file.
  ///
  /// - Precondition: Every number is finite; results of a simulation are.
  public static func data(_ results: Results) -> Data { SavedJSON.data(results) }

  /// Reads a results file; nil, with diagnostics, when it is not one that can be reported on.
  public static func read(_ path: String) -> (Results?, [Diagnostic]) {
    SavedJSON.read(path, decode: decode)
  }

  /// Reads the bytes of a results file.
  package static func read(_ data: Data, file: String) -> (Results?, [Diagnostic]) {
    SavedJSON.read(data, file: file, decode: decode)
  }

  private static func decode(_ data: Data, at place: Place, diagnostics: Diagnostics) -> Results? {
    guard
      let results = SavedJSON.decode(
        Results.self, format: Results.currentFormat, from: data, at: place,
        diagnostics: diagnostics)
    else { return nil }
    if let fault = results.fault {
      diagnostics.error("the results do not fit together: \(fault)", at: place)
      return nil
    }
    return results
  }
}

extension Results {
  /// What does not fit together, such as a list that is too short; nil when reports can rely on the shapes.
  fileprivate var fault: String? {
    guard (1...10_000_000).contains(draws) else { return "`draws` is out of range" }
    guard !years.isEmpty, years == Array(years[0]..<years[0] + years.count) else {
      return "`years` are not consecutive"
    }
    guard
      pledgeYears == Array((pledgeYears.first ?? 0)..<(pledgeYears.first ?? 0) + pledgeYears.count)
    else { return "`pledgeYears` are not consecutive" }
    for area in areas {
      if let fault = area.fault(
        years: years.count, pledgeYears: pledgeYears.count, items: attribution?.items.count)
      {
        return "\(fault) of the area \(area.code.quoted)"
      }
    }
    let others =
      pledges.compactMap(\.tonnes) + measures.map(\.tonnes)
      + rounds.flatMap {
        [$0.adopted, $0.doneAtEnd, $0.startedAtEnd, $0.doneAtHorizon, $0.tonnesAtEnd]
      }
    return others.allSatisfy(\.isWhole)
      ? nil : "a summary has not \(Summary.levels.count) quantiles"
  }
}

extension AreaResult {
  fileprivate func fault(years: Int, pledgeYears: Int, items: Int?) -> String? {
    let ledgerCount = Ledger.allCases.count
    let perYear = [
      ("emissions", emissions), ("baseline", baseline), ("newSinceInventory", newSinceInventory),
      ("endedSinceInventory", endedSinceInventory),
    ]
    for (key, list) in perYear {
      let mayBeEmpty = key != "emissions" && key != "baseline"
      guard list.count == years || mayBeEmpty && list.isEmpty else {
        return "`\(key)` is too short"
      }
    }
    guard sectors.isEmpty || sectors.count == Sector.allCases.count,
      sectors.allSatisfy({ $0.count == years })
    else { return "`sectors` are too few" }
    for (key, ledgers) in [("avoided", avoided), ("avoidedNet", avoidedNet)] {
      guard ledgers.isEmpty || ledgers.count == ledgerCount,
        ledgers.allSatisfy({ $0.count == pledgeYears })
      else { return "`\(key)` is too short" }
    }
    guard avoidedCumulated.isEmpty || avoidedCumulated.count == ledgerCount else {
      return "`avoidedCumulated` is too short"
    }
    guard history.allSatisfy({ $0.sectors.count == Sector.allCases.count }) else {
      return "`history` lacks a sector"
    }
    guard bands?.count == items, bands?.allSatisfy({ $0.means.count == years }) ?? true else {
      return "`bands` do not fit the attribution"
    }
    let summaries =
      perYear.flatMap(\.1) + sectors.joined() + avoided.joined() + avoidedNet.joined()
      + avoidedCumulated + targets.flatMap { [$0.gap, $0.baselineGap] }
      + (bands ?? []).map(\.horizon)
    return summaries.allSatisfy(\.isWhole)
      ? nil : "a summary has not \(Summary.levels.count) quantiles"
  }
}

extension Summary {
  var isWhole: Bool { quantiles.count == Self.levels.count }
}
