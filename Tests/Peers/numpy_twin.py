"""The simulation of `utsikt run` once more, in vectorised NumPy, to time the engine against and to compare its numbers with.

    python3 Tests/Peers/numpy_twin.py Reports/adopted-pledges/results.json --draws 10000 > twin.json

It reads the resolved scenario out of a result, fits the baseline with `baseline_reference`, draws, summarises, and prints the
summaries in the form of the result itself, its own time, and what of it its primitives took and would take alone. It is meant as an honest
opponent: SFC64, numbers drawn into arrays that are there already, ufuncs in place, single precision where only an order or a
comparison is wanted, one call of np.percentile for all levels of a table, no loop over draws, nothing drawn for a pledge that
nobody adopts, BLAS with its own threads. Loops go over municipalities, sectors, pledges and years, and over tiles of draws that
fit the cache.

Its random numbers are not the engine's: the two agree within Monte Carlo error, which `twin_agreement.py` judges. It knows what
the shipped county scenario uses and refuses the rest.
"""

import argparse
import ctypes
import json
import math
import pathlib
import resource
import sys
import time
from collections import Counter, defaultdict

import numpy as np

import baseline_reference as reference
from primitives import Primitives
from twin_courses import Courses, sample

SECTORS = reference.SECTORS
LEDGERS = ["territorial", "consumption", "energy"]
LEVELS = [5, 10, 25, 50, 75, 90, 95]
TILE = 10_000
# The share of draws from which on a pledge's numbers are drawn for all of them.
MOST = 0.7
ROUND_ROWS = ("adopted", "doneAtEnd", "startedAtEnd", "doneAtHorizon", "tonnesAtEnd")


def tiles(draws):
    return [slice(first, min(first + TILE, draws)) for first in range(0, draws, TILE)]


def refuse_the_unknown(scenario):
    """Ends the program when the scenario uses something that is not simulated here."""
    unknown = [name for name in ("measures", "ownQuantities", "effectCorrelations") if scenario[name]]
    unknown += [name for name in ("additionality", "rebound") if scenario.get(name)]
    if "trend" not in scenario["baseline"]:
        unknown.append("baseline")
    catalogues = [round_["catalogue"] for round_ in scenario["rounds"]]
    if len(set(catalogues)) < len(catalogues):
        unknown.append("a catalogue in two rounds")
    for round_ in scenario["rounds"]:
        unknown += ["levers"] * bool(round_["levers"]) + ["support"] * (round_["support"]["value"] != 0)
        follow_up = round_.get("followUp") or {}
        unknown += [name for name in ("facts", "municipalCounts") if follow_up.get(name)]
        if follow_up.get("done") is not None and follow_up["year"] != round_["lastYear"]:
            unknown.append("a follow-up before the end of a round")
    if unknown:
        sys.exit("the twin does not simulate: " + ", ".join(sorted(set(unknown))))


class Baseline:
    """The fitted baseline in the form it is run in."""

    def __init__(self, scenario, codes):
        release, origin = scenario["inventoryRelease"], scenario["lastInventoryYear"]
        self.inventory = reference.read(f"emissions-{release}.csv")
        nation = reference.read("emissions-national-2025.csv" if release == 2025 else "emissions-county-national-2026.csv")["00"]
        pool = sorted(self.inventory)
        fit = reference.fit(self.inventory, nation, pool, origin, scenario["horizon"], scenario["baseline"]["trend"]["window"])
        self.years = scenario["horizon"] - origin
        rows = [pool.index(code) for code in codes]
        self.level, self.scale = fit["level"][rows], fit["scale"][rows]
        # By municipality, sector and year.
        ahead = np.arange(1, self.years + 1) + np.asarray(fit["lead"])[:, None]
        self.own_drift = np.asarray(fit["localDrift"])[rows][:, :, None] * ahead
        self.drift = np.asarray(fit["path"]).reshape(len(SECTORS), self.years)
        self.local = np.asarray(fit["localFactor"])
        self.county_spread = np.asarray(fit["countySpread"])
        shock = np.linalg.cholesky(np.asarray(fit["covariance"]).reshape(len(SECTORS), len(SECTORS)))
        # Log paths of the nation, year by year: uncertain drift, the years without a real value, then yearly shocks.
        error = np.asarray(fit["slopeError"]).reshape(len(SECTORS), self.years).T / np.sqrt((shock**2).sum(axis=1))
        drifts = error[:, :, None] * shock
        before = np.broadcast_to(np.sqrt(fit["lead"])[:, None] * shock, drifts.shape)
        later = [np.where(np.arange(self.years)[:, None, None] >= year, shock, 0) for year in range(self.years)]
        self.national = np.concatenate([drifts, before, *later], axis=2).reshape(self.years * len(SECTORS), -1)


