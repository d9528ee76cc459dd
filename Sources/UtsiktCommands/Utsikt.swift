public import ArgumentParser

/// The command line: `utsikt <command>`.
public struct Utsikt: ParsableCommand {
  /// The version written into results and reports.
  public static let version = "0.1.0"

  public static let configuration = CommandConfiguration(
    commandName: "utsikt",
    abstract: "The outlook for municipal climate pledges: scenarios, honest uncertainty, reports.",
    version: version,
    subcommands: [
      RunCommand.self, CompareCommand.self, ReportCommand.self, CheckCommand.self,
      ExplainCommand.self,
      ListCommand.self, InitCommand.self, CalibrateCommand.self, BacktestCommand.self,
      HindcastCommand.self, SensitivityCommand.self, PortfolioCommand.self, SweepCommand.self,
      VerifyCommand.self,
    ])

  public init() {}

  /// Runs the command named on the command line and ends the program.
  public static func start() {
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: Failure.end(error))
    }
  }
}
