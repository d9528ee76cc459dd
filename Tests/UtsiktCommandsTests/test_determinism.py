"""The same figures from the program, whatever the machine's kernels, the number of workers and the order of rows in its inputs."""

import csv
import json
import pathlib
import random
import shutil

import pytest

from shell import SHIPPED, Shell

SCENARIO = "adopted-pledges"


def run(shell, out, *options, scenarios=SHIPPED, scenario=SCENARIO, draws=600, **environment):
    """The file that a run saves its result in."""
    path = scenarios / f"vastra-gotaland/{scenario}.yaml"
    shell.run("run", path, "--draws", draws, "--out", out, "--format", "json", *options, code=0, **environment)
    return shell.folder / out / "results.json"


def figures(path):
    results = json.loads(path.read_text(encoding="utf-8"))
    return {name: results[name] for name in ("areas", "pledges", "measures", "rounds", "adoption", "headlines")}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return run(Shell(tmp_path_factory.mktemp("reference")), "out", "--threads", 3)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_number_of_workers_changes_no_byte(shell, reference, threads):
    assert run(shell, "out", "--threads", threads).read_bytes() == reference.read_bytes()


@pytest.mark.parametrize("kernel", ["Haswell", "SkylakeX", "Prescott"])
def test_the_kernels_of_openblas_change_no_published_figure(shell, reference, kernel):
    if kernel == "SkylakeX" and "avx512f" not in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        pytest.skip("the processor lacks the instructions")
    found = run(shell, "out", OPENBLAS_CORETYPE=kernel)
    assert json.loads(found.read_text(encoding="utf-8"))["engine"]["blasKernel"].lower() == kernel.lower()
    assert figures(found) == figures(reference)


@pytest.mark.parametrize("scenario", [SCENARIO, "own-follow-up"])
def test_the_order_of_rows_changes_no_figure(shell, scenario):
    scenarios = shell.folder / "Scenarios"
    shutil.copytree(SHIPPED, scenarios)
    rng = random.Random(1)
    for path in sorted(scenarios.glob("*/*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        rng.shuffle(rows)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    other = run(shell, "other", scenarios=scenarios, scenario=scenario)
    assert figures(other) == figures(run(shell, "own", scenario=scenario))


def test_a_longer_run_begins_with_the_shorter_one(shell):
    saved = {}
    for draws in (300, 700):
        run(shell, f"{draws}", "--save-draws", f"{draws}.csv", draws=draws)
        with open(shell.folder / f"{draws}.csv", encoding="utf-8", newline="") as file:
            saved[draws] = [row for row in csv.DictReader(file) if int(row["draw"]) < 300]
    assert len(saved[300]) == 49 * 300
    assert saved[300] == saved[700]
