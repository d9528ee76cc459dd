/// Goes on where another pass has come in the same municipality and block, past the rounds that both draw alike.
extension PledgePass {
  /// Where the sums of another pass stand among one's own.
  package struct Continuation: Sendable {
    /// How many rounds the other pass has gone through.
    package let rounds: Int
    fileprivate let sumCount: Int
    fileprivate let parts: [Part]

    fileprivate struct Part {
      let source: Int
      let target: Int
      let count: Int
    }

    /// - Precondition: Both passes have the same years and draw their first `rounds` rounds alike.
    package init(
      of pass: PledgePass, _ plan: AttributionPlan?, after other: PledgePass,
      _ otherPlan: AttributionPlan?, rounds: Int
    ) {
      precondition(
        pass.firstYear == other.firstYear && pass.yearCount == other.yearCount
          && pass.projectedCount == other.projectedCount,
        "years \(pass.pledgeYears) and \(other.pledgeYears)")
      self.rounds = rounds
      sumCount = other.sumCount
      var parts = [Part(source: 0, target: 0, count: pass.firstChanged)]
      for (position, sector) in pass.sectors.enumerated() {
        guard let source = other.sectors.firstIndex(of: sector) else { continue }
        parts.append(
          Part(
            source: other.firstChanged + source * other.changeCount,
            target: pass.firstChanged + position * pass.changeCount, count: pass.changeCount))
      }
      for (position, pair) in (plan?.pairs ?? []).enumerated() {
        let source = otherPlan?.pairs.firstIndex { own in
          own.sector == pair.sector && otherPlan!.items[own.item] == plan!.items[pair.item]
        }
        guard let source else { continue }
        parts.append(
          Part(
            source: other.firstPaired + source * other.pairedCount,
            target: pass.firstPaired + position * pass.pairedCount, count: pass.pairedCount))
      }
      self.parts = parts.reduce(into: []) { joined, part in
        if let last = joined.last, last.source + last.count == part.source,
          last.target + last.count == part.target
        {
          joined[joined.count - 1] = Part(
            source: last.source, target: last.target, count: last.count + part.count)
        } else {
          joined.append(part)
        }
      }
    }

    /// Copies the sums of a block.
    func copy(_ sums: UnsafePointer<Double>, to own: UnsafeMutablePointer<Double>, rowLength: Int) {
      for draw in 0..<drawsPerBlock {
        let (source, target) = (sums + draw * sumCount, own + draw * rowLength)
        for part in parts {
          (target + part.target).update(from: source + part.source, count: part.count)
        }
      }
    }
  }
}
