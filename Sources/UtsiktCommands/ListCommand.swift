import ArgumentParser
import PledgeModel
import ScenarioFiles

/// `utsikt list`: what can be named in a scenario.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what can be named in a scenario: municipalities, sectors, pledges, targets.")

  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case municipalities, sectors, pledges, targets
  }

  @Argument(help: "What to list: municipalities, sectors, pledges or targets.")
  var subject: Subject

  @Option(help: "Language of the names: sv or en.")
  var language: Language = .sv

  @Flag(help: "Print JSON.")
  var json = false

  /// A thing that can be named, and what it is.
  private struct Entry: Encodable {
    var id: String
    var name: String
    var note: String
  }

  func run() throws {
    let reader = try ScenarioReader.findRoot(near: ".")
    let entries: [Entry]
    switch subject {
    case .municipalities:
      let (municipalities, diagnostics) = reader.municipalities()
      Terminal.report(diagnostics)
      entries = municipalities.map {
        Entry(id: $0.code.digits, name: $0.name, note: $0.subregion ?? "")
      }
    case .sectors:
      entries = Sector.allCases.map { Entry(id: $0.rawValue, name: "", note: "") }
    case .pledges:
      let (catalogues, diagnostics) = reader.catalogues()
      Terminal.report(diagnostics)
      entries = catalogues.flatMap { catalogue in
        catalogue.pledges.map {
          Entry(
            id: "\(catalogue.id)/\($0.number)", name: $0.name[language],
            note: ($0.effect?.ledger.rawValue ?? $0.kind.rawValue)
              + ($0.effect?.perUnit.map { "\town quantity: \($0.driver.rawValue)" } ?? ""))
        }
      }
    case .targets:
      let (targets, diagnostics) = reader.targets()
      Terminal.report(diagnostics)
      entries = targets.map { Entry(id: $0.id, name: $0.name[language], note: $0.source) }
    }
    if json {
      try Terminal.print(json: entries)
    } else {
      for entry in entries {
        Terminal.print(
          [entry.id, entry.name, entry.note].filter { !$0.isEmpty }.joined(separator: "\t"))
      }
    }
  }
}
