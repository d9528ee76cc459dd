import PledgeModel

/// A result in short, for a wiki or a merge request.
package struct MarkdownSummary {
  var results: Results
  var options: ReportOptions
  var texts: Texts
  var style: NumberStyle

  func text() throws(ReportError) -> String {
    let template = try Template("summary")
    let first = results.principalArea
    let words = AreaWords(results: results, area: first, texts: texts, style: style)
    let horizon = "\(results.scenario.horizon)"
    var values: [String: Any] = [
      "title": Self.escaped(results.scenario.title[options.language]),
      "region": Self.escaped(results.regionName), "date": Self.escaped(options.date),
      "heading": Self.escaped(words.heading), "sentences": words.sentences.map(Self.escaped),
      "cards": words.cards.map { card in
        [card.label, card.value, card.note].map(Self.escaped).joined(separator: " | ")
      },
      "towns": towns, "hasPledges": !results.pledges.isEmpty,
      "isApplied": results.areas.contains {
        $0.kind == .municipality
          && $0.principalTarget(horizon: results.scenario.horizon)?.isApplied == true
      }, "text": texts.tree, "horizon": horizon,
      "last": "\(results.scenario.lastInventoryYear)",
      "citation": Self.escaped(words.citation(options)),
      // An indented block shows its text as it is, so it only has to stay on its line.
      "command": Self.oneLine(options.command),
    ]
    if let notice = options.notice(results, texts) { values["notice"] = Self.escaped(notice) }
    return template.render(values)
  }

  private var towns: [String] {
    results.areas.filter { $0.kind == .municipality }.map { area in
      let target = area.principalTarget(horizon: results.scenario.horizon)
      let cells = [
        area.name, area.last.map { style.plain($0.total, spread: 0) },
        area.emissions.last.map(style.plainMedian), area.change.map(style.change),
        target.map { style.probability($0.probability) + ($0.isApplied ? "*" : "") },
        results.newAtHorizon(area).map { style.plain($0.mean, like: $0.uncapped) },
      ]
      return cells.map { Self.escaped($0 ?? "–") }.joined(separator: " | ")
    }
  }

  /// Text that Markdown shows as it stands.
  package static func escaped(_ text: String) -> String {
    oneLine(text).reduce(into: "") { result, character in
      if "\\`*_{}[]<>#|~&".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
