import Foundation
import PledgeModel
import ReportWriter
import Testing

@Suite struct ReportTests {
  private let results = Stored.results

  @Test(arguments: Language.allCases)
  func aPageIsSmall(language: Language) throws {
    let page = try Report.html(results, options: Stored.options(language))
    #expect(page.utf8.count < 4_000_000)
    #expect(page.contains("<html lang=\"\(language.rawValue)\">"))
    try Pages.keep(page, as: "report-\(language.rawValue).html")
  }

  @Test func equalResultsGiveEqualPages() throws {
    let options = Stored.options(.sv)
    #expect(try Report.html(results, options: options) == Report.html(results, options: options))
  }

  @Test func theHeadlineStandsBeforeAnyChartAndIsWhole() throws {
    let page = try Report.html(results, options: Stored.options(.en))
    let chart = try #require(page.range(of: "class=\"chart\"")).lowerBound
    let text = try Texts(.en)
    let words = AreaWords(
      results: results, area: results.principalArea, texts: text,
      style: NumberStyle(language: .en, texts: text))
    #expect(words.sentences.count == 5)
    // Baseline, pledges, remaining gap and probability, always together.
    #expect(words.cards.count == 4)
    for sentence in words.sentences {
      let written = sentence.replacing("'", with: "&#39;")
      let place = try #require(page.range(of: written), "\(sentence)")
      #expect(place.lowerBound < chart)
    }
  }

  @Test func aRegionWithoutPledgesIsShownAgainstItsTarget() throws {
    var bare = results
    bare.pledges = []
    bare.rounds = []
    bare.adoption = []
    for index in bare.areas.indices {
      bare.areas[index].avoided = []
      bare.areas[index].avoidedCumulated = []
      bare.areas[index].newSinceInventory = []
      bare.areas[index].endedSinceInventory = []
    }
    #expect(!bare.principalArea.targets.isEmpty)
    let page = try Report.html(bare, options: Stored.options(.sv))
    #expect(page.contains("Scenariot innehåller inga klimatlöften."))
    #expect(page.contains("\"wedge\":\"Västra Götalands län år 2030: "))
    let visible = page.components(separatedBy: "id=\"report-data\"")[0]
    for text in ["Nya löften, ton", "Är löftenas kil svår att se", "dras om det antas"] {
      #expect(!visible.contains(text), "\(text)")
    }
    // The map only offers what there is to show.
    #expect(page.contains("<option value=\"probability\">"))
    #expect(!page.contains("<option value=\"tonnes\">"))
    // Nothing stands under these headings.
    #expect(page.contains("<section id=\"gap\">"))
    for section in ["avoided", "pledges", "adoption", "rounds"] {
      #expect(!page.contains("<section id=\"\(section)\">"), "\(section)")
      #expect(!page.contains("href=\"#\(section)\""), "\(section)")
    }
  }

