import Foundation
import ScenarioFiles
import Testing

/// The committed schemas are those of the forms the reader checks; `test_schema.py` checks their verdicts.
@Suite struct SchemaTests {
  @Test(arguments: [("scenario", Schema.scenario), ("catalogue", Schema.catalogue)])
  func theCommittedSchemaIsTheReaders(_ name: String, _ schema: String) throws {
    let path = "\(scenarios)/schema/\(name).schema.json"
    let committed = try? String(contentsOfFile: path, encoding: .utf8)
    if committed == nil { try schema.write(toFile: path, atomically: true, encoding: .utf8) }
    #expect(committed == schema, "remove \(path) and run the test again to write it anew")
  }
}
