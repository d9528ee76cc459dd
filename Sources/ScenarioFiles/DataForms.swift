import PledgeModel

extension Form {
  /// A catalogue file.
  static let catalogue = Record(
    "catalogue",
    [
      Field("format", .integer(1...1), required: true, "the version of the format"),
      Field("id", .text, required: true, "the name scenarios use; it is not the file's name"),
      Field("title", .localized, required: true, "what the catalogue is called"),
      Field("round", .period, required: true, "the years it was made for"),
      Field(
        "publishedPotential",
        .record(
          Record(
            "published potential",
            [
              Field("tonnes", .number(.positive), required: true, "tonnes CO2e per year"),
              Field(
                "adopted", .integer(1...1_000_000), required: true, "for how many adopted pledges"),
            ] + provenance)), "what the programme said its round could achieve"),
      Field(
        "groups",
        .list(
          .record(
            Record(
              "group",
              [
                Field("id", .text, required: true, "the name pledges use"),
                Field("name", .localized, required: true, "the focus area"),
              ]))), required: true, "the focus areas"),
      Field("pledges", .list(.record(pledge)), required: true, "the pledges"),
    ])

  private static let pledge = Record(
    "pledge",
    [
      Field("number", .integer(1...255), required: true, "the number in the catalogue"),
      Field("name", .localized, required: true, "a short name"),
      Field("group", .text, required: true, "the id of its focus area"),
      Field(
        "kind", .choice(PledgeKind.allCases.map(\.rawValue)), required: true,
        "an enabling pledge has no tonnes of its own"),
      Field(
        "ledger", .choice(Ledger.allCases.map(\.rawValue)), "which way of counting it shows in"),
      Field("sector", sector, "the sector it acts on, in the territorial ledger"),
      Field("effect", .record(effect), "per unit of the driver and year when fully carried out"),
      Field(
        "driver", .choice(Driver.allCases.map(\.rawValue)), "what the effect is proportional to"),
      Field(
        "perUnit", .record(unitEffect),
        "effect of one unit that a municipality can count itself, in the unit of the effect"),
      Field(
        "localSpread",
        .record(
          Record(
            "local spread",
            [
              Field(
                "sigma", .number(.notNegative), required: true,
                "standard deviation of the logarithm")
            ]
              + provenance)), "differences between municipalities"),
      Field(
        "ramp", duration("ramp", 0...50), "years from completion to full effect, 0 acts at once"),
      Field("lifetime", duration("lifetime", 1...100), "years the effect lasts"),
      Field(
        "ends", .choice(Ending.allCases.map(\.rawValue)), "what happens when the lifetime is over"),
      Field("cost", .record(abatementCost), "what it costs to avoid a tonne"),
      Field(
        "adoption",
        .record(
          Record(
            "adoption frequency",
            [
              Field(
                "adopters", .integer(0...1_000), required: true, "complete lists that contain it"),
              Field("lists", .integer(0...1_000), required: true, "complete lists known"),
            ] + provenance)), required: true, "how common it is"),
    ])

  private static let effect = Record(
    "effect",
    distributionFields + [
      Field(
        "unit", .choice(EffectUnit.allCases.map(\.rawValue)), required: true, "what one unit is")
    ] + provenance)

  private static let unitEffect = Record(
    "effect per unit",
    distributionFields + [
      Field(
        "driver", .choice(Driver.allCases.map(\.rawValue)), required: true, "what is counted")
    ] + provenance)

  private static func duration(_ name: String, _ range: ClosedRange<Int>) -> Form {
    .record(
      Record(name, [Field("years", .integer(range), required: true, "how many years")] + provenance)
    )
  }

  private static let abatementCost = Record(
    "cost",
    distributionFields + [
      Field("unit", .choice(["SEK per t"]), "the unit"),
      Field("priceYear", .integer(years), required: true, "the year of the prices"),
      Field(
        "share", .choice(CostShare.allCases.map(\.rawValue)), required: true, "whose cost it is"),
    ] + provenance)

