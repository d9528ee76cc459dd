extension Double {
  /// The value as published: nine significant digits, so that the last bits of a product do not show.
  package var published: Double {
    guard isFinite, self != 0 else { return self == 0 ? 0 : self }
    var exponent = 0
    var size = magnitude
    while size >= 1e9, exponent < 22 {
      size /= 10
      exponent += 1
    }
    while size < 1e8, exponent > -22 {
      size *= 10
      exponent -= 1
    }
    let power = Self.powersOfTen[abs(exponent)]
    return exponent >= 0
      ? (self / power).rounded() * power : (self * power).rounded() / power
  }

  // Exact up to 10²².
  private static let powersOfTen = (0...22).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }
}
