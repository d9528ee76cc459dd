import Foundation
import PledgeModel

/// Reads a catalogue of pledges with the calibration stored beside it.
struct CatalogueFile {
  let files: FileTree
  let diagnostics: Diagnostics

  /// Nil, with diagnostics, when the file cannot be read as a catalogue.
  func read(_ path: String, written: String? = nil, namedAt place: Place) -> Catalogue? {
    guard
      let tree = files.tree(path, written: written, namedAt: place, diagnostics: diagnostics),
      let checked = FormChecker(diagnostics: diagnostics).check(
        tree, .record(Form.catalogue), name: "catalogue")
    else { return nil }
    let groups = checked["groups"]!.items.map {
      PledgeGroup(id: $0["id"]!.text!, name: $0["name"]!.localized!)
    }
    var seen: Set<Int> = []
    let trees = checked["pledges"]!
    if trees.items.count > Catalogue.pledgeLimit {
      diagnostics.error(
        "a catalogue has at most \(Catalogue.pledgeLimit) pledges; this one has \(trees.items.count)",
        at: trees.place, hint: "divide it into two catalogues with a round each")
    }
    let pledges = trees.items.compactMap { tree -> Pledge? in
      let number = tree["number"]!
      guard seen.insert(number.integer!).inserted else {
        diagnostics.error("pledge \(number.integer!) is there twice", at: number.place)
        return nil
      }
      return pledge(tree, groups: groups, file: path)
    }
    let id = checked["id"]!.text!
    return Catalogue(
      id: id, title: checked["title"]!.localized!, round: checked["round"]!.text!, groups: groups,
      pledges: pledges.sorted { $0.number < $1.number },
      publishedPotential: checked["publishedPotential"].map {
        PublishedPotential(
          tonnes: $0["tonnes"]!.number!, adopted: $0["adopted"]!.integer!,
          provenance: $0.provenance(otherwise: .written(in: path)))
      }, calibration: calibration(of: id, besides: path))
  }

  private func pledge(_ tree: Tree, groups: [PledgeGroup], file: String) -> Pledge? {
    let group = tree["group"]!
    if !groups.contains(where: { $0.id == group.text! }) {
      diagnostics.error(
        "there is no group \(group.text!.quoted)", at: group.place,
        hint: Suggestion.hint(for: group.text!, among: groups.map(\.id)))
    }
    let kind = PledgeKind(rawValue: tree["kind"]!.text!)!
    let frequency = tree["adoption"]!
    let adopters = frequency["adopters"]!.integer!
    let lists = frequency["lists"]!.integer!
    if adopters > lists {
      diagnostics.error(
        "\(adopters) of \(lists) lists cannot contain it", at: frequency["adopters"]!.place)
    }
    let effect = effect(tree, kind: kind, file: file)
    guard effect != nil || kind == .enabling else { return nil }
    return Pledge(
      number: tree["number"]!.integer!, name: tree["name"]!.localized!, group: group.text!,
      kind: kind, effect: effect,
      adoption: AdoptionFrequency(
        adopters: adopters, lists: lists,
        provenance: frequency.provenance(otherwise: .written(in: file))))
  }

  private static let effectKeys = [
    "ledger", "sector", "effect", "driver", "perUnit", "localSpread", "ramp", "lifetime", "ends",
    "cost",
  ]

