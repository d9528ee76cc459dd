import PledgeModel
import ScenarioFiles

/// A form in which a comparison is written.
enum ComparisonFormat: String, OutputFormat {
  case json, csv, html, pdf

  static let subject = " of a comparison"

  var fileName: String { "comparison.\(rawValue)" }

  static func isOwn(_ name: String) -> Bool { allCases.contains { $0.fileName == name } }

  func write(
    _ results: ComparisonResults, settings: ReportSettings, into folder: OutputFolder
  ) throws {
    switch self {
    case .json: try folder.write(ComparisonFile.data(results), to: fileName)
    case .csv: try folder.write(IAMCTable.csv(results), to: fileName)
    case .html: try folder.write(settings.html(results), to: fileName)
    case .pdf: try settings.print(settings.html(results), as: fileName, in: folder)
    }
  }
}
