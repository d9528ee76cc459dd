import CKernels
import Synchronization

/// Shares work out among a fixed number of workers; what comes out does not depend on how many.
package struct Workers: Sendable {
  package let count: Int

  package init(count: Int) { self.count = max(1, count) }

  /// Calls `body(worker, item)` for every item.
  ///
  /// Every worker has items that follow each other, the same ones each time, so that what it wrote is near and nobody else
  /// writes beside it; who is done takes what is left of the next worker's.
  package func forEach(_ itemCount: Int, _ body: @Sendable (_ worker: Int, _ item: Int) -> Void) {
    let workers = min(count, itemCount)
    guard workers > 1 else {
      for item in 0..<itemCount { body(0, item) }
      return
    }
    let next = UnsafeMutableBufferPointer<Atomic<Int>>.allocate(capacity: workers)
    for owner in 0..<workers {
      next.initializeElement(at: owner, to: Atomic(itemCount * owner / workers))
    }
    defer { next.deallocate() }
    Self.run(workers) { worker in
      for owner in (0..<workers).map({ (worker + $0) % workers }) {
        let end = itemCount * (owner + 1) / workers
        while true {
          let item = next[owner].wrappingAdd(1, ordering: .relaxed).oldValue
          if item >= end { break }
          body(worker, item)
        }
      }
    }
  }

  /// Calls `body` with the number of each worker, all at once.
  ///
  /// Dispatch's pool may take seconds to wake a second thread for work that never waits, so threads are made here.
  ///
  /// - Routine: `kernel_run_workers`
  private static func run(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var body = body
      withUnsafeMutablePointer(to: &body) { pointer in
        kernel_run_workers(Int64(count), pointer) { context, worker in
          context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(worker))
        }
      }
    }
  }
}

/// One value for each worker, used by that worker alone.
package final class PerWorker<Value>: @unchecked Sendable {
  // Sharing is safe because a worker asks for its own value only.
  private let values: UnsafeMutableBufferPointer<Value>

  package init(_ workers: Workers, _ make: () -> Value) {
    values = .allocate(capacity: workers.count)
    for index in values.indices { values.initializeElement(at: index, to: make()) }
  }

  deinit {
    values.deinitialize()
    values.deallocate()
  }

  /// Calls `body` with the value of a worker.
  package func with<Result>(
    _ worker: Int, _ body: (inout Value) throws -> Result
  ) rethrows -> Result {
    try body(&values[worker])
  }
}
