import ArgumentParser
import Foundation
import PledgeModel
import ScenarioFiles

/// `utsikt init`: a commented scenario file to start from.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented scenario file to start from.")

  @Argument(help: "Where to write it; printed when not given.", completion: .file())
  var path: String?

  @Option(help: "Language of the comments: sv or en.")
  var language: Language = .sv

  func run() throws {
    let text = ScenarioReader.template(language)
    guard let path else { return Terminal.print(text) }
    guard !FileManager.default.fileExists(atPath: path) else {
      Terminal.error("`\(path)` is there already", hint: "choose another name")
      throw Failure.input
    }
    try Output.replace(path, with: Data(text.utf8))
    Terminal.print(path)
  }
}
