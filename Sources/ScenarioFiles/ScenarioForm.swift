import PledgeModel

extension Form {
  /// A scenario file.
  static let scenario = Record(
    "scenario",
    [
      Field("format", .integer(1...1), required: true, "the version of the format"),
      Field(
        "extends", .text, "another scenario file, from which everything not written here is taken"),
      Field("title", .localized, required: true, "what the scenario is called in reports"),
      Field("notice", .localized, "said in the first lines of every output"),
      Field("region", region, required: true, "the municipalities projected"),
      Field("inventory", .record(inventory), "the emissions the projection starts from"),
      Field("horizon", .integer(years), "the last year projected; 2030 unless written"),
      Field("baseline", .record(baseline), "how emissions go on when nothing further is done"),
      Field("catalogues", .list(.text), "files with the pledges that rounds choose from"),
      Field("rounds", .list(.record(round)), "who adopts pledges when, and how that went"),
      Field(
        "support", sourced(.number(.notNegative)),
        "extra log-odds of being carried out, in every round that does not write its own"),
      Field("realisation", .record(realisation), "how adopted pledges are carried out"),
      Field("imputation", .record(imputation), "how unknown adoption is filled in"),
      Field(
        "effectCorrelations", .list(.record(effectCorrelation)),
        "how strongly the effects of pledges vary together"),
      Field(
        "ownQuantities", .either([.text, .list(.record(ownQuantity))]),
        "quantities municipalities know themselves: a list or a CSV file"),
      Field("accounting", .record(accounting), "how purchased energy is turned into tonnes"),
      Field(
        "ends", .choice(Ending.allCases.map(\.rawValue)),
        "what happens when a pledge's lifetime is over: `renewed` unless the catalogue says otherwise, or `reverts` for all"
      ),
      Field(
        "additionality", switchable("additionality"),
        "the share that would not have happened anyway; `off` unless written"),
      Field("rebound", switchable("rebound"), "the share that is lost again; `off` unless written"),
      Field(
        "measures", .list(.either([.text, .record(measure)])),
        "measures beyond the pledges: ids from `data/measures.yaml`, or written out"),
      Field(
        "targets", .list(.either([.text, .record(target)])),
        "targets to compare with: ids from `data/targets.yaml`, or written out"),
      Field(
        "sweep", .record(sweep),
        "options for the newest round that `utsikt sweep` holds against each other"),
      Field("monteCarlo", .record(monteCarlo), "number of draws and seed"),
      Field("cost", .record(cost), "how costs are counted"),
    ])

  static let area = Record(
    "region",
    [
      Field("county", .county, "one county"),
      Field("counties", .list(.county), "several counties"),
      Field("municipalities", .list(.municipality), "single municipalities"),
    ])

  private static let region = Form.record(area)

  private static let inventory = Record(
    "inventory",
    [
      Field(
        "release", .integer(years), "release of the national emission database; 2026 unless written"
      ),
      Field("lastYear", .integer(years), "the last year used; the release's last unless written"),
      Field("file", .text, "a CSV file with other emissions of the same form"),
      Field("nationalFile", .text, "a CSV file with the national row, code 00"),
    ])

  private static let baseline = Record(
    "baseline",
    [
      Field(
        "kind", .choice(["trend", "medianLine", "frozen", "path"]), required: true,
        "`trend` unless written"),
      Field(
        "window", .period, "the first year fitted, or first and last; 2010 unless written"),
      Field(
        "paths",
        .list(
          .record(
            Record(
              "path",
              [
                Field("sector", sector, required: true, "the sector it holds for"),
                Field(
                  "relative", .byYear(.number(.notNegative)), required: true,
                  "emissions by year relative to the last inventory year"),
                Field(
                  "spread", .number(.notNegative), required: true,
                  "standard deviation of the logarithm in the last year"),
              ] + provenance))),
        "sector paths of kind `path`, such as an official projection"),
    ])

