import CKernels
import PledgeModel
import Sampling

/// What the courses of pledges need to know that is the same in every draw, looked up once.
struct CoursePlans: Sendable {
  /// One pledge in one municipality.
  struct Course: Sendable {
    let status: KernelStream
    let hazards: KernelStream
    let place: UInt32
    /// The status a fact gives; −1 when it is drawn.
    let knownStatus: Int32
    /// The year the status is that of.
    let statusYear: Int32
    /// What has come true by a year after the counts that the pledge is part of, if anything.
    let late: LateStatus?
    /// Whether support acts on the status, not on later years alone.
    let isSupported: Bool
  }

  /// A status from after a round was counted: it does not say how the pledge was counted, but rules out what a status that
  /// never falls rules out.
  struct LateStatus: Sendable {
    let isDone: Bool
    let year: Int
  }

  struct Period: Sendable {
    let pledgeCount: Int
    let firstCourse: Int
    let firstYear: Int32
    let firstSupported: Int32
    let lastYear: Int32
    let hasSupport: Bool
  }

  let periods: [Period]
  /// How many pledges of a round at most can have been started, but not done, when it was counted.
  let barredCount: Int
  /// Where the difficulty of pledges comes from, by round and pledge, and the capacity of municipalities, by round and municipality.
  let difficulties: [KernelStream]
  let capacities: [KernelStream]
  private let courses: [Course]
  private let ownRows: [Int]
  private let municipalityCount: Int

  init(
    _ rounds: [RoundPlan], municipalities: [Municipality], streams: Streams,
    facts: [[RealisationSampler.Pair: StatusFact]],
    ownCounts: [[Int: RealisationSampler.OwnCount]], knownUntil: [Int]
  ) {
    var periods: [Period] = []
    var difficulties: [KernelStream] = []
    var capacities: [KernelStream] = []
    var courses: [Course] = []
    var ownRows: [Int] = []
    var barredCount = 0
    for (position, round) in rounds.enumerated() {
      let firstCourse = courses.count
      let firstSupported = max(round.round.firstYear, knownUntil[position] + 1)
      let hasSupport = round.round.support.value != 0
      let followUp = round.round.followUp
      periods.append(
        Period(
          pledgeCount: round.pledgeCount, firstCourse: firstCourse,
          firstYear: Int32(round.round.firstYear), firstSupported: Int32(firstSupported),
          lastYear: Int32(round.round.lastYear), hasSupport: hasSupport))
      func stream(_ purpose: Purpose, municipality: Int = 0, pledge: Int = 0) -> KernelStream {
        streams.of(purpose).kernelStream(
          StreamAddress(
            purpose: purpose.rawValue, municipality: municipality,
            catalogue: round.catalogueNumber, pledge: pledge, roundYear: round.roundYear))
      }
      let numbers = round.catalogue.pledges.map(\.number)
      difficulties += numbers.map { stream(.difficulty, pledge: $0) }
      for (index, municipality) in municipalities.enumerated() {
        let own = ownCounts[position][index]
        capacities.append(stream(.capacity, municipality: municipality.code.number))
        ownRows.append(own?.row ?? -1)
        let isCounted = own != nil || followUp?.done != nil
        let followUpYear = isCounted ? followUp?.year : nil
        for (pledge, number) in numbers.enumerated() {
          let fact = facts[position][.init(municipality: index, pledge: pledge)]
          var statusYear = fact?.year ?? followUpYear ?? round.round.lastYear
          var late: LateStatus?
          if let fact, let followUpYear {
            if fact.year <= followUpYear {
              // Counted as the fact says; what is done keeps its year.
              if fact.status != .done { statusYear = followUpYear }
            } else if fact.status != .notStarted {
              late = LateStatus(isDone: fact.status == .done, year: fact.year)
              if fact.status == .done { statusYear = followUpYear }
            }
          }
          courses.append(
            Course(
              status: stream(.status, municipality: municipality.code.number, pledge: number),
              hazards: stream(.hazard, municipality: municipality.code.number, pledge: number),
              place: UInt32(index * 64 + pledge),
              knownStatus: late?.isDone == true ? -1 : fact.map { Int32($0.status.step) } ?? -1,
              statusYear: Int32(statusYear), late: late,
              isSupported: hasSupport && followUpYear == nil && firstSupported <= statusYear))
        }
      }
      barredCount = max(barredCount, courses[firstCourse...].count { $0.late?.isDone == false })
    }
    self.periods = periods
    self.barredCount = barredCount
    self.difficulties = difficulties
    self.capacities = capacities
    self.courses = courses
    self.ownRows = ownRows
    municipalityCount = municipalities.count
  }

  func course(_ round: Int, _ municipality: Int, _ pledge: Int) -> Course {
    courses[periods[round].firstCourse + municipality * periods[round].pledgeCount + pledge]
  }

  /// The row of a municipality's own counts in a round; −1 without.
  func ownRow(_ round: Int, _ municipality: Int) -> Int {
    ownRows[round * municipalityCount + municipality]
  }
}
