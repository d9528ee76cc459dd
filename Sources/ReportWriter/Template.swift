import Foundation
import Mustache

/// A Mustache template of the reports, with the partials it uses.
package struct Template {
  private let library: MustacheLibrary
  private let name: String

  package init(_ name: String, partials: [String] = []) throws(ReportError) {
    self.name = name
    var templates: [String: MustacheTemplate] = [:]
    for part in [name] + partials {
      let resource = Resource("Page/\(part).mustache")
      let text = try resource.read()
      do { templates[part] = try MustacheTemplate(string: text) } catch {
        throw .unreadableResource(resource.name, reason: "\(error)")
      }
    }
    library = MustacheLibrary(templates: templates)
  }

  package func render(_ values: [String: Any]) -> String {
    library.render(values, withTemplate: name)!
  }
}