  private static let wholeRange = Form.either([
    .integer(0...1_000_000),
    .record(
      Record(
        "total",
        [
          Field("value", .integer(0...1_000_000), "the number, when it is known"),
          Field("low", .integer(0...1_000_000), "the lowest number, when only a range is known"),
          Field("high", .integer(0...1_000_000), "the highest number"),
        ] + provenance)),
  ])

  private static let pledgeNumbers = Form.list(.integer(1...255))

  private static let change = Record(
    "change",
    [
      Field("municipality", .municipality, required: true, "whose list changes"),
      Field("pledges", pledgeNumbers, required: true, "pledge numbers in the catalogue"),
    ])

  private static let lever = Record(
    "lever",
    [
      Field("everyMunicipality", pledgeNumbers, "every municipality adopts these pledges"),
      Field(
        "mostCommon", .integer(1...255),
        "every municipality adds so many of the most common pledges it has not adopted"),
      Field("atLeast", .integer(1...255), "every municipality adopts at least so many pledges"),
      Field(
        "diffusion",
        .record(
          Record(
            "diffusion",
            [
              Field(
                "share", .number(.share), required: true,
                "added is what at least this share of neighbours and peers has adopted"),
              Field(
                "peers", .integer(0...50), required: true,
                "how many municipalities of like size count"),
            ])), "municipalities add what neighbours and municipalities of like size have adopted"),
      Field("add", .record(change), "one municipality adopts these pledges too"),
      Field("remove", .record(change), "one municipality does not adopt these pledges"),
    ])

  private static let adoption = Record(
    "adoption",
    [
      Field("known", .text, "a CSV file with what municipalities say they adopted"),
      Field("total", wholeRange, "how many pledges are adopted in all"),
      Field(
        "participants", sourced(.integer(0...1_000)),
        "how many municipalities take part; all unless written"),
      Field(
        "levers", .list(.either([.choice(["nobody", "everything"]), .record(lever)])),
        "changes to who adopts what, applied in order"),
    ])

  private static let followUp = Record(
    "follow-up",
    [
      Field("year", .integer(years), "the last year followed up; the period's last unless written"),
      Field("done", .integer(0...1_000_000), "how many adopted pledges were done"),
      Field("started", .integer(0...1_000_000), "how many more were started"),
      Field("doneOrStarted", wholeRange, "how many were done or started"),
      Field(
        "doneOrStartedShare", .number(.share),
        "about which share was done or started, read as 1.25 percentage points either way"),
      Field("tonnes", .number(.notNegative), "published tonnes of the pledges done"),
      Field("facts", .text, "a CSV file with municipality, pledge, status, date and tonnes"),
      Field(
        "municipalities",
        .list(
          .record(
            Record(
              "municipal count",
              [
                Field("municipality", .municipality, required: true, "whose count it is"),
                Field("done", .integer(0...255), required: true, "how many pledges are done"),
                Field("started", .integer(0...255), required: true, "how many more are started"),
                Field("source", .localized, "the page the count comes from"),
              ]))), "counts of single municipalities"),
    ] + provenance)

  private static let round = Record(
    "round",
    [
      Field("catalogue", .text, required: true, "the id inside the catalogue file"),
      Field(
        "period", .period, required: true, "the year or years in which pledges are carried out"),
      Field("adoption", .record(adoption), "who adopts what"),
      Field("followUp", .record(followUp), "how the round went"),
      Field("support", sourced(.number(.notNegative)), "extra log-odds of being carried out"),
    ])

  private static let realisation = Record(
    "realisation",
    [
      Field("done", sourced(.number(.share)), "mean share done at the end of a round"),
      Field("started", sourced(.number(.share)), "mean share started but not done"),
      Field(
        "effectiveSampleSize", sourced(.number(.positive)),
        "how sure the shares are, as a number of pledges"),
      Field(
        "capacitySpread", sourced(.number(.notNegative)),
        "differences between municipalities, log-odds"),
      Field(
        "difficultySpread", sourced(.number(.notNegative)), "differences between pledges, log-odds"),
      Field(
        "notStartedToStarted", distribution("probability"),
        "yearly probability of getting started after the round"),
      Field(
        "startedToDone", distribution("probability"),
        "yearly probability of being finished after the round"),
      Field("neverFinishes", distribution("share"), "share of pledges that never finish"),
    ])

