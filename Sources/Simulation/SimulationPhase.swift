/// A part of a run whose time is worth knowing.
public enum SimulationPhase: String, CaseIterable, Sendable {
  case fit, shared, municipalities, summaries
}
