"""The same figures from the program, whatever the machine's kernels, the number of workers and the order of rows in its inputs."""

import csv
import json
import os
import pathlib
import random
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UTSIKT = ROOT / ".build/release/utsikt"
SCENARIO = "adopted-pledges"


def run(folder, scenarios=ROOT / "Scenarios", draws=600, environment=None, *options, scenario=SCENARIO):
    """The result of a run, and where it lies."""
    subprocess.run(
        [UTSIKT, "run", scenarios / f"vastra-gotaland/{scenario}.yaml", "--draws", str(draws), "--out", folder, "--format", "json", *options],
        env=os.environ | (environment or {}), check=True, capture_output=True)
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def figures(results):
    return {name: results[name] for name in ("areas", "pledges", "measures", "rounds", "adoption", "headlines")}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return run(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_number_of_workers_changes_no_byte(tmp_path, threads):
    run(tmp_path / "own", ROOT / "Scenarios", 600, None, "--threads", str(threads))
    run(tmp_path / "other", ROOT / "Scenarios", 600, None, "--threads", "3")
    assert (tmp_path / "own/results.json").read_bytes() == (tmp_path / "other/results.json").read_bytes()


@pytest.mark.parametrize("kernel", ["Haswell", "SkylakeX", "Prescott"])
def test_the_kernels_of_openblas_change_no_published_figure(tmp_path, reference, kernel):
    if kernel == "SkylakeX" and "avx512f" not in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        pytest.skip("the processor lacks the instructions")
    found = run(tmp_path, environment={"OPENBLAS_CORETYPE": kernel})
    assert found["engine"]["blasKernel"].lower() == kernel.lower()
    assert figures(found) == figures(reference)


@pytest.mark.parametrize("scenario", [SCENARIO, "own-follow-up"])
def test_the_order_of_rows_changes_no_figure(tmp_path, scenario):
    scenarios = tmp_path / "Scenarios"
    shutil.copytree(ROOT / "Scenarios", scenarios)
    rng = random.Random(1)
    for path in sorted(scenarios.glob("*/*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        rng.shuffle(rows)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    own = run(tmp_path / "own", scenario=scenario)
    assert figures(run(tmp_path / "other", scenarios, scenario=scenario)) == figures(own)


def test_a_longer_run_begins_with_the_shorter_one(tmp_path):
    saved = {}
    for draws in (300, 700):
        run(tmp_path / str(draws), ROOT / "Scenarios", draws, None, "--save-draws", tmp_path / f"{draws}.csv")
        with open(tmp_path / f"{draws}.csv", encoding="utf-8", newline="") as file:
            saved[draws] = [row for row in csv.DictReader(file) if int(row["draw"]) < 300]
    assert len(saved[300]) == 49 * 300
    assert saved[300] == saved[700]
