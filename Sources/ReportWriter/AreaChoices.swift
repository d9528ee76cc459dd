import PledgeModel

/// The areas a page's selector offers: counties, subregions, municipalities.
struct AreaChoices {
  /// For the template: a group for each kind that occurs.
  let values: [[String: Any]]

  init(_ areas: [(kind: AreaKind, code: String, name: String)], texts: Texts) {
    let kinds: [(AreaKind, String)] = [
      (.county, "page.counties"), (.subregion, "page.subregions"),
      (.municipality, "page.municipalities"),
    ]
    values = kinds.compactMap { kind, label in
      let own = areas.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      return [
        "label": texts[label], "areas": own.map { ["code": $0.code, "name": $0.name] },
      ]
    }
  }
}
