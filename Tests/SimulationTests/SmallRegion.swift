import PledgeModel

/// A made-up region that is quick to run: a few municipalities in two counties, one catalogue, two rounds.
enum SmallRegion {
  static let assumed = Provenance(source: "made up for tests", evidence: .assumption)

  static func sourced<Value>(_ value: Value) -> Sourced<Value> { Sourced(value, assumed) }

  static let codes = ["1401", "1402", "1480", "1801", "1880"].map { MunicipalityCode($0)! }

  static func municipality(_ code: MunicipalityCode, _ index: Int) -> Municipality {
    Municipality(
      code: code, name: "M\(code)", subregion: index < 2 ? "Väst" : index == 2 ? "Syd" : nil,
      population: Double(index + 1) * 10_000,
      neighbours: index > 0 ? [codes[index - 1]] : [])
  }

  static func pledge(
    _ number: Int, ledger: Ledger? = .territorial, sector: Sector? = .transport,
    tonnes: Uncertain = .logNormal(median: 0.0005, sigma: 0.5), lifetime: Int = 15, ramp: Int = 0,
    ending: Ending = .renewed, adopters: Int = 4
  ) -> Pledge {
    Pledge(
      number: number, name: LocalizedText(sv: "Löfte \(number)", en: "Pledge \(number)"),
      group: "all", kind: ledger == nil ? .enabling : .direct,
      effect: ledger.map {
        PledgeEffect(
          ledger: $0, sector: $0 == .territorial ? sector : nil, size: sourced(tonnes),
          unit: .tonnes, driver: .inhabitants, localSpread: sourced(0.3),
          rampInYears: sourced(ramp), lifetimeInYears: sourced(lifetime), ending: ending,
          cost: nil)
      },
      adoption: AdoptionFrequency(adopters: adopters, lists: 9, provenance: assumed))
  }

  static func catalogue(
    _ pledges: [Pledge] = [
      pledge(1), pledge(2, ledger: .consumption, adopters: 7), pledge(3, ledger: nil, adopters: 1),
      pledge(4, ledger: .energy), pledge(5, sector: .industry, adopters: 2),
      pledge(6, adopters: 6),
    ]
  ) -> Catalogue {
    Catalogue(
      id: "made-up-2022", title: LocalizedText(sv: "Löften", en: "Pledges"), round: "2022",
      groups: [], pledges: pledges, publishedPotential: nil, calibration: nil)
  }

  static func round(
    _ years: ClosedRange<Int> = 2022...2022, total: Int? = 14, known: [AdoptionRecord] = [],
    levers: [AdoptionLever] = [], followUp: FollowUp? = nil, support: Double = 0
  ) -> Round {
    Round(
      catalogue: "made-up-2022", firstYear: years.lowerBound, lastYear: years.upperBound,
      total: total.map { sourced($0...$0) }, participants: nil, known: known, levers: levers,
      followUp: followUp, support: sourced(support))
  }

  static func scenario(
    codes: [MunicipalityCode] = codes, rounds: [Round] = [round()],
    catalogue: Catalogue = catalogue(), measures: [Measure] = [], baseline: BaselineKind = .frozen,
    targets: [Target] = []
  ) -> ResolvedScenario {
    ResolvedScenario(
      title: LocalizedText(sv: "Prov", en: "Test"), notice: nil, name: "test",
      municipalities: codes.map { code in municipality(code, self.codes.firstIndex(of: code)!) },
      counties: [County(code: "14", name: "Ena länet"), County(code: "18", name: "Andra länet")],
      inventoryRelease: 2026, lastInventoryYear: 2024, horizon: 2030, baseline: baseline,
      catalogues: [catalogue], rounds: rounds,
      realisation: Realisation(
        done: sourced(0.53), started: sourced(0.37), effectiveSampleSize: sourced(40),
        capacitySpread: sourced(0.3), difficultySpread: sourced(0.5),
        notStartedToStarted: sourced(.beta(alpha: 2, beta: 6)),
        startedToDone: sourced(.beta(alpha: 4, beta: 4)),
        neverFinishes: sourced(.beta(alpha: 2, beta: 18))),
      adoptionSpread: sourced(0.85), proposedBonus: sourced(2), effectCorrelations: [],
      ownQuantities: [],
      accounting: Accounting(
        electricityMix: .nordicMix, electricity: sourced(100), districtHeat: sourced(60),
        localDistrictHeat: []),
      additionality: nil, rebound: nil, measures: measures, targets: targets, equivalences: [],
      discountRate: sourced(0.035),
      prices: Prices(
        year: sourced(2023),
        index: [YearlyFactor(year: 2018, factor: 80), YearlyFactor(year: 2023, factor: 100)]),
      draws: 1_000, seed: 2030, assumptions: [])
  }

  /// Emissions that grow with the area and the sector and fall by two per cent a year.
  static func inventory(_ areas: [String], scale: Double = 1) -> Inventory {
    let years = [1990, 2000, 2005, 2010, 2015, 2020, 2021, 2022, 2023, 2024]
    var tonnes: [Double] = []
    for (area, _) in areas.enumerated() {
      for sector in Sector.allCases.indices {
        for year in years {
          let wiggle = Double((area * 7 + sector * 5 + year) % 11) / 200
          tonnes.append(
            scale * Double(1_000 * (area + 1) * (sector + 1))
              * (1 - 0.02 * Double(year - 1990)) * (1 + wiggle))
        }
      }
    }
    return Inventory(release: 2026, areas: areas, years: years, tonnes: tonnes)
  }

  static func input(_ scenario: ResolvedScenario) -> SimulationInput {
    let pool = inventory(codes.map(\.digits))
    return SimulationInput(
      scenario: scenario, inventory: pool.only(scenario.municipalities.map(\.code.digits))!,
      pool: pool, nation: inventory(["00"], scale: 100))
  }
}