class Pledges:
    """The pledges of a round that have tonnes, with their positions, effects and time profiles."""

    def __init__(self, scenario, catalogue, round_, first_year, bands):
        horizon, origin, last_year = scenario["horizon"], scenario["lastInventoryYear"], round_["lastYear"]
        period = "-".join(str(year) for year in sorted({round_["firstYear"], last_year}))
        years = np.arange(first_year, horizon + 1)
        self.items = []
        for position, pledge in enumerate(catalogue["pledges"]):
            effect = pledge.get("effect")
            if not effect:
                continue
            age = years[None, :] - years[:, None]
            share = np.clip(age / (effect["rampInYears"]["value"] + 1), 0, 1)
            share[age > effect["lifetimeInYears"]["value"]] = 0
            counted = share[:, [list(years).index(origin)]] if origin >= first_year else np.zeros((len(years), 1))
            new = np.maximum(0, share - counted)
            ended = np.maximum(0, counted - share) if effect["ending"] == "reverts" else 0 * share
            territorial = effect["ledger"] == "territorial" and effect.get("sector") is not None
            band = pledge["number"] if effect.get("cost") else pledge["group"]
            unit = {"t": 1.0, "kWhElectricity": scenario["accounting"]["electricity"]["value"] * 1e-6}
            self.items.append({
                "position": position, "effect": effect, "ledger": LEDGERS.index(effect["ledger"]),
                "sector": SECTORS.index(effect["sector"]) if territorial else None,
                "band": bands.index(f"{catalogue['id']}/{period}/{band}") if territorial else None,
                "unit": unit.get(effect["unit"], 1e-6), "heat": effect["unit"] == "kWhDistrictHeat",
                "sigma": effect["localSpread"]["value"], "share": share, "new": new, "ended": ended,
                # What counts in the last year and at the end of the round, by code of completion, of which 0 is never.
                "last": np.append(0, share[:, -1]), "atEnd": np.append(0.0, years <= last_year)})


