import ArgumentParser
import ScenarioFiles

/// Why a command ends without having done its work; the exit code says which.
enum Failure {
  /// The input is wrong; diagnostics have been printed.
  static let input = ExitCode(1)
  /// The world failed: a disk, a missing program.
  static let world = ExitCode(2)

  /// Turns the failure of an output folder into an exit code, with one line on the terminal.
  static func reporting<Value>(
    _ work: () throws(OutputFolder.Failure) -> Value
  ) throws(ExitCode) -> Value {
    do { return try work() } catch {
      Terminal.error(error.description)
      throw world
    }
  }
}
