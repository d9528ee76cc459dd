"""The program as it is used from a terminal."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / ".build/release/utsikt"
SHIPPED = ROOT / "Scenarios"
BAD = ROOT / "Tests/ScenarioFilesTests/Resources/bad"
GOLDEN = pathlib.Path(__file__).parent / "golden"


class Shell:
    """A folder to run the program in; what it says names the folder `WORK` and the project `PROJECT`."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments, code=None, prefix=(), file_limit=None, **environment):
        """Runs the program, which must end with a code where one is given; a file limit stands in for a disk that is full."""
        def limit():
            if file_limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

        done = subprocess.run(
            [*prefix, TOOL, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=300,
            env=os.environ | {"COLUMNS": "80"} | environment, preexec_fn=limit, restore_signals=file_limit is None)
        assert code in (None, done.returncode), done.stderr
        return done

    def plain(self, text):
        return text.replace(str(self.folder), "WORK").replace(str(ROOT), "PROJECT")

    def transcript(self, done, *arguments):
        """Command, exit code and both outputs in one text."""
        command = self.plain(" ".join(["utsikt", *map(str, arguments)]))
        return self.plain(
            f"$ {command}\nexit code {done.returncode}\n--- standard output\n{done.stdout}--- standard error\n{done.stderr}")

    def copy(self, path, name=None):
        """A copy of a file in the folder."""
        shutil.copy(path, self.folder / (name or path.name))

    def files(self):
        """Every file below the folder with its bytes."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}
