"""What the program says, word for word: exit code, standard output and standard error of each case in one text."""

import re

import pytest

from shell import BAD, GOLDEN, SHIPPED

COMMANDS = sorted(path.stem.removeprefix("help-") for path in GOLDEN.glob("help-*.txt"))

# Each case runs in a folder with copies of some bad inputs, of a small result as `results.json`, and `mine.yaml`.
CASES = {
    "no-command": [],
    "version": ["--version"],
    "unknown-command": ["frobnicate"],
    "missing-argument": ["run"],
    "unknown-option": ["check", "mine.yaml", "--fast"],
    "unknown-subject": ["list", "towns"],
    "unknown-language": ["init", "--language", "no"],
    "list-sectors": ["list", "sectors"],
    "list-sectors-json": ["list", "sectors", "--json"],
    "list-targets-sv": ["list", "targets"],
    "list-targets-en-json": ["list", "targets", "--language", "en", "--json"],
    "init-sv": ["init"],
    "init-en": ["init", "--language", "en"],
    "init-over-a-file": ["init", "mine.yaml"],
    "check-good": ["check", "mine.yaml"],
    "check-fault": ["check", "unknown-key.yaml"],
    "check-several": ["check", "mine.yaml", "unknown-pledge.yaml", "duplicate-key.yaml", "missing.yaml"],
    "explain-sv": ["explain", "no-pledges.yaml"],
    "explain-fault": ["explain", "unknown-municipality-name.yaml"],
    "run-fault": ["run", "draws-zero.yaml", "--out", "out"],
    "run-no-draws": ["run", "mine.yaml", "--draws", "0", "--out", "out"],
    "run-no-threads": ["run", "mine.yaml", "--threads", "0", "--out", "out"],
    "run-unknown-format": ["run", "mine.yaml", "--format", "html,docx", "--out", "out"],
    "run-no-format": ["run", "mine.yaml", "--format", ",", "--out", "out"],
    "run-negative-seed": ["run", "mine.yaml", "--seed", "-1", "--out", "out"],
    "run-sv": ["run", "mine.yaml", "--draws", "1024", "--format", "json,csv", "--out", "out"],
    "run-en": ["run", "mine.yaml", "--draws", "1024", "--format", "json,csv", "--out", "out", "--language", "en"],
    "run-few-draws": ["run", "mine.yaml", "--draws", "1", "--format", "json", "--out", "out"],
    "run-into-a-foreign-folder": ["run", "mine.yaml", "--draws", "1", "--format", "json", "--out", "."],
    "report": ["report", "results.json", "--format", "csv,md", "--out", "out"],
    "report-format-twice": ["report", "results.json", "--format", "csv,md,csv", "--out", "out"],
    "report-missing": ["report", "missing.json", "--out", "out"],
    "report-garbage": ["report", "mine.yaml", "--out", "out"],
    "report-unknown-municipality": ["report", "results.json", "--municipality", "Grums", "--out", "out"],
    "report-sheet-as-table": ["report", "results.json", "--municipality", "1880", "--format", "csv", "--out", "out"],
    "verify": ["verify", "results.json"],
    "calibrate-without-potential": ["calibrate", SHIPPED / "catalogues/klimatloften-2024-2026.yaml"],
    "backtest": ["backtest", "--municipalities", "18", "--origins", "2019-2020", "--draws", "64", "--out", "out"],
    "backtest-unknown-county": ["backtest", "--municipalities", "99", "--out", "out"],
    "backtest-unknown-year": ["backtest", "--origins", "2031", "--out", "out"],
    "hindcast-sv": ["hindcast", "--draws", "512"],
    "hindcast-no-draws": ["hindcast", "--draws", "0"],
    "sensitivity-no-draws": ["sensitivity", "mine.yaml", "--draws", "0", "--out", "out"],
    "portfolio-many-threads": ["portfolio", "mine.yaml", "--number", "3", "--draws", "16", "--threads", "5000", "--out", "out"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_help(shell, golden, command):
    arguments = [command, "--help"]
    golden(f"help-{command}", shell.transcript(shell.run(*arguments), *arguments))


def test_every_command_has_its_help_pinned(shell):
    listed = re.search(r"SUBCOMMANDS:\n(.*?)\n\n", shell.run("--help").stdout, re.S).group(1)
    assert sorted(re.findall(r"^  (\S+)", listed, re.M)) == COMMANDS


@pytest.mark.parametrize("case", CASES)
def test_case(shell, golden, saved, case):
    for name in ("unknown-key", "unknown-pledge", "duplicate-key", "unknown-municipality-name", "draws-zero"):
        shell.copy(BAD / f"{name}.yaml")
    shell.copy(SHIPPED / "orebro/no-pledges.yaml")
    shell.copy(SHIPPED / "orebro/adopts-catalogue.yaml", "mine.yaml")
    shell.copy(saved / "results.json")
    before = shell.files()
    done = shell.run(*CASES[case])
    golden(case, shell.transcript(done, *CASES[case]))
    # A command that fails has written nothing.
    assert done.returncode == 0 or shell.files() == before
