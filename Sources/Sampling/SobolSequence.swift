/// Points that fill the unit cube more evenly than random ones: Sobol's sequence, scrambled.
///
/// Any 2ᵏ points that begin at a multiple of 2ᵏ put exactly one into each of the 2ᵏ equal intervals of every axis.
/// Scrambling multiplies the binary digits of each axis by a random lower triangular matrix and shifts them; each point is
/// then uniform, so averages have no bias and repetitions with other addresses show their error.
///
/// - Accuracy: odd multiples of 2⁻³³, in the order of the Gray code.
/// - Validity: up to ``maximalDimensionCount`` dimensions and 2³² points.
/// - Source: Bratley and Fox (1988), doi:10.1145/42288.214372; Joe and Kuo (2008), doi:10.1137/070709359, direction numbers
///   `new-joe-kuo-6`; Matoušek (1998), doi:10.1006/jcom.1998.0489, for the scrambling.
public struct SobolSequence: Sendable {
  /// The largest number of dimensions.
  public static let maximalDimensionCount = joeKuoDirections.count + 1

  /// The number of dimensions.
  public let dimensionCount: Int

  /// For every dimension, 32 direction numbers.
  private var directions: [UInt32]
  /// For every dimension, the digits that are flipped.
  private var shifts: [UInt32]

  /// The sequence without scrambling.
  public init(dimensionCount: Int) {
    precondition(
      dimensionCount >= 1 && dimensionCount <= Self.maximalDimensionCount,
      "\(dimensionCount) dimensions outside 1…\(Self.maximalDimensionCount)")
    self.dimensionCount = dimensionCount
    directions = (0..<dimensionCount).flatMap(Self.directions)
    shifts = [UInt32](repeating: 0, count: dimensionCount)
  }

  /// The sequence scrambled by the random words at an address; dimension `i` takes the draw number `i` there.
  public init(dimensionCount: Int, streams: RandomStreams, address: StreamAddress) {
    self.init(dimensionCount: dimensionCount)
    let generator = Philox4x32(key: streams.seed)
    for dimension in 0..<dimensionCount {
      func word(_ index: Int) -> UInt32 {
        generator.block(at: address.counter(draw: dimension, block: index / 4))[index % 4]
      }
      // Row i of the matrix has a one on the diagonal and random digits to its left, which are the higher ones.
      let rows = (0..<32).map { i in
        word(i) & ~(UInt32.max >> UInt32(i)) | 1 << UInt32(31 - i)
      }
      for k in 32 * dimension..<32 * (dimension + 1) {
        let direction = directions[k]
        directions[k] = rows.reduce(0) { digits, row in
          digits << 1 | UInt32(truncatingIfNeeded: (row & direction).nonzeroBitCount & 1)
        }
      }
      shifts[dimension] = word(32)
    }
  }

  /// Writes consecutive points.
  ///
  /// - Shape: `pointCount` × ``dimensionCount``, column-major, leading dimension `pointCount`.
  public func fill(
    firstPoint: Int, pointCount: Int, into points: UnsafeMutablePointer<Double>
  ) {
    precondition(
      firstPoint >= 0 && pointCount >= 0 && firstPoint + pointCount <= 1 << 32,
      "points \(firstPoint)..<\(firstPoint + pointCount) need more than 32 bits")
    for dimension in 0..<dimensionCount {
      var digits = digits(ofPoint: firstPoint, dimension)
      for i in 0..<pointCount {
        points[dimension * pointCount + i] = (Double(digits) + 0.5) * 0x1p-32
        // From one Gray code to the next a single digit changes; behind the very last point there is none.
        let digit = (firstPoint + i + 1).trailingZeroBitCount
        if digit < 32 { digits ^= directions[32 * dimension + digit] }
      }
    }
  }

  private func digits(ofPoint point: Int, _ dimension: Int) -> UInt32 {
    let code = point ^ (point >> 1)
    return (0..<32).reduce(shifts[dimension]) { digits, k in
      code >> k & 1 == 1 ? digits ^ directions[32 * dimension + k] : digits
    }
  }

  /// The direction numbers of one dimension, from its primitive polynomial and first numbers.
  private static func directions(_ dimension: Int) -> [UInt32] {
    if dimension == 0 { return (0..<32).map { 1 << UInt32(31 - $0) } }
    let (polynomial, initial) = joeKuoDirections[dimension - 1]
    let degree = initial.count
    var directions = initial.enumerated().map { k, m in m << UInt32(31 - k) }
    for k in degree..<32 {
      var next = directions[k - degree] ^ directions[k - degree] >> UInt32(degree)
      for j in 1..<max(1, degree) where polynomial >> UInt32(degree - j) & 1 == 1 {
        next ^= directions[k - j]
      }
      directions.append(next)
    }
    return directions
  }
}
