import PledgeModel

extension ReportOptions {
  /// How many files a notice names.
  private static let namedFileCount = 3

  /// What has to be read before a result: the scenario's own notice, and which inputs have changed since it was made.
  func notice(_ results: Results, _ texts: Texts) -> String? {
    notice(results.scenario.notice.map { [$0[language]] } ?? [], texts)
  }

  /// The same for a comparison, whose options have notices of their own.
  func notice(_ results: ComparisonResults, _ texts: Texts) -> String? {
    let own = results.options.compactMap { option in
      option.notice.map { "\(option.title[language]): \($0[language])" }
    }
    return notice(own, texts)
  }

  private func notice(_ own: [String], _ texts: Texts) -> String? {
    var sentences = own
    if !changedInputs.isEmpty {
      let files = changedInputs.prefix(Self.namedFileCount).joined(separator: ", ")
      sentences.append(
        texts.fill(
          "page.stale",
          ["files": changedInputs.count > Self.namedFileCount ? files + " …" : files]))
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}
