import Foundation

/// A text file that comes with the reports and that anybody may edit.
package struct Resource: Hashable, Sendable {
  /// The path inside the folder of resources.
  package var name: String

  package init(_ name: String) { self.name = name }

  /// The chart runtime, fetched when the project is set up.
  package static let vega = Resource("Vega/vega.js")

  package func read() throws(ReportError) -> String {
    let url = Bundle.module.bundleURL.appendingPathComponent("Resources/\(name)")
    guard let data = try? Data(contentsOf: url) else { throw .missingResource(name) }
    return String(decoding: data, as: UTF8.self)
  }
}
