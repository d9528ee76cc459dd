/// A picture people can relate tonnes to, such as a return trip by air.
public struct Equivalence: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText
  /// - Unit: tonnes CO2e per unit.
  public var tonnesPerUnit: Sourced<Double>

  public init(id: String, name: LocalizedText, tonnesPerUnit: Sourced<Double>) {
    self.id = id
    self.name = name
    self.tonnesPerUnit = tonnesPerUnit
  }

  /// How many units `tonnes` are, rounded to hundreds as the programme publishes them.
  public func count(tonnes: Double) -> Double {
    (tonnes / tonnesPerUnit.value / 100).rounded() * 100
  }
}
