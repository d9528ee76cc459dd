/// What measures and pledges take off one sector of one municipality in one year and draw, as a game.
///
///     worth(S) = B − max(0, B · Π over measures in S (1 − φ) − Σ over pledges in S of tonnes)
///
/// Tonnes that return to the curve because pledges ended are an item with negative tonnes.
package struct CellGame: CooperativeGame {
  /// B.
  package let baseline: Double
  /// What each item leaves of the baseline, 1 − φ; one for a pledge.
  package let factors: UnsafePointer<Double>
  /// What each item takes off beside that; zero for a measure.
  package let tonnes: UnsafePointer<Double>
  package let itemCount: Int

  package init(
    baseline: Double, factors: UnsafePointer<Double>, tonnes: UnsafePointer<Double>,
    itemCount: Int
  ) {
    self.baseline = baseline
    self.factors = factors
    self.tonnes = tonnes
    self.itemCount = itemCount
  }

  package struct Coalition {
    fileprivate var factor: Double
    fileprivate var tonnes: Double
  }

  package var empty: Coalition { Coalition(factor: 1, tonnes: 0) }

  package func adding(_ item: Int, to coalition: Coalition) -> Coalition {
    Coalition(
      factor: coalition.factor * factors[item], tonnes: coalition.tonnes + tonnes[item])
  }

  package func worth(of coalition: Coalition) -> Double {
    baseline - max(0, baseline * coalition.factor - coalition.tonnes)
  }
}
