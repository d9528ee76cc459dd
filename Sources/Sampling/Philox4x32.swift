/// The counter-based generator Philox4x32-10: a bijection of 128-bit blocks under a 64-bit key.
///
/// A number is computed from its counter alone, so any number can be made at any time, in any order and on any thread.
///
/// - Accuracy: passes BigCrush with sequential counters, according to its authors.
/// - Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3",
///   doi:10.1145/2063384.2063405.
public struct Philox4x32: Hashable, Sendable {
  /// The key, low word first.
  public var key: (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: keyBits), UInt32(truncatingIfNeeded: keyBits >> 32))
  }

  private let keyBits: UInt64

  /// Makes the generator with a 64-bit key, whose low half is the first key word.
  public init(key: UInt64) { keyBits = key }

  /// The four random words that belong to a counter.
  public func block(at counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = c0.multipliedFullWidth(by: 0xD251_1F53)
      let p1 = c2.multipliedFullWidth(by: 0xCD9E_8D57)
      (c0, c1, c2, c3) = (p1.high ^ c1 ^ k0, p1.low, p0.high ^ c3 ^ k1, p0.low)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
