"""`utsikt portfolio` and `utsikt sweep` as a planner uses them: exit codes, files and what they say."""

import csv
import json
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UTSIKT = ROOT / ".build/release/utsikt"
FOLDER = ROOT / "Scenarios/vastra-gotaland"
ELSEWHERE = ROOT / "Scenarios/orebro"
ADOPTED, SWEEP = FOLDER / "adopted-pledges.yaml", FOLDER / "sweep-next-pledges.yaml"


def utsikt(*words, code=0):
    found = subprocess.run([UTSIKT, *map(str, words)], capture_output=True, text=True)
    assert found.returncode == code, found.stderr
    return found


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language, words", [("sv", ["kommun", "löfte", "Tillsammans"]), ("en", ["municipality", "pledge", "Together"])])
def test_a_portfolio_is_a_table_a_board_can_decide_on(tmp_path, language, words):
    out = tmp_path / "out"
    found = utsikt("portfolio", ADOPTED, "--number", 7, "--per-municipality", 1, "--exclude", "Borås/*", "--draws", 400,
                   "--out", out, "--language", language)
    assert all(word in found.stdout for word in words)
    assert {path.name for path in out.iterdir()} == {"portfolio.json", "portfolio.csv", "portfolio.md"}
    table, kept = rows(out / "portfolio.csv"), json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
    assert len(table) == len(kept["choices"]) == 7
    assert len({row["municipality"] for row in table}) == 7 and "1490" not in {row["municipality"] for row in table}
    assert {row["scenario"] for row in table} == {"adopted-pledges"}
    assert kept["engine"]["blasKernel"] and "about" not in kept
    assert "vastra-gotaland/adopted-pledges.yaml" in {file["path"] for file in kept["inputs"]}
    assert float(table[-1]["cumulated_tonnes"]) == pytest.approx(sum(float(row["tonnes"]) for row in table))
    assert (out / "portfolio.md").read_text(encoding="utf-8").count("\n| ") == 8 + 1