class Twin:
    def __init__(self, scenario, bands, draws, seed):
        refuse_the_unknown(scenario)
        self.bands = bands
        self.scenario, self.draws = scenario, draws
        self.primitives = Primitives(seed)
        self.places = scenario["municipalities"]
        self.codes = [place["code"] for place in self.places]
        self.rounds = scenario["rounds"]
        catalogues = {catalogue["id"]: catalogue for catalogue in scenario["catalogues"]}
        self.catalogues = [catalogues[round_["catalogue"]] for round_ in self.rounds]
        self.origin, self.horizon = scenario["lastInventoryYear"], scenario["horizon"]
        self.years = list(range(self.origin + 1, self.horizon + 1))
        first = min([self.origin + 1] + [round_["firstYear"] for round_ in self.rounds])
        self.pledge_years = list(range(first, self.horizon + 1))
        self.baseline = Baseline(scenario, self.codes)
        self.pledges = [Pledges(scenario, catalogue, round_, first, bands) for catalogue, round_ in zip(self.catalogues, self.rounds)]
        # Pledges of one ledger, sector and band with one profile are added up before the profile is applied.
        self.blocks = defaultdict(dict)
        for items in self.pledges:
            for item in items.items:
                profiles = self.blocks[item["ledger"], item["sector"], item["band"]]
                key = item["share"].tobytes() + item["ended"].tobytes()
                item["slot"] = profiles.setdefault(key, (len(profiles), item))[0]
        # Rows of an area: emissions, baseline, new, ended, avoided by ledger, cumulated by ledger, bands in the last year, then sectors.
        years, pledge_years = len(self.years), len(self.pledge_years)
        self.rows = {"emissions": slice(0, years), "baseline": slice(years, 2 * years),
                     "newSinceInventory": slice(2 * years, 3 * years), "endedSinceInventory": slice(3 * years, 4 * years)}
        first = 4 * years
        self.avoided = [slice(first + ledger * pledge_years, first + (ledger + 1) * pledge_years) for ledger in range(3)]
        self.cumulated = first + 3 * pledge_years
        self.band_rows = slice(self.cumulated + 3, self.cumulated + 3 + len(bands))
        self.sectors = self.band_rows.stop
        self.row_count = self.sectors + len(SECTORS) * years
        self.seconds = Counter()
        # Scratch, written over and over.
        self.normals = np.empty((self.baseline.years, min(draws, TILE)))
        self.paths = np.empty_like(self.normals)
        most = max((len(profiles) for profiles in self.blocks.values()), default=0)
        self.sums = np.empty((most * pledge_years + 1) * min(draws, TILE))
        self.scratch = np.empty((2, min(draws, TILE)))
        self.all_draws = np.arange(min(draws, TILE))

    def run(self):
        """The summaries, in the form of a result."""
        start = time.perf_counter()
        self.prepare()
        self.lap("shared", start)
        counties, subregions, areas = {}, {}, {}
        table = np.empty((self.row_count, self.draws))
        capped = np.empty(self.draws, bool)
        for m, place in enumerate(self.places):
            for tile in tiles(self.draws):
                start = time.perf_counter()
                rows = table[:, tile]
                rows[2 * len(self.years):self.sectors] = 0
                changes = self.add_pledges(m, tile, rows)
                start = self.lap("pledges", start)
                self.add_emissions(m, tile, rows, changes, capped[tile])
                self.lap("emissions", start)
            start = time.perf_counter()
            for groups, key, count in ((counties, place["code"][:2], self.row_count), (subregions, place.get("subregion"), self.sectors)):
                if key is None:
                    continue
                if key not in groups:
                    groups[key] = [np.zeros((count, self.draws)), np.zeros(self.draws, bool), []]
                self.primitives.in_place(np.add, groups[key][0], table[:count])
                groups[key][1] |= capped
                groups[key][2].append(m)
            start = self.lap("emissions", start)
            areas[place["code"]] = self.outlook("municipality", place["code"], [m], table, capped)
            self.lap("summaries", start)
        start = time.perf_counter()
        for kind, groups in (("subregion", subregions), ("county", counties)):
            for key, (sums, any_capped, members) in groups.items():
                areas[key] = self.outlook(kind, key, members, sums, any_capped)
        rounds = [self.round_result(r) for r in range(len(self.rounds))]
        pledges = self.pledge_results()
        self.lap("summaries", start)
        return {"areas": areas, "rounds": rounds, "pledges": pledges, "adoption": self.adoption_cells()}

    def lap(self, phase, start):
        now = time.perf_counter()
        self.seconds[phase] += now - start
        return now

    # What all municipalities share

    def prepare(self):
        primitives, draws, scenario = self.primitives, self.draws, self.scenario
        sectors, years = len(SECTORS), self.baseline.years
        national = np.empty((years, sectors, draws))
        for tile in tiles(draws):
            z = primitives.normal(np.empty((self.baseline.national.shape[1], tile.stop - tile.start)))
            national[:, :, tile] = primitives.product(self.baseline.national, z).reshape(years, sectors, -1)
        national += self.baseline.drift.T[:, :, None]
        # By county, with the county's own deviation added.
        self.common = {}
        for county in sorted({code[:2] for code in self.codes}):
            deviation = primitives.normal(np.empty((sectors, draws))) * self.baseline.county_spread[:, None]
            self.common[county] = np.ascontiguousarray(
                (national + np.sqrt(np.arange(1, years + 1))[:, None, None] * deviation).transpose(1, 0, 2))
        self.sizes = []
        unpublished = None
        for round_, catalogue, pledges in zip(self.rounds, self.catalogues, self.pledges):
            if catalogue.get("factorRange"):
                if unpublished is None:
                    unpublished = primitives.generator.random(draws)
                low, high = np.log(catalogue["factorRange"]["value"])
                factor = np.exp(low + unpublished * (high - low))
            else:
                factor = (catalogue.get("calibration") or {"factor": 1.0})["factor"]
            self.sizes.append([sample(item["effect"]["size"]["value"], draws, primitives) * item["unit"] * factor
                               for item in pledges.items])
        courses = Courses(scenario, primitives, draws, self.pledge_years[0])
        self.round_tables, self.completed, self.adopted_counts = courses.tables, courses.completed, courses.adopted_counts
        courses.draw()
        self.pledge_tables = [np.zeros((len(p.items), draws)) for p in self.pledges]
        self.tonnes = [np.zeros((len(self.places), len(c["pledges"]))) for c in self.catalogues]
        self.band_sums = np.zeros((len(self.places), len(self.bands), len(self.years)))

    # One municipality

    def driver(self, item, place):
        quantity = {"inhabitants": place.get("population"), "cars": place.get("cars")}.get(item["effect"]["driver"]) or 0
        if item["heat"]:
            accounting = self.scenario["accounting"]
            local = {f["municipality"]: f["value"]["value"] for f in accounting["localDistrictHeat"]}
            quantity *= local.get(place["code"], accounting["districtHeat"]["value"])
        return quantity

    def add_pledges(self, m, tile, rows):
        """Adds the tonnes of one municipality's pledges; returns what each band takes off, by sector."""
        primitives, count = self.primitives, tile.stop - tile.start
        years, place = len(self.pledge_years), self.places[m]
        changes = defaultdict(list)
        for (ledger, sector, band), profiles in self.blocks.items():
            # A row for each profile and year, behind one that no code leads to.
            sums = self.sums[:(len(profiles) * years + 1) * count]
            sums[:] = 0
            for r, pledges in enumerate(self.pledges):
                for index, item in enumerate(pledges.items):
                    if (item["ledger"], item["sector"], item["band"]) != (ledger, sector, band):
                        continue
                    quantity = self.driver(item, place)
                    codes = self.completed[r][m, item["position"], tile]
                    found = np.count_nonzero(codes)
                    if not quantity or not found:
                        continue
                    # Where most draws complete the pledge, all are taken: the code of the others leads to zeros.
                    draws = None if found > MOST * count else primitives.places(codes != 0)
                    codes = (codes if draws is None else primitives.gather(codes, draws)).astype(np.intp)
                    sizes = self.sizes[r][index][tile]
                    tonnes, amounts = self.scratch[:, :len(codes)]
                    primitives.normal(tonnes)
                    primitives.in_place(np.multiply, tonnes, item["sigma"])
                    primitives.in_place(np.add, tonnes, math.log(quantity) - item["sigma"] ** 2 / 2)
                    primitives.exp(tonnes)
                    primitives.in_place(np.multiply, tonnes, sizes if draws is None else primitives.gather(sizes, draws, amounts))
                    for shares, row in ((item["atEnd"], self.round_tables[r][4, tile]), (item["last"], self.pledge_tables[r][index, tile])):
                        primitives.gather(shares, codes, amounts)
                        primitives.in_place(np.multiply, amounts, tonnes)
                        primitives.in_place(np.add, row, amounts if draws is None else primitives.scatter(draws, amounts, count))
                    self.tonnes[r][m, item["position"]] += amounts.sum()
                    # From the codes to places of year and draw.
                    primitives.in_place(np.multiply, codes, count)
                    primitives.in_place(np.add, codes, self.all_draws[:count] if draws is None else draws)
                    primitives.add_at(sums[item["slot"] * years * count:], codes, tonnes)
            sums = sums[count:].reshape(-1, count)
            items = [item for _, item in profiles.values()]
            primitives.in_place(
                np.add, rows[self.avoided[ledger]], primitives.product(np.concatenate([item["share"] for item in items]).T, sums))
            if sector is not None:
                first = self.pledge_years.index(self.origin + 1)
                new = np.concatenate([item["new"][:, first:] for item in items]).T
                ended = np.concatenate([item["ended"][:, first:] for item in items]).T
                new = primitives.product(new, sums)
                primitives.in_place(np.add, rows[self.rows["newSinceInventory"]], new)
                changes[sector].append((band, new))
                if ended.any():
                    gone = primitives.product(ended, sums)
                    primitives.in_place(np.add, rows[self.rows["endedSinceInventory"]], gone)
                    changes[sector].append((self.bands.index("ended"), primitives.in_place(np.negative, gone)))
        for ledger in range(3):
            rows[self.avoided[ledger]].sum(axis=0, out=rows[self.cumulated + ledger])
        return changes

    def add_emissions(self, m, tile, rows, changes, capped):
        """Draws one municipality's baseline and takes off what its pledges change."""
        primitives, years = self.primitives, self.baseline.years
        count = tile.stop - tile.start
        emissions, baseline = rows[self.rows["emissions"]], rows[self.rows["baseline"]]
        emissions[:], baseline[:], capped[:] = 0, 0, False
        common = self.common[self.codes[m][:2]]
        normals, paths = self.normals[:, :count], self.paths[:, :count]
        for sector in range(len(SECTORS)):
            kept = rows[self.sectors + sector * years:self.sectors + (sector + 1) * years]
            level = self.baseline.level[m, sector]
            if level == 0:
                kept[:] = 0
                continue
            primitives.normal(normals)
            primitives.product(self.baseline.local[sector], normals, paths)
            uniform = primitives.uniform(np.empty(count, np.float32))
            limits = np.cumsum(reference.TAIL_WEIGHT)[:-1].astype(np.float32)
            tail = reference.TAIL_SCALE[(uniform > limits[0]).astype(np.intp) + (uniform > limits[1])]
            tail *= self.baseline.scale[m, sector]
            primitives.in_place(np.multiply, paths, tail)
            primitives.in_place(np.add, paths, common[sector][:, tile])
            primitives.in_place(np.add, paths, self.baseline.own_drift[m, sector][:, None])
            primitives.exp(paths)
            primitives.in_place(np.multiply, paths, level)
            primitives.in_place(np.add, baseline, paths)
            if sector in changes:
                for _, taken in changes[sector]:
                    primitives.in_place(np.subtract, paths, taken)
                below = paths < 0
                if below.any():
                    capped |= below.any(axis=0)
                    # Every band takes off as much less in proportion.
                    whole = sum(taken for _, taken in changes[sector])
                    left = 1 + np.where(below, paths, 0) / np.where(below, whole, 1)
                    for _, taken in changes[sector]:
                        taken *= left
                    np.maximum(paths, 0, out=paths)
                for band, taken in changes[sector]:
                    primitives.in_place(np.add, rows[self.band_rows][band], taken[-1])
                    self.band_sums[m, band] += taken.sum(axis=1)
            primitives.in_place(np.add, emissions, paths)
            kept[:] = paths

    # Summaries

    def summaries(self, table):
        """Mean, standard deviation and quantiles of each row; the table is spent. Rows without spread need no quantiles."""
        primitives, count = self.primitives, table.shape[1]
        means = primitives.product(table, np.full((count, 1), 1 / count))[:, 0]
        primitives.in_place(np.subtract, table, means[:, None])
        deviations = np.sqrt(primitives.squares(table) / max(1, count - 1))
        varied = np.flatnonzero(deviations > 0)
        quantiles = np.repeat(means[:, None], len(LEVELS), axis=1)
        if len(varied) == len(table):
            quantiles += primitives.percentile(table, LEVELS).T
        elif len(varied):
            quantiles[varied] += primitives.percentile(primitives.gather(table, varied, axis=0), LEVELS).T
        return [{"mean": mean, "standardDeviation": deviation, "quantiles": list(row)}
                for mean, deviation, row in zip(means, deviations, quantiles)]

    def outlook(self, kind, code, members, table, capped):
        targets = self.targets(kind, code, members, table)
        found = self.summaries(table)
        result = {"kind": kind, "code": code, "cappedShare": capped.mean(), "targets": targets}
        for name, rows in self.rows.items():
            result[name] = found[rows]
        if self.rounds:
            result["avoided"] = [found[rows] for rows in self.avoided]
            result["avoidedCumulated"] = found[self.cumulated:self.band_rows.start]
        means = self.band_sums[members].sum(axis=0) / self.draws
        result["bands"] = [{"horizon": summary, "means": list(mean)} for summary, mean in zip(found[self.band_rows], means)]
        years = len(self.years)
        if kind != "subregion":
            result["sectors"] = [found[self.sectors + s * years:self.sectors + (s + 1) * years] for s in range(len(SECTORS))]
        return result

    def targets(self, kind, code, members, table):
        """Probabilities of the area's targets; those of the gap follow from the emissions' summaries by subtraction."""
        if kind == "subregion":
            return []
        own = [target for target in self.scenario["targets"] if target["area"] == code]
        chosen = own or [target for target in self.scenario["targets"] if target["area"] == code[:2] and "reduction" in target["level"]]
        results = []
        for target in chosen:
            reference_ = sum(sum(self.baseline.inventory[self.codes[m]][target["referenceYear"]]) for m in members)
            at = target["level"]
            level = reference_ * (1 - at["reduction"]["percent"] / 100) if "reduction" in at else at["emissions"]["tonnes"]
            year = self.years.index(target["targetYear"])
            shares = [(table[self.rows[name]][year] <= level).mean() for name in ("emissions", "baseline")]
            results.append({"id": target["id"], "level": level, "probability": {"value": shares[0]}, "baselineProbability": {"value": shares[1]}})
        return results

    def round_result(self, r):
        return {"catalogue": self.catalogues[r]["id"]} | dict(zip(ROUND_ROWS, self.summaries(self.round_tables[r])))

    def pledge_results(self):
        results = []
        for r, pledges in enumerate(self.pledges):
            for item, summary in zip(pledges.items, self.summaries(self.pledge_tables[r])):
                results.append({"catalogue": self.catalogues[r]["id"], "number": self.catalogues[r]["pledges"][item["position"]]["number"],
                                "tonnes": summary})
        return results

    def adoption_cells(self):
        cells = []
        for r, catalogue in enumerate(self.catalogues):
            done = np.count_nonzero(self.completed[r], axis=2) / self.draws
            for m, code in enumerate(self.codes):
                for p, pledge in enumerate(catalogue["pledges"]):
                    cells.append({"municipality": code, "catalogue": catalogue["id"], "pledge": pledge["number"],
                                  "probability": self.adopted_counts[r][m * len(catalogue["pledges"]) + p] / self.draws, "done": done[m, p],
                                  "tonnes": self.tonnes[r][m, p] / self.draws})
        return cells


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=pathlib.Path, default=reference.DATA, help="folder with the inventories")
    arguments = parser.parse_args()
    # Keeps memory that is freed, instead of asking the kernel for fresh pages: M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
    for parameter in (-1, -3):
        ctypes.CDLL(None).mallopt(parameter, 1 << 30)
    reference.DATA = arguments.data
    engine = json.loads(arguments.results.read_text(encoding="utf-8"))
    bands = [item["id"] for item in engine["attribution"]["items"]]
    twin = Twin(engine["scenario"], bands, arguments.draws, arguments.seed)
    start, processor = time.perf_counter(), time.process_time()
    results = twin.run()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    own = sum(twin.primitives.seconds.values())
    json.dump({"draws": arguments.draws, "seconds": seconds, "processorSeconds": processor, "phases": dict(twin.seconds), "peakMemoryInBytes": peak,
               "primitives": dict(twin.primitives.seconds), "primitiveSeconds": own, "multiplications": twin.primitives.multiplications,
               "alone": twin.primitives.time_alone(), "results": results},
              sys.stdout, default=float)


if __name__ == "__main__":
    main()
