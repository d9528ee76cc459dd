public import PledgeModel

/// Reports made from a stored result; nothing here runs a simulation or asks a clock.
public enum Report {
  /// One self-contained page about a whole result, to be opened without a network.
  public static func html(
    _ results: Results, options: ReportOptions
  ) throws(ReportError) -> String {
    try RegionPage(results: results, options: options).html()
  }
}
