package import PledgeModel
import RealModule
import Sampling

/// Draws what it costs to avoid a tonne by each pledge and measure whose cost is known.
///
/// A cost is one number a draw, shared by all municipalities, in kronor of the scenario's price year. Nothing but an analysis
/// that asks for costs draws it.
package struct CostSampler: Sendable {
  /// A known cost.
  package struct Item: Sendable {
    /// A measure's id, or `catalogue/number` of a pledge.
    package var id: String {
      switch owner {
      case .pledge(let catalogue, let number): "\(catalogue)/\(number)"
      case .measure(let id): id
      }
    }
    package let share: CostShare
    package let ledger: Ledger
    fileprivate let transform: UncertainTransform
    /// Turns prices of the cost's year into those of the scenario's.
    fileprivate let priceFactor: Double
    fileprivate let purpose: Purpose
    fileprivate let address: StreamAddress
    fileprivate let owner: Owner
  }

  /// What a cost belongs to.
  fileprivate enum Owner: Hashable {
    case pledge(catalogue: String, number: Int)
    case measure(id: String)
  }

  package let items: [Item]
  private let streams: Streams
  private let discountRate: Double
  private let priceYear: Int

  package init(_ scenario: ResolvedScenario, streams: Streams) {
    self.streams = streams
    discountRate = scenario.discountRate.value
    priceYear = scenario.prices.year.value
    func item(
      _ cost: AbatementCost, _ ledger: Ledger, _ purpose: Purpose, _ address: StreamAddress,
      _ owner: Owner
    ) -> Item {
      guard let factor = scenario.prices.factor(from: cost.priceYear) else {
        preconditionFailure("no price level of \(cost.priceYear) or \(scenario.prices.year.value)")
      }
      return Item(
        share: cost.share, ledger: ledger, transform: UncertainTransform(cost.perTonne.value),
        priceFactor: factor, purpose: purpose, address: address, owner: owner)
    }
    let ofPledges = scenario.catalogues.flatMap { catalogue in
      catalogue.pledges.compactMap { pledge -> Item? in
        guard let effect = pledge.effect, let cost = effect.cost else { return nil }
        let address = StreamAddress(
          purpose: Purpose.pledgeCost.rawValue, catalogue: catalogue.number, pledge: pledge.number)
        return item(
          cost, effect.ledger, .pledgeCost, address,
          .pledge(catalogue: catalogue.id, number: pledge.number))
      }
    }
    let ofMeasures = scenario.measures.compactMap { measure -> Item? in
      guard let cost = measure.cost else { return nil }
      let address = StreamAddress(
        purpose: Purpose.measureCost.rawValue, catalogue: stableNumber(measure.id))
      return item(cost, .territorial, .measureCost, address, .measure(id: measure.id))
    }
    items = ofPledges + ofMeasures
  }

  /// What is published of the known costs.
  ///
  /// - Parameter perTonne: the summaries of what ``prepare(_:into:)`` draws, by item.
  package func published(_ perTonne: [Summary]) -> [KnownCost] {
    zip(items, perTonne).map {
      KnownCost(id: $0.id, ledger: $0.ledger, share: $0.share, perTonne: $1)
    }
  }

  /// The position of a pledge among the known costs.
  package func item(catalogue: String, pledge number: Int) -> Int? {
    items.firstIndex { $0.owner == .pledge(catalogue: catalogue, number: number) }
  }

  /// The position of a measure among the known costs.
  package func item(measure id: String) -> Int? {
    items.firstIndex { $0.owner == .measure(id: id) }
  }

  /// Draws one block: kronor per tonne in prices of the scenario's year, not discounted, one row for each item.
  ///
  /// - Unit: SEK per tonne CO2e.
  package func prepare(_ block: DrawBlock, into costs: DrawTable<Double>) {
    for (index, item) in items.enumerated() {
      let row = costs.row(index, block)
      streams.of(item.purpose).fillNormals(
        item.address, firstDraw: block.firstDraw, drawCount: drawsPerBlock, columns: 1, into: row)
      item.transform.apply(to: row, count: drawsPerBlock)
      for draw in 0..<drawsPerBlock { row[draw] *= item.priceFactor }
    }
  }

  /// What a krona spent in a calendar year counts for in the price year.
  package func discountFactor(_ year: Int) -> Double {
    Double.pow(1 + discountRate, priceYear - year)
  }
}
