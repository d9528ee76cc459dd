import PledgeModel
import Simulation

/// What the reductions of all options are shared out among: the items of each, put together where they are the same.
struct SharedItems: Sendable {
  /// Measures, then pledges, then what ended.
  let all: [AttributionItem]
  /// Where they stand among those of each option, `[option][item]`; nil where an option lacks it.
  let positions: [[Int?]]

  init(_ simulators: [Simulator]) {
    let own = simulators.map { $0.emissions.bands?.plan.items ?? [] }
    var found: [AttributionItem] = []
    for item in own.joined() where !found.contains(where: item.isSame) { found.append(item) }
    let all = AttributionKind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
    self.all = all
    positions = own.map { items in all.map { items.firstIndex(where: $0.isSame) } }
  }
}

extension AttributionItem {
  /// Whether another scenario's item is this one, whatever either calls it.
  fileprivate func isSame(_ other: AttributionItem) -> Bool { kind == other.kind && id == other.id }
}
