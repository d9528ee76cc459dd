"""`utsikt portfolio` and `utsikt sweep` as a planner uses them: exit codes, files and what they say."""

import csv
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UTSIKT = ROOT / ".build/release/utsikt"
FOLDER = ROOT / "Scenarios/vastra-gotaland"
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
    assert float(table[-1]["cumulated_tonnes"]) == pytest.approx(sum(float(row["tonnes"]) for row in table))
    assert (out / "portfolio.md").read_text(encoding="utf-8").count("\n| ") == 8 + 1


def test_what_a_portfolio_cannot_answer_is_said():
    assert "--number" in utsikt("portfolio", ADOPTED, code=64).stderr
    assert "--budget" in utsikt("portfolio", ADOPTED, "--budget=-3", code=64).stderr
    utsikt("portfolio", ADOPTED, "--number", 3, "--ledger", "energy", "--objective", "probability", code=64)
    assert "hint" in utsikt("portfolio", ADOPTED, "--budget", 1000, "--draws", 256, code=1).stderr
    assert "Boras/2" in utsikt("portfolio", ADOPTED, "--number", 3, "--exclude", "Boras/2", code=1).stderr
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
        files.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert set(files[0]) == {"sweep.json", "sweep.csv", "municipalities.csv", "sweep.md"}
    assert files[0] == files[1]
    kept = json.loads(found.stdout)
    table = rows(out / "sweep.csv")
    assert len(table) == len(kept["options"])
    assert len(rows(out / "municipalities.csv")) == 49 * len(table)
    assert {row["front"] for row in table} == {"0", "1"}


def test_a_scenario_without_a_sweep_says_where_to_write_one():
    assert "`sweep`" in utsikt("sweep", ADOPTED, code=1).stderr
    assert "options" in utsikt("explain", SWEEP, "--language", "en").stdout
