import Foundation
import PledgeModel
import ScenarioFiles
import Testing

@Suite struct ScenarioReaderTests {
  /// A folder outside the project that is removed with the test.
  private final class Scratch {
    let path: String
    init() throws {
      path =
        FileManager.default.temporaryDirectory.appending(
          path: "utsikt-test-\(UUID().uuidString)"
        ).path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    func write(_ text: String, to name: String) throws -> String {
      try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
      return "\(path)/\(name)"
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let reader = ScenarioReader(root: scenarios)

  private func scenario(_ text: String) throws -> ResolvedScenario {
    let scratch = try Scratch()
    let path = try scratch.write("format: 1\ntitle: Trial\n" + text, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.filter { $0.severity == .error }.map(\.rendered) == [])
    return try #require(loaded).input.scenario
  }

  private static let catalogues = "catalogues: [../catalogues/klimatloften-2022.yaml]\n"
  private static let round =
    "region: {county: \"14\"}\n" + catalogues
    + "rounds:\n  - catalogue: klimatloften-2022\n    period: 2022\n"

  // MARK: - Defaults and what is written

  @Test func fillsInEveryDefaultWithItsSource() throws {
    let scenario = try scenario("region: {county: \"18\"}\n")
    #expect(scenario.municipalities.count == 12)
    #expect(scenario.counties == [County(code: "18", name: "Örebro län")])
    #expect(scenario.horizon == 2030 && scenario.draws == 10_000 && scenario.seed == 2030)
    #expect(scenario.inventoryRelease == 2026 && scenario.lastInventoryYear == 2024)
    #expect(scenario.baseline == .trend(window: 2010))
    #expect(scenario.realisation.done.value == 0.53)
    #expect(scenario.realisation.done.provenance.evidence == .derived)
    #expect(scenario.realisation.startedToDone.value == .beta(alpha: 4, beta: 4))
    #expect(scenario.discountRate.value == 0.035)
    #expect(scenario.prices.year.value == 2023)
    // From 2018 to 2023 consumer prices rose from 328.40 to 403.70.
    #expect(scenario.prices.factor(from: 2018) == 403.70 / 328.40)
    #expect(scenario.additionality == nil && scenario.rebound == nil)
    #expect(scenario.equivalences.map(\.tonnesPerUnit.value) == [2.347, 2.5, 6.3])
  }

  @Test func aSweepIsEveryCombination() throws {
    let sets = "sets: [each, all, {name: A, pledges: [3, 9]}]"
    let sweep = "sweep: {\(sets), shares: [0.5, 1], mixes: 4}\n"
    let scenario = try scenario(Self.round + sweep)
    let found = try #require(scenario.sweep)
    let territorial = scenario.catalogues[0].pledges.filter { $0.effect?.ledger == .territorial }
    #expect(found.sets.map(\.name) == territorial.map { "\($0.number)" } + ["all", "A"])
    #expect(found.sets.last?.pledges == [3, 9])
    #expect(found.municipalityCounts == [49] && found.support == [0])
    #expect(found.optionCount == 2 * (territorial.count + 2) + 4)
    #expect(scenario.assumptions.contains { $0.id == "sweep.shares" })
    let usual = try self.scenario(Self.round + "sweep: {mixes: 4}\n")
    #expect(usual.sweep?.sets == [] && usual.sweep?.shares == [1])
    let none = try self.scenario(Self.round)
    #expect(none.sweep == nil && !none.assumptions.contains { $0.id.hasPrefix("sweep") })
  }

  @Test func aWrittenNumberReplacesTheDefaultAndBecomesAnAssumptionOfTheFile() throws {
    let scenario = try scenario(
      Self.round
        + "realisation:\n  done: 0.6\n  started: {value: 0.3, source: board, evidence: derived}\n")
    #expect(scenario.realisation.done.value == 0.6)
    #expect(scenario.realisation.done.provenance.evidence == .assumption)
    let lines = scenario.assumptions.filter { $0.id.hasPrefix("realisation.") }
    #expect(
      lines.first { $0.id == "realisation.done" }?.provenance.source.en
        .contains("trial.yaml") == true)
    #expect(
      lines.first { $0.id == "realisation.started" }?.provenance
        == Provenance(source: "board", evidence: .derived))
  }

