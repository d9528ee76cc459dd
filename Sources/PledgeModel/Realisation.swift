/// How adopted pledges are carried out when no follow-up says so.
public struct Realisation: Hashable, Codable, Sendable {
  /// Mean share done at the end of a round's period.
  public var done: Sourced<Double>
  /// Mean share started but not done.
  public var started: Sourced<Double>
  /// Effective sample size of the Dirichlet distribution of the shares.
  public var effectiveSampleSize: Sourced<Double>
  /// Standard deviation of a municipality's capacity.
  ///
  /// - Unit: log-odds.
  public var capacitySpread: Sourced<Double>
  /// Standard deviation of a pledge's difficulty.
  ///
  /// - Unit: log-odds.
  public var difficultySpread: Sourced<Double>
  /// Yearly probability of going from not started to started, one draw per draw.
  public var notStartedToStarted: Sourced<Uncertain>
  /// Yearly probability of going from started to done, one draw per draw.
  public var startedToDone: Sourced<Uncertain>
  /// Share of pledges that never finish.
  public var neverFinishes: Sourced<Uncertain>

  public init(
    done: Sourced<Double>, started: Sourced<Double>, effectiveSampleSize: Sourced<Double>,
    capacitySpread: Sourced<Double>, difficultySpread: Sourced<Double>,
    notStartedToStarted: Sourced<Uncertain>, startedToDone: Sourced<Uncertain>,
    neverFinishes: Sourced<Uncertain>
  ) {
    self.done = done
    self.started = started
    self.effectiveSampleSize = effectiveSampleSize
    self.capacitySpread = capacitySpread
    self.difficultySpread = difficultySpread
    self.notStartedToStarted = notStartedToStarted
    self.startedToDone = startedToDone
    self.neverFinishes = neverFinishes
  }
}
