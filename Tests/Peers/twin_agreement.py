"""Whether two independent simulations of one scenario agree within Monte Carlo error.

    python3 Tests/Peers/twin_agreement.py Reports/adopted-pledges/results.json twin.json

Every pair of means, probabilities and quantiles becomes a score: their difference over its standard error. In agreement the scores
of the means have a spread of about one and none is far out. Scores of one run lean on each other, so the spread is held within
wide limits and the largest below a limit that a single one of `count` independent scores passes once in a thousand runs.
"""

import json
import math
import pathlib
import statistics
import sys

LEVELS = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
FALSE_ALARM = 1e-3
SPREAD = (0.7, 1.3)
CURVES = ("emissions", "baseline", "newSinceInventory", "endedSinceInventory", "avoidedCumulated")
normal = statistics.NormalDist()
SCORES = [normal.inv_cdf(level) for level in LEVELS]


def deviation_of_quantile(quantiles, index):
    """The asymptotic standard deviation of a sample quantile times the root of the sample's size.

    The density comes from the distance to the neighbouring quantiles, on the scale of normal scores; at the ends the last step is
    used, which is too small for heavy tails, so the larger of the two outermost steps is taken.
    """
    steps = [(quantiles[i + 1] - quantiles[i]) / (SCORES[i + 1] - SCORES[i]) for i in range(len(LEVELS) - 1)]
    near = steps[max(0, index - 1):index + 1] if 0 < index < len(LEVELS) - 1 else steps[:2] if index == 0 else steps[-2:]
    level = LEVELS[index]
    return math.sqrt(level * (1 - level)) / normal.pdf(SCORES[index]) * max(near)


class Agreement:
    def __init__(self, engine_draws, twin_draws):
        self.share = math.sqrt(1 / engine_draws + 1 / twin_draws)
        self.scores = {"mean": [], "standardDeviation": [], "quantile": [], "probability": []}
        self.exact = []

    def add(self, kind, place, engine, twin, deviation):
        # Engine figures are rounded to nine digits.
        if abs(engine - twin) <= 2e-8 * max(1, abs(engine)):
            return
        if deviation == 0:
            self.exact.append(f"{place}: {engine} and {twin} differ, and neither varies")
        else:
            self.scores[kind].append(((engine - twin) / (deviation * self.share), place))

    def add_summary(self, place, engine, twin, continuous):
        deviation = max(engine["standardDeviation"], twin["standardDeviation"])
        self.add("mean", f"{place} mean", engine["mean"], twin["mean"], deviation)
        if not continuous:
            return
        # As for a normal distribution; the kurtosis of sums over municipalities is moderate.
        self.add("standardDeviation", f"{place} sd", engine["standardDeviation"], twin["standardDeviation"], 2 * deviation)
        for index in range(len(LEVELS)):
            self.add("quantile", f"{place} {LEVELS[index]:.0%}", engine["quantiles"][index], twin["quantiles"][index],
                     max(deviation_of_quantile(engine["quantiles"], index), deviation_of_quantile(twin["quantiles"], index)))

    def add_probability(self, place, engine, twin):
        pooled = min(max((engine + twin) / 2, 0), 1)
        self.add("probability", place, engine, twin, math.sqrt(pooled * (1 - pooled)))

    def faults(self):
        """What disagrees, in words; nothing when the two agree."""
        found = list(self.exact)
        for kind, scores in self.scores.items():
            if not scores:
                continue
            # A standard deviation's own error hangs on tails that these sums have and the normal distribution has not: it is shown
            # and not judged.
            if kind == "standardDeviation":
                continue
            limit = -normal.inv_cdf(FALSE_ALARM / 2 / len(scores))
            found += [f"{place}: {score:+.1f} standard errors apart" for score, place in scores if abs(score) > limit]
            spread = math.sqrt(sum(score**2 for score, _ in scores) / len(scores))
            if kind == "mean" and len(scores) > 100 and not SPREAD[0] < spread < SPREAD[1]:
                found.append(f"the scores of {len(scores)} means have a spread of {spread:.2f}")
        return found

    def report(self):
        lines = {}
        for kind, scores in self.scores.items():
            if scores:
                values = [score for score, _ in scores]
                lines[kind] = {"count": len(values), "spread": math.sqrt(sum(v * v for v in values) / len(values)), "largest": max(map(abs, values))}
        return lines


def agreement(engine, twin):
    """Compares a result of the engine with one of the twin."""
    found = Agreement(engine["draws"], twin["draws"])
    others = {(area["kind"], area["code"]): area for area in twin["results"]["areas"].values()}
    if len(others) != len(engine["areas"]):
        found.exact.append(f"{len(engine['areas'])} areas and {len(others)} differ")
    for area in engine["areas"]:
        other = others[area["kind"], area["code"]]
        for name in CURVES:
            for index, summary in enumerate(area[name]):
                continuous = name in ("emissions", "baseline") or area["kind"] == "county" and summary["quantiles"][0] > 0
                found.add_summary(f"{area['code']} {name}[{index}]", summary, other[name][index], continuous)
        for name in ("avoided", "sectors"):
            for first, rows in enumerate(area[name]):
                for index, summary in enumerate(rows):
                    found.add_summary(f"{area['code']} {name}[{first}][{index}]", summary, other[name][first][index],
                                      area["kind"] == "county" and summary["quantiles"][0] > 0)
        for index, (band, twin_band) in enumerate(zip(area["bands"], other["bands"], strict=True)):
            place = f"{area['code']} bands[{index}]"
            found.add_summary(place, band["horizon"], twin_band["horizon"], False)
            # The spread of another year than the last is not published; in proportion to the mean it is much the same.
            for year, mean in enumerate(band["means"]):
                deviation = band["horizon"]["standardDeviation"]
                if band["horizon"]["mean"]:
                    deviation *= max(1, abs(mean / band["horizon"]["mean"]))
                found.add("mean", f"{place} mean of year {year}", mean, twin_band["means"][year], deviation)
        for target, twin_target in zip(area["targets"], other["targets"], strict=True):
            for name in ("probability", "baselineProbability"):
                found.add_probability(f"{area['code']} {target['id']} {name}", target[name]["value"], twin_target[name]["value"])
    for round_, other in zip(engine["rounds"], twin["results"]["rounds"], strict=True):
        for name in ("adopted", "doneAtEnd", "startedAtEnd", "doneAtHorizon", "tonnesAtEnd"):
            found.add_summary(f"{round_['catalogue']} {name}", round_[name], other[name], name == "tonnesAtEnd")
    with_tonnes = [pledge for pledge in engine["pledges"] if "tonnes" in pledge]
    for pledge, other in zip(with_tonnes, twin["results"]["pledges"], strict=True):
        found.add_summary(f"{pledge['catalogue']}/{pledge['number']}", pledge["tonnes"], other["tonnes"], False)
    cells = {(c["municipality"], c["catalogue"], c["pledge"]): c for c in twin["results"]["adoption"]}
    for cell in engine["adoption"]:
        other = cells[cell["municipality"], cell["catalogue"], cell["pledge"]]
        for name in ("probability", "done"):
            found.add_probability(f"{cell['municipality']} {cell['catalogue']}/{cell['pledge']} {name}", cell[name], other[name])
    return found


def main():
    engine, twin = (json.loads(pathlib.Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:3])
    found = agreement(engine, twin)
    print(json.dumps(found.report(), indent=1))
    faults = found.faults()
    print("\n".join(faults) or "the two agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
