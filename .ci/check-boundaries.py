"""Check that modules import what Package.swift lets them; prints every line that breaks a rule and exits 1 if there is one.

- A module imports what Package.swift names for it, and Package.swift names nothing that is not imported.
- Below ScenarioFiles and ReportWriter there is no Foundation, clock, environment, file or print; PledgeModel has no import at all.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]

# Modules that talk to files and the terminal, or are made of text.
OUTER = {"ScenarioFiles", "ReportWriter", "UtsiktCommands", "utsikt"}
SYSTEM = {"Foundation", "FoundationEssentials", "FoundationInternationalization", "Glibc"}
# What comes with the compiler.
ANYWHERE = {"Dispatch", "Synchronization"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")
OUTSIDE_WORLD = re.compile(
    r"(?<![\w.])(?:print|debugPrint|readLine|getenv|fopen)\(|\b(?:Continuous|Suspending)Clock\b|\bProcessInfo\b|\bFileManager\b")


def targets():
    """Each Swift target's name, folder, whether it holds tests, and the modules that Package.swift names for it."""
    dump = subprocess.run(
        ["swift", "package", "--ignore-lock", "dump-package"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in json.loads(dump.stdout)["targets"]:
        is_test = target["type"] == "test"
        folder = ROOT / ("Tests" if is_test else "Sources") / target["name"]
        if any(folder.rglob("*.swift")):
            # A dependency is a target by its name, or a product of a package.
            named = {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}
            yield target["name"], folder, is_test, named


def fault(module, is_test, named, line):
    """Why a line may not stand in a module, or nothing."""
    match = IMPORT.match(line)
    is_inner = not is_test and module not in OUTER
    if match:
        imported = match.group(1)
        if module == "PledgeModel":
            return "PledgeModel imports nothing"
        if imported in SYSTEM:
            return f"`{imported}` stays above {module}" if is_inner else None
        if imported not in named | ANYWHERE | ({"Testing"} if is_test else set()):
            return f"Package.swift does not name `{imported}` for {module}"
    if is_inner and OUTSIDE_WORLD.search(line.split("//")[0]):
        return f"{module} is kept from the clock, the environment, files and the terminal"
    return None


def main():
    count = 0
    for module, folder, is_test, named in targets():
        unused = set(named)
        for path in sorted(folder.rglob("*.swift")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if match := IMPORT.match(line):
                    unused.discard(match.group(1))
                if why := fault(module, is_test, named, line):
                    print(f"{path.relative_to(ROOT)}:{number}: {why}: {line.strip()}")
                    count += 1
        for name in sorted(unused):
            print(f"Package.swift: {module} does not import `{name}`")
            count += 1
    if count:
        print(f"\n{count} places cross a boundary between modules")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
