import Foundation

/// A folder for work in progress that does not outlive it.
///
/// Its name ends in the number of the process, so that what a killed program left behind is known and removed by the
/// next one that makes a folder of the same stem.
public struct ScratchFolder: Sendable {
  public let path: String

  /// - Parameters:
  ///   - parent: Where to make it.
  ///   - stem: What its name begins with.
  public init(in parent: String, stem: String) throws {
    path = Self.ownPath(in: parent, stem: stem)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  /// Removes the folder with all that is in it.
  public func remove() {
    // Whoever still writes here by name finds nothing to write into from now on.
    let doomed = "\(path)-doomed"
    // Two threads may come to remove it; neither leaves before it is gone.
    for _ in 0..<100 {
      rename(path, doomed)
      guard FileManager.default.fileExists(atPath: doomed) else { return }
      try? FileManager.default.removeItem(atPath: doomed)
    }
  }

  /// The path of this process's file or folder with a stem, after the removal of those of processes that no longer run.
  static func ownPath(in parent: String, stem: String) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(stem) {
      let digits = name.dropFirst(stem.count).prefix { $0.isASCII && $0.isNumber }
      guard let process = pid_t(digits) else { continue }
      let isRunning = process != getpid() && (kill(process, 0) == 0 || errno == EPERM)
      if !isRunning { try? FileManager.default.removeItem(atPath: "\(parent)/\(name)") }
    }
    return "\(parent)/\(stem)\(getpid())"
  }
}

extension Error {
  /// What the system says went wrong, in the words of its errors, such as `no space left on device`.
  public var systemReason: String {
    let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    guard let code = (cause ?? self as? POSIXError)?.code else { return localizedDescription }
    return systemWords(code.rawValue)
  }
}

/// The system's words for an error number, in lower case.
package func systemWords(_ number: Int32) -> String {
  let text = String(cString: strerror(number))
  return text.prefix(1).lowercased() + text.dropFirst()
}
