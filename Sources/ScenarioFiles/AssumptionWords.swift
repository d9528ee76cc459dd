package import PledgeModel

extension LocalizedText {
  /// Each language's text changed in the same way.
  func map(_ change: (String) -> String) -> LocalizedText {
    LocalizedText(sv: change(sv), en: change(en))
  }

  /// Each language's text put together with that of another.
  func map(_ other: LocalizedText, _ join: (String, String) -> String) -> LocalizedText {
    LocalizedText(sv: join(sv, other.sv), en: join(en, other.en))
  }
}

extension Double {
  /// The number at four significant digits, as each language writes it.
  package var words: LocalizedText {
    LocalizedText(
      sv: grouped(by: "\u{202F}").replacing(".", with: ","), en: grouped(by: ","))
  }

  /// The digits before the point in groups of three, and a real minus sign.
  private func grouped(by separator: String) -> String {
    let digits = magnitude.written.prefix { $0.isNumber }
    let groups = digits.enumerated().map { place, digit in
      place > 0 && (digits.count - place).isMultiple(of: 3) ? separator + "\(digit)" : "\(digit)"
    }
    return (self < 0 ? "\u{2212}" : "") + groups.joined() + magnitude.written[digits.endIndex...]
  }
}

extension Uncertain {
  /// The kind and its numbers.
  var words: LocalizedText {
    switch self {
    case .fixed(let value): value.words
    case .normal(let mean, let sd):
      LocalizedText(
        sv: "normal, medelvärde \(mean.words.sv), standardavvikelse \(sd.words.sv)",
        en: "normal, mean \(mean.words.en), sd \(sd.words.en)")
    case .logNormal(let median, let sigma):
      LocalizedText(
        sv: "lognormal, median \(median.words.sv), sigma \(sigma.words.sv)",
        en: "log-normal, median \(median.words.en), sigma \(sigma.words.en)")
    case .uniform(let low, let high):
      LocalizedText(
        sv: "likformig, \(low.words.sv) till \(high.words.sv)",
        en: "uniform, \(low.words.en) to \(high.words.en)")
    case .triangular(let low, let mode, let high):
      LocalizedText(
        sv: "triangulär, \(low.words.sv) till \(high.words.sv), typvärde \(mode.words.sv)",
        en: "triangular, \(low.words.en) to \(high.words.en), mode \(mode.words.en)")
    case .pert(let low, let mode, let high):
      LocalizedText(
        sv: "PERT, \(low.words.sv) till \(high.words.sv), typvärde \(mode.words.sv)",
        en: "PERT, \(low.words.en) to \(high.words.en), mode \(mode.words.en)")
    case .beta(let alpha, let beta):
      LocalizedText(
        sv: "beta, \(alpha.words.sv) och \(beta.words.sv)",
        en: "beta, \(alpha.words.en) and \(beta.words.en)")
    }
  }
}

extension ClosedRange<Int> {
  /// One number, or the range.
  var words: LocalizedText {
    guard lowerBound < upperBound else { return "\(lowerBound)" }
    return LocalizedText(
      sv: "\(lowerBound) till \(upperBound)", en: "\(lowerBound) to \(upperBound)")
  }
}

extension AdoptionStatus {
  var words: LocalizedText {
    switch self {
    case .adopted: LocalizedText(sv: "antagna", en: "adopted")
    case .proposed: LocalizedText(sv: "föreslagna", en: "proposed")
    }
  }
}

extension Ending {
  var words: LocalizedText {
    switch self {
    case .renewed:
      LocalizedText(
        sv: "det som statistiken redan visar består, senare effekt upphör",
        en: "renewed: what the inventory shows already stays, a later effect ends")
    case .reverts: LocalizedText(sv: "effekten upphör", en: "reverts: the effect ends")
    }
  }
}

extension CostShare {
  var words: LocalizedText {
    switch self {
    case .public: LocalizedText(sv: "offentlig kostnad", en: "public")
    case .total: LocalizedText(sv: "hela kostnaden", en: "total")
    }
  }
}

extension EffectUnit {
  var words: LocalizedText {
    switch self {
    case .tonnes: LocalizedText(sv: "ton", en: "tonnes")
    case .kilowattHoursElectricity: LocalizedText(sv: "kWh el", en: "kWh of electricity")
    case .kilowattHoursDistrictHeat:
      LocalizedText(sv: "kWh fjärrvärme", en: "kWh of district heat")
    }
  }
}

extension Driver {
  /// One of what is counted.
  var words: LocalizedText {
    switch self {
    case .inhabitants: LocalizedText(sv: "invånare", en: "inhabitant")
    case .cars: LocalizedText(sv: "bil", en: "car")
    case .portionsADay: LocalizedText(sv: "portion om dagen", en: "portion a day")
    case .squareMetres: LocalizedText(sv: "kvadratmeter", en: "square metre")
    case .kilowattHours: LocalizedText(sv: "kilowattimme", en: "kilowatt hour")
    case .machines: LocalizedText(sv: "maskin", en: "machine")
    case .litres: LocalizedText(sv: "liter", en: "litre")
    case .units: LocalizedText(sv: "styck", en: "unit")
    }
  }
}

extension AdoptionLever {
  /// What the lever does.
  var words: LocalizedText {
    func list(_ pledges: [Int]) -> String { pledges.map(String.init).joined(separator: " ") }
    return switch self {
    case .nobody: LocalizedText(sv: "ingen antar något", en: "nobody adopts anything")
    case .everyMunicipality(let pledges):
      LocalizedText(
        sv: "alla kommuner antar \(list(pledges))",
        en: "every municipality adopts \(list(pledges))")
    case .everything:
      LocalizedText(sv: "alla kommuner antar allt", en: "every municipality adopts everything")
    case .mostCommon(let count):
      LocalizedText(
        sv: "alla kommuner lägger till de \(count) vanligaste löftena",
        en: "every municipality adds the \(count) most common pledges")
    case .atLeast(let count):
      LocalizedText(
        sv: "alla kommuner antar minst \(count) löften",
        en: "every municipality adopts at least \(count) pledges")
    case .diffusion(let share, let peers):
      LocalizedText(
        sv:
          "kommunerna lägger till det som andelen \(share.words.sv) av grannarna och \(peers) jämnstora har antagit",
        en:
          "municipalities add what a share of \(share.words.en) of neighbours and \(peers) peers has adopted"
      )
    case .add(let municipality, let pledges):
      LocalizedText(
        sv: "\(municipality) antar \(list(pledges))", en: "\(municipality) adopts \(list(pledges))")
    case .remove(let municipality, let pledges):
      LocalizedText(
        sv: "\(municipality) antar inte \(list(pledges))",
        en: "\(municipality) does not adopt \(list(pledges))")
    }
  }
}
