public import Foundation

/// A folder of results that appears all at once or not at all.
///
/// Everything is written into a hidden folder beside the target; `commit()` exchanges the two in one step of the file
/// system, so that a program killed at any moment leaves the old complete output or the new one. What a killed program
/// left behind is removed when the next one writes to the same target.
public struct OutputFolder: Sendable {
  /// Why output could not be written.
  public enum Failure: Error, Hashable, CustomStringConvertible {
    /// The target holds something that this program has not written and would remove.
    case holdsOtherFiles(folder: String, file: String)
    /// The target is where the program was started, which would be left behind as another folder.
    case isCurrent(folder: String)
    case cannotWrite(path: String, reason: String)

    public var description: String {
      switch self {
      case .holdsOtherFiles(let folder, let file):
        "\(folder.quoted) holds \(file.quoted), which was not written by utsikt; choose another folder"
      case .isCurrent(let folder):
        "\(folder.quoted) is the folder you are in and would be replaced as a whole; go to the one above it"
      case .cannotWrite(let path, let reason): "cannot write \(path.quoted): \(reason)"
      }
    }
  }

  /// Where the output will stand.
  public let target: String
  /// Where it is written until then.
  public let scratch: ScratchFolder

  /// - Parameters:
  ///   - path: The folder to write; its parents are made when missing.
  ///   - isOwn: Whether a name in an existing folder is one that this program writes; only such folders are replaced.
  public init(_ path: String, isOwn: (String) -> Bool) throws(Failure) {
    let target = Self.resolved(path)
    let parent = URL(filePath: target).deletingLastPathComponent().path
    try Self.reaching(parent) {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
    if FileManager.default.fileExists(atPath: target) {
      let names = try Self.reaching(target) {
        try FileManager.default.contentsOfDirectory(atPath: target)
      }
      if let other = names.sorted().first(where: { !isOwn($0) }) {
        throw .holdsOtherFiles(folder: path, file: other)
      }
    }
    try Self.checkExchangeable(target, besides: parent, named: path)
    let stem = Self.stem(URL(filePath: target).lastPathComponent)
    self.target = target
    do { scratch = try ScratchFolder(in: parent, stem: stem) } catch {
      throw .cannotWrite(path: target, reason: error.systemReason)
    }
  }

  /// Writes one file.
  public func write(_ data: Data, to name: String) throws(Failure) {
    try Self.reaching("\(target)/\(name)") {
      try data.write(to: URL(filePath: "\(scratch.path)/\(name)"))
    }
  }

  /// Writes one text.
  public func write(_ text: String, to name: String) throws(Failure) {
    try write(Data(text.utf8), to: name)
  }

  /// Keeps what the old folder holds and the new one does not.
  public func keepOthers() throws(Failure) {
    guard FileManager.default.fileExists(atPath: target) else { return }
    let names = try Self.reaching(target) {
      try FileManager.default.contentsOfDirectory(atPath: target)
    }
    for name in names.sorted() {
      let (old, new) = ("\(target)/\(name)", "\(scratch.path)/\(name)")
      guard !FileManager.default.fileExists(atPath: new) else { continue }
      try Self.reaching(old) {
        // A second name takes no room; not every file system knows them.
        if link(old, new) != 0 { try FileManager.default.copyItem(atPath: old, toPath: new) }
      }
    }
  }

  /// Puts the new folder in the place of the old one.
  public func commit() throws(Failure) {
    guard FileManager.default.fileExists(atPath: target) else {
      return try Self.rename(scratch.path, target)
    }
    try Self.exchange(scratch.path, target)
    discard()
  }

  /// Removes what has been written so far.
  public func discard() { scratch.remove() }

  /// Writes a single file all at once or not at all.
  public static func replace(_ path: String, with data: Data) throws(Failure) {
    let file = URL(filePath: resolved(path))
    let staging = ScratchFolder.ownPath(
      in: file.deletingLastPathComponent().path, stem: stem(file.lastPathComponent))
    do {
      try reaching(path) { try data.write(to: URL(filePath: staging)) }
      try rename(staging, file.path)
    } catch {
      unlink(staging)
      throw error
    }
  }

  /// Whether a file would stand in an output folder, or in its place.
  public static func holds(_ file: String, in folder: String) -> Bool {
    let (file, folder) = (resolved(file), resolved(folder))
    return file == folder || file.hasPrefix(folder + "/")
  }

  /// Throws when `replace` would find no folder that it may write to.
  public static func checkReplaceable(_ path: String) throws(Failure) {
    let file = resolved(path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
      throw .cannotWrite(path: path, reason: systemWords(EISDIR))
    }
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .cannotWrite(path: path, reason: "it is not a regular file")
    }
    let parent = URL(filePath: file).deletingLastPathComponent().path
    guard access(parent, W_OK | X_OK) == 0 else {
      throw .cannotWrite(path: path, reason: systemWords(errno))
    }
  }

  // MARK: - Steps of the file system

  /// Throws when a folder could not be put in the place of another.
  private static func checkExchangeable(
    _ target: String, besides parent: String, named path: String
  ) throws(Failure) {
    let current = resolved(FileManager.default.currentDirectoryPath)
    guard current != target, !current.hasPrefix(target + "/") else {
      throw .isCurrent(folder: path)
    }
    var (own, above) = (stat(), stat())
    guard lstat(target, &own) == 0 else { return }
    if own.st_mode & S_IFMT == S_IFLNK {
      throw .cannotWrite(path: path, reason: "it is a link to a folder that is not there")
    }
    if stat(parent, &above) == 0, own.st_dev != above.st_dev {
      throw .cannotWrite(
        path: path, reason: "another file system is mounted there; name a folder inside it")
    }
  }

  /// A path without `..`, links and a slash at its end.
  private static func resolved(_ path: String) -> String {
    let path = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
    return path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
  }

  /// How the hidden name begins under which something is written before it appears under its own.
  private static func stem(_ name: String) -> String { ".\(name).utsikt-" }

  private static func reaching<Value>(
    _ path: String, _ work: () throws -> Value
  ) throws(Failure) -> Value {
    do { return try work() } catch { throw .cannotWrite(path: path, reason: error.systemReason) }
  }

  private static func rename(_ old: String, _ new: String) throws(Failure) {
    guard Foundation.rename(old, new) == 0 else {
      throw .cannotWrite(path: new, reason: systemWords(errno))
    }
  }

  /// Exchanges two folders in one step, or in two where the file system knows no exchange.
  ///
  /// - Routine: `renameat2` with `RENAME_EXCHANGE`, which Swift's overlay of the C library does not show.
  private static func exchange(_ new: String, _ old: String) throws(Failure) {
    typealias RenameAt2 =
      @convention(c) (
        CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
      ) -> CInt
    let renameExchange: CUnsignedInt = 2
    if let symbol = dlsym(nil, "renameat2") {
      let renameAt2 = unsafeBitCast(symbol, to: RenameAt2.self)
      if renameAt2(AT_FDCWD, new, AT_FDCWD, old, renameExchange) == 0 { return }
      guard errno == EINVAL || errno == ENOSYS else {
        throw .cannotWrite(path: old, reason: systemWords(errno))
      }
    }
    let aside = new + "-old"
    try rename(old, aside)
    try rename(new, old)
    try rename(aside, new)
  }
}
