"""How commands behave when the world fails, on a terminal, and for other programs: nothing is lost, and one line says why."""

import contextlib
import json
import os
import pathlib
import pty
import re
import shlex
import shutil
import subprocess

import pytest

from shell import SHIPPED, TOOL

OREBRO = SHIPPED / "orebro/adopts-catalogue.yaml"

# Root may write anywhere; without this capability it is asked like everybody else.
PLAIN_USER = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
FORMATS = ["json", "csv", "html", "md", "xlsx", "gpkg"]


def old_output(shell, saved):
    """A folder with a complete older output."""
    shutil.copytree(saved, shell.folder / "place/out")
    return shell.files()


def complaint(done):
    """The one line a failure of the world is said in, without its hint."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.split("\n\nhint: ")[0].splitlines()
    assert len(lines) == 1, done.stderr
    assert "utsikt-" not in done.stderr, "the hidden folder is nobody's business"
    return lines[0]


# SQLite keeps to itself which of its faults the limit is.
@pytest.mark.parametrize("format", [format for format in FORMATS if format != "gpkg"])
def test_a_disk_that_fills_up_loses_nothing(shell, saved, format):
    before = old_output(shell, saved)
    done = shell.run("report", "place/out/results.json", "--format", format, file_limit=2_000)
    assert complaint(done).startswith(f"error: cannot write `{shell.folder}/place/out/")
    assert complaint(done).endswith(": file too large")
    assert shell.files() == before


@pytest.fixture
def small_disk(shell):
    """A disk of 8 MB."""
    place = shell.folder / "place"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True).returncode != 0:
        pytest.skip("only the machine's owner may mount a disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_loses_nothing(shell, saved, small_disk, format):
    shutil.copytree(saved, small_disk / "out")
    rest = os.open(small_disk / "rest", os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while True:
            os.write(rest, bytes(4096))
    os.close(rest)
    before = shell.files()
    done = shell.run("report", "place/out/results.json", "--format", format)
    assert complaint(done).endswith(": no space left on device")
    assert shell.files() == before


def test_a_run_on_a_full_disk_loses_nothing(shell, saved):
    before = old_output(shell, saved)
    done = shell.run(
        "run", SHIPPED / "vastra-gotaland/no-pledges.yaml", "--draws", 256, "--out", "place/out", file_limit=100_000)
    assert complaint(done).endswith(": file too large")
    assert shell.files() == before


def test_a_folder_that_may_not_be_written_loses_nothing(shell, saved):
    before = old_output(shell, saved)
    (shell.folder / "place").chmod(0o555)
    done = shell.run("report", "place/out/results.json", prefix=PLAIN_USER)
    (shell.folder / "place").chmod(0o755)
    assert complaint(done) == f"error: cannot write `{shell.folder}/place/out`: permission denied"
    assert shell.files() == before


def test_an_output_that_is_a_file_is_left_alone(shell, saved):
    shell.copy(saved / "results.json")
    (shell.folder / "out").write_text("mine")
    before = shell.files()
    done = shell.run("report", "results.json", "--out", "out")
    assert complaint(done) == f"error: cannot write `{shell.folder}/out`: not a directory"
    assert shell.files() == before


def test_standard_output_that_is_full_is_an_error(shell):
    with open("/dev/full", "w") as full:
        done = subprocess.run([TOOL, "list", "sectors"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "error: cannot write the output: no space left on device\n")


def test_a_reader_that_goes_away_is_no_error(shell):
    reader = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    reader.wait()
    done = subprocess.run([TOOL, "list", "pledges"], stdout=reader.stdin, stderr=subprocess.PIPE, text=True)
    assert done.stderr == ""


def test_without_a_browser_nothing_is_lost(shell, saved):
    before = old_output(shell, saved)
    done = shell.run("report", "place/out/results.json", "--format", "html,pdf", PATH="/nonexistent")
    assert complaint(done) == "error: a PDF needs Chromium, which was not found"
    assert shell.files() == before


@pytest.mark.parametrize("command", [["run"], ["compare", SHIPPED / "vastra-gotaland/no-pledges.yaml"]])
def test_what_cannot_be_written_is_said_before_work_begins(shell, command):
    # As many draws would take minutes.
    draws = ["--draws", 10_000_000, "--format", "json,pdf", "--out", "out"]
    command.append(SHIPPED / "vastra-gotaland/adopted-pledges.yaml")
    assert complaint(shell.run(*command, *draws, PATH="/nonexistent")) == "error: a PDF needs Chromium, which was not found"
    (shell.folder / "out").mkdir()
    (shell.folder / "out/mine.txt").write_text("mine")
    assert "`mine.txt`, which was not written by utsikt" in complaint(shell.run(*command, *draws))
    assert [path.name for path in shell.folder.iterdir()] == ["out"]


def test_a_folder_that_cannot_be_exchanged_is_refused_before_work_begins(shell, saved, small_disk):
    # So many draws would take much longer than a test may.
    command = ["run", SHIPPED / "vastra-gotaland/no-pledges.yaml", "--draws", 10_000_000]
    (shell.folder / "link").symlink_to("nowhere")
    assert complaint(shell.run(*command, "--out", "link")).endswith("it is a link to a folder that is not there")
    assert complaint(shell.run(*command, "--out", "place")).endswith("another file system is mounted there; name a folder inside it")
    inside = shell.folder / "out"
    shutil.copytree(saved, inside)
    done = subprocess.run([TOOL, "report", "results.json", "--format", "md"], cwd=inside, capture_output=True, text=True)
    assert done.returncode == 2 and "is the folder you are in" in done.stderr
    assert (inside / "results.json").exists()


def test_draws_take_the_place_of_nothing_else(shell):
    shell.copy(SHIPPED / "orebro/no-pledges.yaml", "own.yaml")
    before = shell.files()
    os.mkfifo(shell.folder / "pipe")
    for file, reason in [("own.yaml", "in the place of the scenario"), ("pipe", "it is not a regular file")]:
        done = shell.run("run", "own.yaml", "--draws", 16, "--out", "out", "--save-draws", file)
        assert done.returncode != 0 and reason in done.stderr, done.stderr
    assert shell.files() == before


def test_results_of_ones_own_scenarios_are_verified(shell):
    (shell.folder / "own").mkdir()
    own = (SHIPPED / "orebro/no-pledges.yaml").read_text()
    (shell.folder / "own/mine.yaml").write_text(own)
    shell.run("run", "own/mine.yaml", "--draws", 16, "--format", "json", "--out", "own/results/of-mine", code=0)
    shell.run("verify", "own/results/of-mine/results.json", code=0)
    (shell.folder / "own/mine.yaml").write_text(own + "# changed\n")
    assert "mine.yaml: changed" in shell.run("verify", "own/results/of-mine/results.json", code=1).stdout


def test_a_browser_that_fails_takes_nothing_else_away(shell):
    browser = shell.folder.parent / "bin/chromium"
    browser.parent.mkdir()
    browser.write_text("#!/bin/sh\nexit 1\n")
    browser.chmod(0o755)
    done = shell.run("run", OREBRO, "--draws", 16, "--format", "pdf,json", "--out", "out", PATH=str(browser.parent))
    assert done.returncode == 2 and "stopped before it had printed" in done.stderr
    assert sorted(path.name for path in (shell.folder / "out").iterdir()) == ["results.json", "run.json"]


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")
def test_without_fonts_nothing_is_lost(shell, saved):
    before = old_output(shell, saved)
    bare = shell.folder.parent / "fonts.conf"
    bare.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/nonexistent</dir></fontconfig>')
    done = shell.run("report", "place/out/results.json", "--format", "pdf", FONTCONFIG_FILE=str(bare))
    assert complaint(done) == "error: a PDF needs fonts, and Chromium found none"
    assert shell.files() == before


def on_a_terminal(arguments, folder, **environment):
    """What the program writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([TOOL, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | environment)
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        written += part
    process.wait()
    os.close(ours)
    return written.decode()


def test_colour_is_for_terminals_that_want_it(shell):
    coloured = on_a_terminal(["init", "."], shell.folder)
    plain = on_a_terminal(["init", "."], shell.folder, NO_COLOR="1")
    assert coloured.startswith("\x1b[31merror\x1b[0m: ")
    assert plain == coloured.replace("\x1b[31m", "").replace("\x1b[36m", "").replace("\x1b[0m", "")
    assert "\x1b" not in shell.run("init", ".").stderr


def test_progress_is_for_terminals(shell):
    arguments = ["run", SHIPPED / "orebro/adopts-catalogue.yaml", "--draws", "2000", "--format", "json", "--out", "out"]
    assert "█" in on_a_terminal(arguments, shell.folder)
    assert "█" not in shell.run(*arguments).stderr


@pytest.mark.parametrize("arguments", [
    ["run", SHIPPED / "orebro/adopts-catalogue.yaml", "--draws", "256", "--format", "json", "--out", "out", "--json"],
    ["explain", SHIPPED / "orebro/adopts-catalogue.yaml", "--json"],
    ["list", "pledges", "--json"],
    ["hindcast", "--draws", "64", "--json"],
    ["sensitivity", SHIPPED / "orebro/no-pledges.yaml", "--draws", "64", "--out", "out", "--json"],
    ["backtest", "--draws", "64", "--origins", "2020", "--municipalities", "18", "--out", "out", "--json"],
], ids=lambda arguments: arguments[0])
def test_json_is_all_there_is_on_standard_output(shell, arguments):
    done = shell.run(*arguments)
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_init_writes_passes_check(shell, language):
    assert shell.run("init", "mine.yaml", "--language", language).returncode == 0
    assert shell.run("check", "mine.yaml").returncode == 0


def reproduced(report):
    """The command a report gives for making it again."""
    return re.search(r"^    (utsikt run .*)$", report.read_text(encoding="utf-8"), re.M).group(1)


@pytest.mark.parametrize("file", ["out/draws.csv", "out", "place/../out/draws.csv"])
def test_draws_in_the_output_folder_are_refused(shell, file):
    done = shell.run("run", OREBRO, "--draws", 16, "--out", "out", "--save-draws", file)
    assert done.returncode == 1 and "is replaced as a whole" in done.stderr and "hint: " in done.stderr
    assert shell.files() == {}


def test_draws_that_cannot_be_saved_are_refused_before_work_starts(shell):
    (shell.folder / "place").mkdir(mode=0o555)
    for file, reason in [("missing/draws.csv", "no such file or directory"), ("place/draws.csv", "permission denied"), ("place", "is a directory")]:
        # So many draws would take much longer than a test may.
        done = shell.run(
            "run", SHIPPED / "vastra-gotaland/no-pledges.yaml", "--draws", 10_000_000, "--out", "out", "--save-draws", file, prefix=PLAIN_USER)
        assert complaint(done) == f"error: cannot write `{file}`: {reason}"
    assert shell.files() == {}


def test_saved_draws_stay(shell):
    done = shell.run("run", OREBRO, "--draws", 16, "--format", "json", "--out", "out", "--save-draws", "draws.csv")
    assert done.returncode == 0, done.stderr
    lines = (shell.folder / "draws.csv").read_text().splitlines()
    assert len(lines) == 1 + 12 * 16 and lines[0].startswith("municipality,draw,2025")


def test_workers_beyond_reason_are_refused_and_idle_ones_cost_nothing(shell):
    assert "`--threads` takes 1…1024" in shell.run("run", OREBRO, "--threads", 1025, "--out", "out").stderr
    assert shell.files() == {}
    for threads in (1, 1024):
        done = shell.run("run", OREBRO, "--draws", 512, "--threads", threads, "--format", "json", "--out", f"out-{threads}")
        assert done.returncode == 0, done.stderr
    assert (shell.folder / "out-1/results.json").read_bytes() == (shell.folder / "out-1024/results.json").read_bytes()


def test_until_error_goes_on_until_every_headline_is_settled(shell):
    options = ["--format", "json,md", "--language", "en"]
    done = shell.run("run", OREBRO, "--draws", 1, "--until-error", "--out", "out", *options)
    assert done.returncode == 0, done.stderr
    results = json.loads((shell.folder / "out/results.json").read_text())
    assert "going on to" in done.stderr and "larger than its rounding" not in done.stderr
    # A thousand at least: fewer do not know their own error.
    assert results["draws"] > 1024
    assert all(figure["standardError"] <= figure["rounding"] for figure in results["headlines"])
    command = reproduced(shell.folder / "out/report.md")
    assert command == f"utsikt run {OREBRO} --draws {results['draws']}"
    assert shell.run(*command.split()[1:], "--out", "again", *options).returncode == 0
    again = json.loads((shell.folder / "again/results.json").read_text())
    # What was asked for stands in the scenario, and is all that differs.
    assert [kept["scenario"].pop("draws") for kept in (results, again)] == [1, results["draws"]]
    assert again == results


def test_until_error_keeps_what_it_has_when_memory_ends(shell):
    memory = shell.folder.parent / "meminfo"
    memory.write_text("MemAvailable: 87000 kB\n")
    smaller = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /proc/meminfo && exec "$@"', memory]
    if subprocess.run([*smaller, "true"], capture_output=True).returncode != 0:
        pytest.skip("only the machine's owner may say how much memory there is")
    done = shell.run(
        "run", OREBRO, "--until-error", "--draws", 1, "--threads", 1, "--format", "json", "--language", "en", "--out", "out", prefix=smaller)
    assert done.returncode == 0, done.stderr
    draws = json.loads((shell.folder / "out/results.json").read_text())["draws"]
    assert f"stopping at {draws} draws" in done.stderr and draws >= 1024


def test_the_command_in_a_report_names_the_emissions_it_was_made_from(shell):
    # A shell would take the folder's name apart, and see the end of a quotation in it.
    own = "Anna's scenarier"
    shutil.copytree(SHIPPED, shell.folder / own)
    data = f"{own}/data"
    arguments = ["--inventory", f"{data}/emissions-2026.csv", "--national", f"{data}/emissions-county-national-2026.csv", "--seed", 5]
    done = shell.run("run", f"{own}/orebro/no-pledges.yaml", "--draws", 16, *arguments, "--format", "json,md", "--out", "out")
    assert done.returncode == 0, done.stderr
    words = shlex.split(reproduced(shell.folder / "out/report.md"))
    assert all(f"{word}" in words for word in arguments), words
    assert shell.run(*words[1:], "--format", "json", "--out", "again").returncode == 0
    assert (shell.folder / "again/results.json").read_bytes() == (shell.folder / "out/results.json").read_bytes()


def test_reading_is_timed(shell):
    done = shell.run("run", OREBRO, "--draws", 16, "--format", "json", "--out", "out", "--timings")
    phases = dict(line.split("\t")[:2] for line in done.stderr.splitlines() if "\t" in line)
    assert float(phases["read"].split()[0]) > 1


def test_every_shipped_scenario_becomes_a_report(shell):
    scenarios = sorted(path for region in ("orebro", "skane", "vastra-gotaland") for path in (SHIPPED / region).glob("*.yaml"))
    assert len(scenarios) > 10
    for scenario in scenarios:
        done = shell.run("run", scenario, "--draws", 16, "--format", "html,md", "--out", scenario.stem)
        assert done.returncode == 0, f"{scenario}: {done.stderr[:2000]}"


def test_a_report_from_inputs_that_changed_says_so(shell):
    shutil.copytree(SHIPPED, shell.folder / "Scenarios")
    scenario = "Scenarios/orebro/no-pledges.yaml"
    assert shell.run("run", scenario, "--draws", 64, "--format", "json", "--out", "out").returncode == 0
    fresh = shell.run("report", "out/results.json", "--language", "en", "--format", "html,md")
    assert fresh.stderr == "" and shell.run("verify", "out/results.json").returncode == 0
    targets = shell.folder / "Scenarios/data/targets.yaml"
    targets.write_text(targets.read_text() + "# changed\n")
    pathlib.Path(shell.folder / scenario).unlink()
    stale = shell.run("report", "out/results.json", "--language", "en", "--format", "html,md,xlsx,gpkg")
    assert stale.returncode == 0
    assert stale.stderr == (
        "warning: the results are stale, for inputs have changed since: `data/targets.yaml`, `orebro/no-pledges.yaml`\n\n"
        "hint: run the scenario again\n")
    words = "inputs that have changed since (data/targets.yaml, orebro/no-pledges.yaml)"
    for name in ("report.html", "report.md"):
        text = (shell.folder / "out" / name).read_text().replace("\\", "")
        assert words in text, name
    verified = shell.run("verify", "out/results.json")
    assert verified.returncode == 1
    assert [line for line in verified.stdout.splitlines() if not line.endswith(": same")] == [
        "data/targets.yaml: changed", "orebro/no-pledges.yaml: missing"]
