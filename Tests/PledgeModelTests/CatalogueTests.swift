import PledgeModel
import Testing

@Suite struct CatalogueTests {
  /// The hashes of 32 bits that are folded are the published ones: 811C9DC5, E40C292C and BF9CF968.
  ///
  /// - Source: Noll's FNV test vectors (draft-eastlake-fnv).
  @Test(arguments: [("", 3213), ("a", 2314), ("foobar", 24)])
  func `an id has the same number for ever`(id: String, number: Int) {
    #expect(stableNumber(id) == number)
  }

  @Test(arguments: [(0, 9, 0.05), (9, 9, 0.95), (0, 0, 0.5), (2, 4, 0.5)])
  func `a frequency is kept away from never and always`(
    adopters: Int, lists: Int, expected: Double
  ) {
    let found = AdoptionFrequency(
      adopters: adopters, lists: lists,
      provenance: Provenance(source: "test", evidence: .assumption))
    #expect(abs(found.smoothed - expected) <= .ulpOfOne)
  }
}
