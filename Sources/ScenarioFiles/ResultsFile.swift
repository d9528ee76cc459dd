public import Foundation
public import PledgeModel

/// Saves results and reads them back.
///
/// The file is JSON with sorted keys and numbers in their shortest form, so that equal results give equal bytes. Nothing
/// that changes from run to run, such as a date or a duration, is in it. `Reports/README.md` describes the keys.
public enum ResultsFile {
  /// Bytes of the largest file read.
  private static let limit = 64 << 20
  /// Numbers, texts and lists in the largest file read; the whole nation has about a million.
  private static let valueLimit = 4_000_000

  /// The bytes of a results file.
  ///
  /// - Precondition: Every number is finite; results of a simulation are.
  public static func data(_ results: Results) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      var data = try encoder.encode(results)
      data.append(UInt8(ascii: "\n"))
      return data
    } catch {
      preconditionFailure("results that cannot be written: \(error)")
    }
  }

  /// Reads a results file; nil, with diagnostics, when it is not one that can be reported on.
  public static func read(_ path: String) -> (Results?, [Diagnostic]) {
    do throws(FileTree.Refusal) {
      let data = try FileTree(root: ".").bytes(path, limit: limit, isChosenByUser: true)
      return read(data, file: path)
    } catch {
      let diagnostics = Diagnostics()
      error.report(path: path, namedAt: Place(file: path), to: diagnostics)
      return (nil, diagnostics.sorted)
    }
  }

  /// Reads the bytes of a results file.
  package static func read(_ data: Data, file: String) -> (Results?, [Diagnostic]) {
    let diagnostics = Diagnostics()
    let results = read(data, at: Place(file: file), diagnostics: diagnostics)
    return (results, diagnostics.sorted)
  }

  private struct Version: Decodable {
    var format: Int
  }

  private static func read(_ data: Data, at place: Place, diagnostics: Diagnostics) -> Results? {
    // Decoded values take many times the room of their text.
    let valueCount = data.withUnsafeBytes { bytes in
      bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    }
    guard valueCount <= valueLimit else {
      diagnostics.error("the file holds more than \(valueLimit) values", at: place)
      return nil
    }
    let decoder = JSONDecoder()
    guard let version = try? decoder.decode(Version.self, from: data) else {
      diagnostics.error(
        "the file is not a results file", at: place,
        hint: "`utsikt run` writes results as `results.json`")
      return nil
    }
    guard version.format == Results.currentFormat else {
      diagnostics.error(
        "the results have format \(version.format), this version reads \(Results.currentFormat)",
        at: place, hint: "run the scenario again with this version")
      return nil
    }
    do {
      let results = try decoder.decode(Results.self, from: data)
      if let fault = results.fault {
        diagnostics.error("the results do not fit together: \(fault)", at: place)
        return nil
      }
      return results
    } catch let error as DecodingError {
      diagnostics.error("the results cannot be read: \(error.place)", at: place)
    } catch {
      diagnostics.error("the results cannot be read", at: place)
    }
    return nil
  }
}

extension DecodingError {
  /// Which key is at fault, and how.
  fileprivate var place: String {
    let (context, fault): (Context, String) =
      switch self {
      case .typeMismatch(_, let context): (context, "is of another kind")
      case .valueNotFound(_, let context): (context, "is missing")
      case .keyNotFound(let key, let context): (context, "lacks the key \(key.stringValue.quoted)")
      case .dataCorrupted(let context): (context, "is not valid")
      @unknown default: (Context(codingPath: [], debugDescription: ""), "is not valid")
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return "\(path.isEmpty ? "the file" : path.joined(separator: ".").quoted) \(fault)"
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
  fileprivate var isWhole: Bool { quantiles.count == Self.levels.count }
}
