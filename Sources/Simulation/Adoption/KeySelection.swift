/// A number and the position it belongs to, packed so that whole keys compare like numbers, ties by position.
///
/// The number is held as a 32-bit float, whose bit pattern is turned into an ordered integer; the position makes
/// every key unique, so that "the k smallest" is one set and not several.
package struct RankedKey {
  /// - Precondition: `position` fits into 32 bits and `value` is not NaN.
  @inline(__always)
  package static func make(_ value: Double, position: Int) -> UInt64 {
    let bits = Float(value).bitPattern
    let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ordered) << 32 | UInt64(UInt32(truncatingIfNeeded: position))
  }

  /// The key no smaller one of the same value can pass: every position at `value` or below is included.
  @inline(__always)
  package static func upperBound(_ value: Double) -> UInt64 { make(value, position: -1) }
}
