import Foundation
public import PledgeModel

/// Reads scenario files: from text to everything a simulation needs, with every fault found on the way.
public struct ScenarioReader {
  let root: String

  /// - Parameter root: The project's `Scenarios` folder, which holds the data, catalogues and regions.
  public init(root: String) { self.root = root }

  /// Reads with the project's `Scenarios` folder nearest to a scenario, to the working folder or to the program.
  ///
  /// - Returns: Nil when there is none, or it lacks the data.
  public init?(near scenario: String) {
    let starts = [
      scenario, FileManager.default.currentDirectoryPath, Bundle.main.executablePath ?? "",
    ]
    for start in starts {
      var folder = URL(filePath: start).standardizedFileURL.resolvingSymlinksInPath()
      while folder.path.count > 1 {
        for candidate in [folder, folder.appending(path: "Scenarios")]
        where FileManager.default.fileExists(
          atPath: candidate.appending(path: "data/assumptions.yaml").path)
        {
          self.init(root: candidate.path)
          return
        }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }

  /// Reads a scenario with everything it names and fills in every default.
  ///
  /// - Parameters:
  ///   - path: The scenario file.
  ///   - inventoryFile: Emissions to use instead of the scenario's.
  ///   - nationalFile: National emissions to use instead of the scenario's.
  /// - Returns: The scenario, nil when any diagnostic is an error, and all diagnostics.
  public func read(
    _ path: String, inventoryFile: String? = nil, nationalFile: String? = nil
  ) -> (LoadedScenario?, [Diagnostic]) {
    let diagnostics = Diagnostics()
    let files = FileTree(root: root)
    files.admit(folder: path.contains("/") ? files.path(".", besides: path) : ".")
    guard let scenario = Scenario(path, files: files, diagnostics: diagnostics) else {
      return (nil, diagnostics.sorted)
    }
    let resolver = ScenarioResolver(
      scenario: scenario, files: files, diagnostics: diagnostics, inventoryFile: inventoryFile,
      nationalFile: nationalFile)
    let input = resolver.input()
    guard let input, !diagnostics.hasErrors else { return (nil, diagnostics.sorted) }
    return (LoadedScenario(input: input, files: files.inputs), diagnostics.sorted)
  }
}

extension ScenarioReader {
  /// Everything there is to say about a file: a scenario with all it names, a catalogue, or a data file in YAML.
  public func check(_ path: String) -> [Diagnostic] {
    let diagnostics = Diagnostics()
    let files = FileTree(root: root)
    let place = Place(file: path)
    let quiet = Diagnostics()
    let tree = files.tree(path, namedAt: place, isChosenByUser: true, diagnostics: quiet)
    // A misspelt key of a scenario does not make it a list of its targets.
    let isScenario =
      ["region", "extends", "title"].contains { tree?[$0] != nil }
      || Form.scenario.fields.count { tree?[$0.key] != nil } > 2
    if tree?["pledges"] != nil, tree?["region"] == nil, tree?["extends"] == nil {
      files.admit(folder: files.path(".", besides: path))
      _ = CatalogueFile(files: files, diagnostics: diagnostics).read(path, namedAt: place)
      return diagnostics.sorted
    }
    let form = Self.dataForms.first { tree?[$0.key] != nil }?.form
    guard let tree, let form, !isScenario else { return read(path).1 }
    _ = FormChecker(diagnostics: diagnostics).check(tree, .record(form), name: form.name)
    return diagnostics.sorted
  }

  /// The faults of a scenario's text alone: of its YAML, its keys and the form of its values.
  package static func faults(inText text: String) -> [Diagnostic] {
    let diagnostics = Diagnostics()
    if let tree = Tree.yaml(text, file: "", diagnostics: diagnostics) {
      _ = FormChecker(diagnostics: diagnostics).check(
        tree, .record(Form.scenario), name: Form.scenario.name)
    }
    return diagnostics.sorted
  }

  /// Forms of data files, by the key that tells them.
  private static let dataForms: [(key: String, form: Form.Record)] = [
    ("assumptions", Form.assumptionFile), ("equivalences", Form.equivalenceFile),
    ("targets", Form.targetFile), ("measures", Form.measureFile), ("files", Form.metadataFile),
  ]
}

/// A scenario ready to run, with the files it was read from.
public struct LoadedScenario: Sendable {
  public var input: SimulationInput
  /// Every file read, with the hash of its contents.
  public var files: [InputFile]
}

/// A scenario as written: the file with everything it extends, each part with its place; nothing is filled in.
struct Scenario {
  /// The parts that are as they should be.
  let written: Tree
  let path: String

  /// Longest chain of files that extend each other.
  private static let chainLimit = 16

  /// Nil, with a diagnostic, when there is nothing to read on with.
  init?(_ path: String, files: FileTree, diagnostics: Diagnostics) {
    guard let tree = Self.chain(path, files: files, diagnostics: diagnostics),
      tree.isMapping
        || {
          diagnostics.error(
            "a scenario is a mapping with keys such as `title` and `region`", at: tree.place)
          return false
        }()
    else { return nil }
    self.path = path
    // The fields are checked one by one, so that a missing or faulty one does not hide the faults of the others.
    var optional = Form.scenario
    for index in optional.fields.indices { optional.fields[index].isRequired = false }
    let checker = FormChecker(diagnostics: diagnostics)
    guard let checked = checker.check(tree, .record(optional), name: "scenario") else {
      return nil
    }
    for field in Form.scenario.fields where field.isRequired && tree[field.key] == nil {
      diagnostics.error(
        "a scenario needs the key `\(field.key)`", at: tree.place,
        hint: "`\(field.key)` is \(field.form.description): \(field.meaning)")
    }
    written = checked
  }

  private init(written: Tree, path: String) {
    self.written = written
    self.path = path
  }

  /// A scenario in which nothing is written.
  static var empty: Scenario {
    Scenario(written: Tree(content: .mapping([]), place: Place(file: "")), path: "")
  }

  subscript(key: String) -> Tree? { written[key] }

  private static func chain(_ path: String, files: FileTree, diagnostics: Diagnostics) -> Tree? {
    var chain: [Tree] = []
    var visited: [String] = []
    var next = (path: path, written: path, place: Place(file: path))
    while true {
      let identity = files.recorded(next.path)
      guard !visited.contains(identity) else {
        diagnostics.error(
          "the scenario extends itself: " + (visited + [identity]).joined(separator: " → "),
          at: next.place, hint: "remove one `extends`")
        return nil
      }
      guard visited.count < chainLimit else {
        diagnostics.error(
          "more than \(chainLimit) files extend each other", at: next.place)
        return nil
      }
      visited.append(identity)
      guard
        let tree = files.tree(
          next.path, written: next.written, namedAt: next.place, isChosenByUser: chain.isEmpty,
          diagnostics: diagnostics)
      else { return nil }
      chain.append(tree)
      guard let base = tree["extends"], let written = base.text, !written.isEmpty else { break }
      next = (files.path(written, besides: next.path), written, base.place)
    }
    return chain.dropFirst().reduce(chain[0]) { $0.extending($1, whole: ["region"]) }
  }
}
