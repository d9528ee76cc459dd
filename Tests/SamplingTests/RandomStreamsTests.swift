import Sampling
import Testing

@Suite struct RandomStreamsTests {
  private let streams = RandomStreams(seed: 0x0123_4567_89ab_cdef)
  private let address = StreamAddress(
    purpose: 3, sector: 7, municipality: 1480, catalogue: 2022, pledge: 12, roundYear: 2022,
    year: 2030, block: 5)

  private func filled(_ count: Int, by fill: (UnsafeMutablePointer<Double>) -> Void) -> [Double] {
    // The number behind the end must survive.
    var numbers = [Double](repeating: -99, count: count + 1)
    numbers.withUnsafeMutableBufferPointer { fill($0.baseAddress!) }
    #expect(numbers.removeLast() == -99)
    return numbers
  }

  private func normals(_ firstDraw: Int, _ drawCount: Int, _ columns: Int) -> [Double] {
    filled(drawCount * columns) {
      streams.fillNormals(
        address, firstDraw: firstDraw, drawCount: drawCount, columns: columns, into: $0)
    }
  }

  /// Exact bits, for whole and broken vectors and blocks, up to the last draw number.
  @Test(arguments: [0, 1, 256, 1_000_003, (1 << 32) - 40])
  func `vector kernels agree with the scalar mathematics`(firstDraw: Int) {
    let generator = Philox4x32(key: streams.seed)
    for (drawCount, columns) in [(0, 3), (40, 0), (1, 1), (7, 2), (8, 3), (9, 4), (40, 9)] {
      let normals = normals(firstDraw, drawCount, columns)
      let uniforms = filled(drawCount * columns) {
        streams.fillUniforms(
          address, firstDraw: firstDraw, drawCount: drawCount, columns: columns, into: $0)
      }
      let wordUniforms = filled(drawCount * columns) {
        streams.fillWordUniforms(
          address, firstDraw: firstDraw, drawCount: drawCount, columns: columns, into: $0)
      }
      for column in 0..<columns {
        for draw in 0..<drawCount {
          let i = column * drawCount + draw
          let words = generator.block(
            at: SIMD4(
              UInt32(firstDraw + draw), address.words[0], address.words[1],
              address.words[2] + UInt32(column / 4)))
          let word = words[column % 4]
          let fraction = (Double(word) + 0.5) / 0x1p32
          #expect(normals[i] == ReferenceMath.normalQuantile(ofWord: word))
          #expect(wordUniforms[i] == fraction)
          #expect(
            uniforms[i] == streams.uniform(address, draw: firstDraw + draw, column: column))
        }
      }
    }
  }

  @Test func `a shorter run is the beginning of a longer one`() {
    let long = normals(0, 1000, 5)
    let short = normals(0, 300, 5)
    let later = normals(300, 700, 5)
    for column in 0..<5 {
      #expect(
        Array(long[column * 1000..<(column + 1) * 1000])
          == Array(short[column * 300..<(column + 1) * 300])
          + Array(later[column * 700..<(column + 1) * 700]))
    }
  }

  @Test func `normals are those of their words, to 1e-10`() {
    #expect(ReferenceMath.normalQuantile(ofWord: .max) < 6.34)
    let ends: [UInt32] = [
      0, 1, 0x01ff_ffff, 0x0200_0000, 0x7fff_ffff, 0x8000_0000, 0xfe00_0000, .max,
    ]
    for word in ends + (0..<100_000).map({ UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) }) {
      let exact = normalQuantile((Double(word) + 0.5) * 0x1p-32)
      #expect(abs(ReferenceMath.normalQuantile(ofWord: word) - exact) <= 1e-10 * abs(exact))
      #expect(
        ReferenceMath.normalQuantile(ofWord: ~word) == -ReferenceMath.normalQuantile(ofWord: word))
    }
  }

  /// The two fits meet at p = 6.2e-4.
  @Test func `single precision keeps six digits of normals and exponentials`() {
    let seams: [UInt32] = [0, 2_663_191, 2_663_192, 1 << 31 - 1, 1 << 31, ~0]
    let words = seams + (0..<200_000).map { UInt32($0) &* 2_654_435_761 }
    for word in words {
      let normal = ReferenceMath.normalQuantile(ofWord: word)
      let single = Double(ReferenceMath.singleNormalQuantile(ofWord: word))
      #expect(abs(single - normal) <= 6e-7 * abs(normal))
      let power = Float(normal)
      let exact = ReferenceMath.exponential(Double(power))
      #expect(abs(Double(ReferenceMath.exponential(power)) - exact) <= 1.2e-7 * exact)
    }
    #expect(ReferenceMath.exponential(Float(0)) == 1)
  }

  /// The two fits of double precision meet at p = 1/128 without disturbing the order.
  @Test func `normals never fall when the word rises`() {
    for seam: UInt32 in [0x0200_0000, 0xfe00_0000] {
      var last = -Double.infinity
      for word in (seam - 5000)...(seam + 5000) {
        let normal = ReferenceMath.normalQuantile(ofWord: word)
        #expect(normal >= last)
        last = normal
      }
    }
  }

  /// Each bound is four standard errors of its statistic at 400 000 numbers: false alarm 4e-4 for the six together.
  @Test func `normals have the moments of the normal distribution`() {
    let numbers = normals(0, 100_000, 4)
    let n = Double(numbers.count)
    func mean(_ f: (Double) -> Double) -> Double { numbers.reduce(0) { $0 + f($1) } / n }
    #expect(abs(mean { $0 }) < 4 / n.squareRoot())
    #expect(abs(mean { $0 * $0 } - 1) < 4 * (2 / n).squareRoot())
    #expect(abs(mean { $0 * $0 * $0 }) < 4 * (15 / n).squareRoot())
    #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 4 * (96 / n).squareRoot())
    let pairs = Double(100_000)
    for (a, b) in [(0, 1), (2, 3)] {
      let product = (0..<100_000).reduce(0.0) {
        $0 + numbers[a * 100_000 + $1] * numbers[b * 100_000 + $1]
      }
      #expect(abs(product / pairs) < 4 / pairs.squareRoot())
    }
  }

  @Test func `single numbers lie in the open unit interval`() {
    for draw in 0..<1000 {
      let uniform = streams.uniform(address, draw: draw)
      #expect(uniform > 0 && uniform < 1)
      #expect(streams.normal(address, draw: draw) == normalQuantile(uniform))
    }
  }

  @Test func `refuses more columns than the address has blocks`() async {
    await #expect(processExitsWith: .failure) {
      var number = 0.0
      RandomStreams(seed: 1).fillNormals(
        StreamAddress(purpose: 1, block: (1 << 20) - 1), firstDraw: 0, drawCount: 1, columns: 5,
        into: &number)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStreams(seed: 1).uniform(StreamAddress(purpose: 1), draw: 1 << 32)
    }
  }
}
