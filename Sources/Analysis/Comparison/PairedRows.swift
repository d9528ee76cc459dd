import PledgeModel
import Simulation

/// Where the rows of one option's differences stand, and how they are filled.
///
/// Every row is the option minus the reference, draw by draw, but that of an item the other way round, so that exchanging the two flips every sign exactly.
struct PairedRows {
  let years: Int
  let pledgeYears: Int
  let items: Int
  let table: DrawTable<Double>

  init(_ axes: SharedAxes, itemCount: Int, blockCount: Int) {
    items = itemCount
    years = axes.years.count
    pledgeYears = axes.pledgeYears.count
    let ledgers = Ledger.allCases.count
    let shares = CostShare.allCases.count
    table = DrawTable(
      rowCount: years + ledgers * (pledgeYears + 1) + shares * (1 + 2 * ledgers) + 1 + items,
      blockCount: blockCount)
  }

  var emissions: Int { 0 }
  /// By ledger, then year.
  var avoided: Int { years }
  /// By ledger.
  var cumulated: Int { avoided + Ledger.allCases.count * pledgeYears }
  /// Over all ledgers, by share.
  var cost: Int { cumulated + Ledger.allCases.count }
  /// By share, then ledger.
  var ledgerCost: Int { cost + CostShare.allCases.count }
  var ledgerTonnes: Int { ledgerCost + CostShare.allCases.count * Ledger.allCases.count }
  /// In the last year; how much less each item takes off follows, so that together they are the difference of emissions.
  var baseline: Int { ledgerTonnes + CostShare.allCases.count * Ledger.allCases.count }
  var steps: Int { baseline + 1 }
  var count: Int { table.rowCount }

  /// Fills one row; nil stands for nothing but zeros, as in a year in which no pledge of an option can act.
  func fill(
    _ row: Int, _ option: UnsafePointer<Double>?, minus reference: UnsafePointer<Double>?
  ) {
    let own = table.row(row)
    switch (option, reference) {
    case (let option?, let reference?):
      for draw in 0..<table.drawCount { own[draw] = option[draw] - reference[draw] }
    case (let option?, nil): own.update(from: option, count: table.drawCount)
    case (nil, let reference?):
      for draw in 0..<table.drawCount { own[draw] = 0 - reference[draw] }
    case (nil, nil): own.update(repeating: 0, count: table.drawCount)
    }
  }

  /// Makes a row the sum of consecutive ones.
  func sum(_ rows: Range<Int>, into row: Int) {
    let own = table.row(row)
    own.update(repeating: 0, count: table.drawCount)
    for other in rows.map({ table.row($0) }) {
      for draw in 0..<table.drawCount { own[draw] += other[draw] }
    }
  }
}
