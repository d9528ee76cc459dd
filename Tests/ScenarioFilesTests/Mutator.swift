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
    "{low: 0, mode: 0, high: 0}", "{mean: 1, sd: 0}", "\"\"", "''", "1,5", "12 345",
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

/// A sound JSON value, and all that comes of putting one fault in one place of it.
struct StructuralFaults {
  private enum Step {
    case key(String)
    case position(Int)
  }

  private enum Fault: String, CaseIterable {
    case emptyList = "[]"
    case null, repeated, deleted
    case largest, smallest, negative, large, emptyText
  }

  private let root: Any
  private let places: [[Step]]

  init(_ data: Data) throws {
    root = try JSONSerialization.jsonObject(with: data)
    places = Self.places(root)
  }

  var count: Int { places.count * Fault.allCases.count }

  /// Which fault it is, such as `areas.0.history: repeated`.
  func name(_ index: Int) -> String {
    let (place, fault) = self[index]
    let path = place.map { step in
      switch step {
      case .key(let key): key
      case .position(let position): "\(position)"
      }
    }
    return "\(path.joined(separator: ".")): \(fault.rawValue)"
  }

  func data(_ index: Int) -> Data {
    let (place, fault) = self[index]
    return try! JSONSerialization.data(withJSONObject: Self.changed(root, place[...], fault)!)
  }

  private subscript(index: Int) -> ([Step], Fault) {
    let kinds = Fault.allCases
    return (places[index / kinds.count], kinds[index % kinds.count])
  }

  /// Every key, and the first and last of every list: those between are like them.
  private static func places(_ node: Any) -> [[Step]] {
    var children: [(Step, Any)] = []
    if let members = node as? [String: Any] {
      children = members.sorted { $0.key < $1.key }.map { (.key($0.key), $0.value) }
    } else if let items = node as? [Any] {
      children = Set([0, items.count - 1]).sorted().filter(items.indices.contains).map {
        (.position($0), items[$0])
      }
    }
    return children.flatMap { step, child in [[step]] + places(child).map { [step] + $0 } }
  }

  /// The value with the fault; nil when it is deleted.
  private static func changed(_ node: Any, _ place: ArraySlice<Step>, _ fault: Fault) -> Any? {
    switch place.first {
    case .key(let key):
      var members = node as! [String: Any]
      members[key] = changed(members[key]!, place.dropFirst(), fault)
      return members
    case .position(let position):
      var items = node as! [Any]
      let item = changed(items[position], place.dropFirst(), fault)
      items.replaceSubrange(position...position, with: item.map { [$0] } ?? [])
      return items
    case nil: return value(fault, of: node)
    }
  }

  private static func value(_ fault: Fault, of node: Any) -> Any? {
    switch fault {
    case .emptyList: [Any]()
    case .null: NSNull()
    case .repeated: (node as? [Any]).map { $0 + $0.suffix(1) } ?? [node, node]
    case .deleted: nil
    case .largest: Int.max
    case .smallest: Int.min
    case .negative: -1
    case .large: 1e308
    case .emptyText: ""
    }
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
/// `UTSIKT_FUZZ` says how many thousand texts each reader gets; then time and memory are bounded too. The seed or fault at
/// work is kept in a file until the end, so that a crash can be repeated.
struct Fuzzer {
  static let thousands = ProcessInfo.processInfo.environment["UTSIKT_FUZZ"].flatMap { Int($0) }

  /// Processor time of one text, in seconds; generous where the machine may be busy with other tests.
  private static let timeLimit = thousands == nil ? 20.0 : 1.0
  /// - Unit: KiB, as the system counts.
  private static let memoryLimit = 500 << 10

  /// Hands on texts with a few changes each.
  ///
  /// - Parameters:
  ///   - share: How much slower than the fastest reader this one is; it gets as many texts fewer.
  ///   - offset: Where its seeds begin.
  static func run(
    _ name: String, _ texts: [String], offset: UInt64, slowness share: Int = 1,
    _ read: (String) -> Void
  ) {
    let count = thousands.map { $0 * 1000 / share } ?? 2000 / share
    run(name, 0..<count, read) { index in
      let seed = offset + UInt64(index)
      var mutator = Mutator(seed: seed)
      return ("seed \(seed)", mutator.mutated(texts[index % texts.count]))
    }
  }

  /// Hands on a saved value with one fault each, as many of all there are as there is time for.
  static func run(
    _ name: String, faultsOf data: Data, slowness share: Int = 1, _ read: (Data) -> Void
  ) throws {
    let faults = try StructuralFaults(data)
    var generator = SplitMix64(state: 1)
    let chosen = Array(0..<faults.count).shuffled(using: &generator)
    let count = thousands.map { $0 * 100 / share } ?? 500 / share
    run(name, chosen.prefix(count), read) { index in
      (faults.name(index), faults.data(index))
    }
  }

  private static func run<Input>(
    _ name: String, _ indices: some Collection<Int>, _ read: (Input) -> Void,
    make: (Int) -> (title: String, input: Input)
  ) {
    let notes = FileManager.default.temporaryDirectory.appending(path: "utsikt-fuzz-\(name)").path
    let descriptor = open(notes, O_WRONLY | O_CREAT, 0o644)
    var slowest = 0.0
    for index in indices {
      let (title, input) = make(index)
      let note = Array("\(title)\n".utf8)
      ftruncate(descriptor, 0)
      pwrite(descriptor, note, note.count, 0)
      let start = processorTime()
      read(input)
      let time = processorTime() - start
      slowest = max(slowest, time)
      #expect(time < timeLimit, "\(name), \(title)")
    }
    close(descriptor)
    unlink(notes)
    guard thousands != nil else { return }
    var usage = rusage()
    getrusage(__rusage_who_t(0), &usage)
    #expect(usage.ru_maxrss < memoryLimit, "\(name): \(usage.ru_maxrss) KiB")
    print(
      "\(name): \(indices.count) texts, slowest \(slowest) s, at most \(usage.ru_maxrss >> 10) MiB")
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
