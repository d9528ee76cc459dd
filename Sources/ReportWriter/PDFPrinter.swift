import Foundation

/// Prints pages to PDF with a Chromium that is installed already.
struct PDFPrinter {
  private let browser: String
  private let folder: String

  /// Names under which Debian and others install Chromium.
  private static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
  ]

  /// - Parameters:
  ///   - searchPath: folders separated by colons, as `PATH` has them.
  ///   - scratchFolder: where pages, profile and sockets are kept.
  init(searchPath: String, scratchFolder: String) throws(ReportError) {
    browser = try Self.browser(searchPath: searchPath)
    folder = scratchFolder
  }

  /// The path of the browser.
  ///
  /// - Throws: ``ReportError/noBrowser``.
  static func browser(searchPath: String) throws(ReportError) -> String {
    let folders = searchPath.split(separator: ":")
    let candidates = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw .noBrowser
    }
    return found
  }

  func print(_ html: String, to path: String) throws(ReportError) {
    do {
      if let pdf = try pdf(html), Self.hasFont(pdf) {
        try pdf.write(to: URL(fileURLWithPath: path))
      } else if let sample = try pdf("<p>a"), !Self.hasFont(sample) {
        // Without a font Chromium stops, or prints pages without letters and says nothing.
        throw ReportError.noFonts
      } else {
        throw ReportError.cannotWrite(path, reason: "`\(browser)` stopped before it had printed")
      }
    } catch let error as ReportError {
      throw error
    } catch {
      let cause =
        error as? POSIXError ?? (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
      let reason = cause.map { String(cString: strerror($0.code.rawValue)).lowercased() }
      throw .cannotWrite(path, reason: reason ?? error.localizedDescription)
    }
  }

  /// A page as PDF; nil when the browser gave up.
  private func pdf(_ html: String) throws -> Data? {
    let page = URL(fileURLWithPath: "\(folder)/page.html")
    let printed = URL(fileURLWithPath: "\(folder)/page.pdf")
    try? FileManager.default.removeItem(at: printed)
    try Data(html.utf8).write(to: page)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder]) { $1 }
    process.arguments =
      [
        "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
        "--generate-pdf-document-outline", "--user-data-dir=\(folder)/profile",
        // Charts are drawn as wide as the paper; time stands still until they are done.
        "--window-size=794,1123", "--virtual-time-budget=60000",
        "--print-to-pdf=\(printed.path)",
      ]
      // Chromium's sandbox refuses to start for root, as in a container.
      + (getuid() == 0 ? ["--no-sandbox"] : [])
      // The page's script then shows all that a reader could choose.
      + [page.absoluteString + "#paper"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
      // Somebody wants an end of it, so nothing is tried again.
      throw POSIXError(.EINTR)
    }
    return try? Data(contentsOf: printed)
  }

  /// Whether a PDF has letters to show its texts with.
  private static func hasFont(_ pdf: Data) -> Bool {
    pdf.range(of: Data("/Type /Font".utf8)) != nil
  }
}
