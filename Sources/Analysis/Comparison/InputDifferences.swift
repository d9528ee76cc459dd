import PledgeModel

/// What exactly is compared: everything in which two resolved scenarios differ, in words.
///
/// The lines of `explain` carry the words. A line that only one of the two has is listed by itself where the other knows the same
/// thing with other lines, and counted together with its like where the other has nothing of the kind. What differs without
/// a line of its own is named at the end, so that no difference is passed over.
struct InputDifferences {
  let all: [InputDifference]

  init(_ reference: ResolvedScenario, _ option: ResolvedScenario) {
    var found = Self.settings(reference, option)
    found += Self.assumptions(
      Self.lines(of: reference), Self.lines(of: option), reference.catalogues + option.catalogues)
    let paths = found.map(\.path)
    found += Self.parts(reference, option).filter { part in
      part.differs && !paths.contains { path in part.prefixes.contains { path.hasPrefix($0) } }
    }.map {
      InputDifference(path: $0.path, text: $0.text, reference: nil, option: nil)
    }
    all = found
  }

  private static func text(_ sv: String, _ en: String) -> LocalizedText {
    LocalizedText(sv: sv, en: en)
  }

  /// What has no line in `explain`.
  private static func settings(
    _ reference: ResolvedScenario, _ option: ResolvedScenario
  ) -> [InputDifference] {
    func codes(_ scenario: ResolvedScenario) -> LocalizedText {
      let counties = scenario.counties.map(\.name).joined(separator: ", ")
      return LocalizedText("\(scenario.municipalities.count) (\(counties))")
    }
    let settings: [(String, LocalizedText, LocalizedText, LocalizedText)] = [
      ("region", text("kommuner", "municipalities"), codes(reference), codes(option)),
      ("horizon", text("horisont", "horizon"), "\(reference.horizon)", "\(option.horizon)"),
      (
        "monteCarlo.draws", text("utfall", "draws"), "\(reference.draws)", "\(option.draws)"
      ),
      ("monteCarlo.seed", text("frö", "seed"), "\(reference.seed)", "\(option.seed)"),
    ]
    return settings.filter { $0.2 != $0.3 }.map {
      InputDifference(path: $0.0, text: $0.1, reference: $0.2, option: $0.3)
    }
  }

  // MARK: - Lines of `explain`

  private struct Line {
    let path: String
    let assumption: Assumption

    /// What it is about, such as `round.2022`, `effect.klimatloften-2022` or `realisation`.
    let group: String

    init(path: String, assumption: Assumption) {
      self.path = path
      self.assumption = assumption
      let parts = path.split(separator: ".", maxSplits: 2)
      let isNamed = ["round", "effect", "measure", "target"].contains(parts[0])
      group = parts.prefix(isNamed ? 2 : 1).joined(separator: ".")
    }

    /// The same in words.
    func groupName(_ catalogues: [Catalogue]) -> LocalizedText {
      let parts = group.split(separator: ".", maxSplits: 1)
      let name = String(parts.last ?? "")
      let text = InputDifferences.text
      switch parts[0] {
      case "round":
        let period = name.replacing("-", with: "–")
        return text("Omgång \(period)", "Round \(period)")
      case "effect":
        let title = catalogues.first { $0.id == name }?.title ?? LocalizedText(name)
        return text("Löftena i ”\(title.sv)”", "Pledges of “\(title.en)”")
      case "measure": return text("Åtgärden \(name)", "Measure \(name)")
      case "target": return text("Målet \(name)", "Target \(name)")
      case "adoption":
        return text(
          "Antaganden om vilka löften som antas", "Assumptions about which pledges are adopted")
      case "realisation":
        return text("Antaganden om genomförandet", "Assumptions about realisation")
      case "hazards":
        return text(
          "Antaganden om tiden efter omgången", "Assumptions about the time after the round")
      case "effects": return text("Antaganden om effekterna", "Assumptions about the effects")
      case "electricity": return text("Antaganden om el", "Assumptions about electricity")
      case "districtHeat":
        return text("Antaganden om fjärrvärme", "Assumptions about district heat")
      default: return text("Antaganden", "Assumptions")
      }
    }
  }

  /// The lines, a number behind the path of each that is there again.
  private static func lines(of scenario: ResolvedScenario) -> [Line] {
    var seen: [String: Int] = [:]
    return scenario.assumptions.map { assumption in
      seen[assumption.id, default: 0] += 1
      let count = seen[assumption.id]!
      return Line(
        path: count == 1 ? assumption.id : "\(assumption.id)#\(count)", assumption: assumption)
    }
  }

