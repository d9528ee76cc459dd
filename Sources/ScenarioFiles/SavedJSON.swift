import Foundation

/// JSON with sorted keys and numbers in their shortest form, so that equal values give equal bytes.
enum SavedJSON {
  /// Bytes of the largest file read.
  private static let limit = 64 << 20
  /// Numbers, texts and lists in the largest file read; the whole nation has about a million.
  private static let valueLimit = 4_000_000

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
      let data = try FileTree(root: ".").bytes(path, limit: limit, isChosenByUser: true)
      return read(data, file: path, decode: decode)
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
    let place = Place(file: file)
    // Decoded values take many times the room of their text.
    let valueCount = data.withUnsafeBytes { bytes in
      bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    }
    guard valueCount <= valueLimit else {
      diagnostics.error("the file holds more than \(valueLimit) values", at: place)
      return (nil, diagnostics.sorted)
    }
    let value = decode(data, place, diagnostics)
    return (value, diagnostics.sorted)
  }

  private struct Version: Decodable {
    var format: Int
  }

  /// Decodes a value of one version; nil, with a diagnostic, when it is another or damaged.
  static func decode<Value: Decodable>(
    _ type: Value.Type, format: Int, from data: Data, at place: Place, diagnostics: Diagnostics
  ) -> Value? {
    let decoder = JSONDecoder()
    guard let version = try? decoder.decode(Version.self, from: data) else {
      diagnostics.error(
        "the file is not a results file", at: place,
        hint: "`utsikt run` writes results as `results.json`")
      return nil
    }
    guard version.format == format else {
      diagnostics.error(
        "the results have format \(version.format), this version reads \(format)",
        at: place, hint: "run the scenario again with this version")
      return nil
    }
    do {
      return try decoder.decode(Value.self, from: data)
    } catch let error as DecodingError {
      diagnostics.error("the results cannot be read: \(error.place)", at: place)
    } catch {
      diagnostics.error("the results cannot be read", at: place)
    }
    return nil
  }
}

extension DecodingError {
  /// Which key is at fault, and how.
  fileprivate var place: String {
    let (context, fault): (Context, String) =
      switch self {
      case .typeMismatch(_, let context): (context, "is of another kind")
      case .valueNotFound(_, let context): (context, "is missing")
      case .keyNotFound(let key, let context): (context, "lacks the key \(key.stringValue.quoted)")
      case .dataCorrupted(let context): (context, "is not valid")
      @unknown default: (Context(codingPath: [], debugDescription: ""), "is not valid")
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return "\(path.isEmpty ? "the file" : path.joined(separator: ".").quoted) \(fault)"
  }
}
