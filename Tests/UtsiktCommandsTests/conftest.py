"""A folder to run the program in, a small result, and texts that pin what the program says."""

import difflib
import os

import pytest

from shell import GOLDEN, SHIPPED, Shell


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """A small result that has been saved, as a folder."""
    shell = Shell(tmp_path_factory.mktemp("saved"))
    shell.run("run", SHIPPED / "orebro/adopts-catalogue.yaml", "--draws", 256, "--out", "run", code=0)
    return shell.folder / "run"


@pytest.fixture
def golden():
    """Compares a text with the one that is kept; UTSIKT_RECORD keeps it instead, and fails all the same."""
    def check(name, text):
        path = GOLDEN / f"{name}.txt"
        if "UTSIKT_RECORD" in os.environ:
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{path.name} is recorded; read it and run again without UTSIKT_RECORD")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != kept:
            lines = difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "now", lineterm="")
            pytest.fail(f"{path.name} differs; UTSIKT_RECORD=1 records it anew\n" + "\n".join(lines), pytrace=False)

    return check
