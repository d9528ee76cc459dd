/// A value written as JSON that may stand inside an HTML script element.
package enum JSONText: Sendable {
  case number(Double)
  case string(String)
  case array([JSONText])
  /// Members keep their order, so that equal results give equal bytes.
  case object([(String, JSONText)])
  /// JSON that is written already, such as a chart specification.
  case raw(String)
  case null

  /// A number in four significant digits, more than any report prints.
  static func rounded(_ value: Double) -> JSONText {
    .number(NumberStyle.significant(value, digits: 4))
  }

  /// The JSON text.
  package var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .raw(let text): bytes += text.replacing("<", with: "\\u003c").utf8
    case .number(let value) where !value.isFinite: bytes += "null".utf8
    case .number(let value):
      let whole = Int(exactly: value)
      bytes += whole.map { "\($0)".utf8 } ?? "\(value)".utf8
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.0, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.1.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      // A browser ends a script at `</script` wherever it stands, and reads `<!--` as its own.
      case UInt8(ascii: "<"): bytes += "\\u003c".utf8
      case 0..<16: bytes += "\\u000\(String(byte, radix: 16))".utf8
      case 16..<32: bytes += "\\u00\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
