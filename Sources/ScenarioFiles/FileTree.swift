import Foundation
import PledgeModel

/// The files a scenario may read: those under its own folder tree and under the project's `Scenarios`.
///
/// Nothing outside is opened, neither by `..`, by an absolute path nor through a symbolic link. Only regular files are
/// read, and only up to a size, so that no device, pipe or huge file can stop the program.
final class FileTree {
  /// Bytes of the largest scenario, catalogue or data file in YAML.
  static let yamlLimit = 1 << 20
  /// Bytes of the largest table.
  static let tableLimit = 32 << 20

  /// The `Scenarios` folder, without symbolic links.
  let root: String
  private var roots: [String]
  private var hashes: [String: String] = [:]
  /// The table read last, which several rounds may name one after the other.
  var lastTable: (path: String, table: Table?)?

  init(root: String) {
    self.root = Self.realPath(root) ?? root
    roots = [self.root]
  }

  /// Lets files under a folder be read too: the folder of a scenario that lies outside `Scenarios`.
  func admit(folder: String) {
    if let real = Self.realPath(folder) { roots.append(real) }
  }

  /// Every file read, by its path, with the hash of its contents.
  var inputs: [InputFile] {
    hashes.sorted { $0.key < $1.key }.map { InputFile(path: $0.key, sha256: $0.value) }
  }

  /// Why a file could not be read.
  enum Refusal: Error {
    case missing, outside, notAFile, unreadable
    case tooLarge(limit: Int)
    case notText(line: Int, column: Int)
    case holdsNUL(line: Int, column: Int)
  }

  /// The path of a file named in another file: beside it or, when there is none, below `Scenarios`.
  ///
  /// So a scenario keeps its `../catalogues` wherever it is copied to.
  func path(_ written: String, besides file: String) -> String {
    let beside = joined(written, besides: file)
    guard written.hasPrefix("../"), Self.realPath(beside) == nil else { return beside }
    let shared = path(inRoot: String(written.dropFirst(3)))
    return Self.realPath(shared) == nil ? beside : shared
  }

  private func joined(_ written: String, besides file: String) -> String {
    guard !written.hasPrefix("/") else { return written }
    var parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(
      String.init)
    for part in written.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != "..", !last.isEmpty, last != "." {
        parts.removeLast()
      } else {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// The path of a file in the project's `Scenarios` folder.
  func path(inRoot path: String) -> String { "\(root)/\(path)" }

  /// A path as it is recorded with results: relative to the folder tree it lies in.
  func recorded(_ path: String) -> String {
    let real = Self.realPath(path) ?? path
    for root in roots where real.hasPrefix(root + "/") {
      return String(real.dropFirst(root.count + 1))
    }
    return real
  }

  /// The bytes of a file inside the tree, remembered with their hash.
  func bytes(_ path: String, limit: Int, isChosenByUser: Bool = false) throws(Refusal) -> Data {
    guard let real = Self.realPath(path) else { throw .missing }
    guard isChosenByUser || roots.contains(where: { real.hasPrefix($0 + "/") }) else {
      throw .outside
    }
    let data = try Self.contents(real, limit: limit)
    hashes[recorded(path)] = ContentHash.hexadecimal(data)
    return data
  }

  /// The text of a file inside the tree; UTF-8 without NUL.
  func text(_ path: String, limit: Int, isChosenByUser: Bool = false) throws(Refusal) -> String {
    let data = try bytes(path, limit: limit, isChosenByUser: isChosenByUser)
    let (nul, text) = data.withUnsafeBytes { buffer in
      (buffer.firstIndex(of: 0), String(validating: buffer, as: UTF8.self))
    }
    if let nul {
      let place = Self.place(of: nul, in: data)
      throw .holdsNUL(line: place.line, column: place.column)
    }
    if let text { return text }
    let place = Self.placeOfFault(in: data)
    throw .notText(line: place.line, column: place.column)
  }

  /// Line and column, both from 1, where bytes that are not UTF-8 cease to be.
  private static func placeOfFault(in data: Data) -> (line: Int, column: Int) {
    data.withUnsafeBytes { buffer in
      var line = 1
      var start = 0
      // Lines are not gathered, since a file may consist of line breaks, and most need no decoding.
      var isASCII = true
      for offset in 0...buffer.count {
        if offset < buffer.count, buffer[offset] != 10 {
          if buffer[offset] >= 0x80 { isASCII = false }
          continue
        }
        if !isASCII, String(validating: buffer[start..<offset], as: UTF8.self) == nil {
          let valid = String(decoding: buffer[start..<offset], as: UTF8.self).unicodeScalars
            .prefix { $0 != "\u{FFFD}" }
          return (line, valid.count + 1)
        }
        (line, start, isASCII) = (line + 1, offset + 1, true)
      }
      return (line, 1)
    }
  }

  private static func realPath(_ path: String) -> String? {
    guard !path.isEmpty, let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func contents(_ path: String, limit: Int) throws(Refusal) -> Data {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .unreadable }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAFile
    }
    guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
    var data = Data(count: Int(status.st_size))
    var filled = 0
    let isComplete = data.withUnsafeMutableBytes { buffer in
      while filled < buffer.count {
        let count = Foundation.read(
          descriptor, buffer.baseAddress! + filled, buffer.count - filled)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return count == 0 }
        filled += count
      }
      return true
    }
    guard isComplete else { throw .unreadable }
    return data.prefix(filled)
  }

  /// Line and column, both from 1, of a byte.
  private static func place(of offset: Int, in data: Data) -> (line: Int, column: Int) {
    let before = data.prefix(offset)
    let line = before.count { $0 == 10 } + 1
    let start = before.lastIndex(of: 10).map { $0 + 1 } ?? before.startIndex
    return (line, String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)
  }
}

extension FileTree.Refusal {
  /// Says why `path` was refused, at the place that names it or, for a fault in the text, in the file itself.
  ///
  /// - Parameter written: The path as a user wrote it.
  func report(
    path: String, written: String? = nil, namedAt place: Place, to diagnostics: Diagnostics
  ) {
    let shown = (written ?? path).quoted
    switch self {
    case .missing:
      diagnostics.error("there is no file \(shown)", at: place)
    case .outside:
      diagnostics.error(
        "\(shown) lies outside the scenario's folders", at: place,
        hint: "a scenario reads only files under its own folder and under `Scenarios`")
    case .notAFile:
      diagnostics.error("\(shown) is not a regular file", at: place)
    case .unreadable:
      diagnostics.error("\(shown) cannot be read", at: place)
    case .tooLarge(let limit):
      diagnostics.error(
        "\(shown) is larger than \(limit >> 20) MiB, which no such file needs", at: place)
    case .notText(let line, let column):
      diagnostics.error(
        "the text is not valid UTF-8", at: Place(file: path, line: line, column: column),
        hint: "save the file as UTF-8")
    case .holdsNUL(let line, let column):
      diagnostics.error(
        "the text holds a NUL character", at: Place(file: path, line: line, column: column),
        hint: "save the file as plain UTF-8 text")
    }
  }
}
