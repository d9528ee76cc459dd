import LinearAlgebra
import PledgeModel
import Sampling
import Simulation

/// One option of a sweep: what it adds to the newest round, and where.
public struct SweepOption: Hashable, Codable, Sendable {
  /// Counted from one.
  public var number: Int
  /// The set of pledges it adopts; nil for a mix.
  public var set: String?
  /// The share of what is open that it adopts; nil for a mix.
  public var share: Double?
  /// A mix's share of every pledge, in the order of the sweep's pledges; nil otherwise.
  public var mix: [Double]?
  /// In how many municipalities, the most populous first.
  public var municipalities: Int
  /// Log-odds of being carried out.
  public var support: Double
}

/// The options of a sweep in panels of equal width, a column of weights for each option.
///
/// All options of a panel have the same support and the same municipalities, so that a municipality takes part in all
/// of them or in none. Columns that are left over have no weight.
struct SweepPlan: Sendable {
  /// Wide enough that a product does little besides multiplying, and a panel fits into the second cache of a core.
  static let panelWidth = 128

  /// Some options with the same support in the same municipalities.
  struct Panel: Sendable {
    let support: Double
    let municipalityCount: Int
    /// Positions of options.
    let options: Range<Int>
    /// - Shape: pledges × `panelWidth`.
    let weights: Matrix
  }

  private(set) var options: [SweepOption] = []
  private(set) var panels: [Panel] = []

  /// - Parameter pledges: the numbers of the pledges that take anything off, in the order of the weights' rows.
  init(_ sweep: Sweep, pledges: [Int], seed: UInt64) {
    let mixes = Self.mixes(sweep.mixCount, pledgeCount: pledges.count, seed: seed)
    for support in sweep.support {
      for count in sweep.municipalityCounts {
        let first = options.count
        var columns: [[Double]] = []
        func add(_ set: String?, _ share: Double?, _ weights: [Double]) {
          columns.append(weights)
          options.append(
            SweepOption(
              number: options.count + 1, set: set, share: share,
              mix: set == nil ? weights : nil, municipalities: count, support: support))
        }
        for set in sweep.sets {
          let members = Set(set.pledges)
          for share in sweep.shares {
            add(set.name, share, pledges.map { members.contains($0) ? share : 0 })
          }
        }
        for mix in mixes { add(nil, nil, mix) }
        for start in stride(from: 0, to: columns.count, by: Self.panelWidth) {
          let own = columns[start..<min(columns.count, start + Self.panelWidth)]
          let empty = [Double](
            repeating: 0, count: (Self.panelWidth - own.count) * pledges.count)
          panels.append(
            Panel(
              support: support, municipalityCount: count,
              options: first + start..<first + start + own.count,
              weights: Matrix(
                rowCount: pledges.count, columnCount: Self.panelWidth,
                columnMajor: own.flatMap { $0 } + empty)))
        }
      }
    }
  }

  /// Shares that fill the space of all pledges evenly; the first of them stay when more are asked for.
  private static func mixes(_ count: Int, pledgeCount: Int, seed: UInt64) -> [[Double]] {
    guard count > 0, pledgeCount > 0 else { return [] }
    let sequence = SobolSequence(
      dimensionCount: pledgeCount, streams: RandomStreams(seed: seed),
      address: StreamAddress(purpose: AnalysisPurpose.mixing.rawValue))
    var points = [Double](repeating: 0, count: count * pledgeCount)
    sequence.fill(firstPoint: 0, pointCount: count, into: &points)
    return (0..<count).map { point in
      (0..<pledgeCount).map { points[$0 * count + point].published }
    }
  }
}
