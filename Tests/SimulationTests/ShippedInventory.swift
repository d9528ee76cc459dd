import Foundation
import PledgeModel

/// The inventories in `Scenarios/data`, read in the plainest way.
enum ShippedInventory {
  static func pool(release: Int) throws -> Inventory {
    try read("emissions-\(release).csv", release: release)
  }

  static func nation(release: Int) throws -> Inventory {
    let name =
      release == 2025 ? "emissions-national-2025.csv" : "emissions-county-national-2026.csv"
    return try read(name, release: release).only(["00"])!
  }

  static func text(_ name: String) throws -> String {
    let data = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scenarios/data/\(name)")
    return try String(contentsOf: data, encoding: .utf8)
  }

  private static func read(_ name: String, release: Int) throws -> Inventory {
    var values: [String: [Int: [Double]]] = [:]
    for line in try text(name).split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      values[String(fields[0]), default: [:]][Int(fields[1])!] = fields.dropFirst(2).map {
        Double($0)!
      }
    }
    let areas = values.keys.sorted()
    let years = values[areas[0]]!.keys.sorted()
    return Inventory(
      release: release, areas: areas, years: years,
      tonnes: areas.flatMap { area in
        Sector.allCases.indices.flatMap { sector in years.map { values[area]![$0]![sector] } }
      })
  }
}

extension Inventory {
  /// The areas whose code begins with the prefix.
  func starting(with prefix: String) -> Inventory {
    only(areas.filter { $0.hasPrefix(prefix) })!
  }
}