  /// A measure beyond the pledges, in a scenario or in `data/measures.yaml`.
  static let measure = Record(
    "measure",
    [
      Field("id", .text, required: true, "a name of its own"),
      Field("name", .localized, required: true, "what it is called"),
      Field("area", .record(area), required: true, "where it acts"),
      Field("sector", sector, required: true, "the sector it acts on"),
      Field(
        "fraction", distribution("fraction"), required: true,
        "the fraction of the sector's emissions removed at full effect"),
      Field("startYear", .integer(years), required: true, "the first year it acts"),
      Field("rampYears", .integer(0...50), "years to full effect, 0 acts at once"),
      Field(
        "probability", sourced(.number(.share)), "the probability that it happens; 1 unless written"
      ),
      Field("cost", .record(abatementCost), "what it costs to avoid a tonne"),
      Field("note", .text, "anything else worth knowing"),
    ] + provenance)

  /// A target, in a scenario or in `data/targets.yaml`.
  static let target = Record(
    "target",
    [
      Field("id", .text, required: true, "a name of its own"),
      Field(
        "area",
        .record(
          Record(
            "area",
            [
              Field("county", .county, "the county that has the target"),
              Field("municipality", .municipality, "the municipality that has the target"),
            ])), required: true, "whose target it is"),
      Field("name", .localized, required: true, "what it is called"),
      Field("referenceYear", .integer(years), required: true, "the year compared with"),
      Field("targetYear", .integer(years), required: true, "the year it holds for"),
      Field("reductionPercent", .number(.notNegative), "per cent below the reference year"),
      Field("tonnes", .number(.notNegative), "tonnes CO2e per year in the target year"),
      Field("scope", .choice(["territorial"]), "which emissions it covers"),
      Field("version", .text, "when it was decided"),
      Field("source", .text, required: true, "where it is stated"),
      Field("note", .text, "anything else worth knowing"),
    ])

  static let measureFile = listFile("measure file", key: "measures", .record(measure))
  static let targetFile = listFile("target file", key: "targets", .record(target))

  static let equivalenceFile = Record(
    "equivalence file",
    listFile(
      "", key: "equivalences",
      .record(
        Record(
          "equivalence",
          [
            Field("id", .text, required: true, "a name of its own"),
            Field("name", .localized, required: true, "what is counted"),
            Field("tonnes", .number(.positive), required: true, "tonnes CO2e per unit"),
            Field("unit", .text, "the unit in words"),
            Field("roundTo", .integer(1...1_000_000), "the step published counts are rounded to"),
            Field("note", .text, "anything else worth knowing"),
          ] + provenance))
    ).fields + [
      Field(
        "published",
        .list(
          .record(
            Record(
              "published count",
              [
                Field("tonnes", .number(.positive), required: true, "the tonnes"),
                Field("kind", .text, required: true, "the equivalence's id"),
                Field(
                  "count", .integer(0...1_000_000_000), required: true, "the count as published"),
                Field("source", .text, required: true, "where it is published"),
              ]))), "counts the programme has published")
    ])

  static let assumptionFile = listFile(
    "assumption file", key: "assumptions",
    .record(
      Record(
        "assumption",
        [
          Field("id", .text, required: true, "a dotted name"),
          Field("text", .localized, required: true, "what is assumed"),
          Field("unit", .localized, "the unit"),
          Field(
            "active", .choice(["true", "false"]), "whether it holds unless a scenario turns it on"),
          Field("scale", .text, "the scale a distribution is meant on"),
          Field("local", .anything, "values of single municipalities"),
          Field("value", .anything, "the value"),
        ] + distributionFields.filter { $0.key != "value" } + provenance)))

  static let metadataFile = Record(
    "metadata file",
    listFile(
      "", key: "files",
      .record(
        Record(
          "file description",
          [
            Field("file", .text, required: true, "the file's name"),
            Field("title", .localized, required: true, "what it holds"),
            Field("source", .text, required: true, "where the figures come from"),
            Field(
              "retrieved", .text, required: true,
              "the day the figures were fetched, or what is known of it"),
            Field("release", .integer(years), "the release"),
            Field("unit", .text, required: true, "the unit"),
            Field("covers", .text, required: true, "areas and years"),
            Field("licence", .text, required: true, "what may be done with it"),
            Field("knownDefects", .list(.text), required: true, "what is known to be wrong"),
          ]))
    ).fields + [Field("credit", .list(.text), required: true, "whom to name")])

  private static func listFile(_ name: String, key: String, _ item: Form) -> Record {
    Record(
      name,
      [
        Field("format", .integer(1...1), required: true, "the version of the format"),
        Field(key, .list(item), required: true, "the entries"),
      ])
  }
}
