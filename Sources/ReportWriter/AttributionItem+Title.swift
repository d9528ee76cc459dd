import PledgeModel

extension AttributionItem {
  /// What reports call an item; pledges of one focus area are told apart by their round.
  func title(_ texts: Texts, _ language: Language) -> String {
    switch kind {
    case .measure: name?[language] ?? id
    case .pledges: "\(roundTitle(texts)): \(name?[language] ?? id)"
    case .ended: texts["bands.ended"]
    }
  }

  /// What reports call all pledges of an item's round.
  func roundTitle(_ texts: Texts) -> String {
    texts.fill("bands.round", ["round": (round ?? "").replacing("-", with: "–")])
  }
}
