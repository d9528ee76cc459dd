import Simulation
import Testing

@Suite struct GammaDerivativesTests {
  /// `scipy.special.digamma` and `polygamma(1, ·)` of SciPy 1.17.1.
  static let values: [(x: Double, digamma: Double, trigamma: Double)] = [
    (0.5, -1.9635100260214235, 4.93480220054468),
    (1, -0.5772156649015329, 1.6449340668482266),
    (1.5, 0.03648997397857652, 0.9348022005446793),
    (2, 0.42278433509846713, 0.6449340668482266),
    (2.5, 0.7031566406452432, 0.4903577561002349),
    (5.5, 1.611093148581751, 0.1993423869896277),
    (9.5, 2.1977378764029494, 0.11099728846909902),
    (10, 2.251752589066721, 0.10516633568168576),
    (10.5, 2.3030010342976865, 0.09991695605912673),
    (37, 3.597343531893106, 0.027395547002757686),
    (1000, 6.907255195648812, 0.001000500166666633),
  ]

  @Test(arguments: values.indices)
  func `agrees with SciPy`(index: Int) {
    let (x, digamma, trigamma) = Self.values[index]
    #expect(abs(GammaDerivatives.digamma(x) - digamma) < 1e-14 * max(1, abs(digamma)))
    #expect(abs(GammaDerivatives.trigamma(x) / trigamma - 1) < 1e-14)
  }
}
