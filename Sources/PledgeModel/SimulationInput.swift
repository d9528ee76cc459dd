/// Everything a simulation needs: the resolved scenario and the inventories it starts from.
public struct SimulationInput: Sendable {
  public var scenario: ResolvedScenario
  /// The municipalities of the scenario, in its order.
  public var inventory: Inventory
  /// Every municipality of the inventory file, with the years after the last one used; the pooled trend is estimated on all
  /// of them up to that year.
  public var pool: Inventory
  /// The nation, one area `00`, same release and years.
  public var nation: Inventory

  public init(
    scenario: ResolvedScenario, inventory: Inventory, pool: Inventory, nation: Inventory
  ) {
    self.scenario = scenario
    self.inventory = inventory
    self.pool = pool
    self.nation = nation
  }
}
