// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

let package = Package(
  name: "utsikt",
  products: [.executable(name: "utsikt", targets: ["utsikt"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno"])]),
    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS", "CLAPACKE"],
      swiftSettings: settings + [.strictMemorySafety()]),
    .target(
      name: "Sampling", dependencies: ["CKernels"], swiftSettings: settings),
    .target(name: "PledgeModel", swiftSettings: settings),
    .target(
      name: "Simulation",
      dependencies: ["CKernels", "LinearAlgebra", "PledgeModel", "Sampling", realModule],
      swiftSettings: settings),
    .target(
      name: "Analysis",
      dependencies: ["CGLPK", "LinearAlgebra", "PledgeModel", "Sampling", "Simulation"],
      swiftSettings: settings),
    .target(
      name: "ScenarioFiles",
      dependencies: ["CNettle", "PledgeModel", "Yams"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .target(
      name: "ReportWriter",
      dependencies: [
        "CXLSXWriter", "PledgeModel", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.copy("Resources")], swiftSettings: settings),
    .target(
      name: "UtsiktCommands",
      dependencies: [
        "Analysis", "LinearAlgebra", "PledgeModel", "ReportWriter", "ScenarioFiles", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    // Foundation is linked in, because loading it is most of what a short command takes.
    .executableTarget(
      name: "utsikt", dependencies: ["UtsiktCommands"], swiftSettings: settings,
      linkerSettings: [
        .unsafeFlags(
          [
            "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
            "-l_FoundationCollections", "-lstdc++",
          ], .when(configuration: .release))
      ]),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: settings),
    .testTarget(
      name: "SamplingTests", dependencies: ["CKernels", "Sampling"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .testTarget(name: "PledgeModelTests", dependencies: ["PledgeModel"], swiftSettings: settings),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["LinearAlgebra", "PledgeModel", "Sampling", "Simulation"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Analysis", "LinearAlgebra", "PledgeModel", "Sampling", "ScenarioFiles", "Simulation",
        realModule,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ScenarioFilesTests", dependencies: ["PledgeModel", "ScenarioFiles"],
      resources: [.copy("Resources")], swiftSettings: settings),
    .testTarget(
      name: "ReportWriterTests", dependencies: ["PledgeModel", "ReportWriter"],
      resources: [.copy("Resources")], swiftSettings: settings),
  ]
)
