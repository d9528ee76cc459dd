"""What `utsikt compare` writes, says and refuses."""

import csv
import json
import shutil

import pytest

from shell import SHIPPED, Shell

VASTRA = SHIPPED / "vastra-gotaland"
ADOPTED, FASTER = VASTRA / "adopted-pledges.yaml", VASTRA / "faster-realisation.yaml"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    shell = Shell(tmp_path_factory.mktemp("compare"))
    options = ["--draws", 300, "--out", "out", "--language", "en", "--threads", 3]
    return shell.folder / "out", shell.run("compare", ADOPTED, FASTER, ADOPTED, *options, code=0)


def test_the_table_says_what_differs_and_by_how_much(compared):
    _, done = compared
    assert "2 Faster realisation" in done.stdout and "round.2024-2026.support" in done.stdout
    assert "differs in nothing" in done.stdout
    assert "1480 Göteborg" in done.stdout and "0 t (equal)" in done.stdout


def test_the_same_scenario_again_has_no_difference(compared):
    folder, _ = compared
    assert sorted(path.name for path in folder.iterdir()) == ["comparison.csv", "comparison.html", "comparison.json"]
    with open(folder / "comparison.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Variable"].startswith("Difference|")]
    again = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))["areas"]
    for area in again:
        same = area["options"][2]["difference"]
        assert all(summary["mean"] == 0 == summary["standardDeviation"] for summary in same["emissions"])
        assert all(year == {"better": {"value": 0, "standardError": 0}, "equal": 1} for year in same["lowerEmissions"])
    county = next(row for row in rows if row["Region"].startswith("SE14 ") and row["Variable"] == "Difference|Emissions|CO2e" and row["Scenario"] == "faster-realisation")
    assert float(county["2030"]) < 0 and county["Unit"] == "t CO2e/yr"


def test_only_what_can_be_chosen_is_ranked_and_rounding_is_no_difference(shell):
    folder = shell.folder / "Scenarios/vastra-gotaland"
    shutil.copytree(SHIPPED, shell.folder / "Scenarios")
    (folder / "copy.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Copy\n", encoding="utf-8")
    (folder / "longer.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Longer\nhorizon: 2032\n", encoding="utf-8")
    names = ["adopted-pledges", "copy", "longer", "adopted-pledges-history-2023"]
    done = shell.run("compare", *(folder / f"{name}.yaml" for name in names), "--draws", 300, "--out", "out", code=0)
    found = json.loads((shell.folder / "out/comparison.json").read_text(encoding="utf-8"))
    # A number that is written in another file is the same number.
    assert found["options"][1]["differences"] == []
    assert [difference["path"] for difference in found["options"][2]["differences"]] == ["horizon"]
    for area in found["areas"]:
        copy, longer, earlier = (area["options"][option] for option in (1, 2, 3))
        for option in (copy, longer):
            assert all(year["equal"] == 1 for year in option["difference"]["lowerEmissions"])
        assert "regret" in longer and "regret" not in earlier and earlier["dominatedBy"] == []
        assert all(3 not in option["dominatedBy"] for option in area["options"])
    assert "annan statistik" in done.stdout
    shell.run("verify", "out/comparison.json", code=0)
    (folder / "copy.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Other\n", encoding="utf-8")
    stale = shell.run("verify", "out/comparison.json", code=1)
    assert "copy.yaml: changed" in stale.stdout and "stale" in stale.stderr
    said = shell.run("report", "out/comparison.json", "--format", "html", "--language", "en", code=0).stderr
    assert "copy.yaml`" in said and "stale" in said
    page = (shell.folder / "out/comparison.html").read_text(encoding="utf-8")
    assert "inputs that have changed since" in page and "copy.yaml)" in page


def test_workers_change_no_byte_and_a_saved_comparison_is_formatted_again(compared, shell):
    folder, _ = compared
    one = shell.folder / "one"
    shell.run("compare", ADOPTED, FASTER, ADOPTED, "--draws", 300, "--out", "one", "--threads", 1, code=0)
    for name in ("comparison.json", "comparison.csv"):
        assert (one / name).read_bytes() == (folder / name).read_bytes()
    (one / "comparison.csv").unlink()
    shell.run("report", "one/comparison.json", "--format", "csv", code=0)
    assert (one / "comparison.csv").read_bytes() == (folder / "comparison.csv").read_bytes()
    assert (one / "comparison.html").exists()


def test_what_cannot_be_compared_is_refused(shell):
    assert "two or more scenarios" in shell.run("compare", ADOPTED, code=64).stderr
    apart = shell.run("compare", ADOPTED, SHIPPED / "orebro/no-pledges.yaml", "--out", "out", code=1)
    assert "no municipality in common" in apart.stderr
    assert shell.files() == {}
    assert "json, csv, html, pdf" in shell.run("compare", ADOPTED, FASTER, "--format", "gpkg", code=1).stderr
