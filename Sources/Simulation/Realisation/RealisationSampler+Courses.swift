import CKernels
import PledgeModel
import Sampling

extension RealisationSampler {
  /// What became of one pledge in one municipality, by draw of a block.
  package struct Course {
    /// The draws of the block in which it is adopted, ascending, followed by others that do not count or zeros.
    let adopted = WorkMemory<UInt8>(repeating: 0, count: Int(kernelListRoom))
    var adoptedCount = 0
    /// The draws of the block in which it is done by the horizon, each once, followed by zeros.
    package let completed = WorkMemory<UInt8>(repeating: 0, count: Int(kernelListRoom))
    package internal(set) var completedCount = 0
    /// The year in which each of these has done it.
    package let completion = WorkMemory<Int16>(repeating: 0, count: Int(kernelListRoom))
    /// By draw of the block (`kernelStatus`, `kernelCompleted`).
    let outcomes = WorkMemory<UInt8>(repeating: 0, count: drawsPerBlock)

    /// The status at the end of the round, or at the horizon if that comes first (`PledgeStatus.step`), in a draw of the block; zero where
    /// it is not adopted.
    package func statusAtEnd(_ draw: Int) -> Int { Int(outcomes[draw]) & kernelStatus }

    package init() {}
  }

  /// Gathers what the courses of a municipality's pledges in one round share; ask for it before them.
  ///
  /// - Routine: `kernel_fill_records`
  package func beginMunicipality(
    _ position: Int, _ municipality: Int, _ block: DrawBlock, _ shared: Shared,
    scratch: inout Scratch
  ) {
    let (period, ownRow) = (plans.periods[position], plans.ownRow(position, municipality))
    func limits(_ row: Int) -> UnsafePointer<UInt64> {
      UnsafePointer(
        ownRow < 0
          ? shared.thresholds.row(4 * position + row, block)
          : shared.ownThresholds.row(2 * ownRow + row, block))
    }
    func hazards(_ row: Int) -> UnsafePointer<Int16> {
      UnsafePointer(shared.hazards.row(row, block))
    }
    var courses = KernelCourses(
      score: scores(
        plans.course(position, municipality, 0), position, municipality, 0, block, shared),
      hazards: plans.course(position, municipality, 0).hazards, done: limits(0), started: limits(1),
      supportedDone: nil, supportedStarted: nil, starting: hazards(0), finishing: hazards(1),
      supportedStarting: period.hasSupport ? hazards(2 + 2 * position) : nil,
      supportedFinishing: period.hasSupport ? hazards(3 + 2 * position) : nil,
      never: UnsafePointer(shared.never.row(0, block)),
      records: UnsafePointer(scratch.records.base), knownStatus: -1, firstYear: period.firstYear,
      firstSupported: period.firstSupported, statusYear: period.lastYear,
      lastYear: period.lastYear, horizon: Int32(horizon))
    kernel_fill_records(&courses, scratch.records.base)
    scratch.courses = courses
  }

  /// Asks for what the courses of a round need of the tables.
  func prefetch(_ position: Int, municipality: Int, _ block: DrawBlock, _ shared: Shared) {
    shared.capacityOdds.prefetch(capacityRow(position, municipality), block)
    for row in 4 * position..<4 * position + 2 { shared.thresholds.prefetch(row, block) }
    for row in 0..<2 { shared.hazards.prefetch(row, block) }
    shared.never.prefetch(0, block)
  }

  /// Asks for what the course of a pledge needs of the tables.
  func prefetch(_ position: Int, _ pledge: Int, _ block: DrawBlock, _ shared: Shared) {
    shared.difficultyOdds.prefetch(difficultyRow[position] + pledge, block)
  }

  /// What makes the scores of one pledge in one municipality.
  func scores(
    _ plan: CoursePlans.Course, _ position: Int, _ municipality: Int, _ pledge: Int,
    _ block: DrawBlock, _ shared: Shared
  ) -> KernelScores {
    KernelScores(
      stream: plan.status,
      capacityOdds: UnsafePointer(
        shared.capacityOdds.row(capacityRow(position, municipality), block)),
      difficultyOdds: UnsafePointer(
        shared.difficultyOdds.row(difficultyRow[position] + pledge, block)),
      place: plan.place)
  }

  /// Draws the course of one pledge in one municipality.
  ///
  /// Of the four random words of the status, one is for the score; never finishing, the year of completion and the steps of the four
  /// years after the round take half a word each: 16 bits resolve a probability to 8e-6, which the draws of the probability
  /// itself smooth.
  ///
  /// - Parameter counted: how many draws of the block count; the others are left out.
  /// - Routine: `kernel_carry_out`
  package func carryOut(
    _ position: Int, _ municipality: Int, _ pledge: Int, adopted: UnsafePointer<UInt64>,
    _ block: DrawBlock, _ shared: Shared, counted: Int = drawsPerBlock, into course: inout Course,
    scratch: inout Scratch
  ) {
    let plan = plans.course(position, municipality, pledge)
    func limits(_ row: Int) -> UnsafePointer<UInt64>? {
      plan.isSupported ? UnsafePointer(shared.thresholds.row(4 * position + row, block)) : nil
    }
    scratch.courses!.score = scores(plan, position, municipality, pledge, block, shared)
    scratch.courses!.hazards = plan.hazards
    scratch.courses!.supportedDone = limits(2)
    scratch.courses!.supportedStarted = limits(3)
    scratch.courses!.knownStatus = plan.knownStatus
    scratch.courses!.statusYear = plan.statusYear
    var count = kernel_list_draws(adopted, Int32(pledge), course.adopted.base)
    while count > 0, course.adopted[Int(count) - 1] >= counted { count -= 1 }
    course.adoptedCount = Int(count)
    course.completedCount = Int(
      kernel_carry_out(
        &scratch.courses!, UInt32(block.firstDraw), course.adopted.base, count,
        course.outcomes.base, course.completed.base, course.completion.base))
    if let late = plan.late {
      let (scores, started) = (scratch.courses!.score, scratch.courses!.started)
      reach(late, position, scores, block, started: started, &course, scratch)
    }
  }
}
