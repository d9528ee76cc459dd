import PledgeModel
import ScenarioFiles

/// A form in which results are written.
enum ReportFormat: String, OutputFormat {
  case json, csv, html, pdf, xlsx, gpkg, md

  static let subject = ""

  var fileName: String {
    switch self {
    case .json, .csv: "results.\(rawValue)"
    case .html, .pdf, .xlsx, .gpkg, .md: "report.\(rawValue)"
    }
  }

  static func isOwn(_ name: String) -> Bool {
    name == RunRecord.fileName || allCases.contains { $0.fileName == name }
      || name.wholeMatch(of: /municipalit(ies|y-\d{4})\.(html|pdf)/) != nil
  }

  func write(_ results: Results, settings: ReportSettings, into folder: OutputFolder) throws {
    switch self {
    case .json: try folder.write(ResultsFile.data(results), to: fileName)
    case .csv: try folder.write(IAMCTable.csv(results), to: fileName)
    case .html: try folder.write(settings.html(results), to: fileName)
    case .md: try folder.write(settings.markdown(results), to: fileName)
    case .pdf: try settings.print(settings.html(results), as: fileName, in: folder)
    case .xlsx: try settings.workbook(results, as: fileName, in: folder)
    case .gpkg: try settings.geoPackage(results, as: fileName, in: folder)
    }
  }
}
