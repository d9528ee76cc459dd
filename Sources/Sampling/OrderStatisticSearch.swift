import CKernels

/// The search for several order statistics of one sample.
///
/// One pass puts the numbers in buckets of equal width between the extremes of a small subsample and counts them; a second
/// copies the few buckets that hold a wanted order statistic one after another; a selection within each finishes.
/// A bucket in which many numbers crowd is searched in the same way, down to a fixed depth. So the shape of the
/// distribution changes the time and never the result: the bucket of a number is a monotone function of it, rounding
/// included.
struct OrderStatisticSearch {
  /// An order statistic, and where the search stands.
  struct Wanted {
    /// The number's place in the sorted sample.
    let rank: Int
    /// The number itself, once found.
    var number = Double.nan
    /// The bucket that holds it: where it was copied to, its size, and how many numbers of the sample are smaller.
    fileprivate var bucket = (start: 0, size: 0, below: 0)

    init(rank: Int) { self.rank = rank }
  }

  static let maximalBucketCount = 4096
  /// Up to this size, selecting is as quick as another round of buckets.
  private static let smallSize = 512
  private static let maximalDepth = 4

  /// Room for the bucket of each number of the sample.
  let bucketNumbers: UnsafeMutablePointer<UInt16>
  /// Room for two tables of counts, and for the buckets that hold something wanted.
  let counts: UnsafeMutablePointer<UInt32>
  let buckets: UnsafeMutablePointer<UInt16>
  /// Room for the place of each number of the sample, and one more.
  let places: UnsafeMutablePointer<UInt32>
  /// What is looked for, ascending by rank.
  let wanted: UnsafeMutableBufferPointer<Wanted>

  /// Finds the wanted order statistics with the given indices, which all lie in this part of the sample, and says whether
  /// all its numbers are finite.
  ///
  /// - Parameters:
  ///   - below: how many numbers of the whole sample come before this part.
  ///   - collected: room for `count + 1` numbers.
  ///   - spare: room for `count + 1` numbers; below the top, where this part stands.
  func find(
    _ indices: Range<Int>, in part: UnsafePointer<Double>, count: Int, below: Int,
    collecting collected: UnsafeMutablePointer<Double>, spare: UnsafeMutablePointer<Double>,
    depth: Int = 0
  ) -> Bool {
    var (low, high) = (part[0], part[0])
    // Eight numbers at eight places, because neighbours come into the cache together.
    for start in stride(from: 0, to: count, by: max(8, count / 8)) {
      for i in start..<min(start + 8, count) {
        low = min(low, part[i])
        high = max(high, part[i])
      }
    }
    if low == high {
      if low.isFinite && kernel_count_equal(part, Int64(count), low) == count {
        for k in indices { wanted[k].number = low }
        return true
      }
      // Mostly ties: buckets of no width would not part them, partitions do.
      if depth > 0 {
        select(indices, in: spare, count: count, below: below)
        return true
      }
    }
    guard
      collect(
        indices, of: part, count: count, below: below, low: low, high: high, into: collected)
    else { return false }

    var k = indices.lowerBound
    while k < indices.upperBound {
      let (start, size, below) = wanted[k].bucket
      let first = k
      while k < indices.upperBound && wanted[k].rank < below + size { k += 1 }
      if size > Self.smallSize && depth < Self.maximalDepth {
        _ = find(
          first..<k, in: collected + start, count: size, below: below, collecting: spare + start,
          spare: collected + start, depth: depth + 1)
      } else {
        select(first..<k, in: collected + start, count: size, below: below)
      }
    }
    return true
  }

  /// Copies the buckets that hold wanted order statistics one after another.
  private func collect(
    _ indices: Range<Int>, of part: UnsafePointer<Double>, count: Int, below: Int, low: Double,
    high: Double, into collected: UnsafeMutablePointer<Double>
  ) -> Bool {
    let bucketCount = min(Self.maximalBucketCount, max(64, count / 8))
    counts.update(repeating: 0, count: 2 * bucketCount)
    let scale = Double(bucketCount) / (high - low)
    guard
      kernel_fill_buckets(
        part, Int64(count), low, scale.isFinite ? scale : 0, Int32(bucketCount), bucketNumbers,
        counts, counts + bucketCount) != 0
    else { return false }

    // From here on the first table says where the next number of a wanted bucket goes.
    var (below, collectedCount, k) = (below, 0, indices.lowerBound)
    var wantedCount: Int32 = 0
    var next = wanted[k].rank
    for first in stride(from: 0, to: bucketCount, by: 8) {
      if first + 8 <= bucketCount {
        let size = Int(sizes(from: first, bucketCount).wrappedSum())
        if next >= below &+ size {
          below &+= size
          continue
        }
      }
      for bucket in first..<min(first + 8, bucketCount) {
        let size = Int(counts[bucket] &+ counts[bucket + bucketCount])
        if next < below &+ size {
          buckets[Int(wantedCount)] = UInt16(bucket)
          wantedCount += 1
          counts[bucket] = UInt32(collectedCount)
          while next < below + size {
            wanted[k].bucket = (collectedCount, size, below)
            k += 1
            next = k < indices.upperBound ? wanted[k].rank : .max
          }
          collectedCount += size
        }
        below &+= size
      }
    }
    let found = Int(kernel_list_wanted(bucketNumbers, Int64(count), buckets, wantedCount, places))
    for i in 0..<found {
      let bucket = Int(bucketNumbers[Int(places[i])])
      collected[Int(counts[bucket])] = part[Int(places[i])]
      counts[bucket] &+= 1
    }
    return true
  }

  /// How many numbers eight buckets hold.
  private func sizes(from first: Int, _ bucketCount: Int) -> SIMD8<UInt32> {
    let (even, odd) = (
      UnsafeRawPointer(counts + first), UnsafeRawPointer(counts + first + bucketCount)
    )
    return even.loadUnaligned(as: SIMD8<UInt32>.self) &+ odd.loadUnaligned(as: SIMD8<UInt32>.self)
  }
}
