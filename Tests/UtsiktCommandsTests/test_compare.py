"""What `utsikt compare` writes, says and refuses."""

import csv
import json
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UTSIKT = ROOT / ".build/release/utsikt"
VASTRA = ROOT / "Scenarios/vastra-gotaland"
ADOPTED, FASTER = VASTRA / "adopted-pledges.yaml", VASTRA / "faster-realisation.yaml"


def compare(*arguments):
    return subprocess.run([UTSIKT, "compare", *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare") / "out"
    done = compare(ADOPTED, FASTER, ADOPTED, "--draws", 300, "--out", folder, "--language", "en", "--threads", 3)
    assert done.returncode == 0, done.stderr
    return folder, done


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


def test_only_what_can_be_chosen_is_ranked_and_rounding_is_no_difference(tmp_path):
    folder = tmp_path / "Scenarios/vastra-gotaland"
    shutil.copytree(ROOT / "Scenarios", tmp_path / "Scenarios")
    (folder / "copy.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Copy\n", encoding="utf-8")
    (folder / "longer.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Longer\nhorizon: 2032\n", encoding="utf-8")
    done = compare(folder / "adopted-pledges.yaml", folder / "copy.yaml", folder / "longer.yaml", folder / "adopted-pledges-history-2023.yaml",
                   "--draws", 300, "--out", tmp_path / "out", "--language", "sv")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out/comparison.json").read_text(encoding="utf-8"))
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
    verify = [UTSIKT, "verify", tmp_path / "out/comparison.json"]
    assert subprocess.run(verify, capture_output=True).returncode == 0
    (folder / "copy.yaml").write_text("extends: adopted-pledges.yaml\ntitle: Other\n", encoding="utf-8")
    stale = subprocess.run(verify, capture_output=True, text=True)
    assert stale.returncode == 1 and "copy.yaml: changed" in stale.stdout and "stale" in stale.stderr
    report = [UTSIKT, "report", tmp_path / "out/comparison.json", "--format", "html", "--language", "en"]
    said = subprocess.run(report, capture_output=True, text=True)
    assert said.returncode == 0 and "copy.yaml`" in said.stderr and "stale" in said.stderr
    page = (tmp_path / "out/comparison.html").read_text(encoding="utf-8")
    assert "inputs that have changed since" in page and "copy.yaml)" in page


def test_workers_change_no_byte_and_a_saved_comparison_is_formatted_again(compared, tmp_path):
    folder, _ = compared
    assert compare(ADOPTED, FASTER, ADOPTED, "--draws", 300, "--out", tmp_path / "one", "--threads", 1).returncode == 0
    for name in ("comparison.json", "comparison.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (folder / name).read_bytes()
    (tmp_path / "one/comparison.csv").unlink()
    subprocess.run([UTSIKT, "report", tmp_path / "one/comparison.json", "--format", "csv"], check=True, capture_output=True)
    assert (tmp_path / "one/comparison.csv").read_bytes() == (folder / "comparison.csv").read_bytes()
    assert (tmp_path / "one/comparison.html").exists()


def test_what_cannot_be_compared_is_refused(tmp_path):
    alone = compare(ADOPTED)
    assert alone.returncode == 64 and "two or more scenarios" in alone.stderr
    apart = compare(ADOPTED, ROOT / "Scenarios/orebro/no-pledges.yaml", "--out", tmp_path / "out")
    assert apart.returncode == 1 and "no municipality in common" in apart.stderr
    assert not (tmp_path / "out").exists()
    format_ = compare(ADOPTED, FASTER, "--format", "gpkg")
    assert format_.returncode == 1 and "json, csv, html, pdf" in format_.stderr
