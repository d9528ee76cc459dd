/// Which years the baseline is fitted to, and where it leads the region.
///
/// A history that ends before or after an unusual year, or a trend that begins earlier, can move the outlook more than all
/// pledges together; whoever chooses should see by how much.
public struct HistoryChoice: Hashable, Codable, Sendable {
  /// The last inventory year used.
  public var lastYear: Int
  /// The first year of the national trend's window.
  public var window: Int
  /// The median of the region's baseline at the horizon, which is added up draw by draw over the first `draws` draws.
  ///
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double

  /// How many draws every choice takes; all take the same numbers, so that their difference is known better than either.
  public static let draws = 2048

  public init(lastYear: Int, window: Int, tonnes: Double) {
    self.lastYear = lastYear
    self.window = window
    self.tonnes = tonnes
  }
}