def test_a_comma_in_a_name_makes_no_cell_of_a_table(tmp_path):
    mine = tmp_path / "Scenarios"
    shutil.copytree(ROOT / "Scenarios", mine)
    for path in (mine / "catalogues/klimatloften-2024-2026.yaml", mine / "orebro/adopts-catalogue.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(": klimatloften-2024-2026", ': "a,b"'), encoding="utf-8")
    utsikt("portfolio", mine / "orebro/adopts-catalogue.yaml", "--number", 3, "--draws", 64, "--out", tmp_path / "out")
    table = rows(tmp_path / "out/portfolio.csv")
    assert [row["catalogue"] for row in table] == ["a,b"] * 3 and all(None not in row for row in table)


def test_what_a_portfolio_cannot_answer_is_said():
    assert "--number" in utsikt("portfolio", ADOPTED, code=64).stderr
    assert "--budget" in utsikt("portfolio", ADOPTED, "--budget=-3", code=64).stderr
    utsikt("portfolio", ADOPTED, "--number", 3, "--ledger", "energy", "--objective", "probability", code=64)
    assert "hint" in utsikt("portfolio", ADOPTED, "--budget", 1000, "--draws", 256, code=1).stderr
    assert "Boras/2" in utsikt("portfolio", ADOPTED, "--number", 3, "--exclude", "Boras/2", code=1).stderr
    for unknown in ("Borås/77", "*/77"):
        assert "has no pledge 77" in utsikt("portfolio", ADOPTED, "--number", 3, "--exclude", unknown, code=1).stderr
    assert "vastra-gotaland-territorial-2030" in utsikt(
        "portfolio", ADOPTED, "--number", 3, "--target", "none", "--draws", 256, code=1).stderr
    assert "round" in utsikt("portfolio", FOLDER / "no-pledges.yaml", "--number", 3, code=1).stderr


@pytest.mark.parametrize("kernel", ["", "Prescott"])
def test_a_sweep_writes_every_option_whatever_the_workers(tmp_path, kernel, monkeypatch):
    files = []
    for threads in (1, 3):
        if threads == 3 and kernel:
            monkeypatch.setenv("OPENBLAS_CORETYPE", kernel)
        out = tmp_path / str(threads)
        found = utsikt("sweep", SWEEP, "--draws", 600, "--threads", threads, "--out", out, "--json", "--timings")
        assert "GFlop/s" in found.stderr
        files.append({path.name: path.read_text(encoding="utf-8") for path in out.iterdir()})
        kept = json.loads(files[-1]["sweep.json"])
        # The kernel is named there, and nothing else may differ.
        named = "Prescott" if threads == 3 and kernel else kept["engine"]["blasKernel"]
        assert kept["engine"].pop("blasKernel") == named
        files[-1]["sweep.json"] = kept
    assert set(files[0]) == {"sweep.json", "sweep.csv", "municipalities.csv", "sweep.md"}
    assert files[0] == files[1]
    table = rows(out / "sweep.csv")
    assert len(table) == len(kept["options"])
    assert len(rows(out / "municipalities.csv")) == 49 * len(table)
    assert {row["front"] for row in table} == {"0", "1"}


def test_a_scenario_without_a_sweep_says_where_to_write_one():
    assert "`sweep`" in utsikt("sweep", ADOPTED, code=1).stderr
    assert "options" in utsikt("explain", SWEEP, "--language", "en").stdout


@pytest.mark.parametrize("command, words, files", [
    ("sensitivity", [], ["sensitivity.csv", "inputs.csv"]),
    ("portfolio", ["--number", 2, "--per-year", 1], ["portfolio.csv", "portfolio.md"]),
    ("sweep", [], ["sweep.csv", "municipalities.csv", "sweep.md"]),
])
def test_what_must_be_read_first_stands_first(tmp_path, command, words, files):
    scenario = ELSEWHERE / "adopts-catalogue.yaml"
    if command == "sweep":
        mine = tmp_path / "Scenarios"
        shutil.copytree(ROOT / "Scenarios", mine)
        scenario = mine / "orebro/adopts-catalogue.yaml"
        scenario.write_text(scenario.read_text(encoding="utf-8") + "\nsweep: {sets: [all]}\n", encoding="utf-8")
    out = tmp_path / "out"
    found = utsikt(command, scenario, *words, "--draws", 256, "--out", out)
    notice = "Örebro län har ingen egen katalog"
    assert notice in found.stdout.splitlines()[0] and notice not in found.stderr
    kept = json.loads((out / f"{command}.json").read_text(encoding="utf-8"))
    assert kept["about"]["sv"].startswith(notice)
    for file in files:
        first, second = (out / file).read_text(encoding="utf-8").splitlines()[:2]
        assert notice in first if file.endswith(".md") else "has no pledge catalogue of its own" in second


@pytest.mark.parametrize("other, difference", [
    (ELSEWHERE / "no-pledges.yaml", "municipalities"), (FOLDER / "adopted-pledges-history-2023.yaml", "last inventory year"),
])
def test_a_choice_is_between_options_for_the_same_emissions(tmp_path, other, difference):
    out = tmp_path / "out"
    refused = utsikt("sensitivity", ADOPTED, "--against", other, "--draws", 256, "--out", out, code=1).stderr
    assert difference in refused and "--against" in refused and not out.exists()


@pytest.mark.parametrize("language, words", [
    ("sv", ["riksutvecklingen, transporter", "osäkert", "för få dragningar", "momentmatchning"]),
    ("en", ["national trend, transport", "uncertain", "too few draws", "moment matching"]),
])
def test_a_sensitivity_is_a_tornado_with_names(tmp_path, language, words):
    found = utsikt("sensitivity", ADOPTED, "--against", FOLDER / "all-adopt-all.yaml", "--draws", 256, "--out", tmp_path / "out",
                   "--language", language).stdout
    assert all(word in found for word in words)
    assert "trend/" not in found and "effect/" not in found
    bars = [line.count("█") for line in found.splitlines() if "│" in line]
    assert len(bars) == 12 and bars == sorted(bars, reverse=True) and max(bars) > 20


def test_a_sweep_says_what_support_does_and_whose_chance_it_is(tmp_path):
    out = tmp_path / "out"
    found = utsikt("sweep", SWEEP, "--draws", 600, "--out", out).stdout
    assert "av stödet" in found and "Chansen gäller Västra Götalands län" in found and " ± " in found
    for row in rows(out / "sweep.csv"):
        assert (float(row["tonnes_of_support"]) > 0) == (row["support"] != "0.0")
