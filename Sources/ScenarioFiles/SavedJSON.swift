import Foundation
import PledgeModel

/// JSON with sorted keys and numbers in their shortest form, so that equal values give equal bytes.
enum SavedJSON {
  /// Bytes of the largest file read.
  private static let limit = 64 << 20

  /// What helps with a file that no run has written so.
  private static let hint = "was it cut short or changed by hand? run the scenario again"

  /// - Precondition: Every number is finite.
  static func data(_ value: some Encodable) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      var data = try encoder.encode(value)
      data.append(UInt8(ascii: "\n"))
      return data
    } catch {
      preconditionFailure("results that cannot be written: \(error)")
    }
  }

  /// Reads a file that the user named; nil, with diagnostics, when `decode` finds nothing to report on.
  static func read<Value>(
    _ path: String, decode: (Data, Place, Diagnostics) -> Value?
  ) -> (Value?, [Diagnostic]) {
    do throws(FileTree.Refusal) {
      return read(try bytes(path), file: path, decode: decode)
    } catch {
      let diagnostics = Diagnostics()
      error.report(path: path, namedAt: Place(file: path), to: diagnostics)
      return (nil, diagnostics.sorted)
    }
  }

  /// Reads the bytes of a file.
  static func read<Value>(
    _ data: Data, file: String, decode: (Data, Place, Diagnostics) -> Value?
  ) -> (Value?, [Diagnostic]) {
    let diagnostics = Diagnostics()
    let walk = JSONWalk(data)
    if walk.stop != nil, walk.keys.isEmpty {
      reportAnotherFile(at: Place(file: file), to: diagnostics)
      return (nil, diagnostics.sorted)
    }
    if let message = walk.message {
      diagnostics.error(message, at: walk.place(in: data, file: file), hint: hint)
      return (nil, diagnostics.sorted)
    }
    let value = decode(data, Place(file: file), diagnostics)
    return (value, diagnostics.sorted)
  }

  /// The outermost keys of a file; none when it cannot be read.
  static func keys(_ path: String) -> Set<String> {
    (try? bytes(path)).map { JSONWalk($0).keys } ?? []
  }

  private static func bytes(_ path: String) throws(FileTree.Refusal) -> Data {
    try FileTree(root: ".").bytes(path, limit: limit, isChosenByUser: true)
  }

  private static func reportAnotherFile(at place: Place, to diagnostics: Diagnostics) {
    diagnostics.error(
      "the file is not a results file", at: place,
      hint: "`utsikt run` writes results as `results.json`")
  }

  private struct Version: Decodable {
    var format: Int
  }

  /// Decodes a value of one version and checks it; nil, with a diagnostic, when it is another, damaged or misshapen.
  static func decode<Value: Decodable>(
    _ type: Value.Type, format: Int, from data: Data, at place: Place, diagnostics: Diagnostics,
    check: (Value) throws(Misfit) -> Void
  ) -> Value? {
    let decoder = JSONDecoder()
    guard let version = try? decoder.decode(Version.self, from: data) else {
      reportAnotherFile(at: place, to: diagnostics)
      return nil
    }
    guard version.format == format else {
      diagnostics.error(
        "the results have format \(version.format), this version reads \(format)",
        at: place, hint: "run the scenario again with this version")
      return nil
    }
    do {
      let value = try decoder.decode(Value.self, from: data)
      try check(value)
      return value
    } catch let misfit as Misfit {
      diagnostics.error(
        "the results do not fit together: \(misfit.path.quoted) \(misfit.fault)", at: place,
        hint: hint)
    } catch let error as DecodingError {
      let fault = error.path.isEmpty ? misfittingNumber(type, data) : nil
      diagnostics.error(
        "the results cannot be read: \(fault ?? error.fault)", at: place, hint: hint)
    } catch {
      diagnostics.error("the results cannot be read", at: place, hint: hint)
    }
    return nil
  }

  /// The key of a number that does not fit, of which the decoder says only that there is one.
  ///
  /// It does say which key has a text instead. So every number that is not a count becomes a text, which the decoder is told
  /// to take for a number with decimals, but for those too large for one.
  private static func misfittingNumber<Value: Decodable>(
    _ type: Value.Type, _ data: Data
  ) -> String? {
    let (fitting, unfitting) = (Data(#""+""#.utf8), Data(#""-""#.utf8))
    var marked = Data(capacity: data.count)
    var end = data.startIndex
    for range in JSONWalk(data, keepingNumbers: true).numbers {
      let (from, to) = (data.startIndex + range.lowerBound, data.startIndex + range.upperBound)
      let text = String(decoding: data[from..<to], as: UTF8.self)
      guard UInt64(text) == nil else { continue }
      marked += data[end..<from]
      marked += Double(text)?.isFinite == true ? fitting : unfitting
      end = to
    }
    marked += data[end...]
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "+", negativeInfinity: "", nan: "nan")
    do {
      _ = try decoder.decode(type, from: marked)
    } catch let error as DecodingError where !error.path.isEmpty {
      return "\(error.path.quoted) has a number that does not fit"
    } catch {}
    return nil
  }
}

extension DecodingError {
  private var context: Context {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      context
    @unknown default: Context(codingPath: [], debugDescription: "")
    }
  }

  /// Keys and positions from the top, such as `areas.3.emissions`.
  fileprivate var path: String {
    context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      .joined(separator: ".")
  }

  /// Which key is at fault, and how.
  fileprivate var fault: String {
    let fault =
      switch self {
      case .typeMismatch: "is of another kind"
      case .valueNotFound: "is missing"
      case .keyNotFound(let key, _): "lacks the key \(key.stringValue.quoted)"
      default: "is not valid"
      }
    return "\(path.isEmpty ? "the file" : path.quoted) \(fault)"
  }
}
