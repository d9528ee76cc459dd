import CKernels
import Testing

/// The kernel of the courses against the same walk, year by year, for one draw.
@Suite struct CourseKernelTests {
  /// What the kernel is told of a round and of one pledge in it.
  struct Setting: CustomTestStringConvertible {
    var testDescription: String
    var years: ClosedRange<Int32>
    var statusYear: Int32
    var knownStatus: Int32 = -1
    var firstSupported: Int32?
    var horizon: Int32 = 2030
  }

  static let settings = [
    Setting(testDescription: "a round of one year", years: 2021...2021, statusYear: 2021),
    Setting(testDescription: "a round of three years", years: 2024...2026, statusYear: 2026),
    Setting(
      testDescription: "support from the second year on", years: 2024...2026, statusYear: 2026,
      firstSupported: 2025),
    Setting(
      testDescription: "support after the round", years: 2022...2022, statusYear: 2022,
      firstSupported: 2025),
    Setting(
      testDescription: "followed up before its end", years: 2024...2026, statusYear: 2024),
    Setting(
      testDescription: "known to be done after the end", years: 2022...2022, statusYear: 2024,
      knownStatus: 2),
    Setting(
      testDescription: "known to have started", years: 2022...2022, statusYear: 2023,
      knownStatus: 1),
    Setting(
      testDescription: "known not to have started", years: 2022...2022, statusYear: 2022,
      knownStatus: 0),
    Setting(
      testDescription: "ends with the horizon", years: 2022...2022, statusYear: 2022,
      horizon: 2022),
    Setting(
      testDescription: "ends after the horizon", years: 2024...2026, statusYear: 2026,
      horizon: 2025),
    Setting(
      testDescription: "followed up before the horizon, which comes before its end",
      years: 2024...2027, statusYear: 2024, horizon: 2026),
  ]

  /// Odds from an eighth on, two places to the double.
  static func limits(_ place: UInt64) -> [UInt64] {
    PledgeKernelsTests.varied(256) { (0xbe00_0000 + place * 0x40_0000 + UInt64($0 >> 8)) << 32 }
  }

  static let (done, started) = (limits(0), limits(4))
  static let (supportedDone, supportedStarted) = (limits(2), limits(5))
  /// Limits for numbers from −2¹⁵ on; in some draws everything starts, nothing does, or nothing ever finishes.
  static let starting = varied { -30_768 + Int16($0 >> 18) }
  static let finishing = PledgeKernelsTests.varied(256) { -23_768 + Int16($0 >> 17) }
  static let supportedStarting = starting.map { $0 == .max ? $0 : $0 + 20_000 }
  static let supportedFinishing = finishing.map { $0 + 20_000 }
  static let never = varied { -32_768 + Int16($0 >> 18) }

  private static func varied(_ make: (UInt32) -> Int16) -> [Int16] {
    PledgeKernelsTests.varied(256) { $0 % 16 == 3 ? .max : $0 % 16 == 5 ? .min : make($0) }
  }

  static func expected(
    _ setting: Setting, _ draw: Int
  ) -> (completion: Int32, atEnd: UInt8) {
    let number = Int(PledgeKernelsTests.firstDraw) + draw
    let words = PledgeKernelsTests.words(PledgeKernelsTests.stream, number)
    let (first, last) = (setting.years.lowerBound, setting.years.upperBound)
    let end = min(last, setting.horizon)
    var (status, completion) = (setting.knownStatus, setting.statusYear)
    if status < 0 {
      let key = PledgeKernelsTests.key(draw, place: 5)
      var earliest = first
      status = key <= done[draw] ? 2 : key <= started[draw] ? 1 : 0
      if let supported = setting.firstSupported, supported <= setting.statusYear, status < 2 {
        if key <= supportedDone[draw] {
          status = 2
          earliest = supported
        } else if key <= supportedStarted[draw] {
          status = 1
        }
      }
      completion = earliest + (Int32(words[1] >> 16) * (setting.statusYear - earliest + 1)) >> 16
    }
    let neverFinishes = lies(Int32(words[1] & 0xffff), below: never[draw])
    var atEnd: Int32?
    if setting.statusYear >= end {
      atEnd = status == 2 && completion > end ? 1 : status
    }
    var year = setting.statusYear
    while year < setting.horizon, status < 2 {
      year += 1
      let half = half(year - last - 1, within: year - first - 1, words, number)
      let isSupported = setting.firstSupported.map { year >= $0 } ?? false
      if status == 0 {
        if lies(half, below: (isSupported ? supportedStarting : starting)[draw]) { status = 1 }
      } else if !neverFinishes,
        lies(half, below: (isSupported ? supportedFinishing : finishing)[draw])
      {
        (status, completion) = (2, year)
      }
      if year == end { atEnd = status }
    }
    let isCompleted = status == 2 && completion <= setting.horizon
    return (isCompleted ? completion : 0, UInt8(atEnd ?? status))
  }

