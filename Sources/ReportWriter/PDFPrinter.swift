import Foundation

/// Prints pages to PDF with a Chromium that is installed already.
struct PDFPrinter {
  var browser: String

  /// Names under which Debian and others install Chromium.
  private static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
  ]

  /// - Parameter searchPath: folders separated by colons, as `PATH` has them.
  init(searchPath: String) throws(ReportError) {
    let folders = searchPath.split(separator: ":")
    let candidates = Self.names.flatMap { name in folders.map { "\($0)/\(name)" } }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw .noBrowser
    }
    browser = found
  }

  func print(_ html: String, to path: String) throws(ReportError) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("utsikt-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.arguments =
      [
        "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
        "--generate-pdf-document-outline", "--user-data-dir=\(folder.path)/profile",
        // Charts are drawn as wide as the paper; time stands still until they are done.
        "--window-size=794,1123", "--virtual-time-budget=60000",
        "--print-to-pdf=\(folder.path)/page.pdf",
      ]
      // Chromium's sandbox refuses to start for root, as in a container.
      + (getuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteString]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(html.utf8).write(to: page)
      try process.run()
      process.waitUntilExit()
      let pdf = try Data(contentsOf: folder.appendingPathComponent("page.pdf"))
      try pdf.write(to: URL(fileURLWithPath: path))
    } catch {
      throw .cannotWrite(path, reason: "\(browser): \(error.localizedDescription)")
    }
  }
}
