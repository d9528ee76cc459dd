import CXLSXWriter
import Foundation
import Synchronization

/// A workbook for spreadsheet programs, written cell by cell.
///
/// Texts are written as texts whatever they begin with, so that `=1+1` in a name never becomes a formula.
struct Workbook: ~Copyable {
  /// How the numbers of a column are shown.
  enum Format { case text, whole, year, percent, probability }

  /// A column: its heading, its width in characters and how its numbers are shown.
  struct Column {
    var title: String
    var width: Double
    var format: Format = .whole
  }

  enum Cell {
    case text(String)
    case number(Double)
    case empty
  }

  private let book: UnsafeMutablePointer<lxw_workbook>
  private let path: String
  private let heading: UnsafeMutablePointer<lxw_format>
  private var formats: [Format: UnsafeMutablePointer<lxw_format>] = [:]

  /// - Parameters:
  ///   - created: seconds since 1970, printed as the workbook's date.
  ///   - probability: the number format of probabilities.
  init(path: String, title: String, created: Int, probability: String) throws(ReportError) {
    // The library's own temporary files stand beside the workbook, so that they go where it goes.
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let opened = folder.withCString { pointer in
      var options = lxw_workbook_options()
      options.tmpdir = UnsafeMutablePointer(mutating: pointer)
      return workbook_new_opt(path, &options)
    }
    guard let book = opened else { throw .cannotWrite(path, reason: "no memory") }
    self.book = book
    self.path = path
    heading = workbook_add_format(book)
    format_set_bold(heading)
    format_set_text_wrap(heading)
    format_set_bottom(heading, UInt8(LXW_BORDER_THIN.rawValue))
    let codes: [(Format, String)] = [
      (.whole, "#,##0"), (.year, "0"), (.percent, "0%"), (.probability, probability),
    ]
    for (format, code) in codes {
      formats[format] = workbook_add_format(book)
      format_set_num_format(formats[format], code)
    }
    formats[.text] = workbook_add_format(book)
    format_set_text_wrap(formats[.text])
    format_set_align(formats[.text], UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    title.withCString { pointer in
      var properties = lxw_doc_properties()
      properties.title = UnsafeMutablePointer(mutating: pointer)
      properties.created = time_t(created)
      workbook_set_properties(book, &properties)
    }
  }

  /// Adds a sheet with a frozen heading and a filter on every column.
  @discardableResult
  func addSheet(
    _ name: String, columns: [Column], rows: [[Cell]]
  ) -> UnsafeMutablePointer<lxw_worksheet> {
    let sheet = workbook_add_worksheet(book, name)!
    for (column, description) in columns.enumerated() {
      let index = lxw_col_t(column)
      worksheet_set_column(sheet, index, index, description.width, nil)
      worksheet_write_string(sheet, 0, index, description.title, heading)
    }
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        let (line, index) = (lxw_row_t(row + 1), lxw_col_t(column))
        switch cell {
        case .text(let text): worksheet_write_string(sheet, line, index, text, formats[.text])
        case .number(let value) where value.isFinite:
          worksheet_write_number(sheet, line, index, value, formats[columns[column].format])
        case .number, .empty: break
        }
      }
    }
    worksheet_freeze_panes(sheet, 1, 0)
    worksheet_autofilter(
      sheet, 0, 0, lxw_row_t(max(1, rows.count)), lxw_col_t(max(0, columns.count - 1)))
    worksheet_set_landscape(sheet)
    worksheet_fit_to_pages(sheet, 1, 0)
    worksheet_repeat_rows(sheet, 0, 0)
    return sheet
  }

  /// Adds a line chart of some columns over rows of a sheet.
  func addChart(
    to sheet: UnsafeMutablePointer<lxw_worksheet>, named name: String, title: String,
    axis: String, columns: [Int], categories: Int, rows: ClosedRange<Int>
  ) {
    let chart = workbook_add_chart(book, UInt8(LXW_CHART_SCATTER_STRAIGHT.rawValue))!
    for column in columns {
      let series = chart_add_series(chart, nil, nil)
      let (first, last) = (lxw_row_t(rows.lowerBound + 1), lxw_row_t(rows.upperBound + 1))
      chart_series_set_categories(
        series, name, first, lxw_col_t(categories), last, lxw_col_t(categories))
      chart_series_set_values(series, name, first, lxw_col_t(column), last, lxw_col_t(column))
      chart_series_set_name_range(series, name, 0, lxw_col_t(column))
    }
    chart_title_set_name(chart, title)
    chart_axis_set_name(chart.pointee.y_axis, axis)
    chart_axis_set_min(chart.pointee.y_axis, 0)
    worksheet_insert_chart(sheet, 1, lxw_col_t((columns.max() ?? 0) + 6), chart)
  }

  /// Writes the file.
  consuming func close() throws(ReportError) {
    // The library also prints what it returns.
    let (code, number) = Self.withoutStandardError {
      let code = workbook_close(book)
      return (code, errno)
    }
    guard code == LXW_NO_ERROR else {
      let isOfSystem = code == LXW_ERROR_CREATING_XLSX_FILE || code == LXW_ERROR_ZIP_FILE_OPERATION
      let reason = String(cString: isOfSystem ? strerror(number) : lxw_strerror(code))
      throw .cannotWrite(path, reason: reason.lowercased())
    }
  }

  /// One at a time: what is kept meanwhile must be the real one.
  private static let standardError = Mutex(())

  private static func withoutStandardError<Value: Sendable>(_ work: () -> Value) -> Value {
    standardError.withLock { _ in
      let kept = dup(STDERR_FILENO)
      let nowhere = open("/dev/null", O_WRONLY)
      dup2(nowhere, STDERR_FILENO)
      defer {
        dup2(kept, STDERR_FILENO)
        Foundation.close(kept)
        Foundation.close(nowhere)
      }
      return work()
    }
  }
}