  @Test func municipalitiesMayBeNamedByCodeOrByName() throws {
    let scenario = try scenario("region: {municipalities: [göteborg, \"1490\", Härryda]}\n")
    #expect(scenario.municipalities.map(\.code.digits) == ["1401", "1480", "1490"])
    #expect(scenario.municipalities.map(\.name) == ["Härryda", "Göteborg", "Borås"])
  }

  /// Neither a county nor a subregion goes by its name when some of its municipalities are left out.
  @Test func aPartOfACountyIsCalledAPart() throws {
    let scenario = try scenario(
      """
      region: {municipalities: [Borås, Alingsås, Hallsberg]}
      notice: {sv: Utkast., en: Draft.}
      targets:
        - vastra-gotaland-territorial-2030
        - id: tonnes
          area: {county: "14"}
          name: Tonnes
          referenceYear: 1990
          targetYear: 2030
          tonnes: 2400000
          source: board
      """)
    #expect(
      scenario.counties == [
        County(code: "14", name: "Västra Götalands län (2/49)", isPart: true),
        County(code: "18", name: "Örebro län (1/12)", isPart: true),
      ])
    #expect(scenario.municipalities.allSatisfy { $0.subregion == nil })
    #expect(scenario.targets.map(\.id) == ["vastra-gotaland-territorial-2030"])
    let notice = try #require(scenario.notice)
    #expect(
      notice.sv.hasPrefix("Utkast. Scenariot omfattar 2 av 49 kommuner i Västra Götalands län."))
    #expect(
      notice.en.hasPrefix("Draft. The scenario covers 2 of 49 municipalities in Västra Götalands"))
  }

  @Test func aWholeSubregionKeepsItsName() throws {
    let county = try self.scenario("region: {county: \"14\"}\n")
    let subregion = try #require(county.municipalities[0].subregion)
    let own = county.municipalities.filter { $0.subregion == subregion }.map(\.code.digits)
    let scenario = try scenario(
      "region: {municipalities: [\(own.map { "\"\($0)\"" }.joined(separator: ", "))]}\n")
    #expect(scenario.municipalities.allSatisfy { $0.subregion == subregion })
    #expect(county.counties == [County(code: "14", name: "Västra Götalands län")])
  }

  @Test func neighboursShareABorderABridgeOrAFerry() throws {
    let scenario = try scenario("region: {county: \"14\"}\n")
    let neighbours = Dictionary(
      uniqueKeysWithValues: scenario.municipalities.map {
        ($0.name, Set($0.neighbours.map(\.digits)))
      })
    // Öckerö by ferry to Göteborg; Tjörn by bridge to Stenungsund and Orust.
    #expect(neighbours["Öckerö"] == ["1480"])
    #expect(neighbours["Tjörn"] == ["1415", "1421"])
    #expect(
      neighbours["Göteborg"]?.isSuperset(of: ["1407", "1401", "1402", "1481", "1482"]) == true)
    for municipality in scenario.municipalities {
      for other in municipality.neighbours {
        let back = scenario.municipalities.first { $0.code == other }
        #expect(back?.neighbours.contains(municipality.code) == true)
      }
    }
  }

  @Test func theHistoryEndsWhereTheScenarioSays() throws {
    let path = "\(scenarios)/vastra-gotaland/adopted-pledges-history-2023.yaml"
    let input = try #require(reader.read(path).0).input
    #expect(input.scenario.lastInventoryYear == 2023)
    #expect(input.inventory.years.last == 2023)
    #expect(input.pool.years == input.nation.years && input.pool.areas.count == 94)
    #expect(input.inventory.areas == input.scenario.municipalities.map(\.code.digits))
    #expect(input.scenario.rounds.map(\.period) == ["2021", "2022", "2024-2026"])
  }

  @Test func countyTotalsAreThePublishedOnes() throws {
    let path = "\(scenarios)/vastra-gotaland/no-pledges.yaml"
    let inventory = try #require(reader.read(path).0).input.inventory
    let kilotonnes = { (year: Int) in
      inventory.areas.indices.reduce(0) {
        $0 + inventory.total(area: $1, year: inventory.years.firstIndex(of: year)!)
      } / 1000
    }
    #expect(kilotonnes(1990).rounded() == 12_024)
    #expect(kilotonnes(2024).rounded() == 9_760)
  }

  // MARK: - Rounds

  @Test func aboutAShareLeavesRoomOutwards() throws {
    let scenario = try scenario(
      Self.round
        + "    adoption: {total: 426}\n    followUp: {done: 219, doneOrStartedShare: 0.90}\n")
    #expect(scenario.rounds[0].followUp?.doneOrStarted == 378...389)
  }

  @Test func leversKeepTheirOrder() throws {
    let scenario = try scenario(
      Self.round + """
            adoption:
              levers:
                - nobody
                - everyMunicipality: [3, 12]
                - mostCommon: 2
                - atLeast: 5
                - diffusion: {share: 0.5, peers: 5}
                - add: {municipality: Borås, pledges: [1]}
                - remove: {municipality: "1480", pledges: [3, 1]}
                - everything

        """)
    let code = { MunicipalityCode($0)! }
    #expect(
      scenario.rounds[0].levers == [
        .nobody, .everyMunicipality(pledges: [3, 12]), .mostCommon(count: 2), .atLeast(count: 5),
        .diffusion(share: 0.5, peers: 5), .add(municipality: code("1490"), pledges: [1]),
        .remove(municipality: code("1480"), pledges: [1, 3]), .everything,
      ])
  }

  @Test func roundsAreInTheOrderOfTheirYearsAndAdoptNothingTwice() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      """
      municipality,round,count,pledges
      Borås,2022,3,1 3
      Borås,2025,4,3 4 5
      1480,2025,,1 3

      """, to: "adoption.csv")
    _ = try scratch.write(
      "municipality,pledge,status,date\n1480,1,done,2022\n1480,3,done,2022\n", to: "facts.csv")
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      region: {county: "14"}
      \(Self.catalogues)rounds:
        - {catalogue: klimatloften-2022, period: 2025, adoption: {known: adoption.csv}}
        - catalogue: klimatloften-2022
          period: 2022
          adoption: {known: adoption.csv}
          followUp: {facts: facts.csv}

      """, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.map(\.severity) == [.note, .note])
    #expect(
      diagnostics.map(\.message) == [
        "pledge 3 was adopted in 2022 already and is carried on, not adopted again",
        "2 of the pledges were adopted in earlier rounds already and are carried on, not adopted again",
      ])
    #expect(diagnostics.map(\.line) == [3, 4])
    let rounds = try #require(loaded).input.scenario.rounds
    #expect(rounds.map(\.period) == ["2022", "2025"])
    #expect(rounds[1].known.map(\.pledges) == [[], [4, 5]])
    #expect(rounds[1].known.map(\.count) == [nil, 3])
  }

  /// What is imputed before may or may not leave enough.
  @Test(arguments: [(600, 200, 0), (750, 200, 1), (750, 300, 2)])
  func aTotalIsHeldAgainstEarlierRounds(_ first: Int, _ second: Int, _ severity: Int) throws {
    let scratch = try Scratch()
    _ = try scratch.write("municipality,pledges,listComplete\n1480,1,yes\n", to: "adoption.csv")
    let text =
      "format: 1\ntitle: Trial\n" + Self.round
      + "    adoption: {total: \(first)}\n  - catalogue: klimatloften-2022\n    period: 2025\n"
      + "    adoption: {known: adoption.csv, total: \(second), participants: 45}\n"
    let (_, diagnostics) = reader.read(try scratch.write(text, to: "trial.yaml"))
    let found = diagnostics.map(\.severity)
    #expect(found == [[], [.warning], [.error]][severity])
  }

  @Test func supportOfTheScenarioHoldsForRoundsThatWriteNone() throws {
    let scenario = try scenario(
      Self.round + "  - {catalogue: klimatloften-2022, period: 2025, support: 0.2}\nsupport: 0.7\n")
    #expect(scenario.rounds.map(\.support.value) == [0.7, 0.2])
  }

  @Test func ownFollowUpAndQuantitiesAreReadFromTables() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      """
      municipality;pledge;status;date;tonnes;source
      1480;3;started;2022-03-01;;the report of March
      Göteborg;3;done;2022-12-31;12,5;the annual report
      1490;4;notStarted;2023;;

      """, to: "follow-up.csv")
    _ = try scratch.write(
      """
      municipality,catalogue,pledge,quantity,factor,source
      Borås,klimatloften-2022,3,45,2.3,the vehicle plan
      1480,klimatloften-2022,12,12000,,

      """, to: "quantities.csv")
    let path = try scratch.write(
      "format: 1\ntitle: Trial\n" + Self.round
        + "    followUp: {facts: follow-up.csv}\nownQuantities: quantities.csv\n", to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.map(\.rendered) == [])
    let scenario = try #require(loaded).input.scenario
    let facts = try #require(scenario.rounds[0].followUp).facts
    #expect(facts.map(\.municipality.digits) == ["1480", "1490"])
    #expect(facts.map(\.status) == [.done, .notStarted] && facts.map(\.year) == [2022, 2023])
    #expect(facts.map(\.tonnes) == [12.5, nil])
    #expect(facts[0].source == "the annual report" && facts[1].source.hasSuffix("follow-up.csv"))
    #expect(scenario.ownQuantities.map(\.quantity) == [45, 12_000])
    #expect(scenario.ownQuantities.map(\.factor) == [.fixed(value: 2.3), nil])
    #expect(scenario.ownQuantities.map(\.provenance.evidence) == [.derived, .assumption])
    #expect(loaded!.files.contains { $0.path == "follow-up.csv" })
  }

  @Test func theShippedExampleOfOwnFiguresIsReadWithItsGrades() throws {
    let path = "\(scenarios)/vastra-gotaland/own-follow-up.yaml"
    let scenario = try #require(reader.read(path).0).input.scenario
    let followUp = try #require(scenario.rounds[1].followUp)
    #expect(followUp.facts.count == 8 && followUp.latestYear == 2022)
    #expect(
      followUp.facts.filter { $0.municipality.digits == "1427" }.map(\.status).last == .started)
    #expect(followUp.facts.last?.tonnes == 6.7)
    #expect(scenario.ownQuantities.map(\.provenance.evidence) == [.published])
    let ids = Set(scenario.assumptions.map(\.id))
    for id in [
      "round.2022.followUp.facts", "realisation.evenGrowth", "realisation.completionYear",
      "adoption.whoStaysOut", "adoption.frequencySmoothing", "effects.populationYear",
      "effects.ends", "effects.additionality", "effects.rebound", "electricity.accounting",
      "ownQuantity.1491.klimatloften-2022.3",
      "effect.klimatloften-2022.3.perUnit", "effect.klimatloften-2024-2026.factor",
    ] { #expect(ids.contains(id), "\(id) is not explained") }
  }

  /// Without counts the follow-up ends with the latest fact, so that support acts on what comes after.
  @Test func aFollowUpOfFactsAloneEndsWithTheLatest() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "municipality,pledge,status,date\nSkara,16,started,2025-03-01\nSkara,21,done,2024\n",
      to: "facts.csv")
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      region: {county: "14"}
      catalogues: [../catalogues/klimatloften-2024-2026.yaml]
      rounds:
        - catalogue: klimatloften-2024-2026
          period: 2024-2026
          followUp: {facts: facts.csv}
      """, to: "trial.yaml")
    let scenario = try #require(reader.read(path).0).input.scenario
    #expect(scenario.rounds[0].followUp?.year == 2025)
  }

  @Test func lifetimesCanBeLetRunOut() throws {
    let renewed = try scenario(Self.round)
    let reverting = try scenario(Self.round + "ends: reverts\n")
    func endings(_ scenario: ResolvedScenario) -> [Ending] {
      scenario.catalogues[0].pledges.compactMap { $0.effect?.ending }
    }
    #expect(endings(renewed).filter { $0 == .reverts }.count == 1)
    #expect(endings(reverting).allSatisfy { $0 == .reverts })
    let line = reverting.assumptions.first { $0.id == "effects.ends" }
    #expect(line?.value.en.hasPrefix("reverts") == true)
    #expect(line?.provenance.evidence == .assumption)
  }

  // MARK: - Distributions

  @Test func quantilesGiveTheLogNormalTheyQuote() throws {
    let measure =
      "measures:\n  - {id: own, name: Own, area: {county: \"14\"}, sector: waste, startYear: 2026, fraction: "
    func fraction(_ text: String) throws -> Uncertain {
      try scenario("region: {county: \"14\"}\n" + measure + text + "}\n").measures[0].fraction.value
    }
    guard case .logNormal(let median, let sigma) = try fraction("{p10: 0.02, p90: 0.08}") else {
      Issue.record("not log-normal")
      return
    }
    // Geometric middle, and the spread that puts the 90th percentile at 0.08 (z 1.2816).
    #expect(
      abs(median - 0.04) < 1e-15 && abs(sigma - 0.6931471805599453 / 1.2815515655446004) < 1e-15)
    guard case .logNormal(_, let same) = try fraction("{median: 0.04, p90: 0.08}") else {
      Issue.record("not log-normal")
      return
    }
    #expect(abs(same - sigma) < 1e-15)
    #expect(try fraction("0.1") == .fixed(value: 0.1))
    #expect(try fraction("{low: 0.1, high: 0.2}") == .uniform(low: 0.1, high: 0.2))
    #expect(
      try fraction("{distribution: pert, low: 0.1, mode: 0.12, high: 0.2}")
        == .pert(low: 0.1, mode: 0.12, high: 0.2))
  }

  @Test(arguments: [
    (
      "{id: own, name: Own, area: {county: \"14\"}, sector: waste, startYear: 2020, rampYears: 4, fraction: 0.1}",
      "takes nothing off"
    ),
    (
      "{id: own, name: Own, area: {county: \"14\"}, sector: waste, startYear: 2031, fraction: 0.1}",
      "starts after the horizon"
    ),
  ])
  func measuresThatDoNothingAreNoticed(_ measure: String, _ message: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"14\"}\nmeasures:\n  - \(measure)\n",
      to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(loaded != nil)
    #expect(diagnostics.map(\.severity) == [.warning])
    #expect(diagnostics.first?.message.contains(message) == true)
  }

  @Test(arguments: [(0.02, true), (0.01, false)])
  func effectsThatFallBelowZeroAreNoticed(_ spread: Double, _ isNoticed: Bool) throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      region: {county: "14"}
      catalogues: [../catalogues/klimatloften-2022.yaml]
      ownQuantities:
        - municipality: Borås
          catalogue: klimatloften-2022
          pledge: 1
          quantity: 10
          factor: {mean: 0.03, sd: \(spread)}
      """, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(loaded != nil)
    #expect(diagnostics.contains { $0.message.contains("is below zero") } == isNoticed)
  }

  /// A number is one thing: neither its source nor its distribution is taken over from the scenario extended.
  @Test func anInheritedNumberIsReplacedAsAWhole() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      """
      format: 1
      title: Base
      region: {county: "18"}
      realisation:
        done: {value: 0.5, source: board, evidence: published}
        startedToDone: {alpha: 4, beta: 4}
      """, to: "base.yaml")
    let path = try scratch.write(
      """
      extends: base.yaml
      realisation: {done: {value: 0.6}, startedToDone: {low: 0.2, high: 0.4}}
      """, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.map(\.rendered) == [])
    let realisation = try #require(loaded).input.scenario.realisation
    #expect(realisation.done.value == 0.6 && realisation.done.provenance.evidence == .assumption)
    #expect(realisation.startedToDone.value == .uniform(low: 0.2, high: 0.4))
  }

  /// Who names a file of emissions vouches for them.
  @Test func emissionsOfOnesOwnAreNotTheDatabases() throws {
    let scratch = try Scratch()
    let emissions = try String(
      contentsOfFile: scenarios + "/data/emissions-2026.csv", encoding: .utf8)
    _ = try scratch.write(emissions, to: "own.csv")
    let text = "format: 1\ntitle: Trial\nregion: {county: \"18\"}\n"
    for (written, evidence) in [
      ("", Evidence.published), ("inventory: {file: own.csv}\n", .assumption),
    ] {
      let path = try scratch.write(text + written, to: "trial.yaml")
      let loaded = try #require(reader.read(path).0)
      let line = loaded.input.scenario.assumptions.first { $0.id == "inventory.lastYear" }
      #expect(line?.provenance.evidence == evidence)
      #expect(line?.provenance.source.sv.contains("own.csv") == (evidence == .assumption))
    }
  }

  @Test func whatIsNotReadOfATableIsNoticedOnce() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "municipality,round,pledges,stauts\nBorås,2022,1 2,proposed\n", to: "known.csv")
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      region: {county: "14"}
      catalogues: [../catalogues/klimatloften-2022.yaml]
      rounds:
        - {catalogue: klimatloften-2022, period: 2022, adoption: {known: known.csv}}
        - {catalogue: klimatloften-2022, period: 2023, adoption: {known: known.csv}}
      """, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(loaded != nil)
    #expect(
      diagnostics.map(\.message) == [
        "nothing is read from the column `stauts`",
        "the table has no row of the round `2023`, so nothing is known of its adoption",
      ])
    #expect(diagnostics.first?.hint?.hasPrefix("did you mean `status`?") == true)
    #expect(diagnostics.last?.hint == "it has `2022`")
  }

  /// `calibrate` writes beside the catalogue.
  @Test func theCalibrationBesideACatalogueIsRead() throws {
    let scratch = try Scratch()
    let shipped = scenarios + "/catalogues/klimatloften-2022"
    let catalogue = try String(contentsOfFile: shipped + ".yaml", encoding: .utf8)
      .replacing("id: klimatloften-2022", with: "id: own-2022")
    _ = try scratch.write(catalogue, to: "own.yaml")
    let stored = try String(contentsOfFile: shipped + ".calibration.json", encoding: .utf8)
    _ = try scratch.write(stored, to: "own-2022.calibration.json")
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"14\"}\ncatalogues: [own.yaml]\n",
      to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.map(\.rendered) == [])
    #expect(try #require(loaded).input.scenario.catalogues[0].calibration != nil)
  }

  @Test(arguments: [
    (
      "targets: [{id: t, area: {county: \"18\"}, name: T, referenceYear: 1990, targetYear: 2030, reductionPercent: 0.6, source: s}]",
      "less than one per cent"
    ),
    (
      "baseline: {kind: path, paths: [{sector: transport, relative: {2030: 80}, spread: 0.1}]}",
      "80 times"
    ),
  ])
  func percentagesAndSharesMixedUpAreNoticed(_ line: String, _ message: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"18\"}\n\(line)\n", to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(loaded != nil)
    #expect(diagnostics.map(\.severity) == [.warning])
    #expect(diagnostics.first?.message.contains(message) == true)
  }

  // MARK: - Files

  @Test func allFaultsComeInOneGo() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      regin: {county: "14"}
      horizon: 2020
      realisation: {done: -1}
      monteCarlo: {draws: 0}
      targets: [nowhere-2030]

      """, to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(loaded == nil)
    #expect(diagnostics.map(\.line) == [1, 3, 4, 5, 6, 7])
  }

  @Test func extendingTakesEverythingNotWritten() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "format: 1\ntitle: Base\nregion: {county: \"14\"}\nmonteCarlo: {draws: 500, seed: 7}\n"
        + "realisation: {done: 0.4, started: 0.5}\n", to: "base.yaml")
    let path = try scratch.write(
      "extends: base.yaml\ntitle: Own\nmonteCarlo: {seed: 8}\nrealisation: {done: 0.45}\n",
      to: "own.yaml")
    let scenario = try #require(reader.read(path).0).input.scenario
    #expect(scenario.title.sv == "Own" && scenario.name == "own")
    #expect(scenario.draws == 500 && scenario.seed == 8)
    #expect(scenario.realisation.done.value == 0.45 && scenario.realisation.started.value == 0.5)
    #expect(scenario.realisation.started.provenance.source.en.contains("base.yaml"))
  }

  @Test func extendingReplacesTheRegionAndABaselineOfAnotherKind() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "format: 1\ntitle: Base\nregion: {county: \"14\"}\nbaseline: {kind: trend, window: 2015-2024}\n",
      to: "base.yaml")
    let path = try scratch.write(
      "extends: base.yaml\nregion: {municipalities: [Borås]}\nbaseline: {kind: frozen}\n",
      to: "own.yaml")
    let scenario = try #require(reader.read(path).0).input.scenario
    #expect(scenario.municipalities.map(\.name) == ["Borås"])
    #expect(scenario.baseline == .frozen)
    let same = try scratch.write("extends: base.yaml\nbaseline: {kind: trend}\n", to: "same.yaml")
    guard case .trend(let window) = try #require(reader.read(same).0).input.scenario.baseline else {
      Issue.record("the kind is lost")
      return
    }
    #expect(window == 2015)
  }

  @Test func otherEmissionsMayHoldMunicipalitiesTheProjectDoesNotShip() throws {
    let scratch = try Scratch()
    let sectors = Sector.allCases.map(\.rawValue).joined(separator: ",")
    var text = "code,year,\(sectors)\n"
    for year in [2015, 2020, 2021, 2022, 2023] {
      text += "0180,\(year),1,2,3,4,5,6,7,8\n0114,\(year),8,7,6,5,4,3,2,1\n"
      text += "00,\(year),10,20,30,40,50,60,70,80\n"
    }
    let inventory = try scratch.write(text, to: "inventory.csv")
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"01\"}\n", to: "trial.yaml")
    let (loaded, diagnostics) = reader.read(path, inventoryFile: inventory)
    #expect(diagnostics.map(\.rendered) == [])
    let input = try #require(loaded).input
    #expect(input.scenario.municipalities.map(\.name) == ["0114", "0180"])
    #expect(input.scenario.municipalities.allSatisfy { $0.population == nil })
    #expect(input.nation.total(area: 0, year: 0) == 360)
  }

  @Test func linksOutOfTheFoldersAreNotFollowed() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.path)/link.yaml", withDestinationPath: "/etc/hostname")
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"14\"}\ncatalogues: [link.yaml]\n",
      to: "trial.yaml")
    let messages = reader.read(path).1.map(\.message)
    #expect(messages == ["`link.yaml` lies outside the scenario's folders"])
  }

  @Test func pipesAndHugeFilesAreNotRead() throws {
    let scratch = try Scratch()
    #expect(mkfifo("\(scratch.path)/pipe.yaml", 0o600) == 0)
    #expect(
      reader.read("\(scratch.path)/pipe.yaml").1.first?.message.contains("regular file") == true)
    let path = try scratch.write(String(repeating: "# much\n", count: 200_000), to: "huge.yaml")
    #expect(reader.read(path).1.first?.message.contains("larger than 1 MiB") == true)
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n"])
  func anEmptyFileIsRefused(_ text: String) throws {
    let scratch = try Scratch()
    let (loaded, diagnostics) = reader.read(try scratch.write(text, to: "empty.yaml"))
    #expect(loaded == nil && diagnostics.map(\.message) == ["the file is empty"])
  }

  @Test func aByteOrderMarkIsDropped() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "\u{FEFF}format: 1\ntitle: Trial\nregion: {county: \"18\"}\n", to: "trial.yaml")
    #expect(reader.read(path).0 != nil)
    let faulty = try scratch.write(
      "\u{FEFF}formt: 1\ntitle: Trial\nregion: {county: \"13\"}\n", to: "faulty.yaml")
    let faults = reader.read(faulty).1.filter { $0.severity == .error }
    #expect(faults.map { [$0.line, $0.column] } == [[1, 1], [1, 1], [3, 18]])
  }

  /// A part that a scenario names is no county that lacks its rest.
  @Test func aPartOfACountyIsARegionWhenItIsNamed() throws {
    let scratch = try Scratch()
    let rows = try String(contentsOfFile: "\(scenarios)/data/emissions-2026.csv", encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("1880") }
    let inventory = try scratch.write(rows.joined(separator: "\n"), to: "inventory.csv")
    let path = try scratch.write(
      """
      format: 1
      title: Trial
      region: {municipalities: [Kumla, Hallsberg]}
      measures:
        - id: own
          name: Own
          area: {county: "18"}
          sector: waste
          startYear: 2026
          fraction: 0.1

      """, to: "part.yaml")
    let (loaded, diagnostics) = reader.read(path, inventoryFile: inventory)
    #expect(diagnostics.filter { $0.severity == .error }.map(\.rendered) == [])
    #expect(loaded?.input.scenario.measures.first?.municipalities.count == 2)
  }

  @Test func aMissingFileIsSaidSo() {
    let (loaded, diagnostics) = reader.read("/nowhere/scenario.yaml")
    #expect(loaded == nil && diagnostics.count == 1)
  }

  @Test(arguments: Language.allCases)
  func theTemplateIsAScenario(_ language: Language) throws {
    let scratch = try Scratch()
    let path = try scratch.write(ScenarioReader.template(language), to: "template.yaml")
    let (loaded, diagnostics) = reader.read(path)
    #expect(diagnostics.filter { $0.severity == .error }.map(\.rendered) == [])
    #expect(loaded != nil)
  }

  @Test func listsNameWhatAScenarioCanName() {
    #expect(reader.municipalities().0.count == 94)
    #expect(reader.catalogues().0.map(\.pledges.count) == [20, 20, 30])
    #expect(reader.targets().0.count == 3)
  }

  @Test func inputsAreRecognisedByTheirHash() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "format: 1\ntitle: Trial\nregion: {county: \"14\"}\n", to: "trial.yaml")
    let files = try #require(reader.read(path).0).files
    #expect(files.allSatisfy { reader.state(of: $0, in: scratch.path) == .same })
    _ = try scratch.write("format: 1\ntitle: Other\n", to: "trial.yaml")
    let own = try #require(files.first { $0.path == "trial.yaml" })
    #expect(reader.state(of: own, in: scratch.path) == .changed)
    #expect(reader.state(of: own, in: "/nowhere") == .missing)
    // SHA-256 of the empty message, FIPS 180-4.
    #expect(
      ContentHash.hexadecimal([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
