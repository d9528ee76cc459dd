"""What was tried for the baseline, with scores: the table in Sources/Simulation/Simulation.docc/Baseline.md.

    python3 Tests/Peers/baseline_alternatives.py

Release 2025, origins 2017 to 2020, every later year to 2023, all municipalities of Scenarios/data. A score is the mean over
municipalities, origins and years of |projected - actual| / actual, divided by that of the median-regression line and of the
last value; "far" is the first at horizons four to six. Medians of sectors are added up, so nothing is drawn.
"""

from contextlib import contextmanager

import numpy as np

import baseline_reference as reference

ORIGINS, END = (2017, 2018, 2019, 2020), 2023
POOL = reference.read("emissions-2025.csv")
NATIONAL = reference.read("emissions-national-2025.csv")["00"]
CODES, YEARS = sorted(POOL), sorted(NATIONAL)
TONNES = np.array([[POOL[c][y] for y in YEARS] for c in CODES])
NATION = np.array([NATIONAL[y] for y in YEARS])
TOTALS = TONNES.sum(2)


def line_slope(years, totals):
    pairs = [(a, b) for a in range(len(years)) for b in range(a + 1, len(years))]
    slopes = [(totals[b] - totals[a]) / (years[b] - years[a]) for a, b in pairs]
    sums = [np.abs(totals - totals[a] - s * (years - years[a])).sum() for (a, _), s in zip(pairs, slopes)]
    return slopes[int(np.argmin(sums))]


def known(origin, first=0):
    return [i for i, y in enumerate(YEARS) if first <= y <= origin]


def lines(origin):
    used = known(origin, 2010)
    years = np.array(YEARS, float)[used]
    return np.array([line_slope(years, t[used]) for t in TOTALS])


LINES = {o: lines(o) for o in ORIGINS}


def score(name, project):
    errors, far = [], []
    for origin in ORIGINS:
        now = YEARS.index(origin)
        for i in range(now + 1, len(YEARS)):
            ahead, actual = YEARS[i] - origin, TOTALS[:, i]
            line = np.maximum(0, TOTALS[:, now] + LINES[origin] * ahead)
            errors.append([np.abs(p - actual) / actual for p in (project(origin, ahead), line, TOTALS[:, now])])
            far.append(ahead >= 4)
    mean, far = np.array(errors).mean(2), np.array(far)
    median, line, last = mean.mean(0)
    print(f"| {name} | {median / line:.3f} | {median / last:.3f} | {mean[far, 0].mean() / mean[far, 1].mean():.3f} |")


def projection(**settings):
    fits = {o: reference.fit(POOL, NATIONAL, CODES, o, END, **settings) for o in ORIGINS}

    def project(origin, ahead):
        fit = fits[origin]
        own = np.exp(fit["localDrift"] * ahead)
        return (fit["level"] * own * reference.ratio(fit["drift"], ahead)).sum(1)

    return project


@contextmanager
def instead(name, value):
    kept = getattr(reference, name)
    setattr(reference, name, value)
    yield
    setattr(reference, name, kept)


def weighed(weight):
    """The national drift with a fixed weight on the sector's own slope."""
    own = reference.national_drift

    def drift(years, nation, last, window):
        pooled, variance = own(years, nation, last, window)
        end, g, slopes, levels = last[0], np.zeros(reference.S), np.zeros(reference.S), nation[last[0]]
        first = max(i for i, y in enumerate(years) if y <= min(window, years[end] - 5) or i == 0)
        for s in range(reference.S):
            if end > first:
                slopes[s] = np.polyfit(years[first : end + 1], nation[first : end + 1, s], 1)[0]
            g[s] = weight * slopes[s] / levels[s]
        return g + (1 - weight) * slopes.sum() / levels.sum(), variance

    return drift


def past_error(origin, window):
    """Mean relative error of national sectors, per root of the horizon, from every place before the origin."""
    used = known(origin)
    years, nation, errors = np.array(YEARS)[used], NATION[used], []
    for u in range(2, len(used) - 1):
        drift, _ = reference.national_drift(years, nation, np.full(reference.S, u), window)
        for v in range(u + 1, len(used)):
            ahead = float(years[v] - years[u])
            projected = nation[u] * reference.ratio(drift, ahead)
            errors.append(np.abs(projected / nation[v] - 1).mean() / np.sqrt(ahead))
    return np.mean(errors)


def alternatives():
    chosen = projection()
    score("as it is", chosen)
    score("the nation's future known", lambda o, h: (TONNES[:, YEARS.index(o)] * NATION[YEARS.index(o + h)] / NATION[YEARS.index(o)]).sum(1))
    for window in (2000, 2005, 2015):
        score(f"window from {window}", projection(window=window))
    for name, weight in (("every sector its own slope", 1), ("one slope for all", 0), ("half and half", 0.5)):
        with instead("national_drift", weighed(weight)):
            score(name, projection())
    logs = {o: np.polyfit(np.array(YEARS)[known(o, 2010)], np.log(NATION[known(o, 2010)]), 1)[0] for o in ORIGINS}
    score("log-linear national trend", lambda o, h: (TONNES[:, YEARS.index(o)] * np.exp(logs[o] * h)).sum(1))
    own = {}
    for o in ORIGINS:
        used = known(o, 2010)
        flat = np.log(np.maximum(TONNES[:, used], 1)).transpose(1, 0, 2).reshape(len(used), -1)
        own[o] = np.polyfit(np.array(YEARS)[used], flat, 1)[0].reshape(len(CODES), -1)
    score("log-linear trend by municipality and sector", lambda o, h: (TONNES[:, YEARS.index(o)] * np.exp(own[o] * h)).sum(1))
    with instead("ratio", lambda g, years: np.maximum(1 + g * (1 - 0.9**years) / 0.1, 0.01)):
        score("damped by a tenth a year", projection())
    with instead("local_drift_variance", lambda sector, scale: 0.0):
        score("no drift of a municipality's own", projection())
        for q in (0, 0.8):
            with instead("TRANSITORY", q):
                score(f"the same, q = {q}", projection())
    for weight in (0.2, 0.5):
        score(
            f"{weight} parts of the line mixed in",
            lambda o, h: (1 - weight) * chosen(o, h) + weight * np.maximum(0, TOTALS[:, YEARS.index(o)] + LINES[o] * h),
        )


if __name__ == "__main__":
    print("| | of the line | of the last value | far |\n|---|---|---|---|")
    alternatives()
    for origin in ORIGINS:
        errors = {w: past_error(origin, w) for w in (1990, 2000, 2005, 2010, 2015)}
        print(f"before {origin}:", ", ".join(f"from {w} {e:.4f}" for w, e in errors.items()))
