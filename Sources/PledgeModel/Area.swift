/// A municipality's four-digit code as Statistics Sweden (SCB) assigns it; the first two digits are the county's.
public struct MunicipalityCode: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// Four digits, such as `1480`.
  public let digits: String

  /// Nil unless `digits` are exactly four digits.
  public init?(_ digits: String) {
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    self.digits = digits
  }

  /// The code of the county the municipality lies in.
  public var county: String { String(digits.prefix(2)) }

  /// The code as a number, which addresses the municipality's random numbers.
  public var number: Int { digits.utf8.reduce(0) { 10 * $0 + Int($1) - 48 } }

  public var description: String { digits }

  public static func < (a: Self, b: Self) -> Bool { a.digits < b.digits }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let code = Self(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is not four digits"))
    }
    self = code
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}

/// A municipality and what the model needs to know of it.
public struct Municipality: Hashable, Codable, Sendable {
  public var code: MunicipalityCode
  public var name: String
  /// The municipal association it belongs to, nil where none is used.
  public var subregion: String?
  /// Inhabitants on 31 December 2024; nil when the municipality is not among the shipped ones.
  public var population: Double?
  /// Passenger cars in use.
  public var cars: Double?
  /// - Unit: square kilometres.
  public var landArea: Double?
  /// Consumption-based emissions of its households.
  ///
  /// - Unit: tonnes CO2e per inhabitant and year.
  public var consumptionPerInhabitant: Double?
  /// Municipalities it shares a border, a bridge or a ferry with.
  public var neighbours: [MunicipalityCode]
  /// Generalised outline for maps: rings of points, even-odd.
  ///
  /// - Unit: metres, SWEREF 99 TM (EPSG:3006), easting then northing.
  /// - Shape: rings · points · 2.
  public var outline: [[[Double]]]

  public init(
    code: MunicipalityCode, name: String, subregion: String? = nil, population: Double? = nil,
    cars: Double? = nil, landArea: Double? = nil, consumptionPerInhabitant: Double? = nil,
    neighbours: [MunicipalityCode] = [],
    outline: [[[Double]]] = []
  ) {
    self.code = code
    self.name = name
    self.subregion = subregion
    self.population = population
    self.cars = cars
    self.landArea = landArea
    self.consumptionPerInhabitant = consumptionPerInhabitant
    self.neighbours = neighbours
    self.outline = outline
  }
}

/// A county: its two-digit code and its name.
public struct County: Hashable, Codable, Sendable {
  public var code: String
  public var name: String
  /// True when some of its municipalities are not in the scenario, whose sum its targets are then not about.
  public var isPart: Bool?

  public init(code: String, name: String, isPart: Bool? = nil) {
    self.code = code
    self.name = name
    self.isPart = isPart
  }
}
