/// A group of uncertain inputs that a sensitivity analysis varies together.
public enum InputGroup: String, CaseIterable, Codable, Sendable {
  case trend, nationalShocks, localShocks, effects, adoption, realisation, measures, additionality
}
