import ArgumentParser
import ReportWriter
import ScenarioFiles

/// Why a command ends without having done its work; the exit code says which.
enum Failure {
  /// The input is wrong; diagnostics have been printed.
  static let input = ExitCode(1)
  /// The world failed: a disk, a missing program.
  static let world = ExitCode(2)

  /// What the program ends with after an error; output and reports that failed are named on the terminal here.
  static func end(_ error: any Error) -> any Error {
    switch error {
    case let failure as OutputFolder.Failure:
      Terminal.error(failure.description)
      return world
    case let failure as ReportError:
      Terminal.error(failure.description)
      if case .unknownArea = failure { return input }
      return world
    default: return error
    }
  }
}
