import Foundation
import ScenarioFiles
import Synchronization

/// Ctrl-C: removes what is half written and ends with exit code 130.
enum Interruption {
  private static let stagingFolders = Mutex<[String]>([])
  /// The signal's handler may do little more than write one byte; a thread waits for it and does the rest.
  private static let alarm = Pipe()
  private static let doorbell = alarm.fileHandleForWriting.fileDescriptor

  /// Watches for Ctrl-C from now on.
  static func watch() {
    _ = doorbell
    Thread.detachNewThread {
      _ = alarm.fileHandleForReading.availableData
      let folders = stagingFolders.withLock { $0 }
      for folder in folders { try? FileManager.default.removeItem(atPath: folder) }
      exit(130)
    }
    signal(SIGINT) { _ in
      var byte: UInt8 = 1
      _ = write(Interruption.doorbell, &byte, 1)
    }
  }

  /// Removes what is in a folder that is not finished when the program is interrupted.
  static func discard(_ folder: OutputFolder) {
    let path = folder.staging
    stagingFolders.withLock { $0.append(path) }
  }
}