  static func lies(_ half: Int32, below limit: Int16) -> Bool {
    limit == .max || half - 32_768 < Int32(limit)
  }

  /// The number of a year's step: four years after the round stand in the status's own block, later ones in the hazard stream, and
  /// those within the round behind them.
  static func half(
    _ later: Int32, within: Int32, _ words: SIMD4<UInt32>, _ number: Int
  ) -> Int32 {
    let isNear = (0..<4).contains(later)
    let place = isNear ? Int(later) + 4 : later < 0 ? 4_096 + Int(within) : Int(later) - 4
    let block =
      isNear
      ? words
      : PledgeKernelsTests.words(PledgeKernelsTests.other, number, block: place / 8)
    return Int32(block[place % 8 / 2] >> UInt32(16 * (place % 2)) & 0xffff)
  }

  @Test(arguments: settings)
  func everyDrawTakesItsOwnWalk(_ setting: Setting) {
    for list in PledgeKernelsTests.lists {
      var completion = [Int16](repeating: 9, count: Int(kernelListRoom))
      var outcomes = [UInt8](repeating: 9, count: 256)
      var completed = [UInt8](repeating: 9, count: Int(kernelListRoom))
      let count = carryOut(setting, list, &outcomes, &completed, &completion)
      var years = [Int32](repeating: 0, count: 256)
      for (draw, year) in zip(completed, completion).prefix(count) {
        years[Int(draw)] = Int32(year)
      }
      for draw in 0..<256 {
        let expected = list.draws.contains(UInt8(draw)) ? Self.expected(setting, draw) : (0, 0)
        #expect((years[draw], outcomes[draw] & 3) == expected)
        #expect(outcomes[draw] >> 2 == (years[draw] > 0 ? 1 : 0))
      }
      #expect(
        completed.prefix(count).sorted() == (0..<256).filter { years[$0] > 0 }.map { UInt8($0) })
      #expect(completed[count..<count + 16].allSatisfy { $0 == 0 })
    }
  }

  private func carryOut(
    _ setting: Setting, _ list: PledgeKernelsTests.Listed, _ outcomes: inout [UInt8],
    _ completed: inout [UInt8],
    _ completion: inout [Int16]
  ) -> Int {
    let actsOnStatus = setting.firstSupported.map { $0 <= setting.statusYear } ?? false
    let hasSupport = setting.firstSupported != nil
    var count: Int64 = 0
    // Tables held for the length of the call.
    let tables = [Self.done, Self.started, Self.supportedDone, Self.supportedStarted]
      .map(Held.init)
    let rates = [
      Self.starting, Self.finishing, Self.supportedStarting, Self.supportedFinishing, Self.never,
    ].map(Held.init)
    let records = Held([Int32](repeating: 0, count: 8 * 256))
    PledgeKernelsTests.withScores(place: 5) { scores in
      var courses = KernelCourses(
        score: scores, hazards: PledgeKernelsTests.other, done: tables[0].base,
        started: tables[1].base, supportedDone: actsOnStatus ? tables[2].base : nil,
        supportedStarted: actsOnStatus ? tables[3].base : nil, starting: rates[0].base,
        finishing: rates[1].base, supportedStarting: hasSupport ? rates[2].base : nil,
        supportedFinishing: hasSupport ? rates[3].base : nil, never: rates[4].base,
        records: records.base, knownStatus: setting.knownStatus,
        firstYear: setting.years.lowerBound,
        firstSupported: setting.firstSupported ?? setting.years.lowerBound,
        statusYear: setting.statusYear, lastYear: setting.years.upperBound,
        horizon: setting.horizon)
      withExtendedLifetime((tables, rates, records)) {
        kernel_fill_records(&courses, records.base)
        count = kernel_carry_out(
          &courses, PledgeKernelsTests.firstDraw, list.list, list.count, &outcomes, &completed,
          &completion)
      }
    }
    return Int(count)
  }
}
