"""Check that the arrows between modules point down only; prints every line that breaks a rule and exits 1 if there is one.

- A module imports the modules of the project listed for it, and no others.
- A foreign library has one home; the few that any module may import are listed.
- PledgeModel imports nothing.
- Below ScenarioFiles and ReportWriter there is no Foundation, clock, environment, file or print.
"""

import pathlib
import re
import sys

SOURCES = pathlib.Path(__file__).resolve().parents[1] / "Sources"

ARROWS = {
    "PledgeModel": set(),
    "LinearAlgebra": set(),
    "Sampling": {"LinearAlgebra"},
    "Simulation": {"LinearAlgebra", "PledgeModel", "Sampling"},
    "Analysis": {"LinearAlgebra", "PledgeModel", "Sampling", "Simulation"},
    "ScenarioFiles": {"PledgeModel"},
    "ReportWriter": {"PledgeModel"},
    "UtsiktCommands": {"Analysis", "LinearAlgebra", "PledgeModel", "ReportWriter", "Sampling", "ScenarioFiles", "Simulation"},
    "utsikt": {"UtsiktCommands"},
}
HOMES = {
    "CKernels": {"Sampling", "Simulation"},
    "COpenBLAS": {"LinearAlgebra"},
    "CLAPACKE": {"LinearAlgebra"},
    "CGLPK": {"Analysis"},
    "CXLSXWriter": {"ReportWriter"},
    "GRDB": {"ReportWriter"},
    "Mustache": {"ReportWriter"},
    "Yams": {"ScenarioFiles"},
    "CNettle": {"ScenarioFiles"},
    "ArgumentParser": {"UtsiktCommands", "utsikt"},
}
# Modules that talk to files and the terminal, or are made of text.
OUTER = {"ScenarioFiles", "ReportWriter", "UtsiktCommands", "utsikt"}
SYSTEM = {"Foundation", "FoundationEssentials", "FoundationInternationalization", "Glibc"}
ANYWHERE = {"Dispatch", "RealModule", "Synchronization"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")
OUTSIDE_WORLD = re.compile(
    r"(?<![\w.])(?:print|debugPrint|readLine|getenv|fopen)\(|\b(?:Continuous|Suspending)Clock\b|\bProcessInfo\b|\bFileManager\b")


def fault(module: str, imported: str) -> str | None:
    """Why a module may not import another, or nothing."""
    if imported == module:
        return None
    if module == "PledgeModel":
        return "PledgeModel imports nothing"
    if imported in ARROWS:
        return None if imported in ARROWS[module] else f"the arrow from {module} to {imported} does not point down"
    if imported in HOMES:
        return None if module in HOMES[imported] else f"`{imported}` belongs in {' and '.join(sorted(HOMES[imported]))} only"
    if imported in SYSTEM:
        return None if module in OUTER else f"`{imported}` stays above {module}"
    return None if imported in ANYWHERE else f"`{imported}` has no home; give it one in {pathlib.Path(__file__).name}"


def main() -> int:
    count = 0
    for module in sorted(path.name for path in SOURCES.iterdir() if any(path.rglob("*.swift"))):
        if module not in ARROWS:
            print(f"Sources/{module}: the module has no place; give it one in {pathlib.Path(__file__).name}")
            count += 1
            continue
        for path in sorted((SOURCES / module).rglob("*.swift")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = IMPORT.match(line)
                why = fault(module, match.group(1)) if match else None
                if why is None and module not in OUTER and OUTSIDE_WORLD.search(line.split("//")[0]):
                    why = f"{module} is kept from the clock, the environment, files and the terminal"
                if why:
                    print(f"{path.relative_to(SOURCES.parent)}:{number}: {why}: {line.strip()}")
                    count += 1
    if count:
        print(f"\n{count} lines cross a boundary between modules")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
