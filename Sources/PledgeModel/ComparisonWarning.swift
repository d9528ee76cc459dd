/// Why differences mean less than they seem to.
public enum ComparisonWarning: String, Hashable, Codable, Sendable, CaseIterable {
  /// The scenarios state other seeds; the reference's is used for all.
  case seed
  /// The scenarios state other numbers of draws; the reference's is used for all.
  case draws
  /// The inventories are of other releases, or other files.
  case inventory
  /// Histories end in other years, so pledges and statistics are cut elsewhere.
  case lastYear
  /// The horizons differ; the years that all share are compared.
  case horizon
  /// The regions differ; the municipalities that all share are compared.
  case region
  /// The baselines differ, so what nobody decides differs as well.
  case baseline
  /// Costs are stated in other years' kronor or discounted by other rates; each option's own are used.
  case prices
}
