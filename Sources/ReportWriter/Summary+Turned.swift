import PledgeModel

extension Summary {
  /// The same of the numbers with the other sign.
  var turned: Summary {
    Summary(
      mean: 0 - mean, standardDeviation: standardDeviation,
      quantiles: quantiles.reversed().map { 0 - $0 })
  }
}
