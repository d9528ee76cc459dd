"""Files made to hurt: each is refused with its place, within bounded memory, and nothing in it is executed or fetched."""

import os
import shutil
import subprocess

import pytest

from shell import SHIPPED, TOOL

# 500 MB, as the system counts.
MEMORY_LIMIT = 500 << 10
LONG = 100 << 20
# Seconds of processor time; the limits of tables and lists are such that half of it is enough.
TIME_LIMIT = 2
SCENARIO = "format: 1\ntitle: Trial\nregion: {county: \"18\"}\n"


def bomb(depth=40):
    """Aliases that double with every line."""
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, depth)]
    return "\n".join(lines) + "\n"


# A text, or parts of one; a part may be a text and how often it is repeated, and is never whole in the memory of the tests,
# which the system counts as the program's as well.
FILES = {
    "alias-bomb.yaml": SCENARIO + bomb(),
    "alias-bomb-in-a-title.yaml": bomb() + "title: *a39\n",
    "long-line.yaml": [SCENARIO, "horizon: ", ("2", LONG)],
    "long-line.csv": ["code,year,", ("x", LONG)],
    "long-line.json": ['{"format": 1, "years": "', ("x", LONG), '"}'],
    "long-list.json": ['{"format": 1, "years": [', ("1,", 30 << 20), "1]}"],
    "deep.yaml": [SCENARIO, "rounds: ", ("[", 500_000)],
    "deep-keys.yaml": "".join(" " * depth + "a:\n" for depth in range(1_000)),
    "deep.json": ['{"format": 1, "years": ', ("[", 5_000_000)],
    "nul.yaml": SCENARIO + "horizon: 20\x0030\n",
    "nul.csv": "code,year\n14\x0080,2024\n",
    "nul.json": '{"format": 1, "draws": "\x00"}',
    "latin-1.yaml": (SCENARIO + "notice: Göteborg\n").encode("latin-1"),
    "latin-1.csv": "code,year\nGöteborg,2024\n".encode("latin-1"),
    "latin-1.json": '{"format": 1, "draws": "ö"}'.encode("latin-1"),
    "overflow.yaml": SCENARIO + "realisation: {done: 1e999}\n",
    "hexadecimal.yaml": SCENARIO + "monteCarlo: {draws: 0x7f}\n",
    "overflow.csv": "code,year,sector,tonnes\n1480,2024,transport,1e999\n",
    "hexadecimal.csv": "code,year,sector,tonnes\n1480,2024,transport,0x7f\n",
    "overflow.json": '{"format": 1, "draws": 1e999}',
    "hexadecimal.json": '{"format": 1, "draws": 0x7f}',
    "up-and-out.yaml": SCENARIO + "catalogues: [../../../../../../etc/passwd]\n",
    "absolute.yaml": SCENARIO + "catalogues: [/etc/passwd]\n",
    "address.yaml": SCENARIO + "catalogues: [\"https://example.org/catalogue.yaml\"]\n",
    "tag.yaml": SCENARIO + "notice: !!python/object/apply:os.system [\"touch owned\"]\n",
    "shell.yaml": SCENARIO + "extends: \"$(touch owned)\"\n",
}


HEADER = "code,year,transport,industry,agriculture,electricity_district_heating,own_heating,work_machinery,waste,product_use\n"
MUNICIPALITIES = "format: 1\ntitle: Trial\nregion: {municipalities: ["

# Just below the limits of size, or of a table's cells, and full of what takes long when nothing bounds it.
COSTLY = {
    "one-catalogue.yaml": [SCENARIO, "catalogues:\n", ("- ../catalogues/klimatloften-2022.yaml\n", 26_000)],
    "unknown-municipalities.yaml": [MUNICIPALITIES, ("Foo, ", 95_000), "Foo]}\n"],
    "one-municipality.yaml": [MUNICIPALITIES, ("Örebro, ", 95_000), "Foo]}\n"],
    "one-county.yaml": ["format: 1\ntitle: Trial\nregion: {counties: [", ('"18", ', 95_000), '"18"]}\n'],
    "unknown-targets.yaml": [SCENARIO, "targets: [", ("Foo, ", 95_000), "Foo]\n"],
    "commas.csv": [(",", 31 << 20)],
    "line-breaks.csv": [("\n", 31 << 20)],
    "line-breaks-in-latin-1.csv": [("\n", 31 << 20), b"\xe5"],
    "long-header.csv": ["code,year,", ("x", 31 << 20)],
    "long-quotation.csv": ['"', ("x", 31 << 20)],
    "many-rows.csv": [HEADER, ("148,2024,1,2,3,4,5,6,7,8\n", 1 << 20)],
    "short-rows.csv": [HEADER, ("1480,\n", 5 << 20)],
    "faulty-rows.csv": [HEADER, ('"1"x\n', 5 << 20)],
    "bad-codes.csv": [HEADER, ("148,2024,1,2,3,4,5,6,7,8\n", 99_000)],
    "rows-twice.csv": [HEADER, ("1480,2024,1,2,3,4,5,6,7,8\n", 99_000)],
    "sums.csv": ["code,year,sector,tonnes\n", ("1480,2024,alla,1\n", 249_000)],
    "unknown-sectors.csv": ["code,year,sector,tonnes\n", ("1480,2024,allt,1\n", 249_000)],
    "long-sectors.csv": ["code,year,sector,tonnes\n", ("1480,2024," + "å" * 4_900 + ",1\n", 3_200)],
    "long-numbers.csv": ["code,year,sector,tonnes\n", ("1480,2024,waste," + "1 " * 4_900 + "\n", 3_200)],
    "one-column.csv": ["code\n", ("1\n", 999_000)],
}


