import Sampling
import Testing

@Suite struct StreamAddressTests {
  /// Flipping any bit of any field flips exactly one bit of the counter, and no two fields share one.
  @Test func `packs every bit of every field to a place of its own`() {
    func address(_ fields: [Int]) -> StreamAddress {
      StreamAddress(
        purpose: UInt8(fields[0]), sector: fields[1], municipality: fields[2], catalogue: fields[3],
        pledge: fields[4], roundYear: fields[5], year: fields[6], block: fields[7])
    }
    let widths = [8, 8, 16, 12, 8, 12, 12, 20]
    var taken = SIMD3<UInt32>.zero
    for (field, width) in widths.enumerated() {
      for bit in 0..<width {
        var fields = [Int](repeating: 0, count: widths.count)
        fields[field] = 1 << bit
        let words = address(fields).words
        #expect((0..<3).map { words[$0].nonzeroBitCount }.reduce(0, +) == 1)
        #expect(words & taken == .zero)
        taken |= words
      }
    }
    #expect(taken == SIMD3(repeating: .max))
    #expect(address(widths.map { 1 << $0 - 1 }).words == taken)
    #expect(address(widths.map { 1 << $0 - 1 }).block == 0xF_FFFF)
  }

  @Test func `refuses a field outside its width`() async {
    await #expect(processExitsWith: .failure) { _ = StreamAddress(purpose: 1, municipality: 65536) }
    await #expect(processExitsWith: .failure) { _ = StreamAddress(purpose: 1, year: -1) }
  }
}
