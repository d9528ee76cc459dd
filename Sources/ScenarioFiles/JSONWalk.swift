import Foundation

/// One walk over a JSON text before anything of it is decoded.
///
/// The decoder takes many times the room of the text, and says neither where a text is damaged nor which key has a number
/// that does not fit. The walk keeps no more than what is open, and stops at the first thing that no saved file has.
struct JSONWalk {
  /// Why the walk stopped.
  enum Stop: Error {
    case damaged
    case endsEarly
    case tooManyValues, tooManyKeys, tooDeep
  }

  /// Numbers, texts, lists and objects in the largest file read.
  ///
  /// A nation of 290 municipalities has 0.5 million by 2030, and 3 million with three rounds, measures and 30 years.
  static let valueLimit = 4_000_000
  /// Keys of the largest object read; a scenario has about 30. The decoder is slowest at these.
  static let keyLimit = 100
  /// Lists and objects within each other; outlines have 7.
  static let depthLimit = 64

  private(set) var stop: Stop?
  /// The byte it stopped at, or the number of bytes.
  private(set) var position = 0
  /// The keys of the outermost object.
  private(set) var keys: Set<String> = []
  /// Where numbers stand, if that was asked for.
  private(set) var numbers: [Range<Int>] = []

  private enum Next {
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing
  }

  private var next = Next.value
  private var open: [(isObject: Bool, keyCount: Int)] = []
  private var valueCount = 0

  init(_ data: Data, keepingNumbers: Bool = false) {
    data.withUnsafeBytes { bytes in
      // Some editors put a mark before UTF-8.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      do throws(Stop) {
        while position < bytes.count { try step(bytes, keepingNumbers) }
        if next != .nothing { throw .endsEarly }
      } catch {
        stop = error
      }
    }
  }

  /// Reads one token.
  private mutating func step(
    _ bytes: UnsafeRawBufferPointer, _ keepsNumbers: Bool
  ) throws(Stop) {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
      position += 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try begin()
      guard open.count < Self.depthLimit else { throw .tooDeep }
      let isObject = byte == UInt8(ascii: "{")
      open.append((isObject, 0))
      next = isObject ? .keyOrEnd : .valueOrEnd
      position += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      let isObject = byte == UInt8(ascii: "}")
      let mayEnd = next == .commaOrEnd || next == (isObject ? .keyOrEnd : .valueOrEnd)
      guard mayEnd, open.last?.isObject == isObject else { throw .damaged }
      open.removeLast()
      end(at: position + 1)
    case UInt8(ascii: ","):
      guard next == .commaOrEnd, let list = open.last else { throw .damaged }
      next = list.isObject ? .key : .value
      position += 1
    case UInt8(ascii: ":"):
      guard next == .colon else { throw .damaged }
      next = .value
      position += 1
    case UInt8(ascii: "\""): try text(bytes)
    default: try word(bytes, keepsNumbers)
    }
  }

  /// Counts a value, which may begin only where one is due.
  private mutating func begin() throws(Stop) {
    guard next == .value || next == .valueOrEnd else { throw .damaged }
    valueCount += 1
    guard valueCount <= Self.valueLimit else { throw .tooManyValues }
  }

  private mutating func end(at end: Int) {
    position = end
    next = open.isEmpty ? .nothing : .commaOrEnd
  }

  private mutating func text(_ bytes: UnsafeRawBufferPointer) throws(Stop) {
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      guard bytes[end] >= 32 else {
        position = end
        throw .damaged
      }
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else {
      position = bytes.count
      throw .endsEarly
    }
    guard next == .key || next == .keyOrEnd else {
      try begin()
      return self.end(at: end + 1)
    }
    let place = open.count - 1
    open[place].keyCount += 1
    guard open[place].keyCount <= Self.keyLimit else { throw .tooManyKeys }
    if place == 0 {
      keys.insert(String(decoding: bytes[position + 1..<end], as: UTF8.self))
    }
    next = .colon
    position = end + 1
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word(
    _ bytes: UnsafeRawBufferPointer, _ keepsNumbers: Bool
  ) throws(Stop) {
    let isNumber = Self.isOfNumber(bytes[position])
    var end = position
    while end < bytes.count,
      isNumber ? Self.isOfNumber(bytes[end]) : Self.isLetter(bytes[end])
    {
      end += 1
    }
    let word = bytes[position..<end]
    guard isNumber || ["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) })
    else { throw end == bytes.count ? .endsEarly : .damaged }
    try begin()
    if isNumber, keepsNumbers { numbers.append(position..<end) }
    self.end(at: end)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// Whether a byte may stand in a number; the decoder knows what a whole one is like.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension JSONWalk {
  /// What to say about why it stopped.
  var message: String? {
    switch stop {
    case nil: nil
    case .damaged: "the file is damaged: from here on it is not JSON"
    case .endsEarly: "the file is damaged: it ends too early"
    case .tooManyValues: "the file holds more than \(Self.valueLimit) values"
    case .tooManyKeys: "more than \(Self.keyLimit) keys stand together"
    case .tooDeep: "more than \(Self.depthLimit) lists stand within each other"
    }
  }

  /// Where it stopped.
  func place(in data: Data, file: String) -> Place {
    data.prefix(position).withUnsafeBytes { before in
      let line = before.count { $0 == UInt8(ascii: "\n") } + 1
      let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      // Bytes that go on with a character do not count.
      let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
      return Place(file: file, line: line, column: column)
    }
  }
}
