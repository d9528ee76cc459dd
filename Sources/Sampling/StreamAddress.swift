/// The place of a random number: what it is for, never when it was asked for.
///
/// The address and the number of the draw fill the 128-bit counter of ``Philox4x32`` without overlap:
///
/// | word | content, high bits first |
/// |---|---|
/// | 0 | draw 32 |
/// | 1 | purpose 8, sector 8, municipality 16 |
/// | 2 | catalogue 12, pledge 8, round year 12 |
/// | 3 | year 12, block 20 |
///
/// Two addresses that differ in any field therefore never share a random number.
public struct StreamAddress: Hashable, Sendable {
  /// Counter words 1 to 3.
  package let words: SIMD3<UInt32>

  /// Packs the fields; a field outside its width is a programmer's mistake.
  ///
  /// - Parameters:
  ///   - purpose: what the number is for.
  ///   - sector: 0…255.
  ///   - municipality: the municipality's own code, 0…65 535.
  ///   - catalogue: 0…4 095, made from the catalogue's id.
  ///   - pledge: 0…255.
  ///   - roundYear: 0…4 095.
  ///   - year: 0…4 095.
  ///   - block: the first of the blocks used at this address, 0…1 048 575.
  public init(
    purpose: UInt8, sector: Int = 0, municipality: Int = 0, catalogue: Int = 0, pledge: Int = 0,
    roundYear: Int = 0, year: Int = 0, block: Int = 0
  ) {
    func field(_ value: Int, _ width: UInt32, _ name: StaticString) -> UInt32 {
      precondition(
        value >= 0 && value < 1 << width, "\(name) \(value) needs more than \(width) bits")
      return UInt32(value)
    }
    words = SIMD3(
      UInt32(purpose) << 24 | field(sector, 8, "sector") << 16
        | field(municipality, 16, "municipality"),
      field(catalogue, 12, "catalogue") << 20 | field(pledge, 8, "pledge") << 12
        | field(roundYear, 12, "round year"),
      field(year, 12, "year") << 20 | field(block, 20, "block"))
  }

  /// The first block used at this address.
  public var block: Int { Int(words[2] & 0xF_FFFF) }

  /// The number of blocks from ``block`` on that an address has room for.
  var blockCapacity: Int { 1 << 20 - block }

  /// The counter of the block with this number behind ``block``, for one draw.
  func counter(draw: Int, block: Int) -> SIMD4<UInt32> {
    precondition(draw >= 0 && draw <= Int(UInt32.max), "draw \(draw) needs more than 32 bits")
    precondition(
      block >= 0 && block < blockCapacity, "block \(self.block + block) needs more than 20 bits")
    return SIMD4(UInt32(draw), words[0], words[1], words[2] + UInt32(block))
  }
}