  /// Where a sector runs out of emissions, what is really taken off stands before what the pledges could.
  @Test(arguments: [false, true]) func pledgesTakeOffNoMoreThanThereIs(hasMeasures: Bool) throws {
    var capped = results
    let index = try #require(capped.areas.firstIndex { $0.code == "1498" })
    var area = capped.areas[index]
    func certain(_ value: Double) -> Summary {
      Summary(
        mean: value, standardDeviation: 1,
        quantiles: [-60, -50, -20, 0, 20, 50, 60].map { value + $0 })
    }
    area.cappedShare = 0.9
    area.baseline[area.baseline.count - 1].mean = 10_118
    area.emissions[area.emissions.count - 1].mean = 10_000
    area.newSinceInventory[area.newSinceInventory.count - 1] = certain(187)
    if hasMeasures {
      capped.measures = [
        MeasureResult(
          id: "buses", name: LocalizedText("Elbussar"), sector: .transport, evidence: .assumption,
          tonnes: certain(18))
      ]
      for (item, tonnes) in [18.0, 40, 60, 0].enumerated() {
        area.bands![item].means[area.baseline.count - 1] = tonnes
      }
    }
    capped.areas[index] = area
    let page = try Report.onePager(
      capped, municipalities: ["1498"], options: Stored.options(.sv))
    #expect(
      page.contains(
        "Klimatlöftena tar i medeltal bort \(hasMeasures ? "100" : "120")\u{A0}ton av områdets egna"
      ))
    #expect(page.contains("Löftena skulle kunna ta bort 190\u{A0}ton"))
  }

  /// What is met has a margin, in no place a gap below zero.
  @Test func aTargetThatIsMetHasAMargin() throws {
    var met = results
    let index = try #require(met.areas.firstIndex { $0.code == "1480" })
    met.areas[index].targets[0].gap = Summary(
      mean: -4_100, standardDeviation: 500,
      quantiles: [-5_000, -4_800, -4_500, -4_000, -3_700, -3_300, -3_000])
    let page = try Report.onePager(
      met, municipalities: ["1480"], options: Stored.options(.sv))
    #expect(page.contains("<dt>Marginal till målet</dt><dd class=\"value\">4\u{202F}000\u{A0}ton"))
    #expect(
      page.contains(
        "I medianutfallet nås målet med en marginal på 4\u{202F}000\u{A0}ton (80\u{2011}procentsintervall 3\u{202F}300\u{2060}–\u{2060}4\u{202F}800\u{A0}ton)."
      ))
    #expect(page.contains("utsläppen är i medeltal 4\u{202F}100\u{A0}ton lägre än målet kräver"))
    #expect(!page.components(separatedBy: "id=\"report-data\"")[0].contains("Kvar till målet"))
  }

  /// What ends can be more than what is new.
  @Test func pledgesThatRunOutCanGiveBackMore() throws {
    var ending = results
    for area in ending.areas.indices {
      let last = ending.years.count - 1
      ending.areas[area].bands![0].means[last] = 0
      ending.areas[area].bands![3].means[last] =
        -3 * ending.areas[area].newSinceInventory[last].mean
      ending.areas[area].endedSinceInventory[last] = ending.areas[area].newSinceInventory[last]
    }
    let page = try Report.html(ending, options: Stored.options(.sv))
    #expect(page.contains("Löften som löper ut ger tillbaka mer än de nya tar bort: "))
    #expect(page.contains("Löften som har löpt ut sedan 2024 ger samtidigt tillbaka"))
    #expect(!page.contains("tar i medeltal bort \u{2212}"))
  }

  /// The cheapest pledge of a municipality is no fact about it where its adoption is imputed.
  @Test func aCheapestPledgeThatIsImputedIsSaidToBe() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    let id = try #require(results.costs?.first { $0.ledger == .consumption }).id
    let cells = results.adoption.filter { "\($0.catalogue)/\($0.pledge)" == id }
    let imputed = try #require(cells.first { $0.status == .imputed && ($0.tonnes ?? 0) > 0 })
    let town = try #require(results.areas.first { $0.code == imputed.municipality.digits })
    #expect(page.contains("\(town.name) år 2030: billigast av de löften som kan vara antagna är ”"))
    // A county's sum is none of its members' facts.
    #expect(page.contains("Västra Götalands län år 2030: billigast är ”"))
  }

  /// A count stands beside the tonnes it is made from, as they are printed.
  @Test func equivalencesFollowFromThePrintedTonnes() throws {
    let page = try Report.html(results, options: Stored.options(.en))
    let factors = results.scenario.equivalences.map(\.tonnesPerUnit.value)
    let section = try #require(page.range(of: "<section id=\"equivalences\">")).upperBound
    let body = page[section...].components(separatedBy: "</section>")[0]
    let rows = body.components(separatedBy: "<tr><th scope=\"row\">").dropFirst()
    #expect(rows.count > results.rounds.count)
    for row in rows {
      let numbers = row.matches(of: /class="number">([0-9,]+)</).map {
        Double($0.output.1.replacing(",", with: ""))!
      }
      #expect(numbers.count == factors.count + 1)
      for (count, factor) in zip(numbers.dropFirst(), factors) {
        let exact = numbers[0] / factor
        #expect(abs(count - exact) <= max(51, 0.5 * NumberStyle.step(exact, spread: exact)))
      }
    }
  }

  @Test func anotherBaselineSaysWhatItTakesForGranted() throws {
    var frozen = results
    frozen.scenario.baseline = .frozen
    for index in frozen.areas.indices {
      let last = frozen.areas[index].emissions.count - 1
      let total = frozen.areas[index].emissions[last].median
      frozen.areas[index].emissions[last].quantiles = Summary.levels.map { _ in total }
    }
    let page = try Report.html(frozen, options: Stored.options(.sv))
    #expect(page.contains("antas utsläppen ligga kvar på 2024 års nivå"))
    let method = "<p>Utan ytterligare löften och åtgärder ligger varje kommuns sektorer kvar"
    #expect(page.contains(method))
    let sentences = try #require(page.range(of: "id=\"sentences\"")).upperBound
    #expect(!page[sentences...].prefix(600).contains("80 procents sannolikhet"))
    #expect(!(try Report.html(results, options: Stored.options(.sv)).contains(method)))
  }

  @Test func thePledgesAreSaidToBeSmall() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    #expect(page.contains("Löftena är alltså små jämfört med vad målet kräver."))
    #expect(page.contains("Bidrag är medelvärden"))
  }

  @Test func whatTheChoiceOfYearsMeansIsSaid() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    #expect(
      page.contains(
        "Med statistik till och med 2024 är medianen för regionens utsläpp 8,0\u{A0}miljoner ton år 2030 utan ytterligare löften och åtgärder; med statistik till och med 2023 hade det blivit 7,0\u{A0}miljoner ton (\u{2212}13\u{A0}%)."
      ))
    #expect(page.contains("<td class=\"number\">+5\u{A0}%</td>"))
    var frozen = results
    frozen.historyChoices = nil
    #expect(
      try !Report.html(frozen, options: Stored.options(.sv)).contains("<h3>Vad valet av år"))
  }

  @Test func whatTakesOffMostIsNamed() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    let county = results.principalArea
    let style = NumberStyle(language: .sv, texts: try Texts(.sv))
    let most = style.mean(county.bands![0].horizon)
    #expect(
      page.contains(
        "år 2030: störst är bidraget från ”Elbussar”: \(most) (80\u{2011}procentsintervall "))
    #expect(page.contains("\"item\":\"Löften 2024–2026: Transporter\""))
    #expect(page.contains("\"item\":\"Löften som har löpt ut\""))
  }

  /// The cheapest step first, each where the one before ends; ledgers apart.
  @Test func stepsOfCostsFollowEachOther() throws {
    let page = try Report.html(results, options: Stored.options(.en))
    let county = results.principalArea
    let measure = NumberStyle.significant(county.bands![0].horizon.mean, digits: 4)
    #expect(
      page.contains(
        "\"territorial\":[{\"number\":1,\"item\":\"Electric buses\",\"from\":0,\"to\":\(Int(measure)),\"tonnes\":\(Int(measure)),\"cost\":800,"
      ))
    #expect(page.contains("SEK 800 per tonne (700 to 920) in prices of"))
    #expect(page.contains("\"share\":\"public\",\"few\":"))
  }

  /// Where there are more items than colours, rounds stand for their focus areas, or all measures for each.
  @Test func manyItemsAreDrawnTogether() throws {
    var many = results
    let index = try #require(many.areas.firstIndex { $0.kind == .county })
    let (item, band) = (many.attribution!.items[0], many.areas[index].bands![0])
    for number in 1...6 {
      var other = item
      other.id = "buses-\(number)"
      other.name = LocalizedText(sv: "Elbussar \(number)", en: "Electric buses \(number)")
      many.attribution!.items.insert(other, at: 0)
      for area in many.areas.indices { many.areas[area].bands!.insert(band, at: 0) }
    }
    let page = try Report.html(many, options: Stored.options(.en))
    #expect(page.contains("\"item\":\"Measures\""))
    // Single items keep their own bars.
    #expect(page.contains("\"item\":\"Electric buses 6\""))
    var groups = results
    for number in 1...5 {
      var other = results.attribution!.items[1]
      other.id = "a/2022/\(number)"
      groups.attribution!.items.insert(other, at: 1)
      for area in groups.areas.indices {
        groups.areas[area].bands!.insert(groups.areas[area].bands![1], at: 1)
      }
    }
    #expect(
      try Report.html(groups, options: Stored.options(.en)).contains(
        "\"item\":\"Pledges 2022\""))
  }

  @Test func whatTheTonnesOfARoundHangOnIsNamed() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    for round in results.rounds {
      for ledger in Ledger.allCases {
        let largest = try #require(round.largestShares.first { $0.ledger == ledger })
        let town = try #require(
          results.scenario.municipalities.first { $0.code == largest.municipality })
        let percent = (100 * largest.share).rounded().formatted(.number.grouping(.never))
        #expect(page.contains("<td>\(town.name)\u{A0}\(percent)\u{A0}%, "))
      }
    }
  }

  @Test func aShareTooSmallToPrintIsNotPrintedAsZero() throws {
    var changed = results
    let index = try #require(changed.areas.firstIndex { $0.code == results.principalArea.code })
    changed.areas[index].targets[0].shareClosed = 0.0001
    let page = try Report.html(changed, options: Stored.options(.sv))
    #expect(page.contains("Det är under 0,1\u{A0}% av det som fattas till målet."))
  }

  @Test func everyMunicipalityAndAssumptionIsInThePage() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    for town in results.scenario.municipalities {
      #expect(page.contains("data-area=\"\(town.code)\">\(town.name)<"))
    }
    for assumption in results.scenario.assumptions {
      #expect(page.contains("<code>\(assumption.id)</code>"))
    }
  }

  @Test func anAppliedTargetIsSaidNotToBeAdopted() throws {
    let area = try #require(results.areas.first)
    let page = try Report.onePager(
      results, municipalities: [area.code], options: Stored.options(.en))
    #expect(page.contains("County target applied; not adopted by the municipality"))
  }

  @Test func anImputedPledgeIsNoFactAboutAMunicipality() throws {
    let page = try Report.html(results, options: Stored.options(.en))
    let data = try #require(page.range(of: "id=\"report-data\">"))
    let json = page[data.upperBound...].prefix { $0 != "<" }
    let tree = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let areas = try #require(tree?["areas"] as? [[String: Any]])
    let known = Set(results.adoption.filter { $0.status == .known }.map(\.municipality.digits))
    for area in areas where area["kind"] as? String == "municipality" {
      let messages = try #require(area["messages"] as? [String: String])
      let code = try #require(area["code"] as? String)
      if !known.contains(code) {
        #expect(try #require(messages["pledges"]).contains("is imputed"))
      }
    }
  }

  @Test func howTheMethodDidStandsBesideTheProjection() throws {
    let page = try Report.html(results, options: Stored.options(.sv))
    for area in results.areas {
      let message =
        "Så hade metoden klarat sig i \(area.name) 2020–2024: medianen hade missat med i medeltal 4\u{A0}%, "
        + "en rak linje genom områdets egna år med 7\u{A0}%, och 80\u{2011}procentsintervallet hade rymt 3 av 4 värden."
      #expect(page.contains(message) == (area.kind != .subregion), "\(area.name)")
    }
    let sheet = try Report.onePager(
      results, municipalities: ["1480"], options: Stored.options(.sv))
    #expect(sheet.contains("<p>Så hade metoden klarat sig i Göteborg"))
  }

  @Test func industryLedMunicipalitiesCarryAWarning() throws {
    let led = try #require(results.areas.first { $0.leadingIndustryShare != nil })
    let page = try Report.onePager(
      results, municipalities: [led.code], options: Stored.options(.en))
    #expect(page.contains("Warning: "))
  }

  @Test func onePagersOfAllMunicipalities() throws {
    let codes = results.areas.filter { $0.kind == .municipality }.map(\.code)
    let page = try Report.onePager(results, municipalities: codes, options: Stored.options(.sv))
    #expect(page.components(separatedBy: "<article").count == 50)
    try Pages.keep(page, as: "onepagers.html")
    try Pages.keep(
      try Report.onePager(results, municipalities: ["1480"], options: Stored.options(.sv)),
      as: "onepager-1480.html")
  }

  @Test func anUnknownMunicipalityIsNamedWithWhatThereIs() {
    #expect {
      try Report.onePager(results, municipalities: ["0180"], options: Stored.options(.sv))
    } throws: { error in
      "\(error)".hasPrefix("no municipality `0180` in the result\n\nhint: it has `1401`, `1402`")
    }
  }

  @Test func aResultWithoutPledgesOrTargetsIsAReportToo() throws {
    var bare = results
    bare.pledges = []
    bare.rounds = []
    bare.adoption = []
    bare.attribution = nil
    for index in bare.areas.indices {
      bare.areas[index].avoided = []
      bare.areas[index].avoidedCumulated = []
      bare.areas[index].targets = []
      bare.areas[index].newSinceInventory = []
      bare.areas[index].endedSinceInventory = []
      bare.areas[index].bands = nil
    }
    let page = try Report.html(bare, options: Stored.options(.en))
    #expect(page.contains("The scenario has no climate pledges."))
    #expect(page.contains("The scenario has no target for Västra Götalands län."))
    try Pages.keep(page, as: "bare.html")
    _ = try Report.markdown(bare, options: Stored.options(.en))
    try Pages.withPath("bare.xlsx") { path in
      try Report.workbook(bare, options: Stored.options(.en), to: path)
    }
    try Pages.withPath("bare.gpkg") { path in
      try Report.geoPackage(bare, options: Stored.options(.en), to: path)
    }
  }

  @Test func aTargetNeedsNoPledges() throws {
    var results = results
    results.pledges = []
    for index in results.areas.indices {
      results.areas[index].newSinceInventory = []
      results.areas[index].endedSinceInventory = []
    }
    #expect(try Report.html(results, options: Stored.options(.sv)).contains("Målet är högst"))
  }

  @Test(arguments: [Language.sv, .en]) func changedInputsAreSaidBeforeAllElse(_ language: Language)
    throws
  {
    var options = Stored.options(language)
    let file = "data/emissions-2026.csv"
    let notice = try Texts(language).fill("page.stale", ["files": "\(file), a.yaml, b.yaml …"])
    #expect(!(try Report.html(results, options: options).contains(notice)))
    options.changedInputs = [file, "a.yaml", "b.yaml", "c.yaml"]
    #expect(try Report.html(results, options: options).contains(notice))
    #expect(
      try Report.onePager(results, municipalities: ["1480"], options: options).contains(notice))
    let summary = try Report.markdown(results, options: options)
    #expect(summary.split(separator: "\n").prefix(2).joined().contains(file))
  }

  @Test func markdownHasOneLinePerMunicipality() throws {
    let summary = try Report.markdown(results, options: Stored.options(.sv))
    #expect(!summary.contains("Klicka"))
    #expect(summary.contains("\n| Göteborg | "))
    #expect(summary.split(separator: "\n").count { $0.hasPrefix("|") } == 49 + 2 + 4 + 2)
    try Pages.keep(summary, as: "summary.md")
  }

  @Test(arguments: ["report", "hostile"])
  func filesAreWritten(name: String) throws {
    let results = name == "hostile" ? HostileTextTests.results : results
    let options = Stored.options(.sv)
    try Pages.withPath("\(name).xlsx") { path in
      try Report.workbook(results, options: options, to: path)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: Data("PK".utf8)))
    }
    try Pages.withPath("\(name).gpkg") { path in
      try Report.geoPackage(results, options: options, to: path)
      // Written again over itself, it still holds one layer.
      try Report.geoPackage(results, options: options, to: path)
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(data.starts(with: Data("SQLite format 3".utf8)))
      #expect(data[68..<72] == Data("GPKG".utf8))
    }
  }

  @Test(arguments: [true, false])
  func aPlaceThatCannotBeWrittenIsNamed(isWorkbook: Bool) {
    let path = "/nonexistent/report"
    #expect {
      if isWorkbook {
        try Report.workbook(results, options: Stored.options(.sv), to: path)
      } else {
        try Report.geoPackage(results, options: Stored.options(.sv), to: path)
      }
    } throws: { error in
      "\(error)".hasPrefix("cannot write `/nonexistent/report`: ")
    }
  }

  @Test(.enabled(if: Pages.hasBrowser), arguments: ["report-sv", "onepager-1480", "onepagers"])
  func pagesArePrinted(name: String) throws {
    let codes = results.areas.filter { $0.kind == .municipality }.map(\.code)
    let options = Stored.options(.sv)
    let page =
      name == "report-sv"
      ? try Report.html(results, options: options)
      : try Report.onePager(
        results, municipalities: name == "onepagers" ? codes : ["1480"], options: options)
    try Pages.withPath("\(name).pdf") { path in
      try Pages.pdf(page, to: path)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: Data("%PDF".utf8)))
    }
  }

  @Test func withoutABrowserAPDFSaysHowToGetOne() {
    #expect(throws: ReportError.noBrowser) {
      try Report.pdf(
        "<p>", to: "/tmp/page.pdf", searchPath: "/nonexistent", scratchFolder: "/tmp")
    }
    #expect("\(ReportError.noBrowser)".contains("apt-get install chromium"))
  }
}
