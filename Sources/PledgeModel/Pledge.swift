/// A climate pledge (klimatlöfte) of a catalogue.
public struct Pledge: Hashable, Codable, Sendable {
  /// The number in the catalogue, 1…255.
  public var number: Int
  public var name: LocalizedText
  /// The id of its focus area.
  public var group: String
  public var kind: PledgeKind
  /// What it takes off when carried out; nil for an enabling pledge, which has no tonnes of its own.
  public var effect: PledgeEffect?
  /// How often complete published lists contain it.
  public var adoption: AdoptionFrequency

  public init(
    number: Int, name: LocalizedText, group: String, kind: PledgeKind, effect: PledgeEffect?,
    adoption: AdoptionFrequency
  ) {
    self.number = number
    self.name = name
    self.group = group
    self.kind = kind
    self.effect = effect
    self.adoption = adoption
  }
}

/// How a pledge acts.
public enum PledgeKind: String, Hashable, Codable, Sendable, CaseIterable {
  case direct, indirect, enabling
}

/// The tonnes of a pledge: effect per unit of its driver, and how it unfolds over time.
public struct PledgeEffect: Hashable, Codable, Sendable {
  public var ledger: Ledger
  /// The territorial sector it acts on; nil in the other ledgers.
  public var sector: Sector?
  /// Effect per unit of the driver and year when fully carried out, in `unit`.
  public var size: Sourced<Uncertain>
  public var unit: EffectUnit
  public var driver: Driver
  /// What a municipality that knows its own quantity counts with; nil where nothing is known by the unit.
  public var perUnit: UnitEffect?
  /// Spread of the logarithm between municipalities; the factor has mean one.
  public var localSpread: Sourced<Double>
  /// Years from completion to full effect, linear; zero acts at once.
  public var rampInYears: Sourced<Int>
  /// Years the effect lasts.
  public var lifetimeInYears: Sourced<Int>
  public var ending: Ending
  public var cost: AbatementCost?

  public init(
    ledger: Ledger, sector: Sector?, size: Sourced<Uncertain>, unit: EffectUnit, driver: Driver,
    perUnit: UnitEffect? = nil, localSpread: Sourced<Double>, rampInYears: Sourced<Int>,
    lifetimeInYears: Sourced<Int>,
    ending: Ending, cost: AbatementCost?
  ) {
    self.ledger = ledger
    self.sector = sector
    self.size = size
    self.unit = unit
    self.driver = driver
    self.perUnit = perUnit
    self.localSpread = localSpread
    self.rampInYears = rampInYears
    self.lifetimeInYears = lifetimeInYears
    self.ending = ending
    self.cost = cost
  }
}

/// What one unit of effect is; energy is turned into tonnes by the scenario's accounting.
public enum EffectUnit: String, Hashable, Codable, Sendable, CaseIterable {
  /// Tonnes CO2e.
  case tonnes = "t"
  case kilowattHoursElectricity = "kWhElectricity"
  case kilowattHoursDistrictHeat = "kWhDistrictHeat"
}

/// What an effect is proportional to.
public enum Driver: String, Hashable, Codable, Sendable, CaseIterable {
  case inhabitants, cars
  /// Meals served on a day of service.
  case portionsADay
  case squareMetres, kilowattHours, machines
  /// Litres of fuel a year.
  case litres
  /// Pieces of furniture or electronics a year.
  case units
}

/// The effect of one unit of something a municipality can count itself, such as a car replaced.
public struct UnitEffect: Hashable, Codable, Sendable {
  public var driver: Driver
  /// Effect per unit and year when fully carried out, in the unit of the pledge's effect.
  public var size: Sourced<Uncertain>

  public init(driver: Driver, size: Sourced<Uncertain>) {
    self.driver = driver
    self.size = size
  }
}

/// What happens when a pledge's lifetime is over.
public enum Ending: String, Hashable, Codable, Sendable, CaseIterable {
  /// It is renewed, so the curve does not rise again.
  case renewed
  /// Emissions return.
  case reverts
}

/// What it costs to avoid a tonne; a benefit value is never entered here.
public struct AbatementCost: Hashable, Codable, Sendable {
  /// - Unit: SEK per tonne CO2e, in the prices of `priceYear`.
  public var perTonne: Sourced<Uncertain>
  public var priceYear: Int
  public var share: CostShare

  public init(perTonne: Sourced<Uncertain>, priceYear: Int, share: CostShare) {
    self.perTonne = perTonne
    self.priceYear = priceYear
    self.share = share
  }
}

/// Whose cost it is.
public enum CostShare: String, Hashable, Codable, Sendable, CaseIterable {
  case `public`, total
}

/// How many of the complete known lists contain a pledge.
public struct AdoptionFrequency: Hashable, Codable, Sendable {
  public var adopters: Int
  public var lists: Int
  public var provenance: Provenance

  public init(adopters: Int, lists: Int, provenance: Provenance) {
    self.adopters = adopters
    self.lists = lists
    self.provenance = provenance
  }

  /// The frequency, kept away from 0 and 1 by half a list on either side (Jeffreys).
  public var smoothed: Double { (Double(adopters) + 0.5) / (Double(lists) + 1) }
}
