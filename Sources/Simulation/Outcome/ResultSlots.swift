/// Results of workers, each written once by the worker that owns the slot.
package final class ResultSlots<Value: Sendable>: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<Value?>

  package init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  package func set(_ index: Int, _ value: Value) { slots[index] = value }

  package var values: [Value] { slots.map { $0! } }
}
