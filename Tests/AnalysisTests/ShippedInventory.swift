import Foundation
import PledgeModel
import ScenarioFiles
import Testing

/// The inventories in `Scenarios/data`.
enum ShippedInventory {
  static func inventories(release: Int) throws -> (pool: Inventory, nation: Inventory) {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scenarios").standardizedFileURL.path
    return try #require(ScenarioReader(root: root).inventories(release: release).0)
  }
}
