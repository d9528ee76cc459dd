"""Change the engine in places where a mistake would be easy and dear, one at a time, and see that a test turns red for each.

Every change must fit exactly one place; a place that has moved is an error, not a pass. The project is copied, built for
debugging, and built again for each change, so the working tree is never touched. Names on the command line choose changes;
`--places` only looks whether every change still fits.
"""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
COPY = ROOT / ".build-mutants/tree"
SCRATCH = ROOT / ".build-mutants/build"
PARTS = ["Package.swift", "Package.resolved", "Sources", "Tests", "Scenarios"]


@dataclasses.dataclass
class Mutant:
    """A mistake: where, what stands there, what stands there instead, and the tests that must notice."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


MUTANTS = [
    Mutant(
        "effects are not correlated", "Sources/Simulation/Effects/EffectSampler.swift",
        "columnMajor: rows.flatMap { $0 }",
        "columnMajor: rows.indices.flatMap { a in rows.indices.map { $0 == a ? 1.0 : 0 } }",
        "EffectSamplerTests"),
    Mutant(
        "national shocks are not correlated", "Sources/Simulation/Baseline/BaselineFit.swift",
        "for shock in 0...year { factor[row, (shock + 2) * count + column] = entry }",
        "for shock in 0...year { factor[row, (shock + 2) * count + column] = row % count == column ? entry : 0 }",
        "BaselineFitTests"),
    Mutant(
        "first in and last in change places", "Sources/Simulation/Attribution/CooperativeGame.swift",
        "  package var firstIn: [Double] {\n"
        "    let nothing = worth(of: empty)\n"
        "    return (0..<itemCount).map { worth(of: adding($0, to: empty)) - nothing }\n"
        "  }\n\n"
        "  /// What each item adds when all the others are there.\n"
        "  package var lastIn: [Double] {\n",
        "  package var lastIn: [Double] {\n"
        "    let nothing = worth(of: empty)\n"
        "    return (0..<itemCount).map { worth(of: adding($0, to: empty)) - nothing }\n"
        "  }\n\n"
        "  /// What each item adds when all the others are there.\n"
        "  package var firstIn: [Double] {\n",
        "CooperativeGameTests|AttributionTests"),
    Mutant(
        "variance in one pass", "Sources/CKernels/Moments.c",
        "sums += (v - centre) * (v - centre);",
        "sums += v * v - centre * centre;",
        "RunningMomentsTests"),
    Mutant(
        "effects come a year too early", "Sources/Simulation/Effects/TimeProfile.swift",
        "let age = year - completion\n",
        "let age = year - completion + 1\n",
        "SimulatorTests"),
    Mutant(
        "tonnes in the wrong ledger", "Sources/Simulation/Outcome/PledgePass.swift",
        "item: item, ledger: effect.ledger.index, share: share",
        "item: item, ledger: (effect.ledger.index + 1) % Ledger.allCases.count, share: share",
        "SimulatorTests"),
    Mutant(
        "emissions below zero", "Sources/CKernels/Paths.c",
        "rest = rest < 0 ? 0 : rest;",
        "",
        "SimulatorTests"),
    Mutant(
        "measures add instead of multiplying", "Sources/Simulation/Outcome/EmissionPass.swift",
        "    for measure in acting {\n"
        "      let fraction = fractions.row(measure, block)\n"
        "      let ramp = measures.ramp(measure, year: years[year])\n"
        "      for draw in 0..<drawsPerBlock { path[draw] *= 1 - ramp * fraction[draw] }\n",
        "    let whole = (0..<drawsPerBlock).map { path[$0] }\n"
        "    for measure in acting {\n"
        "      let fraction = fractions.row(measure, block)\n"
        "      let ramp = measures.ramp(measure, year: years[year])\n"
        "      for draw in 0..<drawsPerBlock { path[draw] -= whole[draw] * ramp * fraction[draw] }\n",
        "SimulatorTests"),
    Mutant(
        "percentiles of municipalities are added", "Sources/Simulation/DrawTable.swift",
        "      kernel_add(self.row(row, block), other.row(row, block), Int64(drawsPerBlock))\n",
        "      let sorted = UnsafeBufferPointer(start: other.row(row, block), count: drawsPerBlock).sorted()\n"
        "      kernel_add(self.row(row, block), sorted, Int64(drawsPerBlock))\n",
        "SimulatorTests"),
    Mutant(
        "options are not paired", "Sources/Analysis/Comparison/Comparison.swift",
        "input, streams: streams, settings:",
        "input, streams: simulators.isEmpty ? streams : Streams(seed: UInt64(simulators.count)), settings:",
        "ComparisonTests"),
    Mutant(
        "the seed is ignored", "Sources/Simulation/Streams.swift",
        "byGroup = InputGroup.allCases.map { _ in RandomStreams(seed: seed) }",
        "byGroup = InputGroup.allCases.map { _ in RandomStreams(seed: 2030) }",
        "SimulatorTests"),
]


def swift(*arguments):
    return subprocess.run(
        ["nice", "-n", "15", "swift", *arguments, "--scratch-path", SCRATCH], cwd=COPY, capture_output=True, text=True,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"})


def passes(tests):
    """Whether the project builds and tests pass; a build that fails proves nothing and ends the program."""
    built = swift("build", "--build-tests")
    if built.returncode != 0:
        sys.exit(built.stdout[-4000:] + built.stderr[-4000:])
    run = swift("test", "--skip-build", "--filter", tests)
    if "Test run with 0 tests" in run.stdout or "Test run with" not in run.stdout and run.returncode == 0:
        sys.exit(f"no test is called {tests}")
    return run.returncode == 0


def copy():
    """The project as it is now, with the packages it needs, so that nothing is fetched again."""
    for part in PARTS:
        source, target = ROOT / part, COPY / part
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    if not SCRATCH.exists():
        SCRATCH.mkdir(parents=True)
        for part in ("checkouts", "repositories", "artifacts"):
            if (ROOT / ".build" / part).exists():
                shutil.copytree(ROOT / ".build" / part, SCRATCH / part, symlinks=True)
        if (ROOT / ".build/workspace-state.json").exists():
            shutil.copy2(ROOT / ".build/workspace-state.json", SCRATCH)


def main():
    only_places, names = "--places" in sys.argv, set(sys.argv[1:]) - {"--places"}
    if unknown := names - {mutant.name for mutant in MUTANTS}:
        sys.exit(f"there is no mutation {', '.join(sorted(unknown))}; there are {', '.join(mutant.name for mutant in MUTANTS)}")
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    for mutant in chosen:
        found = (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.right)
        if found != 1:
            sys.exit(f"{mutant.name}: its place is there {found} times in {mutant.file}")
    if only_places:
        return
    copy()
    if not passes("|".join(sorted({mutant.tests for mutant in chosen}))):
        sys.exit("the tests fail without any change")
    survivors = 0
    for mutant in chosen:
        start = time.monotonic()
        path = COPY / mutant.file
        sound = path.read_text(encoding="utf-8")
        path.write_text(sound.replace(mutant.right, mutant.wrong), encoding="utf-8")
        survived = passes(mutant.tests)
        path.write_text(sound, encoding="utf-8")
        survivors += survived
        print(f"{'SURVIVED' if survived else 'noticed '}  {mutant.name}  ({time.monotonic() - start:.0f} s)", flush=True)
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
