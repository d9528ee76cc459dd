public import PledgeModel

/// Reports made from a stored result; nothing here runs a simulation or asks a clock.
public enum Report {
  /// One self-contained page about a whole result, to be opened without a network.
  public static func html(
    _ results: Results, options: ReportOptions
  ) throws(ReportError) -> String {
    try RegionPage(results: results, options: options).html()
  }

  /// One self-contained page about a comparison, to be opened without a network.
  public static func html(
    _ results: ComparisonResults, options: ReportOptions
  ) throws(ReportError) -> String {
    try ComparisonPage(results: results, options: options).html()
  }

  /// One side of A4 about each of some municipalities, to be printed or opened without a network.
  public static func onePager(
    _ results: Results, municipalities codes: [String], options: ReportOptions
  ) throws(ReportError) -> String {
    let texts = try Texts(options.language)
    let style = NumberStyle(language: options.language, texts: texts)
    return try OnePager(results: results, options: options, texts: texts, style: style).html(codes)
  }

  /// Throws when there is no Chromium to print with.
  ///
  /// - Parameter searchPath: the folders to look for it in, separated by colons as in `PATH`.
  public static func checkPrinter(searchPath: String) throws(ReportError) {
    _ = try PDFPrinter.browser(searchPath: searchPath)
  }

  /// Prints a page of `html` or `onePager` to a PDF with an installed Chromium.
  ///
  /// - Parameters:
  ///   - searchPath: the folders to look for Chromium in, separated by colons as in `PATH`.
  ///   - scratchFolder: an empty folder for all that Chromium leaves lying about.
  public static func pdf(
    _ page: String, to path: String, searchPath: String, scratchFolder: String
  ) throws(ReportError) {
    try PDFPrinter(searchPath: searchPath, scratchFolder: scratchFolder).print(page, to: path)
  }

  /// A summary in Markdown, for a wiki or a merge request.
  public static func markdown(
    _ results: Results, options: ReportOptions
  ) throws(ReportError) -> String {
    let texts = try Texts(options.language)
    let style = NumberStyle(language: options.language, texts: texts)
    return try MarkdownSummary(results: results, options: options, texts: texts, style: style)
      .text()
  }

  /// Writes a workbook with a sheet for each question: summary, municipalities, years, pledges, assumptions, provenance.
  public static func workbook(
    _ results: Results, options: ReportOptions, to path: String
  ) throws(ReportError) {
    let texts = try Texts(options.language)
    try ResultWorkbook(results: results, options: options, texts: texts).write(to: path)
  }

  /// Writes a GeoPackage of the municipalities with the key results as attributes, in EPSG:3006, with a QGIS style.
  public static func geoPackage(
    _ results: Results, options: ReportOptions, to path: String
  ) throws(ReportError) {
    let texts = try Texts(options.language)
    try GeoPackage(results: results, options: options, texts: texts).write(to: path)
  }
}
