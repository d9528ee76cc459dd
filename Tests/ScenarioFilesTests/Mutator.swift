import Foundation
import Testing

/// Makes many faulty texts out of a sound one, each from a seed of its own, so that a finding can be repeated.
struct Mutator {
  /// What YAML, tables, JSON and numbers stumble over.
  private static let pieces = [
    "&a ", "*a", "? ", ": ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "!!binary ", "---\n",
    "...\n", "\t", "\n", "\r\n", "\r", "\u{FEFF}", "<<: *a", "%YAML 1.1\n", "&a [*a, *a]", "\\",
    "\"\\ud800\"", "\"\\0\"", ",", ";", "\"\"", "😀", "\u{202E}", "../../..", "/dev/zero", "#", "\0",
  ]
  private static let values = [
    "1e999", "-1e999", "0x7f", ".nan", ".inf", "nan", "~", "null", "true", "0", "-0", "-1", "1",
    "0.5", "1e-320", "1e308", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
    "2147483648", "2030", "1990", "9999999", "\"14\"", "\"1480\"", "[]", "{}", "[1, 2]",
    "{value: 1}", "{low: 1, high: 0}", "{median: 1, p90: 1}", "{p10: -1, p90: 1}",
    "{min: 0, mode: 0, max: 0}", "{normal: {mean: 1, sd: 0}}", "\"\"", "''", "1,5", "12 345",
  ]

  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(state: seed) }

  /// The text after one to six changes: of characters, values, or whole lines.
  mutating func mutated(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...6, using: &generator) where !scalars.isEmpty {
      let start = Int.random(in: 0..<scalars.count, using: &generator)
      let end = min(scalars.count, start + Int.random(in: 0...20, using: &generator))
      switch Int.random(in: 0..<9, using: &generator) {
      case 0: scalars.removeSubrange(start..<end)
      case 1: scalars.insert(contentsOf: scalars[start..<end], at: start)
      case 2: scalars.insert(contentsOf: piece(Self.pieces), at: start)
      case 3: scalars.replaceSubrange(start..<end, with: piece(Self.pieces))
      case 4, 5: scalars.replaceSubrange(value(in: scalars, near: start), with: piece(Self.values))
      case 6: scalars.removeSubrange(line(in: scalars, near: start))
      case 7:
        let copied = Array(scalars[line(in: scalars, near: start)])
        let target = Int.random(in: 0..<scalars.count, using: &generator)
        scalars.insert(contentsOf: copied, at: line(in: scalars, near: target).lowerBound)
      default:
        // A word of the text in the place of another.
        let other = Int.random(in: 0..<scalars.count, using: &generator)
        let word = Array(scalars[value(in: scalars, near: other)])
        scalars.replaceSubrange(value(in: scalars, near: start), with: word)
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private mutating func piece(_ pieces: [String]) -> [Unicode.Scalar] {
    Array(pieces.randomElement(using: &generator)!.unicodeScalars)
  }

  /// The value or word around a place.
  private func value(in scalars: [Unicode.Scalar], near place: Int) -> Range<Int> {
    let isEnd = { (scalar: Unicode.Scalar) in ",;:[]{}\n\r".unicodeScalars.contains(scalar) }
    let start = scalars[..<place].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
    return start..<max(start, scalars[place...].firstIndex(where: isEnd) ?? scalars.count)
  }

  private func line(in scalars: [Unicode.Scalar], near place: Int) -> Range<Int> {
    let start = scalars[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return start..<(scalars[place...].firstIndex(of: "\n").map { $0 + 1 } ?? scalars.count)
  }
}

/// A small generator with a published sequence.
///
/// - Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators; SplitMix64.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Reads many faulty texts; a crash, a hang or a heap that grows is a finding.
///
/// `UTSIKT_FUZZ` says how many thousand texts each reader gets; then time and memory are bounded too. The seed at work is
/// kept in a file until the end, so that a crash can be repeated.
struct Fuzzer {
  static let thousands = ProcessInfo.processInfo.environment["UTSIKT_FUZZ"].flatMap { Int($0) }

  /// Processor time of one text, in seconds; generous where the machine may be busy with other tests.
  private static let timeLimit = thousands == nil ? 20.0 : 1.0
  /// - Unit: KiB, as the system counts.
  private static let memoryLimit = 500 << 10

  /// - Parameters:
  ///   - share: How much slower than the fastest reader this one is; it gets as many texts fewer.
  ///   - offset: Where its seeds begin.
  static func run(
    _ name: String, _ texts: [String], offset: UInt64, slowness share: Int = 1,
    _ read: (String) -> Void
  ) {
    let count = thousands.map { $0 * 1000 / share } ?? 2000 / share
    let notes = FileManager.default.temporaryDirectory.appending(path: "utsikt-fuzz-\(name)").path
    let descriptor = open(notes, O_WRONLY | O_CREAT, 0o644)
    var slowest = 0.0
    for index in 0..<count {
      let seed = offset + UInt64(index)
      let note = Array("\(seed)\n".utf8)
      pwrite(descriptor, note, note.count, 0)
      var mutator = Mutator(seed: seed)
      let input = mutator.mutated(texts[index % texts.count])
      let start = processorTime()
      read(input)
      let time = processorTime() - start
      slowest = max(slowest, time)
      #expect(time < timeLimit, "\(name), seed \(seed)")
    }
    close(descriptor)
    unlink(notes)
    guard thousands != nil else { return }
    var usage = rusage()
    getrusage(__rusage_who_t(0), &usage)
    #expect(usage.ru_maxrss < memoryLimit, "\(name): \(usage.ru_maxrss) KiB")
    print("\(name): \(count) texts, slowest \(slowest) s, at most \(usage.ru_maxrss >> 10) MiB")
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
