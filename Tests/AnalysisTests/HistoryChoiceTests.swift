import Analysis
import Foundation
import PledgeModel
import ScenarioFiles
import Simulation
import Testing

@Suite struct HistoryChoiceTests {
  private func input(_ name: String) throws -> SimulationInput {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scenarios").standardizedFileURL.path
    return try #require(
      ScenarioReader(root: root).read("\(root)/vastra-gotaland/\(name).yaml").0
    ).input
  }

  @Test func `a history that ends earlier says what the later year would change`() throws {
    let early = try HistoryChoice.alternatives(
      to: input("adopted-pledges-history-2023"), threads: 2)
    let late = try HistoryChoice.alternatives(to: input("adopted-pledges"), threads: 1)
    #expect(early.map(\.lastYear) == [2023, 2024, 2022, 2023, 2023])
    #expect(late.map(\.lastYear) == [2024, 2023, 2022, 2024, 2024])
    #expect(late.map(\.window) == [2010, 2010, 2010, 2005, 2015])
    // What one scenario calls an alternative is what the other chose.
    #expect(early[0] == late[1] && early[1] == late[0])
    // 2024 was a jump upwards.
    #expect(early[0].tonnes < 0.97 * early[1].tonnes)
  }

  @Test func `a choice leads to the median of the region that a run of as many draws shows`() throws
  {
    let input = try input("no-pledges")
    let own = try #require(HistoryChoice.alternatives(to: input, threads: 1).first)
    let results = try Simulator(input, settings: SimulationSettings(threads: 2)).run(
      draws: HistoryChoice.draws, engineVersion: "test")
    let county = try #require(results.areas.first { $0.kind == .county })
    #expect(abs(own.tonnes / county.baseline.last!.median - 1) < 1e-8)
    // Medians do not add up.
    let towns = results.areas.filter { $0.kind == .municipality }
    #expect(own.tonnes > 1.01 * towns.reduce(0) { $0 + $1.baseline.last!.median })
  }

  @Test func `years after the last one used do not reach the fit`() throws {
    var input = try input("adopted-pledges-history-2023")
    let all = try HistoryChoice.alternatives(to: input, threads: 1)
    (input.pool, input.nation) = (input.pool.through(2023), input.nation.through(2023))
    #expect(try HistoryChoice.alternatives(to: input, threads: 1)[0] == all[0])
    #expect(input.inventory.years.last == 2023)
  }
}
