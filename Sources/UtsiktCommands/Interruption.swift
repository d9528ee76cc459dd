import Foundation
import ScenarioFiles
import Synchronization

/// Ctrl-C: removes what is half written and ends with exit code 130.
///
/// Whoever holds the lock has the disk to itself: output is begun, finished or abandoned inside it, so that an
/// interruption comes before or after such a step and never in the middle of one.
enum Interruption {
  private static let unfinished = Mutex<[ScratchFolder]>([])
  /// The signal's handler may do little more than ring; a thread waits for it and does the rest.
  ///
  /// - Routine: `sem_post`, which a handler may call.
  private nonisolated(unsafe) static let bell: UnsafeMutablePointer<sem_t> = {
    let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(bell, 0, 0)
    return bell
  }()

  /// Watches for Ctrl-C from now on.
  static func watch() {
    _ = bell
    Thread.detachNewThread {
      while sem_wait(bell) != 0 {}
      unfinished.withLock { folders in
        endChildren()
        for folder in folders { folder.remove() }
        _exit(130)
      }
    }
    signal(SIGINT) { _ in sem_post(Interruption.bell) }
  }

  /// Begins an output folder that is removed if the program is interrupted before it is finished.
  static func begin(
    _ path: String, isOwn: (String) -> Bool
  ) throws(OutputFolder.Failure) -> OutputFolder {
    try unfinished.withLock { folders throws(OutputFolder.Failure) in
      let folder = try OutputFolder(path, isOwn: isOwn)
      folders.append(folder.scratch)
      return folder
    }
  }

  /// Begins a folder for another program's work, among the system's temporary files.
  static func beginScratch() throws -> ScratchFolder {
    try unfinished.withLock { folders in
      let folder = try ScratchFolder(
        in: FileManager.default.temporaryDirectory.path, stem: "utsikt-")
      folders.append(folder)
      return folder
    }
  }

  /// Does a step of an output without being interrupted: the last one, or one that would go elsewhere when its folder is gone.
  static func finish<Failure>(_ step: () throws(Failure) -> Void) throws(Failure) {
    try unfinished.withLock { _ throws(Failure) in try step() }
  }

  /// Waits for ever once an interruption has begun, so that nobody reports the folders that it takes away.
  static func pause() { unfinished.withLock { _ in } }

  /// Ends the programs that this one has started, a browser that prints, before their folders go.
  private static func endChildren() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for process in names.compactMap({ pid_t($0) }) {
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      // After the name in parentheses follow the state and the parent.
      let fields = status?.split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 1, pid_t(fields[1]) == getpid() else { continue }
      // A started program leads a group of its own, in which its own helpers are.
      kill(-process, SIGKILL)
      kill(process, SIGKILL)
      // Its end is left for the thread that waits for it to see.
      var ended = siginfo_t()
      waitid(P_PID, id_t(process), &ended, WEXITED | WNOWAIT)
    }
  }
}
