import CKernels

/// Memory that one worker writes over and over, made once and never copied.
package final class WorkMemory<Element: BitwiseCopyable> {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int

  package init(repeating element: Element, count: Int) {
    self.count = count
    base = allocate(count)
    // Zeros stand there already.
    let isZero = withUnsafeBytes(of: element) { $0.allSatisfy { $0 == 0 } }
    if !isZero { base.initialize(repeating: element, count: count) }
  }

  deinit { free(base, count) }

  package subscript(index: Int) -> Element {
    get { base[index] }
    set { base[index] = newValue }
  }
}

/// Memory whose bits are all zero, as is every number then.
func allocate<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
  kernel_allocate(Int64(count * MemoryLayout<Element>.stride))
    .bindMemory(to: Element.self, capacity: count)
}

func free<Element: BitwiseCopyable>(_ base: UnsafeMutablePointer<Element>, _ count: Int) {
  kernel_free(base, Int64(count * MemoryLayout<Element>.stride))
}
