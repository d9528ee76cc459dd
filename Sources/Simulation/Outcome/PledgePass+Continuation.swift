/// Goes on where another pass has come in the same municipality and block, past the rounds that both draw alike.
extension PledgePass {
  /// Where the rows of another pass stand among one's own.
  package struct Continuation: Sendable {
    /// How many rounds the other pass has gone through.
    package let rounds: Int
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
      var parts = [Part(source: 0, target: 0, count: pass.firstNew)]
      for (position, pair) in pass.pairSectors.enumerated() {
        let source = other.pairSectors.indices.first { own in
          other.pairSectors[own] == pair
            && otherPlan.map { $0.items[$0.pairs[own].item] }
              == plan.map { $0.items[$0.pairs[position].item] }
        }
        guard let source else { continue }
        parts.append(
          Part(
            source: other.firstNew + source * other.changeCount,
            target: pass.firstNew + position * pass.changeCount, count: pass.changeCount))
      }
      for (position, sector) in pass.endingSectors.enumerated() {
        guard let source = other.endingSectors.firstIndex(of: sector) else { continue }
        parts.append(
          Part(
            source: other.firstEnded + source * other.changeCount,
            target: pass.firstEnded + position * pass.changeCount, count: pass.changeCount))
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

    /// Copies the rows of a block.
    func copy(
      _ kept: WorkMemory<Double>, to rows: WorkMemory<UnsafeMutablePointer<Double>?>
    ) {
      for part in parts {
        for index in 0..<part.count {
          rows[part.target + index]?.update(
            from: kept.base + (part.source + index) * drawsPerBlock, count: drawsPerBlock)
        }
      }
    }
  }
}
