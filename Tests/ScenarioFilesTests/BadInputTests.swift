import Foundation
import ScenarioFiles
import Testing

/// One fault per file in `Resources/bad`: the fault in the file's name, the expected diagnostic in its first lines.
@Suite struct BadInputTests {
  private static let folder = resources + "/bad"

  static var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }

  @Test(arguments: files)
  func isRefusedWithItsPlace(_ name: String) throws {
    let path = "\(Self.folder)/\(name)"
    let (loaded, diagnostics) = ScenarioReader(root: scenarios).read(path)
    #expect(loaded == nil)
    let found = diagnostics.filter { $0.severity == .error }.map {
      $0.rendered.replacing(Self.folder + "/", with: "")
    }
    #expect(found.joined(separator: "\n") == expectation(in: path))
  }

  @Test func thereAreFixtures() {
    #expect(Self.files.count > 100)
  }

  private func expectation(in path: String) -> String {
    let lines = String(decoding: FileManager.default.contents(atPath: path)!, as: UTF8.self)
      .split(separator: "\n")
    return lines.prefix { $0.hasPrefix("# ") }.map { line in
      line.hasPrefix("# hint: ")
        ? "\n\(line.dropFirst(2))" : String(line.dropFirst("# expect: ".count))
    }.joined(separator: "\n")
  }
}
