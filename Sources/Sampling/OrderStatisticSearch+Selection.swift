extension OrderStatisticSearch {
  /// Finds the wanted order statistics with the given indices by reordering the numbers they are among.
  ///
  /// Quickselect for several ranks at once, with a partition free of branches. Numbers equal to the pivot are set apart when
  /// it is the smallest, so ties cost no more; after twice as many partitions as the size has bits, sorting takes over.
  func select(
    _ indices: Range<Int>, in numbers: UnsafeMutablePointer<Double>, count: Int, below: Int
  ) {
    select(
      indices, in: UnsafeMutableBufferPointer(start: numbers, count: count), below: below,
      patience: 2 * (Int.bitWidth - count.leadingZeroBitCount))
  }

  private func select(
    _ indices: Range<Int>, in numbers: UnsafeMutableBufferPointer<Double>, below: Int,
    patience: Int
  ) {
    var (indices, numbers, below) = (indices, numbers, below)
    for remaining in stride(from: patience, through: 0, by: -1) where !indices.isEmpty {
      if numbers.count <= 24 || remaining == 0 {
        if remaining == 0 { numbers.sort() } else { insertionSort(numbers) }
        for k in indices { wanted[k].number = numbers[wanted[k].rank - below] }
        return
      }
      let pivot = pivot(of: numbers)
      let smaller = partition(numbers) { $0 < pivot }
      var split = indices.lowerBound
      if smaller > 0 {
        while split < indices.upperBound && wanted[split].rank < below + smaller { split += 1 }
        select(
          indices.lowerBound..<split, in: .init(rebasing: numbers[..<smaller]), below: below,
          patience: remaining - 1)
        numbers = .init(rebasing: numbers[smaller...])
        below += smaller
      } else {
        let equal = partition(numbers) { $0 == pivot }
        while split < indices.upperBound && wanted[split].rank < below + equal {
          wanted[split].number = pivot
          split += 1
        }
        numbers = .init(rebasing: numbers[equal...])
        below += equal
      }
      indices = split..<indices.upperBound
    }
  }

  /// The median of three medians of three.
  private func pivot(of numbers: UnsafeMutableBufferPointer<Double>) -> Double {
    func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
      max(min(a, b), min(max(a, b), c))
    }
    func median(from place: Int) -> Double {
      let step = numbers.count / 9
      return median(
        numbers[place * step], numbers[(place + 1) * step], numbers[(place + 2) * step])
    }
    return median(median(from: 0), median(from: 3), median(from: 6))
  }

  /// Moves the numbers that belong below to the front and returns how many they are.
  @inline(__always)
  private func partition(
    _ numbers: UnsafeMutableBufferPointer<Double>, _ belongsBelow: (Double) -> Bool
  ) -> Int {
    var middle = 0
    for i in 0..<numbers.count {
      let number = numbers[i]
      numbers[i] = numbers[middle]
      numbers[middle] = number
      middle &+= belongsBelow(number) ? 1 : 0
    }
    return middle
  }

  private func insertionSort(_ numbers: UnsafeMutableBufferPointer<Double>) {
    for i in 1..<max(1, numbers.count) {
      let number = numbers[i]
      var hole = i
      while hole > 0 && numbers[hole - 1] > number {
        numbers[hole] = numbers[hole - 1]
        hole -= 1
      }
      numbers[hole] = number
    }
  }
}
