/// A table read from comma- or semicolon-separated text, with the place of every cell.
///
/// Rows end in LF, CRLF or CR; a cell in quotation marks may hold separators, line breaks and doubled quotation marks; a byte
/// order mark is dropped and empty lines are skipped. The separator is `;` when the header holds one outside quotation
/// marks, else a tab when it holds one, else `,`: planners save from Excel, which in Swedish writes `;`.
///
/// What no planner's table needs is refused, so that no file of the size allowed takes over a second or much memory: a header of
/// more than 64 columns, more than a million cells, and cells of more than 10 000 bytes.
///
/// - Source: RFC 4180, with the tolerances above.
package struct Table {
  package struct Row {
    /// The line the row begins on, from 1.
    package var line: Int
    package var cells: [String]
    /// Where the row begins in the text, in bytes.
    fileprivate var start: Int
  }

  let file: String
  package private(set) var header: Row
  package private(set) var rows: [Row] = []
  private let bytes: [UInt8]
  private let separator: UInt8
  /// The header in lower case.
  private let names: [String]

  /// A table that is wide by year has some forty.
  fileprivate static let columnLimit = 64
  /// The whole nation's emissions by area, year and sector have half a million.
  fileprivate static let cellLimit = 1_000_000
  fileprivate static let bytesOfCellLimit = 10_000

  /// Reads a table; nil, with a diagnostic, when the text holds none.
  ///
  /// Rows that cannot be read are reported and left out.
  package init?(_ text: String, file: String, diagnostics: Diagnostics) {
    self.file = file
    bytes = Array(text.utf8.starts(with: Self.mark) ? text.utf8.dropFirst(3) : text.utf8[...])
    separator = Self.separator(of: bytes)
    var scanner = Scanner(bytes: bytes, separator: separator)
    var head: Row
    switch scanner.next() {
    case .row(let row, _): head = row
    case .fault(let fault, let start, let line):
      diagnostics.error(
        fault, at: Place(file: file, line: line, column: Self.column(of: start, in: bytes)))
      return nil
    case nil:
      diagnostics.error("the table is empty", at: Place(file: file))
      return nil
    }
    guard head.cells.count <= Self.columnLimit else {
      diagnostics.error(
        "the table has more than \(Self.columnLimit) columns",
        at: Place(file: file, line: head.line),
        hint: "keep the columns that are read, and delete empty ones to their right")
      return nil
    }
    head.cells = head.cells.map { $0.trimmed }
    header = head
    names = head.cells.map { $0.lowercased() }
    let width = head.cells.count
    var seen: Set<String> = []
    for name in head.cells where !name.isEmpty && !seen.insert(name).inserted {
      diagnostics.error(
        "the column \(name.quoted) is there twice", at: Place(file: file, line: head.line))
    }
    while let element = scanner.next() {
      guard scanner.cellCount <= Self.cellLimit else {
        diagnostics.error(
          "the table has more than 1 000 000 cells, which no such file needs", at: Place(file: file)
        )
        return nil
      }
      switch element {
      case .row(var row, let filled):
        // Empty cells to the right are what spreadsheets leave behind.
        if filled <= width, row.cells.count > width {
          row.cells.removeLast(row.cells.count - width)
        }
        if row.cells.count == width {
          rows.append(row)
        } else {
          diagnostics.error(
            "the row has \(max(filled, min(row.cells.count, width))) cells, the header \(width)",
            at: Place(file: file, line: row.line))
        }
      case .fault(let fault, let start, let line):
        diagnostics.error(
          fault,
          at: Place(file: file, line: line, column: Self.column(of: start, in: bytes)))
      }
    }
  }

  /// The position of the first column with one of these names, in any case.
  func column(_ names: [String]) -> Int? {
    self.names.firstIndex { names.contains($0) }
  }

  /// Says of which columns nothing is read, since a misspelt one is as good as none.
  func noticeUnread(besides read: [String], in diagnostics: Diagnostics) {
    let known = Set(read.map { $0.lowercased() })
    for (name, shown) in zip(names, header.cells) where !name.isEmpty && !known.contains(name) {
      diagnostics.warning(
        "nothing is read from the column \(shown.quoted)",
        at: Place(file: file, line: header.line), hint: Suggestion.hint(for: shown, among: read))
    }
  }

  /// Where a row's figures come from: what its cell `source` says, or the file.
  func source(_ row: Row) -> String {
    let source = column(["source"]).map { row.cells[$0].trimmed } ?? ""
    return source.isEmpty ? file : source
  }

  /// The place of a cell.
  package func place(_ row: Row, _ column: Int) -> Place {
    var scanner = Scanner(bytes: bytes, separator: separator)
    let (start, line) = scanner.startOfCell(column, in: row.start, line: row.line)
    return Place(file: file, line: line, column: Self.column(of: start, in: bytes))
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var isQuoted = false
    var hasTab = false
    var hasComma = false
    scan: for byte in bytes {
      if byte == Scanner.quote { isQuoted.toggle() }
      if isQuoted { continue }
      switch byte {
      case UInt8(ascii: ";"): return byte
      case UInt8(ascii: "\t"): hasTab = true
      case UInt8(ascii: ","): hasComma = true
      case Scanner.lineFeed, Scanner.carriageReturn: if hasTab || hasComma { break scan }
      default: break
      }
    }
    return hasTab ? UInt8(ascii: "\t") : UInt8(ascii: ",")
  }

  /// The column, in Unicode scalars from 1, of a byte.
  private static func column(of offset: Int, in bytes: [UInt8]) -> Int {
    let before = bytes[..<offset].reversed().prefix { !Scanner.isLineBreak($0) }
    return before.count { $0 & 0xC0 != 0x80 } + 1
  }
}

