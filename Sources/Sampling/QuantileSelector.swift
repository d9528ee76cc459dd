/// Exact quantiles of an unsorted sample, found without sorting it.
///
/// Quantiles are of type 7, the default of R and NumPy (``QuantilePlace``).
///
/// The scratch memory is made once, so a call allocates nothing.
public struct QuantileSelector: Sendable {
  private var collected: [Double]
  private var spare: [Double]
  private var bucketNumbers: [UInt16]
  private var counts = [UInt32](repeating: 0, count: 2 * OrderStatisticSearch.maximalBucketCount)
  private var buckets = [UInt16](repeating: 0, count: OrderStatisticSearch.maximalBucketCount)
  private var places: [UInt32]
  private var wanted: [OrderStatisticSearch.Wanted] = []

  /// Makes a selector for samples of up to `capacity` numbers.
  public init(capacity: Int) {
    precondition(
      capacity >= 1 && capacity < Int(UInt32.max), "no samples of up to \(capacity) numbers")
    collected = [Double](repeating: 0, count: capacity + 1)
    spare = collected
    bucketNumbers = [UInt16](repeating: 0, count: capacity)
    places = [UInt32](repeating: 0, count: capacity + 1)
  }

  /// Writes the quantiles of a sample at the given levels, which ascend within 0…1.
  ///
  /// - Accuracy: equal to the quantiles of the sorted sample.
  /// - Throws: ``SamplingError/notFinite``.
  public mutating func quantiles(
    _ levels: [Double], of sample: UnsafePointer<Double>, count: Int,
    into quantiles: UnsafeMutablePointer<Double>
  ) throws(SamplingError) {
    precondition(
      count >= 1 && count <= bucketNumbers.count,
      "\(count) numbers in a selector for 1…\(bucketNumbers.count)")
    listWanted(levels, count: count)
    guard findWanted(in: sample, count: count) else { throw .notFinite }
    var k = 0
    for (i, level) in levels.enumerated() {
      let place = QuantilePlace(level, count: count)
      while wanted[k].rank < place.rank { k += 1 }
      let lower = wanted[k].number
      let upper = place.rank == count - 1 ? lower : wanted[k + 1].number
      quantiles[i] = place.between(lower, upper)
    }
  }

  /// How many numbers a sample may have.
  var capacity: Int { bucketNumbers.count }

  /// The numbers at some ranks of the sorted sample; ranks ascend, each once.
  ///
  /// - Throws: ``SamplingError/notFinite``.
  mutating func numbers(
    atRanks ranks: [Int], of sample: UnsafePointer<Double>, count: Int
  ) throws(SamplingError) -> [Double] {
    wanted.removeAll(keepingCapacity: true)
    for rank in ranks { wanted.append(OrderStatisticSearch.Wanted(rank: rank)) }
    guard findWanted(in: sample, count: count) else { throw .notFinite }
    return wanted.map(\.number)
  }

  /// Lists the wanted order statistics, ascending, each once.
  private mutating func listWanted(_ levels: [Double], count: Int) {
    wanted.removeAll(keepingCapacity: true)
    var last = 0.0
    for level in levels {
      precondition(level >= last && level <= 1, "level \(level) after \(last)")
      last = level
      let rank = QuantilePlace(level, count: count).rank
      for rank in rank...min(rank + 1, count - 1) where rank > wanted.last?.rank ?? -1 {
        wanted.append(OrderStatisticSearch.Wanted(rank: rank))
      }
    }
  }

  private mutating func findWanted(in sample: UnsafePointer<Double>, count: Int) -> Bool {
    collected.withUnsafeMutableBufferPointer { collected in
      spare.withUnsafeMutableBufferPointer { spare in
        bucketNumbers.withUnsafeMutableBufferPointer { bucketNumbers in
          counts.withUnsafeMutableBufferPointer { counts in
            buckets.withUnsafeMutableBufferPointer { buckets in
              places.withUnsafeMutableBufferPointer { places in
                wanted.withUnsafeMutableBufferPointer { wanted in
                  OrderStatisticSearch(
                    bucketNumbers: bucketNumbers.baseAddress!, counts: counts.baseAddress!,
                    buckets: buckets.baseAddress!, places: places.baseAddress!, wanted: wanted
                  ).find(
                    wanted.indices, in: sample, count: count, below: 0,
                    collecting: collected.baseAddress!, spare: spare.baseAddress!)
                }
              }
            }
          }
        }
      }
    }
  }
}
