/// Settings of a run that may change how long it takes, never what it finds.
public struct SimulationSettings: Sendable {
  /// How many workers share the draws, each with one BLAS thread.
  public var threads: Int
  /// Blocks of 256 draws handed to a worker at a time.
  public var blocksPerTile: Int
  /// Blocks whose outcomes are held at a time, a power of two; a run of up to twice as many is held as a whole.
  public var blocksPerSpan: Int
  /// How far the brackets of quantiles reach in a run of several spans (`PartwiseQuantiles`).
  public var reach: Double

  public init(
    threads: Int, blocksPerTile: Int = 1, blocksPerSpan: Int = 64, reach: Double = 5
  ) {
    precondition(
      blocksPerSpan.nonzeroBitCount == 1, "\(blocksPerSpan) blocks are not a power of two")
    self.threads = max(1, threads)
    self.blocksPerTile = max(1, blocksPerTile)
    self.blocksPerSpan = blocksPerSpan
    self.reach = reach
  }
}
