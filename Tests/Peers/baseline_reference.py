"""The baseline's fit once more, in NumPy and SciPy, to be compared number by number with the Swift one.

    python3 Tests/Peers/baseline_reference.py > Tests/SimulationTests/Resources/baseline-reference.json

Formulas and reasons: Sources/Simulation/Simulation.docc/Baseline.md.
"""

import csv
import json
from pathlib import Path

import numpy as np
from scipy.special import digamma, polygamma

DATA = Path(__file__).parents[2] / "Scenarios" / "data"
SECTORS = (
    "transport industry agriculture electricity_district_heating own_heating work_machinery waste product_use"
).split()
S = len(SECTORS)
TAIL_WEIGHT, TAIL_SCALE = np.array([0.70, 0.25, 0.05]), np.array([0.75, 1.4, 2.8])
TRANSITORY = 0.2


def read(name):
    areas = {}
    with open(DATA / name, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            areas.setdefault(row["code"], {})[int(row["year"])] = [float(row[s]) for s in SECTORS]
    return areas


def ratio(g, years):
    line = 1 + years * g
    return np.where(line >= 0.3, line, 0.3 * np.exp(np.minimum(0, (line - 0.3) / 0.3)))


def national_drift(years, nation, last, window):
    own, variance, span, slope_variance = np.zeros(S), np.full(S, np.nan), np.zeros(S), np.ones(S)
    level, slope = np.zeros(S), np.zeros(S)
    for s in range(S):
        end = last[s]
        start = min(window, years[end] - 5)
        before = [i for i in range(end + 1) if years[i] <= start]
        first = before[-1] if before else 0
        x, y = years[first : end + 1].astype(float), nation[first : end + 1, s]
        level[s], span[s] = y[-1], x[-1] - x[0]
        if len(x) > 1:
            slope[s] = np.polyfit(x - x.mean(), y, 1)[0]
        if level[s] > 0:
            own[s] = slope[s] / level[s]
            if len(x) > 1:
                weight = (x - x.mean()) / ((x - x.mean()) ** 2).sum() * y / level[s]
                slope_variance[s] = (np.diff(x) * np.cumsum(weight)[:-1] ** 2).sum()
            if len(x) > 2:
                steps = np.diff(x)
                variance[s] = np.mean((np.diff(y) / level[s] - own[s] * steps) ** 2 / steps)
    present = level > 0
    common = slope[present].sum() / level[present].sum() if present.any() else 0.0
    judged = present & np.isfinite(variance)
    weight = np.full(S, 0.5)
    if judged.any():
        error = 0.5 * (variance[judged] + variance[judged].mean()) / np.maximum(span[judged], 1)
        between = max(0, np.mean((own[judged] - common) ** 2 - error))
        weight[judged] = between / (between + error) if between > 0 else 0
    return np.where(present, weight * own + (1 - weight) * common, 0), slope_variance


def slope_deviation(g, slope_variance, years):
    return np.sqrt(slope_variance) * years / np.maximum(1 + years * g, 0.3)


def national_covariance(years, nation, last, window):
    errors = []
    for u in range(1, len(years) - 1):
        g, slope_variance = national_drift(years, nation, np.full(S, u), window)
        h = float(years[u + 1] - years[u])
        with np.errstate(all="ignore"):
            e = np.log(nation[u + 1] / nation[u]) - np.log(ratio(g, h))
        e = e / np.sqrt(h + slope_deviation(g, slope_variance, h) ** 2)
        errors.append(np.where(np.isfinite(e) & (u + 1 <= last), e, np.nan))
    errors = np.array(errors).reshape(-1, S)
    n = np.isfinite(errors).sum(0)
    filled = np.nan_to_num(errors)
    seen = n > 0
    half = n[seen] / 2
    mean_square = (filled**2).sum(0)[seen] / n[seen]
    log_variance = np.log(np.maximum(mean_square, 0.005**2)) - digamma(half) + np.log(half)
    scatter = polygamma(1, half)
    mean, between = np.log(0.05**2), 1.0
    if seen.sum() >= 3:
        for _ in range(20):
            weight = 1 / (between + scatter)
            mean = (weight * log_variance).sum() / weight.sum()
            excess = ((log_variance - mean) ** 2 - scatter).sum()
            between = max(0.05, excess / (seen.sum() - 1))
    variance = np.full(S, np.exp(mean + between / 2))
    weight = between / (between + scatter)
    variance[seen] = np.exp(mean + weight * (log_variance - mean) + weight * scatter / 2)
    products = filled.T @ filled
    size = np.sqrt(np.maximum(np.diag(products), 1e-300))
    shrinkage = S / (S + len(errors))
    correlation = (1 - shrinkage) * products / np.outer(size, size)
    np.fill_diagonal(correlation, 1)
    return correlation * np.sqrt(np.outer(variance, variance))


def expected_log_variance(share):
    square = TAIL_SCALE**2
    return (TAIL_WEIGHT * np.log(share * square + (1 - share) * (TAIL_WEIGHT * square).sum())).sum()


def predicted(P, step, extra):
    A = np.array([[1, step], [0, 1]])
    return A @ P @ A.T + np.diag([step + extra, 0])


def local_drift_variance(sector, scale):
    _, steps, _, _, _, change, extra, _ = sector
    spread = np.sqrt(steps + extra + 2 * TRANSITORY)
    with np.errstate(all="ignore"):
        z = np.clip(change / np.maximum(scale[:, None], 1e-12) / spread, -3, 3)
    z[scale <= 0] = np.nan
    products = weights = 0.0
    for j in range(len(steps)):
        for k in range(j + 1, len(steps)):
            both = np.isfinite(z[:, j]) & np.isfinite(z[:, k])
            lever = steps[j] * steps[k] / (spread[j] * spread[k])
            shared = TRANSITORY / (spread[j] * spread[k]) if k == j + 1 else 0
            products += ((z[both, j] * z[both, k] + shared) * lever).sum()
            weights += both.sum() * lever**2
    found = products / weights if products > 0 else 0.0
    return max(0.0, found - 1 / weights / found) if found > 0 else 0.0


def fit(pool, national, codes, origin, horizon, window=2010):
    years = np.array(sorted(y for y in national if y <= origin and all(y in pool[c] for c in codes)))
    assert years[-1] == origin
    nation = np.array([national[y] for y in years])
    tonnes = np.array([[pool[c][y] for y in years] for c in codes])
    count, end = len(codes), len(years) - 1

    last = np.full(S, end)
    if end >= 2 and origin - years[end - 1] == 1:
        for s in range(S):
            now, before = tonnes[:, end, s], tonnes[:, end - 1, s]
            both = (now > 0) & (before > 0)
            if nation[end - 1, s] > 0 and both.any():
                still = abs(nation[end, s] / nation[end - 1, s] - 1) < 0.0025
                if still and (abs(now[both] / before[both] - 1) < 0.0025).mean() >= 0.9:
                    last[s] = end - 1
    lead = origin - years[last]
    g, slope_variance = national_drift(years, nation, last, window)
    covariance = national_covariance(years, nation, last, window)

    sectors = []
    for s in range(S):
        used = [i for i in range(len(years)) if years[i] >= 2000 and i <= last[s]]
        steps = np.diff(years[used]).astype(float)
        known = tonnes[:, used, s] > 1
        with np.errstate(all="ignore"):
            share = np.log(tonnes[:, used, s]) - np.log(nation[used, s])
            same = np.abs(tonnes[:, used[1:], s] / tonnes[:, used[:-1], s] - 1) < 1e-6
        carried = np.zeros_like(known)
        carried[:, 1:] = (steps == 1) & same
        valid = known[:, 1:] & known[:, :-1] & ~carried[:, 1:]
        change = np.where(valid, np.where(known[:, 1:], share[:, 1:], 0) - np.where(known[:, :-1], share[:, :-1], 0), np.nan)
        extra, rate = np.zeros(len(steps)), 0.0
        if len(steps) > 2 and (valid.sum(0) >= 10).all():
            robust = np.nanmedian((change - np.nanmedian(change, axis=0)) ** 2, axis=0) / 0.4549
            base = np.quantile(robust / steps, 0.25)
            extra = np.where(robust / steps > 16 * base, robust / base - steps, 0)
            rate = extra.sum() / steps.sum()
        sectors.append((used, steps, known, share, carried, change, extra, rate))

    def filtered(drift_variance):
        """Levels, drifts, mean log surprises, how many, and the surprises of every series."""
        level, drift, mean_log = np.zeros((count, S)), np.zeros((count, S)), np.zeros((count, S))
        observed, surprises, uncertainty = np.zeros((count, S), int), [], []
        for s in range(S):
            used, steps, known, share, carried, _, extra, _ = sectors[s]
            tau = drift_variance[s]
            start = np.diag([TRANSITORY, tau])
            P = start
            for step, more in zip(steps, extra):
                P = predicted(P, step, more)
                P = P - np.outer(P[0], P[0]) / (P[0, 0] + TRANSITORY)
            uncertainty.append(P)
            surprise = np.full((count, len(steps)), np.nan)
            for m in range(count):
                if tonnes[m, end, s] <= 0:
                    continue
                state, logs = None, []
                for j in range(len(used)):
                    if not known[m, j]:
                        state, logs = None, []
                        continue
                    if state is None:
                        state, P = np.array([share[m, j], 0.0]), start
                        continue
                    P = predicted(P, steps[j - 1], extra[j - 1])
                    state = state + np.array([steps[j - 1] * state[1], 0])
                    if carried[m, j]:
                        continue
                    total, v = P[0, 0] + TRANSITORY, share[m, j] - state[0]
                    part = min(1, (steps[j - 1] + extra[j - 1]) / total)
                    logs.append(np.log(max(v * v / total, 1e-8)) - expected_log_variance(part))
                    surprise[m, j - 1] = v / np.sqrt(total)
                    state = state + P[0] / total * v
                    P = P - np.outer(P[0], P[0]) / total
                level[m, s] = tonnes[m, end, s]
                if state is not None:
                    level[m, s], drift[m, s] = np.exp(state[0]) * nation[last[s], s], state[1]
                if logs:
                    mean_log[m, s], observed[m, s] = np.mean(logs), len(logs)
            surprises.append(surprise)
        return level, drift, mean_log, observed, surprises, uncertainty

    def scales(level, mean_log, observed):
        rows = [(m, s) for m in range(count) for s in range(S) if observed[m, s] > 0]
        log_square = 2 * np.log(TAIL_SCALE)
        log_spread = (TAIL_WEIGHT * log_square**2).sum() - (TAIL_WEIGHT * log_square).sum() ** 2
        y = np.array([mean_log[r] for r in rows]) - (digamma(0.5) + np.log(2))
        scatter = (np.pi**2 / 2 + log_spread) / np.array([observed[r] for r in rows])
        design = np.zeros((len(rows), S + 2))
        for i, (m, s) in enumerate(rows):
            design[i, 0] = design[i, 1 + s] = 1
            design[i, S + 1] = np.log(level[m, s] / 1e4)
        prior = np.array([np.log(0.08**2)] + [0.0] * S + [-0.5])
        precision = 1 / np.array([1.0] * (S + 1) + [0.25]) ** 2
        between = 1.0
        for _ in range(5):
            weight = 1 / (between + scatter)
            normal = design.T @ (design * weight[:, None]) + np.diag(precision)
            beta = np.linalg.solve(normal, design.T @ (weight * y) + precision * prior)
            residual = y - design @ beta
            between = max(0.05, ((residual**2 - scatter).sum() + 10) / (len(rows) + 10))
        own = {r: between / (between + t) * e for r, t, e in zip(rows, scatter, residual)}
        scale = np.zeros((count, S))
        for m in range(count):
            for s in range(S):
                if level[m, s] > 0:
                    expected = beta[0] + beta[1 + s] + beta[S + 1] * np.log(level[m, s] / 1e4)
                    scale[m, s] = min(np.exp((expected + own.get((m, s), 0)) / 2), 0.3)
        return scale, beta, between

    level, _, mean_log, observed, _, _ = filtered(np.zeros(S))
    scale, _, _ = scales(level, mean_log, observed)
    drift_variance = np.array([local_drift_variance(sectors[s], scale[:, s]) for s in range(S)])
    level, drift, mean_log, observed, surprises, uncertainty = filtered(drift_variance)
    scale, beta, between = scales(level, mean_log, observed)
    break_rate = np.array([s[7] for s in sectors])

    county, share = np.array([c[:2] for c in codes]), np.full(S, 0.05)
    for s in range(S):
        z = np.clip(surprises[s] / np.maximum(scale[:, [s]], 1e-12), -3, 3)
        within = between_counties = within_count = between_count = 0.0
        for j in range(z.shape[1]):
            here = np.isfinite(z[:, j])
            product = np.outer(z[here, j], z[here, j])
            together = county[here][:, None] == county[here][None, :]
            different = ~together
            np.fill_diagonal(together, False)
            within += product[together].sum()
            within_count += together.sum()
            between_counties += product[different].sum()
            between_count += different.sum()
        if within_count and between_count:
            weight = min(within_count, between_count)
            excess = within / within_count - between_counties / between_count
            share[s] = np.clip((weight * excess + 200 * 0.05) / (weight + 200), 0, 0.7)
    median_scale = np.array([np.median(c[c > 0]) if (c > 0).any() else 0 for c in scale.T])

    ahead = np.arange(1, horizon - origin + 1)

    def slope_error(s):
        yearly = np.sqrt(covariance[s, s])
        relative = yearly * slope_deviation(g[s], slope_variance[s], ahead + lead[s])
        return np.sqrt(np.log1p(relative**2))

    local = []
    for s in range(S):
        k = ahead + lead[s]
        P = uncertainty[s]
        omega = P[0, 0] + P[0, 1] * np.add.outer(k, k) + P[1, 1] * np.outer(k, k)
        omega += (1 + break_rate[s]) * np.minimum.outer(k, k) + TRANSITORY * np.eye(len(k))
        local.append(np.linalg.cholesky(omega))
    return {
        "lead": lead,
        "drift": g,
        "slopeVariance": slope_variance,
        "slopeError": np.array([slope_error(s) for s in range(S)]).ravel(),
        "path": np.log([ratio(g[s], ahead + lead[s]) for s in range(S)]).ravel(),
        "covariance": covariance.ravel(),
        "breakRate": break_rate,
        "localFactorLastRows": np.array([factor[-1] for factor in local]).ravel(),
        "scaleCoefficients": beta,
        "scaleSpread": between,
        "driftVariance": drift_variance,
        "localDrift": drift,
        "countyShare": share,
        "countySpread": np.sqrt(share * (1 + break_rate)) * median_scale,
        "level": level,
        "scale": scale * np.sqrt(1 - share),
        "localFactor": np.array(local),
    }


def case(release, origin, prefix="", horizon=2023):
    pool = read(f"emissions-{release}.csv")
    national = read("emissions-national-2025.csv" if release == 2025 else "emissions-county-national-2026.csv")["00"]
    codes = sorted(c for c in pool if c.startswith(prefix))
    found = fit(pool, national, codes, origin, horizon)
    del found["localFactor"]
    shown = [c for c in ("1214", "1415", "1480", "1880") if c in codes]
    place = np.arange(1, len(codes) + 1)[:, None]
    found["levelSums"] = np.append(found["level"].sum(0), (place * found["level"]).sum(0))
    found["driftSums"] = np.append(found["localDrift"].sum(0), (place * found["localDrift"]).sum(0))
    del found["localDrift"]
    found["scaleSums"] = np.append(found["scale"].sum(0), (place * found["scale"]).sum(0))
    for name in ("level", "scale"):
        found[name] = {c: found[name][codes.index(c)] for c in shown}
    return {"release": release, "lastYear": origin, "horizon": horizon, "prefix": prefix} | rounded(found)


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if np.ndim(value):
        return [rounded(item) for item in value]
    return float(f"{value:.13g}")


if __name__ == "__main__":
    cases = [case(2025, origin) for origin in (2017, 2018, 2019, 2020)]
    cases += [case(2026, origin, horizon=2030) for origin in (2023, 2024)]
    cases += [case(2025, 2020, "18"), case(2025, 2019, "1480")]
    print(json.dumps(cases, indent=None, separators=(",", ":")).replace('},{"release"', '},\n{"release"'))
