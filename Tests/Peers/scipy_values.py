"""Reference values of distributions from SciPy.

Run with SciPy 1.17 as: python3 Tests/Peers/scipy_values.py > Tests/SamplingTests/Resources/scipy_values.csv
"""

import math

from scipy import stats

PROBABILITIES = [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.01, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95,
                 0.99, 0.999, 0.99999, 1 - 1e-10]


def pert(low, mode, high):
    return stats.beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high - low)


CASES = (
    [("normal", (m, s), stats.norm(m, s)) for m, s in [(0, 1), (-3, 0.25)]]
    + [("logNormal", (m, s), stats.lognorm(s, scale=m)) for m, s in [(1, 0.01), (2.5, 0.6), (100, 2)]]
    + [("uniform", (a, b), stats.uniform(a, b - a)) for a, b in [(0, 1), (-2, 5)]]
    + [("triangular", (a, c, b), stats.triang((c - a) / (b - a), a, b - a))
       for a, c, b in [(0, 0.25, 1), (-1, -1, 3), (2, 7, 7)]]
    + [("pert", p, pert(*p)) for p in [(0, 0.25, 1), (-1, -1, 3), (2, 5, 7)]]
    + [("beta", p, stats.beta(*p))
       for p in [(1, 1), (4, 4), (2, 6), (2, 18), (0.5, 0.5), (0.1, 3), (21.2, 18.8), (300, 700), (1e4, 2e4)]]
    + [("gamma", (a, s), stats.gamma(a, scale=s))
       for a, s in [(1, 1), (0.1, 1), (0.5, 2), (4, 1), (21.2, 1), (150, 0.1), (1e4, 1)]]
    + [("gumbel", (m, s), stats.gumbel_r(m, s)) for m, s in [(0, 1), (3, 0.5)]]
    + [("logistic", (m, s), stats.logistic(m, s)) for m, s in [(0, 1), (3, 0.5)]]
)

print("distribution,parameters,function,argument,value")
for name, parameters, distribution in CASES:
    where = f"{name},{' '.join(repr(float(p)) for p in parameters)}"
    print(f"{where},mean,,{float(distribution.mean())!r}")
    print(f"{where},variance,,{float(distribution.var())!r}")
    for p in PROBABILITIES:
        # SciPy's search for beta quantiles gives up here.
        if p < 1e-20 and name in ("beta", "pert"):
            continue
        x = float(distribution.ppf(p))
        # Below the normal numbers neither side has full precision left.
        if not math.isfinite(x) or 0 < abs(x) < 1e-290:
            continue
        print(f"{where},quantile,{p!r},{x!r}")
    for p in PROBABILITIES[5:18]:
        x = float(f"{float(distribution.ppf(p)):.6g}")
        print(f"{where},cdf,{x!r},{float(distribution.cdf(x))!r}")
