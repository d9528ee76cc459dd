import Foundation
import PledgeModel
import ReportWriter
import Testing

@Suite struct TextsTests {
  @Test func bothLanguagesHaveEveryTextWithTheSameBraces() throws {
    let swedish = try Texts(.sv)
    let english = try Texts(.en)
    #expect(swedish.keys == english.keys)
    for key in swedish.keys {
      #expect(braces(swedish[key]) == braces(english[key]), "\(key)")
      #expect(!swedish[key].isEmpty || key == "mark.imputed", "\(key)")
    }
  }

  @Test func everyTextIsUsed() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/ReportWriter").standardized
    let walker = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var everything = ""
    for case let file as URL in walker
    where ["swift", "mustache", "js", "json"].contains(file.pathExtension)
      && !file.path.contains("/Texts/") && !file.path.contains("/Vega/")
    {
      everything += try String(contentsOf: file, encoding: .utf8)
    }
    for key in try Texts(.sv).keys {
      let parent = key.split(separator: ".").dropLast().joined(separator: ".")
      let list = key.split(separator: ".").dropLast(2).joined(separator: ".")
      // A key ending in what a value decides is written `sector.\(…)` in Swift and `sector.${…}` in the script.
      let isUsed =
        everything.contains(key) || everything.contains("\(parent).\\(")
        || everything.contains("\(parent).${") || everything.contains("{{#text.\(list)}}")
      #expect(isUsed, "\(key) is not used")
    }
  }

  @Test func aValueWithBracesIsNotFilledAgain() throws {
    let texts = try Texts(.en)
    let filled = texts.fill(
      "headline.heading", ["area": "{year} {emissions}", "emissions": "1", "year": "2030"])
    #expect(filled == "{year} {emissions} is heading for 1 in 2030")
  }

  private func braces(_ text: String) -> [String] {
    text.matches(of: /\{(\w+)\}/).map { String($0.1) }.sorted()
  }
}