/// Takes the rows of a table out of its bytes, one after the other.
private struct Scanner {
  enum Element {
    /// A row, of which no more cells are kept than make plain that it is too long, and up to which cell it is filled.
    case row(Table.Row, filled: Int)
    case fault(String, start: Int, line: Int)
  }

  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  let bytes: [UInt8]
  let separator: UInt8
  private var position = 0
  private var line = 1
  /// Cells looked at.
  private(set) var cellCount = 0

  init(bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
  }

  /// The next row that is not empty, or what is wrong with it; nil at the end.
  mutating func next() -> Element? {
    while position < bytes.count {
      if Self.isLineBreak(bytes[position]) {
        endLine()
        continue
      }
      let (start, firstLine) = (position, line)
      var cells: [String] = []
      var (count, filled) = (0, 0)
      while cellCount <= Table.cellLimit {
        switch nextCell() {
        case .success(let cell):
          count += 1
          if !cell.isEmpty { filled = count }
          if cells.count <= Table.columnLimit { cells.append(cell) }
        case .failure(let fault):
          skipLine()
          return .fault(fault.message, start: fault.start, line: fault.line)
        }
        if position < bytes.count, bytes[position] == separator {
          position += 1
        } else {
          break
        }
      }
      endLine()
      if cells != [""] {
        return .row(Table.Row(line: firstLine, cells: cells, start: start), filled: filled)
      }
    }
    return nil
  }

  /// Where a cell begins.
  mutating func startOfCell(_ index: Int, in start: Int, line firstLine: Int) -> (Int, Int) {
    position = start
    line = firstLine
    for _ in 0..<index {
      guard case .success = nextCell(), position < bytes.count, bytes[position] == separator else {
        break
      }
      position += 1
    }
    return (position, line)
  }

  private struct Fault: Error {
    var message: String
    var start: Int
    var line: Int
  }

  private mutating func nextCell() -> Result<String, Fault> {
    cellCount += 1
    guard position < bytes.count, bytes[position] == Self.quote else {
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      guard position - start <= Table.bytesOfCellLimit else {
        return .failure(Self.tooLong(start: start, line: line))
      }
      return .success(String(decoding: bytes[start..<position], as: UTF8.self))
    }
    let (start, firstLine) = (position, line)
    var cell: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.quote {
        guard position < bytes.count, bytes[position] == Self.quote else {
          guard position == bytes.count || isEnd(bytes[position]) else {
            return .failure(
              Fault(
                message: "text follows a closing quotation mark", start: position, line: line))
          }
          guard cell.count <= Table.bytesOfCellLimit else {
            return .failure(Self.tooLong(start: start, line: firstLine))
          }
          return .success(String(decoding: cell, as: UTF8.self))
        }
        position += 1
      } else if byte == Self.lineFeed {
        line += 1
      }
      if cell.count <= Table.bytesOfCellLimit { cell.append(byte) }
    }
    return .failure(
      Fault(message: "the quotation mark is never closed", start: start, line: firstLine))
  }

  private static func tooLong(start: Int, line: Int) -> Fault {
    Fault(
      message: "the cell is longer than 10 000 bytes", start: start, line: line)
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == separator || Self.isLineBreak(byte) }

  static func isLineBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

  private mutating func skipLine() {
    while position < bytes.count, !Self.isLineBreak(bytes[position]) { position += 1 }
    endLine()
  }

  private mutating func endLine() {
    if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
    line += 1
  }
}

extension String {
  /// The text without white space at either end.
  var trimmed: String {
    let isPlain = { (byte: UInt8) in byte > 32 && byte < 127 }
    // Most texts begin and end in a plain byte, which is told without building characters.
    if let first = utf8.first, let last = utf8.last, isPlain(first), isPlain(last) { return self }
    let isVisible = { (scalar: Unicode.Scalar) in
      scalar != " " && !scalar.properties.isWhitespace
    }
    guard let start = unicodeScalars.firstIndex(where: isVisible),
      let end = unicodeScalars.lastIndex(where: isVisible)
    else { return "" }
    return String(unicodeScalars[start...end])
  }
}

extension NumberText {
  /// A number in a table: with a decimal point or comma, digits possibly grouped by spaces as Excel shows them.
  package static func tabulated(_ cell: String) -> Double? {
    // Longer ones are not meant, and take long to turn into a number.
    guard cell.utf8.count <= 100 else { return nil }
    if let plain = double(cell) { return plain }
    var text = ""
    for character in cell where character != " " && character != "\u{A0}" && character != "\u{202F}"
    {
      text.append(character == "," ? "." : character)
    }
    return double(text)
  }
}
