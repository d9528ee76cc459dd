import Foundation

extension JSONEncoder {
  /// Writes JSON that people can read too: indented, keys in order.
  static var readable: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
