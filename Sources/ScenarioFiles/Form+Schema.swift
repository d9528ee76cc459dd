import Foundation

/// The JSON Schemas by which editors complete and check scenario and catalogue files.
package enum Schema {
  /// The schema of a scenario file.
  package static var scenario: String {
    var schema = root(Form.scenario, title: "utsikt scenario")
    // What a scenario extends may hold the required keys.
    schema["required"] = nil
    let required = Form.scenario.fields.filter(\.isRequired).map(\.key)
    schema["anyOf"] = [["required": ["extends"]], ["required": required]]
    return text(schema)
  }

  /// The schema of a catalogue file.
  package static var catalogue: String {
    text(root(Form.catalogue, title: "utsikt catalogue of pledges"))
  }

  private static func root(_ record: Form.Record, title: String) -> [String: Any] {
    var schema = Form.record(record).schema
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    schema["title"] = title
    schema["definitions"] = ["localized": localized]
    return schema
  }

  /// A text in both languages, or one for both.
  private static var localized: [String: Any] {
    let texts = Form.Record(
      "text",
      [
        Form.Field("sv", .text, required: true, "in Swedish"),
        Form.Field("en", .text, required: true, "in English"),
      ])
    return ["anyOf": [Form.text.schema, Form.record(texts).schema]]
  }

  private static func text(_ schema: [String: Any]) -> String {
    let options: JSONSerialization.WritingOptions = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    do {
      let data = try JSONSerialization.data(withJSONObject: schema, options: options)
      return String(decoding: data, as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a schema that is not JSON: \(error)")
    }
  }
}

extension Form {
  /// The form as JSON Schema, draft 7.
  fileprivate var schema: [String: Any] {
    switch self {
    // Plain words of YAML may look like numbers.
    case .text: ["type": ["string", "number", "boolean"], "minLength": 1]
    // A key beside `$ref` would be ignored.
    case .localized: ["allOf": [["$ref": "#/definitions/localized"]]]
    case .number(let bounds): bounds.schema
    case .integer(let range):
      ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
    case .seed: ["type": "integer", "minimum": 0, "maximum": UInt64.max]
    case .choice(let words): ["enum": words]
    case .county:
      [
        "anyOf": [
          ["type": "string", "pattern": "^[0-9]{2}$"],
          ["type": "integer", "minimum": 10, "maximum": 99],
        ]
      ]
    case .municipality: ["type": ["string", "integer"], "minLength": 1]
    case .period:
      [
        "anyOf": [
          Form.integer(Form.years).schema,
          ["type": "string", "pattern": "^[0-9]{4}(-[0-9]{4})?$"],
        ]
      ]
    case .list(let item): ["type": "array", "items": item.schema]
    case .record(let record):
      [
        "type": "object", "additionalProperties": false,
        "required": record.fields.filter(\.isRequired).map(\.key),
        "properties": Dictionary(
          uniqueKeysWithValues: record.fields.map { field in
            (field.key, field.form.schema.merging(["description": field.meaning]) { $1 })
          }),
      ]
    case .byYear(let value):
      [
        "type": "object", "additionalProperties": false,
        "patternProperties": ["^[0-9]{4}$": value.schema],
      ]
    case .either(let forms): ["anyOf": forms.map(\.schema)]
    case .anything: [:]
    }
  }
}

extension Form.Bounds {
  fileprivate var schema: [String: Any] {
    let largest = Form.largestNumber
    return switch self {
    case .any: ["type": "number", "minimum": -largest, "maximum": largest]
    case .notNegative: ["type": "number", "minimum": 0, "maximum": largest]
    case .positive: ["type": "number", "exclusiveMinimum": 0, "maximum": largest]
    case .share: ["type": "number", "minimum": 0, "maximum": 1]
    }
  }
}
