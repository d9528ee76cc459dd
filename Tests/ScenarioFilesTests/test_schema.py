"""The published schemas and the reader agree: what the reader faults for its form, and only that, the schema refuses."""

import functools
import json
import pathlib
import re

import jsonschema
import pytest
import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = PROJECT / "Scenarios"
BAD = pathlib.Path(__file__).parent / "Resources" / "bad"


class Loader(yaml.SafeLoader):
    """YAML as editors read it: the core schema of version 1.2."""

    yaml_implicit_resolvers = {}


Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^(?:[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\.nan|[-+]?\.inf)$"), list("-+.0123456789"))


def load(path: pathlib.Path):
    """The file's value with texts as keys, as JSON has them; None when it is not YAML."""
    def texts(value):
        if isinstance(value, dict):
            return {str(key): texts(item) for key, item in value.items()}
        return [texts(item) for item in value] if isinstance(value, list) else value

    try:
        return texts(yaml.load(path.read_text(), Loader))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, TypeError):
        return None


@functools.cache
def validator(name: str):
    schema = json.loads((SCENARIOS / "schema" / f"{name}.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_shipped_files_are_valid(path):
    if path.parent.name == "data":
        pytest.skip("data files have no published schema")
    name = "catalogue" if path.parent.name == "catalogues" else "scenario"
    assert [error.message for error in validator(name).iter_errors(load(path))] == []


# What the reader says when the form of a file is at fault, whatever else may be.
FORM = re.compile(r"has no key `|needs the key `|` must be |` cannot be |has no value|is too large|is a mapping|is not a year from")
# Looks like these, but weighs values against each other or against other files.
MEANING = re.compile(r"must be (?:symmetric|finite)|cannot be (?:more|adopted)|in the territorial|done cannot")

# Faults that are gone once the file is a value.
OF_YAML = {
    "compound-key", "control-character", "duplicate-key", "merge-key", "nested-too-deeply", "number-infinite", "number-nan"}


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_schema_and_reader_agree_on_faults(path):
    expected = re.findall(rb"^# expect: (.*)$", path.read_bytes(), re.MULTILINE)
    assert expected
    text = expected[0].decode()
    if ".csv:" in text or path.stem.startswith("alias") or path.stem in OF_YAML:
        pytest.skip("faults of tables and of YAML itself")
    value = load(path)
    if value is None:
        pytest.skip("not YAML")
    if text.startswith("catalogues/"):
        value, name = load(BAD / text.split(":")[0]), "catalogue"
    else:
        name = "scenario"
    is_form = bool(FORM.search(text)) and not MEANING.search(text)
    errors = [error.message for error in validator(name).iter_errors(value)]
    assert bool(errors) == is_form, errors
