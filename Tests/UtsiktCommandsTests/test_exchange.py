"""The IAMC tables, as an analyst loads them."""

import json
import warnings

import pytest
from shell import SHIPPED


@pytest.fixture(scope="module")
def pyam():
    # What the library's own imports warn of is not about our tables.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyam

    return pyam


def load(pyam, path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return pyam.IamDataFrame(str(path))


def test_pyam_reads_a_result_without_a_warning(pyam, saved):
    table = load(pyam, saved / "results.csv")
    county = json.loads((saved / "results.json").read_text())["areas"][-1]
    found = table.filter(variable="Emissions|CO2e|50.0th Percentile", region=f"SE{county['code']} {county['name']}", year=2030)
    assert found.data["value"].tolist() == [county["emissions"][-1]["quantiles"][3]]
    assert set(table.unit) >= {"t CO2e/yr"}


def test_pyam_reads_a_comparison_without_a_warning(pyam, shell):
    names = [SHIPPED / "orebro/no-pledges.yaml", SHIPPED / "orebro/adopts-catalogue.yaml"]
    done = shell.run("compare", *names, "--draws", 256, "--out", "pair")
    assert done.returncode == 0, done.stderr
    table = load(pyam, shell.folder / "pair/comparison.csv")
    assert any(variable.startswith("Difference|Emissions|CO2e") for variable in table.variable)
