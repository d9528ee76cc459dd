import Dispatch

/// Shares work out among a fixed number of workers; what comes out does not depend on how many.
package struct Workers: Sendable {
  package let count: Int

  package init(count: Int) { self.count = max(1, count) }

  /// Calls `body(worker, item)` for every item; each worker takes a contiguous range.
  ///
  /// Contiguous ranges keep a worker's draws in its own cache and off the other's cache lines.
  package func forEach(_ itemCount: Int, _ body: @Sendable (_ worker: Int, _ item: Int) -> Void) {
    let workers = min(count, itemCount)
    guard workers > 1 else {
      for item in 0..<itemCount { body(0, item) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for item in (itemCount * worker / workers)..<(itemCount * (worker + 1) / workers) {
        body(worker, item)
      }
    }
  }
}
