/// How purchased energy is turned into tonnes.
public struct Accounting: Hashable, Codable, Sendable {
  public var electricityMix: ElectricityMix
  /// - Unit: grams CO2e per kilowatt hour.
  public var electricity: Sourced<Double>
  /// - Unit: grams CO2e per kilowatt hour.
  public var districtHeat: Sourced<Double>
  /// Municipalities with a factor of their own network, grams CO2e per kilowatt hour.
  public var localDistrictHeat: [LocalFactor]

  public init(
    electricityMix: ElectricityMix, electricity: Sourced<Double>, districtHeat: Sourced<Double>,
    localDistrictHeat: [LocalFactor]
  ) {
    self.electricityMix = electricityMix
    self.electricity = electricity
    self.districtHeat = districtHeat
    self.localDistrictHeat = localDistrictHeat
  }
}

/// Which electricity a saved kilowatt hour is counted as.
public enum ElectricityMix: String, Hashable, Codable, Sendable, CaseIterable {
  case swedishMix, nordicMix, residualMix
}

/// A factor that holds in one municipality.
public struct LocalFactor: Hashable, Codable, Sendable {
  public var municipality: MunicipalityCode
  public var value: Sourced<Double>

  public init(municipality: MunicipalityCode, value: Sourced<Double>) {
    self.municipality = municipality
    self.value = value
  }
}