  private func effect(_ tree: Tree, kind: PledgeKind, file: String) -> PledgeEffect? {
    if kind == .enabling {
      if let entry = Self.effectKeys.lazy.compactMap({ tree.entry($0) }).first {
        diagnostics.error(
          "an enabling pledge has no tonnes of its own, and so no `\(entry.key)`", at: entry.place)
      }
      return nil
    }
    let needed = Self.effectKeys.filter { !["cost", "sector", "perUnit"].contains($0) }
    let absent = needed.filter { tree[$0] == nil }
    guard absent.isEmpty else {
      if tree.isPruned { return nil }
      diagnostics.error(
        "a \(kind.rawValue) pledge needs " + absent.map { "`\($0)`" }.joined(separator: ", "),
        at: tree.place)
      return nil
    }
    let ledger = Ledger(rawValue: tree["ledger"]!.text!)!
    let sector = tree["sector"].map { Sector(rawValue: $0.text!)! }
    if (sector != nil) != (ledger == .territorial), !tree.isPruned {
      diagnostics.error(
        sector == nil
          ? "a pledge in the territorial ledger needs the key `sector`"
          : "a pledge in the \(ledger.rawValue) ledger has no `sector`",
        at: tree.entry("sector")?.place ?? tree["ledger"]!.place)
    }
    let size = tree["effect"]!
    let reader = DistributionReader(diagnostics: diagnostics)
    guard let value = reader.uncertain(size, name: "effect", support: .notNegative) else {
      return nil
    }
    let years = { (key: String) in
      Sourced(
        tree[key]!["years"]!.integer!, tree[key]!.provenance(otherwise: .written(in: file)))
    }
    let perUnit = tree["perUnit"].flatMap { tree in
      reader.uncertain(tree, name: "perUnit", support: .notNegative).map {
        UnitEffect(
          driver: Driver(rawValue: tree["driver"]!.text!)!,
          size: Sourced($0, tree.provenance(otherwise: .written(in: file))))
      }
    }
    let spread = tree["localSpread"]!
    return PledgeEffect(
      ledger: ledger, sector: sector,
      size: Sourced(value, size.provenance(otherwise: .written(in: file))),
      unit: EffectUnit(rawValue: size["unit"]!.text!)!,
      driver: Driver(rawValue: tree["driver"]!.text!)!, perUnit: perUnit,
      localSpread: Sourced(
        spread["sigma"]!.number!, spread.provenance(otherwise: .written(in: file))),
      rampInYears: years("ramp"), lifetimeInYears: years("lifetime"),
      ending: Ending(rawValue: tree["ends"]!.text!)!,
      cost: tree["cost"].flatMap { reader.cost($0, file: file) })
  }

  /// The range of κ for rounds without a published potential: between the factors of two calibrated rounds.
  func factorRange(_ defaults: AssumptionTable) -> Sourced<ClosedRange<Double>>? {
    guard let rounds = defaults.uncalibratedFactor else { return nil }
    let factors = rounds.value.compactMap { calibration(of: "klimatloften-\($0)")?.factor }
    guard factors.count == 2 else { return nil }
    return Sourced(factors.min()!...factors.max()!, rounds.provenance)
  }

  /// The factor stored for a catalogue id, so that an edited copy of the catalogue keeps it: beside the catalogue or among the
  /// project's own.
  private func calibration(of id: String, besides catalogue: String? = nil) -> Calibration? {
    guard !id.contains("/") else { return nil }
    let name = CalibrationFile.name(catalogue: id)
    let own = catalogue.map { files.path(name, besides: $0) }
    return own.flatMap(stored) ?? stored(files.path(inRoot: "catalogues/\(name)"))
  }

  private func stored(_ path: String) -> Calibration? {
    guard let data = try? files.bytes(path, limit: FileTree.yamlLimit) else { return nil }
    guard let stored = try? JSONDecoder().decode(Calibration.self, from: data),
      stored.factor.isFinite, stored.factor > 0, stored.standardError.isFinite
    else {
      diagnostics.error(
        "the file holds no calibration", at: Place(file: path),
        hint: "make it again with `utsikt calibrate`")
      return nil
    }
    return stored
  }
}

extension DistributionReader {
  /// The cost of avoiding a tonne.
  func cost(_ tree: Tree, file: String) -> AbatementCost? {
    uncertain(tree, name: "cost", support: .any).map {
      AbatementCost(
        perTonne: Sourced($0, tree.provenance(otherwise: .written(in: file))),
        priceYear: tree["priceYear"]!.integer!, share: CostShare(rawValue: tree["share"]!.text!)!)
    }
  }
}

extension Provenance {
  /// What holds for a number written without a source: the file itself vouches for it.
  static func written(in file: String) -> Provenance {
    let name = file.split(separator: "/").last ?? ""
    return Provenance(
      source: LocalizedText(sv: "scenariofilen \(name)", en: "the scenario file \(name)"),
      evidence: .assumption)
  }

  /// What holds for numbers of a file that says nothing of where they come from.
  static func file(_ path: String) -> Provenance {
    let name = path.split(separator: "/").last ?? ""
    return Provenance(
      source: LocalizedText(sv: "filen \(name)", en: "the file \(name)"), evidence: .assumption)
  }
}
