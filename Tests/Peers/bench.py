"""Times the engine against its NumPy twin and against the machine's own limits, all in one run.

    make bench

prints one table of ratios and keeps every figure in Reports/bench/bench.json. What is compared, and why:
Sources/Simulation/Simulation.docc/Speed.md. Each workload is a method of `Bench` named in `WORKLOADS`; names of workloads as arguments run only
these.

Times are the shortest of a few runs, because other work on the machine can only add to them. The figures of an engine run are
the phases that draw and summarise; reading, fitting and writing are left out on both sides.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import machine_limits
import synthetic_nation
from playwright.sync_api import sync_playwright
from twin_agreement import agreement

PROJECT = pathlib.Path(__file__).parents[2]
UTSIKT = PROJECT / ".build/release/utsikt"
COUNTY = PROJECT / "Scenarios/vastra-gotaland/adopted-pledges.yaml"
SIMULATION = ("shared", "municipalities", "summaries")
# A twin that needs longer than this many times what its primitives take of it is no opponent.
TWIN_LIMIT = 1.3
WORKLOADS = (
    "cold_start", "two_threads", "county", "county_100_000", "county_1_000_000", "three_counties", "nation", "report",
    "first_chart", "sweep", "sobol", "options")

# Notes when the first chart of a page has been drawn.
FIRST_CHART = """
new MutationObserver(() => { if (document.querySelector('.chart[data-drawn]')) window.firstChart ??= performance.now(); })
  .observe(document, {subtree: true, attributes: true, childList: true})
"""

# Starts a command and prints what it took; the first argument is the file for what the command says.
STARTER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
with open(sys.argv[1], "w", encoding="utf-8") as messages:
    process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=messages)
    _, status, usage = os.wait4(process.pid, 0)
print(json.dumps({"status": os.waitstatus_to_exitcode(status), "seconds": time.perf_counter() - start,
                  "processorSeconds": usage.ru_utime + usage.ru_stime, "peakBytes": usage.ru_maxrss * 1024}))
process.returncode = 0
"""


