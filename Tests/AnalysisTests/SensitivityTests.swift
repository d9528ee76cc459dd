import Analysis
import PledgeModel
import Sampling
import Simulation
import Testing

@Suite struct SensitivityTests {
  private static let input = ShippedRounds.input()

  private static func result(
    _ input: SimulationInput = input, draws: Int = 1_000, threads: Int = 2
  ) throws -> SensitivityResult {
    try Sensitivity(input, threads: threads).result(draws: draws, seed: 7)
  }

  /// Sample A is an ordinary run.
  @Test func theMeansAreThoseOfARun() throws {
    let results = try Simulator(
      Self.input, streams: Streams(seed: 7), settings: SimulationSettings(threads: 2)
    ).run(draws: 600, engineVersion: "test")
    let found = try Self.result(draws: 600)
    for area in found.areas {
      let run = try #require(results.areas.first { $0.code == area.code })
      #expect(abs(area.emissions.mean / run.emissions.last!.mean - 1) < 1e-8)
      #expect(
        abs(area.avoided!.mean - run.newSinceInventory.last!.mean)
          <= 1e-8 * run.newSinceInventory.last!.mean)
    }
    #expect(
      found.areas.map(\.code).sorted()
        == (Self.input.scenario.municipalities.map(\.code.digits) + ["14"]).sorted())
  }

  @Test func workersDoNotMatter() throws {
    #expect(
      try Self.result(draws: 600, threads: 1) == Self.result(draws: 600, threads: 3))
  }

  /// What pledges take off does not hang on the baseline, and emissions hardly on pledges.
  @Test func groupsMoveWhatTheyAreAbout() throws {
    let county = try #require(try Self.result().areas.last)
    let ofBaseline: Set<InputGroup> = [.trend, .nationalShocks, .localShocks]
    for group in try #require(county.avoided).groups where ofBaseline.contains(group.group) {
      #expect(group.total.value == 0)
      #expect(group.first.value == 0)
    }
    for group in county.emissions.groups where !ofBaseline.contains(group.group) {
      #expect(group.total.value < 0.02)
    }
    for outcome in [county.emissions, county.avoided!] {
      #expect(outcome.groups.reduce(0) { $0 + $1.total.value } > 0.8)
      for group in outcome.groups {
        #expect(group.total.low <= group.total.value && group.total.value <= group.total.high)
      }
    }
  }

  @Test func moreTonnesThanCanBeAreRefused() {
    var input = Self.input
    for catalogue in input.scenario.catalogues.indices {
      for pledge in input.scenario.catalogues[catalogue].pledges.indices {
        input.scenario.catalogues[catalogue].pledges[pledge].effect?.size.value =
          .fixed(value: 1e15)
      }
    }
    #expect(throws: SamplingError.notFinite) { try Self.result(input, draws: 256) }
  }

  @Test func nothingIsUncertainWithoutUncertainInputs() throws {
    var input = Self.input
    input.scenario.rounds = []
    input.scenario.baseline = .frozen
    for area in try Self.result(input, draws: 300).areas {
      #expect(area.avoided == nil)
      #expect(area.emissions.standardDeviation == 0)
      #expect(area.emissions.groups.isEmpty)
    }
  }

  /// With normal numbers the value is the unit normal loss integral, whatever share is known.
  ///
  /// - Source: Raiffa and Schlaifer (1961), table of the unit normal linear loss integral.
  @Test(arguments: [(0.0, 0.39894), (0.5, 0.19780), (1.0, 0.08332), (2.0, 0.00849)])
  func theValueOfKnowingIsTheNormalLoss(distance: Double, loss: Double) {
    var normals = [Double](repeating: 0, count: 1 << 18)
    RandomStreams(seed: 1).fillNormals(
      StreamAddress(purpose: 1), firstDraw: 0, drawCount: normals.count, columns: 1,
      into: &normals)
    for share in [1, 0.25] {
      let scale = share.squareRoot()
      let value = Sensitivity.value(normals.map { distance * scale + $0 }, known: share)
      #expect(abs(value - scale * loss) < 4 * scale / Double(normals.count).squareRoot())
    }
    #expect(Sensitivity.value(normals.map { distance + $0 }, known: 0) < 1e-12)
  }

  /// With few draws a rare shock decides the index of a town; which group is largest is then not said.
  @Test func whatAFewDrawsDecideIsMarked() throws {
    let areas = try Self.result(draws: 256).areas
    let outcomes = areas.flatMap { [$0.emissions, $0.avoided!] }
    for index in outcomes.flatMap(\.groups).flatMap({ [$0.first, $0.total] }) {
      #expect(index.isUncertain == (index.high - index.low > 0.25))
    }
    for outcome in outcomes {
      let isUncertain = outcome.groups.contains(where: \.first.isUncertain)
      #expect((outcome.largest == nil) == (isUncertain || outcome.groups.isEmpty))
      for group in outcome.groups where !isUncertain {
        #expect(outcome.largest!.first.value >= group.first.value)
      }
    }
    let unsaid = areas.filter { $0.emissions.largest == nil }
    #expect(!unsaid.isEmpty)
    let more = try Self.result(draws: 2_048).areas.filter { $0.emissions.largest == nil }
    #expect(more.count < unsaid.count)
  }

  @Test(arguments: [
    ComparisonWarning.region, .horizon, .lastYear, .inventory,
  ]) func aChoiceIsBetweenOptionsForTheSameEmissions(difference: ComparisonWarning) throws {
    var other = Self.input
    switch difference {
    case .region:
      other.scenario.municipalities.removeLast()
      let (areas, years) = (other.inventory.areas.dropLast(), other.inventory.years)
      other.inventory = Inventory(
        release: other.inventory.release, areas: Array(areas), years: years,
        tonnes: Array(other.inventory.tonnes.dropLast(Sector.allCases.count * years.count)))
    case .horizon: other.scenario.horizon += 1
    case .lastYear: other.scenario.lastInventoryYear -= 1
    default: other.nation.release += 1
    }
    let alternative = try Sensitivity(other, threads: 1)
    #expect(throws: Sensitivity.Refusal.otherEmissions([difference])) {
      try Sensitivity(Self.input, threads: 1).result(draws: 256, seed: 7, alternative: alternative)
    }
  }

  @Test func aChoiceThatNothingChangesIsWorthNothing() throws {
    var better = Self.input
    let last = better.scenario.rounds.count - 1
    better.scenario.rounds[last].levers = [.everything]
    let result = try Sensitivity(Self.input, threads: 2).result(
      draws: 500, seed: 7, alternative: Sensitivity(better, threads: 2))
    let choice = try #require(result.choice)
    #expect(choice.expected[1] < choice.expected[0])
    #expect(choice.perfect < 1e-6)
    #expect(choice.groups.allSatisfy { $0.tonnes < 1e-6 })
  }
}
