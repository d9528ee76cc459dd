/// What an area is.
public enum AreaKind: String, Hashable, Codable, Sendable {
  case municipality, subregion, county
}
