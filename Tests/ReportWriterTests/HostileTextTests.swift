import Foundation
import PledgeModel
import ReportWriter
import Testing

/// Names from scenario files may hold anything; every report shows them as text.
@Suite struct HostileTextTests {
  static let hostile =
    "</script><script>window.broken=1</script>=1+1\"'`| *å* 🙂 \u{202E}שלום{year}{{text}}"

  static let results: Results = {
    var results = Stored.results
    results.scenario.title = LocalizedText(sv: hostile, en: hostile)
    results.scenario.notice = LocalizedText(sv: hostile, en: hostile)
    results.areas[0].name = hostile
    results.scenario.municipalities[0].name = hostile
    results.pledges[0].name = LocalizedText(sv: hostile, en: hostile)
    results.scenario.assumptions[0].provenance.source = LocalizedText(hostile)
    results.inputs[0].path = hostile
    results.attribution!.items[0].name = LocalizedText(sv: hostile, en: hostile)
    return results
  }()

  @Test func pagesHoldNoMarkupFromNames() throws {
    let plain = Stored.options(.en)
    let options = ReportOptions(language: .en, date: plain.date, command: Self.hostile)
    let code = Self.results.areas[0].code
    for (name, page) in [
      ("hostile", try Report.html(Self.results, options: options)),
      (
        "hostile-onepager",
        try Report.onePager(Self.results, municipalities: [code], options: options)
      ),
    ] {
      #expect(!page.contains("<script>window"))
      #expect(page.contains("&lt;script&gt;window.broken=1"))
      // Three script elements of the page's own: data, chart runtime, drawing.
      #expect(page.components(separatedBy: "<script").count == 4)
      #expect(page.components(separatedBy: "</script").count == 4)
      try Pages.keep(page, as: "\(name).html")
    }
  }

  @Test func jsonKeepsEveryCharacter() throws {
    let all = String(String.UnicodeScalarView((0..<0x500).compactMap(Unicode.Scalar.init)))
    for text in [Self.hostile, all] {
      let written = JSONText.array([.string(text)]).text
      #expect(!written.contains("<"))
      let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
      #expect(read == [text])
    }
  }

  @Test func markdownShowsNamesAsTheyAre() throws {
    let summary = try Report.markdown(Self.results, options: Stored.options(.en))
    #expect(!summary.contains("<script>"))
    #expect(summary.contains("\\<script\\>window.broken=1"))
    #expect(summary.contains("'\\`\\| \\*å\\* 🙂"))
    #expect(MarkdownSummary.escaped("a\nb|c") == "a b\\|c")
  }

  @Test func styleSheetsHoldNoMarkup() {
    #expect(PageFrame.cssString("a\"</style>é") == "\"a\\22 \\3c \\2f style\\3e é\"")
  }
}
