import Foundation
import ReportWriter
import Testing

/// Whether neighbouring colours of a chart can be told apart on grey paper and with colour-blind eyes.
@Suite struct PaletteTests {
  /// Schemes whose lightness only rises or only falls, so that grey print keeps their order.
  private static let ordered: Set<String> = ["blues", "cividis"]

  private static let charts: [(name: String, text: String)] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/ReportWriter/Resources/Charts").standardizedFileURL
    let files = try! FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return files.sorted { $0.path < $1.path }.map {
      ($0.lastPathComponent, try! String(contentsOf: $0, encoding: .utf8))
    }
  }()

  @Test func neighboursDifferInGreyAndForColourBlindEyes() {
    var rangeCount = 0
    for chart in Self.charts {
      for match in chart.text.matches(of: /"range": \[("#[^\]]+)\]/) {
        rangeCount += 1
        let colours = match.output.1.matches(of: /#([0-9a-f]{6})/).map { Colour(hex: $0.output.1) }
        for (one, other) in zip(colours, colours.dropFirst()) {
          #expect(one.contrast(other) >= 1.4, "\(chart.name): \(one) and \(other) in grey")
          for matrix in [Colour.protanopia, Colour.deuteranopia] {
            #expect(
              one.seen(matrix).distance(other.seen(matrix)) >= 0.15,
              "\(chart.name): \(one) and \(other) for colour-blind eyes")
          }
        }
      }
    }
    #expect(rangeCount >= 2)
  }

  @Test func schemesKeepTheirOrderInGrey() {
    let schemes = Self.charts.flatMap { chart in
      chart.text.matches(of: /"scheme": "(\w+)"/).map { String($0.output.1) }
    }
    #expect(!schemes.isEmpty && Self.ordered.isSuperset(of: schemes))
  }
}

/// A colour of a screen, as linear light.
private struct Colour {
  var light: [Double]

  init(light: [Double]) { self.light = light }

  /// - Source: IEC 61966-2-1 (sRGB).
  init(hex: Substring) {
    let code = Int(hex, radix: 16)!
    light = [16, 8, 0].map { shift in
      let value = Double(code >> shift & 0xff) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  /// How different two colours are in grey: 1 for equal ones, 21 for black and white.
  ///
  /// - Source: WCAG 2.1, contrast ratio.
  func contrast(_ other: Colour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private var luminance: Double { 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] }

  /// - Source: Viénot, Brettel and Mollon (1999), as matrices on linear light; the third row of both keeps blue.
  static let protanopia = [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]
  static let deuteranopia = [
    [0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1],
  ]

  func seen(_ matrix: [[Double]]) -> Colour {
    Colour(
      light: matrix.map { row in
        max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 })
      })
  }

  /// Distance after the eye's compression of light.
  func distance(_ other: Colour) -> Double {
    zip(light, other.light).reduce(0) { sum, pair in
      let step = pow(pair.0, 1 / 2.2) - pow(pair.1, 1 / 2.2)
      return sum + step * step
    }.squareRoot()
  }
}