  private static func assumptions(
    _ reference: [Line], _ option: [Line], _ catalogues: [Catalogue]
  ) -> [InputDifference] {
    var own: [String: Line] = [:]
    for line in reference { own[line.path] = line }
    var others: [String: Line] = [:]
    for line in option { others[line.path] = line }
    let counts = [reference, option].map { lines in
      lines.reduce(into: [:]) { $0[$1.group, default: 0] += 1 }
    }
    var found: [InputDifference] = []
    var counted: Set<String> = []
    for line in reference + option.filter({ own[$0.path] == nil }) {
      let (before, after) = (own[line.path]?.assumption, others[line.path]?.assumption)
      if let before, let after, before.value == after.value { continue }
      let isAlone =
        before != nil && after != nil
        || counts.allSatisfy { $0[line.group] != nil }
      let count = counts[before == nil ? 1 : 0][line.group]!
      if isAlone || count == 1 {
        found.append(
          InputDifference(
            path: line.path, text: line.assumption.text, reference: before?.value,
            option: after?.value))
      } else if counted.insert(line.group).inserted {
        let entries = text("\(count) uppgifter", "\(count) entries")
        found.append(
          InputDifference(
            path: line.group, text: line.groupName(catalogues),
            reference: before.map { _ in entries },
            option: after.map { _ in entries }))
      }
    }
    return found
  }

  // MARK: - Parts as wholes

  private struct Part {
    let path: String
    let text: LocalizedText
    /// Paths that already tell of it.
    let prefixes: [String]
    let differs: Bool
  }

  private static func parts(_ a: ResolvedScenario, _ b: ResolvedScenario) -> [Part] {
    let details = text("skiljer sig i detaljer", "differs in details")
    func part<Value: Equatable>(
      _ name: LocalizedText, _ path: String, _ prefixes: [String],
      _ value: (ResolvedScenario) -> Value
    ) -> Part {
      let (own, other) = (value(a), value(b))
      return Part(
        path: path,
        text: LocalizedText(sv: "\(name.sv) \(details.sv)", en: "\(name.en) \(details.en)"),
        prefixes: prefixes, differs: own != other && !agree(own, other))
    }
    return [
      part(text("Kommunernas uppgifter", "Figures of municipalities"), "municipalities", ["region"])
      {
        $0.municipalities
      },
      part(text("Utvecklingen utan åtgärder", "The baseline"), "baseline", ["baseline"]) {
        $0.baseline
      },
      part(text("Löfteskatalogerna", "Catalogues of pledges"), "catalogues", ["effect"]) {
        $0.catalogues
      },
      part(text("Omgångarna", "Rounds"), "rounds", ["round"]) { $0.rounds },
      part(text("Genomförandet", "Realisation"), "realisation", ["realisation", "hazards"]) {
        $0.realisation
      },
      part(
        text("Effekternas samband", "Correlations of effects"), "effectCorrelations",
        ["effectCorrelations"]
      ) { $0.effectCorrelations },
      part(text("Egna mängder", "Own quantities"), "ownQuantities", ["ownQuantity"]) {
        $0.ownQuantities
      },
      part(
        text("Bokföringen av el och värme", "Accounting of electricity and heat"), "accounting",
        ["electricity", "districtHeat"]
      ) { $0.accounting },
      part(text("Åtgärderna", "Measures"), "measures", ["measure"]) { $0.measures },
      part(text("Målen", "Targets"), "targets", ["target"]) { $0.targets },
      part(text("Prisindex", "The price index"), "cost", ["cost"]) { $0.prices.index },
    ]
  }

  /// Whether two parts agree in everything but where it comes from, such as the name of the file it is written in.
  private static func agree(_ a: Any, _ b: Any) -> Bool {
    let (own, other) = (Mirror(reflecting: a), Mirror(reflecting: b))
    if own.children.isEmpty || own.displayStyle == .set || own.displayStyle == .dictionary {
      return a as? AnyHashable == b as? AnyHashable
    }
    return own.children.count == other.children.count
      && zip(own.children, other.children).allSatisfy { own, other in
        own.label == other.label
          && (["provenance", "source"].contains(own.label) || agree(own.value, other.value))
      }
  }
}
