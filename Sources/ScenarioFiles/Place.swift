/// A place in an input file.
package struct Place: Hashable, Sendable {
  var file: String
  var line = 1
  var column = 1

  package init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }
}
