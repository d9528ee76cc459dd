/// Which years the baseline is fitted to, and where it leads the region.
///
/// A history that ends before or after an unusual year, or a trend that begins earlier, can move the outlook more than all
/// pledges together; whoever chooses should see by how much.
public struct HistoryChoice: Hashable, Codable, Sendable {
  /// The last inventory year used.
  public var lastYear: Int
  /// The first year of the national trend's window.
  public var window: Int
  /// The medians of all municipalities and sectors at the horizon, added up.
  ///
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double

  public init(lastYear: Int, window: Int, tonnes: Double) {
    self.lastYear = lastYear
    self.window = window
    self.tonnes = tonnes
  }
}
