import Foundation
import GRDB
import PledgeModel

/// Municipality polygons with the key results, as a GeoPackage that GIS programs open with a style of its own.
///
/// - Source: OGC 12-128r17, GeoPackage Encoding Standard 1.3; the style table is QGIS's `layer_styles`.
struct GeoPackage {
  var results: Results
  var options: ReportOptions
  var texts: Texts

  private static let table = "municipalities"
  private static let swedishGrid = 3006

  private var horizon: Int { results.scenario.horizon }

  func write(to path: String) throws(ReportError) {
    let style = try Resource("Map/municipalities.qml").read()
    do {
      // GRDB opens what exists; a layer added to an older file would mix two results.
      if FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
      let queue = try DatabaseQueue(path: path)
      try queue.write { database in
        try Self.createMetadata(database)
        try fill(database)
        try addStyle(style, to: database)
      }
      try queue.close()
    } catch {
      let full = (error as? DatabaseError)?.resultCode == .SQLITE_FULL
      throw .cannotWrite(path, reason: full ? "no space left on device" : "\(error)")
    }
  }

  /// A time of day the standard asks for; the date is the report's.
  private var changed: String { "\(options.date)T00:00:00.000Z" }

  private static func createMetadata(_ database: Database) throws {
    // "GPKG", and version 1.3.0.
    try database.execute(sql: "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300")
    try database.execute(
      sql: """
        CREATE TABLE gpkg_spatial_ref_sys (
          srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
          organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (
          table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
          description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
          max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
          CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
        CREATE TABLE gpkg_geometry_columns (
          table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
          srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
          CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
          CONSTRAINT uk_gc_table_name UNIQUE (table_name),
          CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
          CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
        CREATE TABLE layer_styles (
          id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
          f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
          useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
        """)
    let systems: [(String, Int, String, Int, String)] = [
      ("Undefined Cartesian", -1, "NONE", -1, "undefined"),
      ("Undefined geographic", 0, "NONE", 0, "undefined"),
      ("WGS 84", 4326, "EPSG", 4326, geographic("WGS 84", "WGS_1984", 298.257223563, 4326)),
      ("SWEREF99 TM", swedishGrid, "EPSG", swedishGrid, transverseMercator),
    ]
    for (name, id, organization, code, definition) in systems {
      try database.execute(
        sql: "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)",
        arguments: [name, id, organization, code, definition])
    }
  }

  /// - Source: EPSG dataset, coordinate reference systems 4326 and 4619; ellipsoids 7030 and 7019.
  private static func geographic(
    _ name: String, _ datum: String, _ flattening: Double, _ code: Int
  ) -> String {
    """
    GEOGCS["\(name)",DATUM["\(datum)",SPHEROID["\(datum)",6378137,\(flattening)]],\
    PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","\(code)"]]
    """
  }

  /// - Source: EPSG dataset, coordinate reference system 3006.
  private static let transverseMercator = """
    PROJCS["SWEREF99 TM",\(geographic("SWEREF99", "SWEREF99", 298.257222101, 4619)),\
    PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],\
    PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],\
    PARAMETER["false_easting",500000],PARAMETER["false_northing",0],\
    UNIT["metre",1],AUTHORITY["EPSG","3006"]]
    """

  private func fill(_ database: Database) throws {
    var byCode: [String: AreaResult] = [:]
    for area in results.areas where area.kind == .municipality { byCode[area.code] = area }
    let towns = results.scenario.municipalities.map { town in
      (town: town, area: byCode[town.code.digits], outline: Outline(rings: town.outline))
    }
    let boxes = towns.compactMap(\.outline.bounds)
    try database.execute(
      sql: "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        Self.table, Self.table,
        // Where the layer is described a GIS program shows what has to be read first.
        [
          options.notice(results, texts), results.scenario.title[options.language],
          results.pledges.isEmpty ? nil : texts["municipalities.imputed"],
        ].compactMap(\.self).joined(separator: " "), changed,
        boxes.map(\.west).min(), boxes.map(\.south).min(), boxes.map(\.east).max(),
        boxes.map(\.north).max(), Self.swedishGrid,
      ])
    try database.execute(
      sql: """
        CREATE TABLE \(Self.table) (
          fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, code TEXT, name TEXT,
          subregion TEXT, population REAL, scenario TEXT, last_year INTEGER, emissions_last REAL,
          year INTEGER, emissions_median REAL, emissions_p10 REAL, emissions_p90 REAL, change REAL,
          target_level REAL, target_applied BOOLEAN, target_probability REAL, gap_median REAL,
          pledges_new REAL, avoided_territorial REAL, avoided_consumption REAL, avoided_energy REAL,
          industry_share REAL)
        """)
    try database.execute(
      sql: "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)",
      arguments: [Self.table, Self.swedishGrid])
    for (town, area, outline) in towns {
      let target = area?.principalTarget(horizon: horizon)
      let outlook = area?.emissions.last
      let values: [(any DatabaseValueConvertible)?] = [
        outline.bounds.map { _ in Self.geometry(outline) }, town.code.digits, town.name,
        town.subregion, town.population, results.scenario.name, area?.last?.year, area?.last?.total,
        horizon, outlook?.median, outlook?.central80.low, outlook?.central80.high, area?.change,
        target?.level, target?.isApplied, target?.probability.value, target?.gap.median,
        area.flatMap(results.newAtHorizon)?.mean, area?.avoidedAtHorizon(.territorial)?.mean,
        area?.avoidedAtHorizon(.consumption)?.mean, area?.avoidedAtHorizon(.energy)?.mean,
        area?.leadingIndustryShare,
      ]
      let places = values.map { _ in "?" }.joined(separator: ", ")
      try database.execute(
        sql: "INSERT INTO \(Self.table) VALUES (NULL, \(places))",
        arguments: StatementArguments(values))
    }
  }

  /// A GeoPackage geometry: a header without an envelope, then a multipolygon as well-known binary.
  private static func geometry(_ outline: Outline) -> Data {
    // "GP", version 0, little-endian header.
    var bytes: [UInt8] = [0x47, 0x50, 0, 1]
    func add<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    func begin(_ type: UInt32, count: Int) {
      bytes.append(1)
      add(type)
      add(UInt32(count))
    }
    add(Int32(swedishGrid))
    begin(6, count: outline.polygons.count)
    for polygon in outline.polygons {
      begin(3, count: polygon.count)
      for ring in polygon {
        add(UInt32(ring.count))
        for point in ring {
          add(point[0].bitPattern)
          add(point[1].bitPattern)
        }
      }
    }
    return Data(bytes)
  }

  private func addStyle(_ style: String, to database: Database) throws {
    let percent = options.language == .sv ? "\u{A0}%" : "%"
    let legend = style.replacing("{to}", with: texts["unit.to"])
      .replacing("{percent}", with: percent)
    try database.execute(
      sql: """
        INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)
        VALUES ('layer_styles', 'attributes', 'layer_styles', ?)
        """, arguments: [changed])
    try database.execute(
      sql: """
        INSERT INTO layer_styles (
          f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
          styleSLD, useAsDefault, description, owner, update_time)
        VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)
        """,
      arguments: [
        Self.table, texts.fill("map.change", ["year": "\(horizon)"]), legend, changed,
      ])
  }
}
