import Foundation
package import PledgeModel

/// The texts of the reports in one language.
///
/// They stand in `Texts/sv.json` and `Texts/en.json`; a word in braces, such as `{year}`, is filled in.
package struct Texts: Sendable {
  private var byKey: [String: String] = [:]
  private let source: String

  package init(_ language: Language) throws(ReportError) {
    let resource = Resource("Texts/\(language.rawValue).json")
    source = try resource.read()
    do {
      let tree = try JSONSerialization.jsonObject(with: Data(source.utf8))
      collect(tree, under: "")
    } catch {
      throw .unreadableResource(resource.name, reason: "\(error)")
    }
  }

  /// All keys, such as `fan.title`.
  package var keys: [String] { byKey.keys.sorted() }

  /// The text of a key; a missing one shows as its key, so that a report never fails on a word.
  package subscript(key: String) -> String { byKey[key] ?? key }

  /// The text of a key with its braces filled in.
  package func fill(_ key: String, _ values: [String: String]) -> String {
    var text = ""
    var rest = self[key][...]
    // One pass from left to right: a value that holds braces itself is never filled again.
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      text += rest[..<open]
      text += values[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// The texts as a tree, for templates.
  package var tree: Any {
    (try? JSONSerialization.jsonObject(with: Data(source.utf8))) ?? [String: Any]()
  }

  /// The texts as JSON, for the page's script.
  package var json: JSONText { .raw(source) }

  private mutating func collect(_ node: Any, under key: String) {
    if let members = node as? [String: Any] {
      for (name, child) in members {
        collect(child, under: key.isEmpty ? name : "\(key).\(name)")
      }
    } else if let items = node as? [Any] {
      for (index, child) in items.enumerated() { collect(child, under: "\(key).\(index)") }
    } else if let text = node as? String {
      byKey[key] = text
    }
  }
}
