/// A list of pledges that municipalities choose from in a round.
public struct Catalogue: Hashable, Codable, Sendable {
  /// As many pledges as a catalogue may have, so that a set of them fits into a word.
  public static let pledgeLimit = UInt64.bitWidth

  /// The id inside the file, such as `klimatloften-2022`; it is not the file's name.
  public var id: String
  public var title: LocalizedText
  /// The round the catalogue was made for, such as `2022` or `2024-2026`.
  public var round: String
  public var groups: [PledgeGroup]
  public var pledges: [Pledge]
  /// What the programme said its round could achieve; nil where nothing is published.
  public var publishedPotential: PublishedPotential?
  /// The fixed factor κ that makes the expected bundle equal the published potential; nil where none exists.
  public var calibration: Calibration?
  /// The range of κ where no potential is published: its logarithm is uniform in it; nil means κ is one.
  public var factorRange: Sourced<ClosedRange<Double>>?

  public init(
    id: String, title: LocalizedText, round: String, groups: [PledgeGroup], pledges: [Pledge],
    publishedPotential: PublishedPotential?, calibration: Calibration?,
    factorRange: Sourced<ClosedRange<Double>>? = nil
  ) {
    self.id = id
    self.title = title
    self.round = round
    self.groups = groups
    self.pledges = pledges
    self.publishedPotential = publishedPotential
    self.calibration = calibration
    self.factorRange = factorRange
  }

  /// The number that addresses the catalogue's random numbers, made from the id alone.
  public var number: Int { stableNumber(id) }
}

/// A 12-bit number made from an id alone (FNV-1a, folded), never from the order of a file.
///
/// Two ids of one scenario may not share a number; reading a scenario refuses that.
public func stableNumber(_ id: String) -> Int {
  var hash: UInt32 = 2_166_136_261
  for byte in id.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
  return Int((hash ^ (hash >> 12) ^ (hash >> 24)) & 0xFFF)
}

/// A focus area of a catalogue.
public struct PledgeGroup: Hashable, Codable, Sendable {
  public var id: String
  public var name: LocalizedText

  public init(id: String, name: LocalizedText) {
    self.id = id
    self.name = name
  }
}

/// What a programme said the adopted pledges of a round could achieve.
public struct PublishedPotential: Hashable, Codable, Sendable {
  /// - Unit: tonnes CO2e per year.
  public var tonnes: Double
  /// How many pledges had been adopted.
  public var adopted: Int
  public var provenance: Provenance

  public init(tonnes: Double, adopted: Int, provenance: Provenance) {
    self.tonnes = tonnes
    self.adopted = adopted
    self.provenance = provenance
  }
}

/// The fixed factor of a published round: published potential ÷ expected bundle as adopted.
public struct Calibration: Hashable, Codable, Sendable {
  /// κ, which multiplies every effect of the catalogue.
  public var factor: Double
  /// The Monte Carlo standard error of `factor`.
  public var standardError: Double
  /// SHA-256 of the inputs it was computed from, in hexadecimal.
  public var inputs: String

  public init(factor: Double, standardError: Double, inputs: String) {
    self.factor = factor
    self.standardError = standardError
    self.inputs = inputs
  }
}
