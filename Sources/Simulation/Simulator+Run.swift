import LinearAlgebra
public import PledgeModel
public import Sampling

extension Simulator {
  /// Runs `draws` draws and summarises them.
  ///
  /// - Parameters:
  ///   - engineVersion: written into the results.
  ///   - inputs: the files the scenario was read from, written into the results.
  /// - Throws: when a draw is not a finite number, which overflow in an effect or a path would make.
  public func run(
    draws: Int, engineVersion: String, inputs: [InputFile] = [],
    observer: SimulationObserver = SimulationObserver()
  ) throws(SamplingError) -> Results {
    observer.phaseEnded(.fit)
    let ensemble = Ensemble(
      self, drawCount: draws, isWhole: observer.emissionDraws != nil)
    try ensemble.run(observer)
    let (areas, headlines) = ensemble.published()
    let reporting = ResultAssembly(self, ensemble: ensemble)
    let results = Results(
      format: Results.currentFormat,
      engine: Engine(version: engineVersion),
      scenario: input.scenario, inputs: inputs, draws: draws, seed: input.scenario.seed,
      years: emissions.years, pledgeYears: pledges.pledgeYears, areas: areas,
      pledges: reporting.pledges(), measures: reporting.measures(), rounds: reporting.rounds(),
      adoption: reporting.adoption(), headlines: headlines,
      attribution: reporting.attribution(), costs: try reporting.costs())
    observer.phaseEnded(.summaries)
    return results
  }
}

extension Engine {
  /// This engine, with the BLAS it has found.
  package init(version: String) {
    self.init(version: version, blasKernel: BLAS.kernelName, blasVersion: BLAS.version)
  }
}

extension ResolvedScenario {
  /// Municipalities by county, then subregion, so that one table serves all subregions after each other.
  package var processingOrder: [Int] {
    municipalities.indices.sorted {
      let (a, b) = (municipalities[$0], municipalities[$1])
      return (a.code.county, a.subregion ?? "", a.code) < (b.code.county, b.subregion ?? "", b.code)
    }
  }
}
