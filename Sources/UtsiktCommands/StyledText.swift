import PledgeModel
import ReportWriter

/// A text with words and numbers in the language that was asked for.
protocol StyledText {
  var style: NumberStyle { get }
}

extension StyledText {
  var language: Language { style.language }

  func words(sv: String, en: String) -> String { LocalizedText(sv: sv, en: en)[language] }
}

extension NumberStyle {
  /// How a language writes numbers.
  init(_ language: Language) throws(ReportError) {
    self.init(language: language, texts: try Texts(language))
  }
}