  private static let imputation = Record(
    "imputation",
    [
      Field(
        "spread", sourced(.number(.notNegative)),
        "how much municipalities differ in how many pledges they adopt"),
      Field(
        "proposedBonus", sourced(.number(.any)),
        "what a proposed list adds to the key of its pledges"),
    ])

  private static let effectCorrelation = Record(
    "correlation",
    [
      Field("catalogue", .text, required: true, "the id inside the catalogue file"),
      Field("pledges", pledgeNumbers, required: true, "pledge numbers, in the order of the matrix"),
      Field("matrix", .list(.list(.number(.any))), required: true, "rows of correlations"),
    ] + provenance)

  private static let ownQuantity = Record(
    "own quantity",
    [
      Field("municipality", .municipality, required: true, "who knows the quantity"),
      Field("catalogue", .text, required: true, "the id inside the catalogue file"),
      Field("pledge", .integer(1...255), required: true, "the pledge's number"),
      Field("quantity", .number(.notNegative), required: true, "units of the pledge's driver"),
      Field(
        "factor", distribution("factor"),
        "effect per unit and year in the pledge's unit; the catalogue's unless written"),
    ] + provenance)

  private static let accounting = Record(
    "accounting",
    [
      Field(
        "electricity", .choice(ElectricityMix.allCases.map(\.rawValue)),
        "which electricity a saved kilowatt hour is counted as"),
      Field(
        "electricityGrams", sourced(.number(.notNegative)),
        "grams CO2e per kilowatt hour instead of the mix's own"),
      Field(
        "districtHeat", sourced(.number(.notNegative)),
        "grams CO2e per kilowatt hour of district heat"),
      Field(
        "localDistrictHeat",
        .list(
          .record(
            Record(
              "local factor",
              [
                Field("municipality", .municipality, required: true, "whose network it is"),
                Field(
                  "value", .number(.notNegative), required: true, "grams CO2e per kilowatt hour"),
              ] + provenance))), "municipalities with a factor of their own network"),
    ])

  private static func switchable(_ name: String) -> Form {
    .either([
      .choice(["off", "on"]), .number(.share),
      .record(Record(name, distributionFields + provenance)),
    ])
  }

  private static let sweep = Record(
    "sweep",
    [
      Field(
        "sets",
        .list(
          .either([
            .choice(["each", "all"]),
            .record(
              Record(
                "set",
                [
                  Field("name", .text, required: true, "what the set is called in tables"),
                  Field("pledges", pledgeNumbers, required: true, "pledge numbers"),
                ])),
          ])),
        "pledges adopted together: sets of one's own, `each` pledge alone, `all` together"),
      Field(
        "shares", .list(.number(.share)),
        "shares of what is not adopted yet that is adopted; 1 unless written"),
      Field(
        "municipalities", .list(.integer(1...1_000)),
        "in how many municipalities, the most populous first; all unless written"),
      Field(
        "support", .list(.number(.notNegative)),
        "extra log-odds of being carried out; the round's own unless written"),
      Field(
        "mixes", .integer(0...Sweep.optionLimit),
        "how many options with a share of its own for every pledge; 0 unless written"),
    ])

  private static let monteCarlo = Record(
    "Monte Carlo setting",
    [
      Field("draws", .integer(1...10_000_000), "how many draws; 10000 unless written"),
      Field("seed", .seed, "the seed of the random numbers; 2030 unless written"),
    ])

  private static let cost = Record(
    "cost setting",
    [
      Field("discountRate", sourced(.number(.share)), "real discount rate per year"),
      Field("priceYear", .integer(years), "the year whose prices costs are counted in"),
    ])

  static let sector = Form.choice(Sector.allCases.map(\.rawValue))
}
