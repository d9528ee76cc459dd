"""Kill the program anywhere: what is found afterwards is the old complete output or the new one, never half.

UTSIKT_KILLS says how often each command is killed by each signal.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile

import pytest

from shell import SHIPPED, TOOL

KILLS = int(os.environ.get("UTSIKT_KILLS", "5"))
SCENARIO = SHIPPED / "orebro/adopts-catalogue.yaml"
COMMANDS = {
    "run": ["run", SCENARIO, "--draws", "512", "--seed", "{seed}", "--format", "json,csv,html,xlsx,gpkg", "--out", "out",
            "--save-draws", "draws.csv"],
    "report": ["report", "out/results.json", "--format", "csv,html,md,xlsx,gpkg", "--language", "{language}"],
}


def command(name, generation):
    """A command whose output tells which of two generations it is of."""
    values = {"seed": str(generation), "language": ["sv", "en"][generation]}
    return [TOOL, *(str(part).format(**values) for part in COMMANDS[name])]


def whole(path):
    """What a file holds, or of files that differ from run to run only whether they are whole."""
    if path.suffix == ".xlsx":
        return zipfile.ZipFile(path).testzip() is None
    if path.suffix == ".gpkg":
        return sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone()
    return json.loads(path.read_bytes()).keys() if path.name == "run.json" else path.read_bytes()


def output(folder):
    return {path.name: whole(path) for path in (folder / "out").iterdir()}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT], ids=lambda kind: kind.name)
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_anywhere_leaves_the_old_output_or_the_new(tmp_path, name, kind):
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    work = tmp_path / "work"
    work.mkdir()
    # Both outputs as they are when nobody interrupts, and how long one takes.
    subprocess.run(command("run", 0), cwd=work, env=environment, check=True, capture_output=True)
    generations, draws = [], set()
    for generation in (0, 1):
        start = time.monotonic()
        subprocess.run(command(name, generation), cwd=work, env=environment, check=True, capture_output=True)
        duration = time.monotonic() - start
        generations.append(output(work))
        draws.add((work / "draws.csv").read_bytes())
    assert generations[0] != generations[1]
    complete = names(work)
    rng = random.Random(f"{name} {kind.name}")
    current, outcomes, window = 1, {"old": 0, "new": 0}, 1.2 * duration
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(name, 1 - current), cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, window))
        process.send_signal(kind)
        code = process.wait(60)
        found = output(work)
        assert found in generations, f"half an output: {sorted(found)}"
        assert (work / "draws.csv").read_bytes() in draws
        # However busy the machine is, the moments come to lie on both sides of the one that counts.
        window *= 1.1 if found == generations[current] else 0.9
        outcomes["old" if found == generations[current] else "new"] += 1
        current = generations.index(found)
        if kind == signal.SIGINT:
            # A program that has not begun yet knows no signals; one that is done has nothing to interrupt.
            assert code in (130, 0, -signal.SIGINT)
            assert names(work) == complete, "files are left over"
            assert names(tmp_path / "tmp") == []
    print(f"\n{name} {kind.name}: {outcomes}")
    # The next one removes what a killed one could not.
    subprocess.run(command(name, 1 - current), cwd=work, env=environment, check=True, capture_output=True)
    assert output(work) == generations[1 - current]
    assert names(work) == complete


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")
def test_an_interrupted_print_leaves_the_old_output_and_no_browser(tmp_path, saved):
    work, temporary = tmp_path / "work", tmp_path / "tmp"
    shutil.copytree(saved, work / "out")
    temporary.mkdir()
    before = output(work)
    process = subprocess.Popen(
        [TOOL, "report", "out/results.json", "--format", "html,pdf"], cwd=work, env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not list(temporary.glob("utsikt-*/profile/*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert output(work) == before and names(work) == ["out"]
    # What has been killed may take a moment to die.
    for _ in range(100):
        running = subprocess.run(["pgrep", "-f", str(temporary)], capture_output=True, text=True).stdout
        if not running:
            break
        time.sleep(0.1)
    assert running == ""
