import Foundation
public import PledgeModel

extension ScenarioReader {
  /// The municipalities the project ships, ascending by code.
  public func municipalities() -> ([Municipality], [Diagnostic]) {
    let diagnostics = Diagnostics()
    let folder = DataFolder(files: FileTree(root: root), diagnostics: diagnostics)
    return (folder.municipalities().values.sorted { $0.code < $1.code }, diagnostics.sorted)
  }

  /// The catalogues of pledges the project ships, by file name.
  public func catalogues() -> ([Catalogue], [Diagnostic]) {
    let diagnostics = Diagnostics()
    let reader = CatalogueFile(files: FileTree(root: root), diagnostics: diagnostics)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/catalogues")) ?? []
    let read = names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
      reader.read("\(root)/catalogues/\(name)", namedAt: Place(file: "\(root)/catalogues/\(name)"))
    }
    return (read, diagnostics.sorted)
  }

  /// The targets a scenario can name by id.
  public func targets() -> ([Target], [Diagnostic]) {
    let diagnostics = Diagnostics()
    let files = FileTree(root: root)
    let resolver = ScenarioResolver(
      scenario: .empty, files: files, diagnostics: diagnostics, inventoryFile: nil,
      nationalFile: nil)
    let targets = resolver.shippedTargets()
    return (targets, diagnostics.sorted)
  }

  /// What a hindcast needs beside a scenario.
  public func hindcastSettings() -> (HindcastSettings, [Diagnostic]) {
    let diagnostics = Diagnostics()
    let folder = DataFolder(files: FileTree(root: root), diagnostics: diagnostics)
    let defaults = AssumptionTable(folder)
    var electricity: [ElectricityMix: Sourced<Double>] = [:]
    for mix in ElectricityMix.allCases {
      electricity[mix] = defaults.number("electricity.\(mix.rawValue)")
    }
    let published = folder.entries(
      "equivalences.yaml", key: "published", form: Form.equivalenceFile
    ).map {
      PublishedEquivalence(
        tonnes: $0["tonnes"]!.number!, kind: $0["kind"]!.text!, count: $0["count"]!.integer!,
        source: $0["source"]!.text!)
    }
    let settings = HindcastSettings(
      effectiveSampleSize: defaults.number("realisation.hindcastSampleSize"),
      electricity: electricity, publishedEquivalences: published)
    return (settings, diagnostics.sorted)
  }

  /// Where a file of the `Scenarios` folder lies.
  public func path(ofShipped file: String) -> String { "\(root)/\(file)" }

  /// The municipalities of a release the project ships, or of a file in its place, and the nation of the same release.
  ///
  /// - Parameters:
  ///   - inventoryFile: Emissions to read instead of the release's; a national row, code `00`, is used when it has one.
  ///   - nationalFile: National emissions to read instead of the release's.
  /// - Returns: Nil when any diagnostic is an error.
  public func inventories(
    release: Int, inventoryFile: String? = nil, nationalFile: String? = nil
  ) -> ((pool: Inventory, nation: Inventory)?, [Diagnostic]) {
    let diagnostics = Diagnostics()
    let resolver = ScenarioResolver(
      scenario: .empty, files: FileTree(root: root), diagnostics: diagnostics,
      inventoryFile: inventoryFile, nationalFile: nationalFile)
    let inventories = resolver.inventories(defaultRelease: release)
    return (diagnostics.hasErrors ? nil : inventories, diagnostics.sorted)
  }

  /// A commented scenario file to start from.
  public static func template(_ language: Language) -> String {
    let url = Bundle.module.url(
      forResource: "scenario.\(language.rawValue)", withExtension: "yaml", subdirectory: "Resources"
    )
    guard let url, let text = try? String(contentsOf: url, encoding: .utf8) else {
      preconditionFailure("the program's own file `scenario.\(language.rawValue).yaml` is missing")
    }
    return text
  }

  /// What has become of a file that results were made from.
  public enum InputState: Hashable, Sendable {
    case same, changed, missing
  }

  /// Compares a file with the hash a result keeps of it.
  ///
  /// - Parameter folder: Where to look for files that do not lie under `Scenarios`, in it and in the folders around it.
  public func state(of input: InputFile, in folder: String) -> InputState {
    let above = sequence(first: folder) { "\($0)/.." }.prefix(4)
    var state = InputState.missing
    for place in [root] + above + ["."] {
      let files = FileTree(root: root)
      guard
        (try? files.bytes(
          "\(place)/\(input.path)", limit: FileTree.tableLimit, isChosenByUser: true)) != nil,
        let now = files.inputs.first
      else { continue }
      if now.sha256 == input.sha256 { return .same }
      state = .changed
    }
    return state
  }
}
