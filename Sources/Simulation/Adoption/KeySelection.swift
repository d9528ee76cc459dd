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

  @inline(__always)
  package static func position(_ key: UInt64) -> Int { Int(key & 0xFFFF_FFFF) }

  /// The key no smaller one of the same value can pass: every position at `value` or below is included.
  @inline(__always)
  package static func upperBound(_ value: Double) -> UInt64 { make(value, position: -1) }
}

/// Moves the `rank` smallest keys to the front, in no particular order (Hoare's selection, median of three).
///
/// - Accuracy: exact; expected time proportional to `count`.
package func selectSmallest(_ rank: Int, of keys: UnsafeMutablePointer<UInt64>, count: Int) {
  guard rank > 0, rank < count else { return }
  var low = 0
  var high = count - 1
  let last = rank - 1
  while low < high {
    let a = keys[low]
    let b = keys[(low + high) / 2]
    let c = keys[high]
    let pivot = max(min(a, b), min(max(a, b), c))
    var i = low
    var j = high
    while i <= j {
      while keys[i] < pivot { i += 1 }
      while keys[j] > pivot { j -= 1 }
      if i <= j {
        (keys[i], keys[j]) = (keys[j], keys[i])
        i += 1
        j -= 1
      }
    }
    if last <= j {
      high = j
    } else if last >= i {
      low = i
    } else {
      return
    }
  }
}