def write(path, content):
    with open(path, "wb") as file:
        for part in content if isinstance(content, list) else [content]:
            text, count = part if isinstance(part, tuple) else (part, 1)
            text = text if isinstance(text, bytes) else text.encode()
            step = max(1, (1 << 20) // len(text))
            for start in range(0, count, step):
                file.write(text * min(step, count - start))


def commands(name):
    if name.endswith(".csv"):
        return [["run", SHIPPED / "orebro/no-pledges.yaml", "--inventory", name, "--out", "out"]]
    if name.endswith(".json"):
        return [["report", name, "--out", "out"], ["verify", name]]
    return [["check", name], ["run", name, "--out", "out"]]


def measured(folder, arguments):
    """Exit code, standard error, peak memory in KiB and seconds of processor time."""
    with open(folder / "stderr", "wb") as stderr:
        process = subprocess.Popen([TOOL, *map(str, arguments)], cwd=folder, stdout=subprocess.DEVNULL, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    said = (folder / "stderr").read_text(encoding="utf-8")
    (folder / "stderr").unlink()
    return process.returncode, said, usage.ru_maxrss, usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("name", FILES)
def test_is_refused(shell, name):
    write(shell.folder / name, FILES[name])
    for arguments in commands(name):
        code, said, memory, _ = measured(shell.folder, arguments)
        assert code == 1, said[:2000]
        assert f"{name}:" in said and ": error: " in said
        assert len(said) < 10_000
        assert memory < MEMORY_LIMIT, f"{memory >> 10} MiB"
        assert [path.name for path in shell.folder.iterdir()] == [name]


@pytest.mark.parametrize("name", COSTLY)
def test_costs_little(shell, name):
    write(shell.folder / name, COSTLY[name])
    code, said, memory, seconds = measured(shell.folder, commands(name)[0])
    assert code == 1, said[:2000]
    assert f"{name}:" in said and ": error: " in said
    assert len(said) < 200_000
    assert memory < MEMORY_LIMIT, f"{memory >> 10} MiB"
    assert seconds < TIME_LIMIT, f"{seconds:.1f} s"


def test_links_out_of_the_folder_are_not_followed(shell):
    (shell.folder / "mine").mkdir()
    secret = shell.folder / "secret.yaml"
    shutil.copy(SHIPPED / "catalogues/klimatloften-2022.yaml", secret)
    (shell.folder / "mine/link.yaml").symlink_to(secret)
    (shell.folder / "mine/folder").symlink_to(shell.folder)
    for written in ("link.yaml", "folder/secret.yaml", "../secret.yaml"):
        (shell.folder / "mine/scenario.yaml").write_text(SCENARIO + f"catalogues: [{written}]\n")
        done = shell.run("check", "mine/scenario.yaml")
        assert done.returncode == 1
        assert "lies outside the scenario's folders" in done.stderr


def test_devices_and_pipes_are_not_read(shell):
    os.mkfifo(shell.folder / "pipe.yaml")
    for path in ("pipe.yaml", "/dev/zero", "."):
        done = shell.run("check", path)
        assert done.returncode == 1 and "is not a regular file" in done.stderr


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_a_run_opens_no_socket_and_starts_no_program(shell):
    trace = shell.folder / "trace"
    done = shell.run(
        "run", SHIPPED / "orebro/no-pledges.yaml", "--draws", 64, "--out", "out",
        prefix=["strace", "-f", "-e", "trace=socket,connect,execve", "-o", trace])
    assert done.returncode == 0
    calls = [line for line in trace.read_text().splitlines() if "(" in line and "exited" not in line]
    assert len([call for call in calls if "execve" in call]) == 1
    assert not [call for call in calls if "AF_INET" in call]