class Bench:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.three_counties_file, self.nation_file = synthetic_nation.make(folder)
        self.rows, self.kept = [], {}
        self.machine = self.kept["machine"] = machine_limits.limits()

    # Measuring

    def run(self, *command, times=1):
        """Wall seconds, processor seconds and peak memory of a command, the shortest of `times`."""
        best = None
        for _ in range(times):
            # A process counts the memory of the one it was forked from as its own peak, so a small one starts the command.
            messages = self.folder / "messages"
            found = json.loads(subprocess.run(
                [sys.executable, "-c", STARTER, messages, *map(str, command)], stdout=subprocess.PIPE, cwd=PROJECT, check=True).stdout)
            if found["status"]:
                print(messages.read_text(encoding="utf-8"), file=sys.stderr)
                sys.exit(f"{' '.join(map(str, command))} ended with {found['status']}")
            if best is None or found["seconds"] < best["seconds"]:
                best = found
        return best

    def engine(self, scenario, draws, threads=2, times=3):
        """One engine run: its phases, the seconds of its simulation, its peak memory and the place of its result."""
        out, best = self.folder / f"engine-{scenario.stem}-{draws}", None
        for _ in range(times):
            found = self.run(UTSIKT, "run", scenario, "--draws", draws, "--threads", threads, "--out", out, "--format", "json")
            record = json.loads((out / "run.json").read_text())
            found["phases"] = record["seconds"]
            found["simulation"], found["simulationProcessor"] = (
                sum(record[times].get(phase, 0) for phase in SIMULATION) for times in ("seconds", "processorSeconds"))
            if best is None or found["simulation"] < best["simulation"]:
                best = found
        return best | {"results": str(out / "results.json")}

    def twin(self, results, draws, data, times=1):
        """One run of the twin, the shortest of `times`."""
        best = None
        for _ in range(times):
            output = subprocess.run(
                [sys.executable, PROJECT / "Tests/Peers/numpy_twin.py", results, "--draws", str(draws), "--data", data],
                stdout=subprocess.PIPE, check=True).stdout
            found = json.loads(output)
            if best is None or found["seconds"] < best["seconds"]:
                best = found
        return best

    def add(self, workload, measured, against, reference, at_most=None, unit="s", holds=None, note=""):
        ratio = measured / reference if reference else math.nan
        if holds is None and at_most is not None:
            holds = ratio <= at_most
        self.rows.append({"workload": workload, "measured": measured, "unit": unit, "against": against, "reference": reference,
                          "ratio": ratio, "atMost": at_most, "holds": holds, "note": note})

    # Workloads

    def against_twin(self, name, scenario, draws, data, at_most=None, times=3):
        engine = self.engine(scenario, draws, times=times)
        twin = self.twin(engine["results"], draws, data, times=2 if draws <= 10_000 else 1)
        found = agreement(json.loads(pathlib.Path(engine["results"]).read_text()), twin)
        faults = found.faults()
        own = twin["seconds"] / twin["primitiveSeconds"]
        note = f"twin {own:.2f} × its primitives" + (": void" if own > TWIN_LIMIT else "")
        note += f"; {len(faults)} figures disagree" if faults else "; figures agree"
        note += f"; processor time 1/{twin['processorSeconds'] / engine['simulationProcessor']:.1f}"
        self.kept[name] = {"engine": engine, "twin": {k: v for k, v in twin.items() if k != "results"},
                           "agreement": found.report(), "faults": faults}
        holds = None if at_most is None else own <= TWIN_LIMIT and not faults and engine["simulation"] <= at_most * twin["seconds"]
        self.add(name, engine["simulation"], "NumPy twin", twin["seconds"], at_most, holds=holds, note=note)
        return engine, twin

    def against_limits(self, name, engine, twin, at_most=None):
        """Against what NumPy's primitives need for the same numbers on one core, halved for two."""
        parts = {name: part["seconds"] for name, part in twin["alone"].items()}
        parts["products"] = 2 * twin["multiplications"] / self.machine["productFlops"]
        parts["memory"] = self.traffic(engine) / self.machine["triadBytesPerSecond"]
        self.kept[name] = {"limits": parts}
        self.add(name, engine["simulation"], "limits / 2", sum(parts.values()) / 2, at_most,
                 note=", ".join(f"{part} {seconds:.2f} s" for part, seconds in parts.items()))

    @staticmethod
    def traffic(engine):
        """Bytes that must move when every outcome of every area is kept: written and read once, added to its county."""
        results = json.loads(pathlib.Path(engine["results"]).read_text())
        rows = 4 * len(results["years"]) + 3 * (len(results["pledgeYears"]) + 1) + 8 * len(results["years"])
        moved = 0
        for area in results["areas"]:
            moved += 2 * rows if area["kind"] == "municipality" else 2 * rows * len(area["members"]) + rows
        return 8 * moved * results["draws"]

    def county(self):
        engine, twin = self.against_twin("county, 10 000 draws", COUNTY, 10_000, PROJECT / "Scenarios/data", 1 / 12)
        self.against_limits("county against the machine", engine, twin)

    def county_100_000(self):
        engine, _ = self.against_twin("county, 100 000 draws", COUNTY, 100_000, PROJECT / "Scenarios/data", 1 / 12, times=2)
        self.add("county, 100 000 draws, memory", engine["peakBytes"] / 1e6, "400 MB", 400, 1, "MB")

    def county_1_000_000(self):
        """Memory alone: whole arrays of so many draws are beyond the twin."""
        engine = self.engine(COUNTY, 1_000_000, times=1)
        self.kept["county, 1 000 000 draws"] = engine
        self.add("county, 1 000 000 draws, memory", engine["peakBytes"] / 1e6, "800 MB", 800, 1, "MB",
                 note=f"{engine['simulation']:.0f} s, {engine['simulationProcessor']:.0f} s of processor")

    def three_counties(self):
        data = self.three_counties_file.parents[1] / "data"
        engine, twin = self.against_twin("three counties, 10 000 draws", self.three_counties_file, 10_000, data)
        self.against_limits("three counties against the machine", engine, twin)

    def nation(self):
        data = self.nation_file.parents[1] / "data"
        engine, twin = self.against_twin("290 municipalities, 10 000 draws", self.nation_file, 10_000, data)
        self.against_limits("290 municipalities against the machine", engine, twin, 1 / 2)

    def two_threads(self):
        """In turn, because both threads may share a core of the host for a while."""
        rounds = [(self.engine(COUNTY, 10_000, threads=1, times=1), self.engine(COUNTY, 10_000, threads=2, times=1),
                   machine_limits.seconds_of_computing(1), machine_limits.seconds_of_computing(2)) for _ in range(5)]
        one, two = (min((found[k] for found in rounds), key=lambda run: run["simulation"]) for k in (0, 1))
        self.kept["two threads"] = {"one": one, "two": two}
        speed_up = one["simulation"] / two["simulation"]
        computing = 2 * min(found[2] for found in rounds) / min(found[3] for found in rounds)
        self.add("speed-up by two threads", speed_up, "computing alone", computing, unit="×", holds=speed_up >= 0.9 * computing,
                 note="at least 0.9 of it")

    def cold_start(self):
        numpy, help_, check = (
            self.run(*command, times=11) for command in (
                (sys.executable, "-c", "import numpy"), (UTSIKT, "--help"), (UTSIKT, "check", COUNTY)))
        self.kept["cold start"] = {"import numpy": numpy, "--help": help_, "check": check}
        self.add("utsikt --help", help_["seconds"], "import numpy", numpy["seconds"], 1 / 4)
        self.add("utsikt check, county", check["seconds"], "import numpy", numpy["seconds"], 1 / 2)

    def report(self):
        engine = self.engine(COUNTY, 10_000, times=1)
        found = self.run(UTSIKT, "report", engine["results"], "--format", "html,csv,md,xlsx,gpkg", times=3)
        self.kept["report"] = found
        self.add("report in five formats", found["seconds"], "the county's run", engine["simulation"])

    def first_chart(self):
        """From opening a page in Chromium to its first chart."""
        out = self.folder / "page"
        self.run(UTSIKT, "run", COUNTY, "--out", out, "--format", "json,html")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright, playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=arguments) as browser:
            seconds = min(self.open(browser, (out / "report.html").as_uri()) for _ in range(5))
        self.add("report, first chart in Chromium", seconds, "1 s", 1, 1)

    @staticmethod
    def open(browser, address):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(FIRST_CHART)
        page.goto(address)
        page.wait_for_selector("body[data-ready]", timeout=120_000)
        seconds = page.evaluate("window.firstChart") / 1000
        page.close()
        return seconds

    def sweep(self):
        """The products in turn with a large one, both on one core; the whole command on two."""
        scenario = self.three_counties_file.parent / "sweep.yaml"
        synthetic_nation.write_sweep(scenario)
        command = (UTSIKT, "sweep", scenario, "--out", self.folder / "sweep", "--timings", "--threads")
        peak = product = 0
        for _ in range(3):
            peak = max(peak, machine_limits.product_flops())
            self.run(*command, 1)
            lines = dict(line.split("\t", 1) for line in (self.folder / "messages").read_text().splitlines() if "\t" in line)
            product = max(product, 1e9 * float(lines["products"].split()[-2]))
        best = self.kept["sweep"] = self.run(*command, 2, times=3)
        self.add("sweep product", product / 1e9, "dgemm", peak / 1e9, unit="GFlop/s", holds=product >= 0.7 * peak, note="at least 0.7 of it")
        self.add("sweep, 1 000 options", best["seconds"], "3 s", 3, 1, note=f"processor time {best['processorSeconds']:.2f} s")

    def sobol(self):
        found = self.run(UTSIKT, "sensitivity", COUNTY, "--draws", 4096, "--threads", 2, "--out", self.folder / "sobol", times=3)
        self.kept["sobol"] = found
        self.add("Sobol indices, 49 municipalities", found["seconds"], "3 s", 3, 1, note=f"processor time {found['processorSeconds']:.2f} s")

    def options(self):
        names = ("no-pledges", "adopted-pledges", "faster-realisation", "all-adopt-all", "continued-rounds")
        scenarios = [COUNTY.parent / f"{name}.yaml" for name in names]
        together = self.run(UTSIKT, "compare", *scenarios, "--threads", 2, "--out", self.folder / "options", times=3)
        apart = [self.run(UTSIKT, "run", scenario, "--threads", 2, "--out", self.folder / "option", times=3) for scenario in scenarios]
        self.kept["options"] = {"together": together, "apart": apart}
        processor = [sum(found["processorSeconds"] for found in runs) for runs in ([together], apart)]
        self.add("five options at once", together["seconds"], "five runs", sum(found["seconds"] for found in apart), 1,
                 note=f"processor time {processor[0]:.2f} s against {processor[1]:.2f} s")

    def table(self):
        lines = [("workload", "measured", "against", "", "ratio", "at most", "", "")]
        for row in self.rows:
            verdict = {True: "holds", False: "missed", None: ""}[row["holds"]]
            at_most = "" if row["atMost"] is None else f"1/{1 / row['atMost']:.0f}" if row["atMost"] < 1 else f"{row['atMost']:.0f}"
            lines.append((row["workload"], f"{row['measured']:.3g} {row['unit']}", row["against"], f"{row['reference']:.3g} {row['unit']}",
                          f"1/{1 / row['ratio']:.1f}" if row["ratio"] < 0.5 else f"{row['ratio']:.2f}", at_most, verdict, row["note"]))
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--out", type=pathlib.Path, default=PROJECT / "Reports/bench/bench.json")
    arguments = parser.parse_args()
    if unknown := set(arguments.workloads) - set(WORKLOADS):
        parser.error(f"there is no workload {', '.join(sorted(unknown))}; there are {', '.join(WORKLOADS)}")
    folder = tempfile.mkdtemp(prefix="utsikt-bench-")
    try:
        bench = Bench(folder)
        for workload in arguments.workloads or WORKLOADS:
            getattr(bench, workload)()
    finally:
        shutil.rmtree(folder)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps({"rows": bench.rows} | bench.kept, indent=1), encoding="utf-8")
    print(bench.table())


if __name__ == "__main__":
    main()
