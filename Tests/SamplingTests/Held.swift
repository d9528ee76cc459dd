/// A table whose address stays.
final class Held<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>

  init(_ elements: [Element]) {
    base = .allocate(capacity: elements.count)
    base.initialize(from: elements, count: elements.count)
  }

  deinit { base.deallocate() }

  /// A row of so many elements.
  func row(_ row: Int, _ count: Int) -> [Element] {
    Array(UnsafeBufferPointer(start: base + row * count, count: count))
  }
}
