"""`utsikt portfolio` and `utsikt sweep` as a planner uses them: exit codes, files and what they say."""

import csv
import json
import shutil

import pytest

from shell import SHIPPED

FOLDER = SHIPPED / "vastra-gotaland"
ELSEWHERE = SHIPPED / "orebro"
ADOPTED, SWEEP = FOLDER / "adopted-pledges.yaml", FOLDER / "sweep-next-pledges.yaml"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language, words", [("sv", ["kommun", "löfte", "Tillsammans"]), ("en", ["municipality", "pledge", "Together"])])
def test_a_portfolio_is_a_table_a_board_can_decide_on(shell, language, words):
    out = shell.folder / "out"
    choice = ["--number", 7, "--per-municipality", 1, "--exclude", "Borås/*"]
    found = shell.run("portfolio", ADOPTED, *choice, "--draws", 400, "--out", out, "--language", language, code=0)
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


def test_a_comma_in_a_name_makes_no_cell_of_a_table(shell):
    mine = shell.folder / "Scenarios"
    shutil.copytree(SHIPPED, mine)
    for path in (mine / "catalogues/klimatloften-2024-2026.yaml", mine / "orebro/adopts-catalogue.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(": klimatloften-2024-2026", ': "a,b"'), encoding="utf-8")
    shell.run("portfolio", mine / "orebro/adopts-catalogue.yaml", "--number", 3, "--draws", 64, "--out", "out", code=0)
    table = rows(shell.folder / "out/portfolio.csv")
    assert [row["catalogue"] for row in table] == ["a,b"] * 3 and all(None not in row for row in table)


def test_what_a_portfolio_cannot_answer_is_said(shell):
    assert "--number" in shell.run("portfolio", ADOPTED, code=64).stderr
    assert "--budget" in shell.run("portfolio", ADOPTED, "--budget=-3", code=64).stderr
    shell.run("portfolio", ADOPTED, "--number", 3, "--ledger", "energy", "--objective", "probability", code=64)
    assert "hint" in shell.run("portfolio", ADOPTED, "--budget", 1000, "--draws", 256, code=1).stderr
    assert "Boras/2" in shell.run("portfolio", ADOPTED, "--number", 3, "--exclude", "Boras/2", code=1).stderr
    for unknown in ("Borås/77", "*/77"):
        assert "has no pledge 77" in shell.run("portfolio", ADOPTED, "--number", 3, "--exclude", unknown, code=1).stderr
    assert "vastra-gotaland-territorial-2030" in shell.run(
        "portfolio", ADOPTED, "--number", 3, "--target", "none", "--draws", 256, code=1).stderr
    assert "round" in shell.run("portfolio", FOLDER / "no-pledges.yaml", "--number", 3, code=1).stderr


@pytest.mark.parametrize("kernel", ["", "Prescott"])
def test_a_sweep_writes_every_option_whatever_the_workers(shell, kernel):
    files = []
    for threads in (1, 3):
        environment = {"OPENBLAS_CORETYPE": kernel} if threads == 3 and kernel else {}
        out = shell.folder / str(threads)
        found = shell.run("sweep", SWEEP, "--draws", 600, "--threads", threads, "--out", out, "--json", "--timings", code=0, **environment)
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


def test_a_scenario_without_a_sweep_says_where_to_write_one(shell):
    assert "`sweep`" in shell.run("sweep", ADOPTED, code=1).stderr
    assert "options" in shell.run("explain", SWEEP, "--language", "en", code=0).stdout


@pytest.mark.parametrize("command, words, files", [
    ("sensitivity", [], ["sensitivity.csv", "inputs.csv"]),
    ("portfolio", ["--number", 2, "--per-year", 1], ["portfolio.csv", "portfolio.md"]),
    ("sweep", [], ["sweep.csv", "municipalities.csv", "sweep.md"]),
])
def test_what_must_be_read_first_stands_first(shell, command, words, files):
    scenario = ELSEWHERE / "adopts-catalogue.yaml"
    if command == "sweep":
        mine = shell.folder / "Scenarios"
        shutil.copytree(SHIPPED, mine)
        scenario = mine / "orebro/adopts-catalogue.yaml"
        scenario.write_text(scenario.read_text(encoding="utf-8") + "\nsweep: {sets: [all]}\n", encoding="utf-8")
    out = shell.folder / "out"
    found = shell.run(command, scenario, *words, "--draws", 256, "--out", out, code=0)
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
def test_a_choice_is_between_options_for_the_same_emissions(shell, other, difference):
    out = shell.folder / "out"
    refused = shell.run("sensitivity", ADOPTED, "--against", other, "--draws", 256, "--out", out, code=1).stderr
    assert difference in refused and "--against" in refused and not out.exists()


@pytest.mark.parametrize("language, words", [
    ("sv", ["riksutvecklingen, transporter", "osäkert", "för få utfall", "momentmatchning"]),
    ("en", ["national trend, transport", "uncertain", "too few draws", "moment matching"]),
])
def test_a_sensitivity_is_a_tornado_with_names(shell, language, words):
    against = FOLDER / "all-adopt-all.yaml"
    found = shell.run("sensitivity", ADOPTED, "--against", against, "--draws", 256, "--language", language, code=0).stdout
    assert all(word in found for word in words)
    assert "trend/" not in found and "effect/" not in found
    bars = [line.count("█") for line in found.splitlines() if "│" in line]
    assert len(bars) == 12 and bars == sorted(bars, reverse=True) and max(bars) > 20


def test_a_sweep_says_what_support_does_and_whose_chance_it_is(shell):
    out = shell.folder / "out"
    found = shell.run("sweep", SWEEP, "--draws", 600, "--out", out, code=0).stdout
    assert "av stödet" in found and "Chansen gäller Västra Götalands län" in found and " ± " in found
    for row in rows(out / "sweep.csv"):
        assert (float(row["tonnes_of_support"]) > 0) == (row["support"] != "0.0")
