"""Derives the coefficients of the vector kernels in Sources/CKernels with 40 digits (needs mpmath).

exp: Chebyshev fit of degree 9 to (e^r - 1 - r) / r^2 for |r| <= log(2) / 2.
normal quantile: rational minimax fit of degree 7 over 7 to quantile(1/2 + q) / q in q^2, for |q| <= 1/2 - 1/128, by
Remez exchange; printed in r = limit^2 - q^2, where all coefficients are positive and nothing cancels.
exp again for single precision, of degree 4. The normal quantile for single precision: Chebyshev fits to quantile(1/2 + q) / q with
w = -log(1 - 4 q^2), of degree 9 in w - 3 for w <= 6 and of degree 7 in sqrt(w) - 7/2 beyond.
"""

from functools import lru_cache

import mpmath as mp

mp.mp.dps = 40


def exponential_coefficients(degree):
    def f(r):
        return mp.mpf(1) / 2 + r / 6 + r * r / 24 if abs(r) < mp.mpf("1e-8") else (mp.e**r - 1 - r) / r**2

    edge = mp.log(2) / 2 * mp.mpf("1.0001")
    coefficients, error = mp.chebyfit(f, [-edge, edge], degree + 1, error=True)
    return coefficients[::-1], error * edge**2


@lru_cache(None)
def target(square):
    if square < mp.mpf(10) ** -36:
        return mp.sqrt(2 * mp.pi)
    q = mp.sqrt(square)
    return mp.sqrt(2) * mp.erfinv(2 * q) / q


def rational_fit(degree, limit):
    """Coefficients of numerator and denominator in q^2, and the largest relative error."""
    count = 2 * degree + 2
    gap = mp.mpf(1) / 4 - limit

    def place(c):
        return max(mp.mpf(0), mp.mpf(1) / 4 - mp.e ** (mp.log(mp.mpf(1) / 4) * (1 - c) + mp.log(gap) * c))

    grid = [place(mp.mpf(i) / 600) for i in range(601)]
    nodes = [place((1 - mp.cos(mp.pi * i / (count - 1))) / 2) for i in range(count)]
    q = [mp.mpf(1)] + [mp.mpf(0)] * degree
    while True:
        error = mp.mpf(0)
        for _ in range(30):
            a, b = mp.matrix(count, count), mp.matrix(count, 1)
            for i, s in enumerate(nodes):
                for k in range(degree + 1):
                    a[i, k] = s**k / target(s)
                for k in range(1, degree + 1):
                    a[i, degree + k] = -(s**k)
                a[i, count - 1] = (-1) ** i * mp.polyval(q[::-1], s)
                b[i] = 1
            solution = mp.lu_solve(a, b)
            p = [solution[k] for k in range(degree + 1)]
            q = [mp.mpf(1)] + [solution[degree + k] for k in range(1, degree + 1)]
            settled = abs(solution[count - 1] - error) < abs(error) * mp.mpf(10) ** -10
            error = solution[count - 1]
            if settled:
                break
        errors = [mp.polyval(p[::-1], s) / mp.polyval(q[::-1], s) / target(s) - 1 for s in grid]
        extremes, run = [], [0]
        for i in range(1, len(grid)):
            if (errors[i] > 0) != (errors[i - 1] > 0):
                extremes.append(max(run, key=lambda j: abs(errors[j])))
                run = []
            run.append(i)
        extremes.append(max(run, key=lambda j: abs(errors[j])))
        largest = max(abs(e) for e in errors)
        if largest < abs(error) * mp.mpf("1.02"):
            return p, q, largest
        if len(extremes) != count:
            raise ArithmeticError(f"{len(extremes)} extremes instead of {count}")
        nodes = [grid[i] for i in extremes]


def quantile_over_distance(w):
    """quantile(1/2 + q) / q where 1 - 4 q^2 = e^-w, without cancellation."""
    if w < mp.mpf(10) ** -30:
        return mp.sqrt(2 * mp.pi)
    q = mp.sqrt(-mp.expm1(-w)) / 2
    logarithm = -w - mp.log(4 * (mp.mpf(1) / 2 + q))
    if w < 1:
        return mp.sqrt(2) * mp.erfinv(2 * q) / q
    return mp.findroot(lambda z: mp.log(mp.ncdf(-z)) - logarithm, mp.sqrt(2 * w)) / q


def single_quantile_coefficients():
    centre = mp.chebyfit(lambda x: quantile_over_distance(x + 3), [-3, 3], 10, error=True)
    ends = [mp.sqrt(6) - mp.mpf(7) / 2, mp.sqrt(31 * mp.log(2)) - mp.mpf(7) / 2]
    tail = mp.chebyfit(lambda x: quantile_over_distance((x + mp.mpf(7) / 2) ** 2), ends, 8, error=True)
    return centre, tail


def from_upper_end(coefficients, limit):
    return [(-1) ** j * sum(c * mp.binomial(i, j) * limit ** (i - j) for i, c in enumerate(coefficients) if i >= j)
            for j in range(len(coefficients))]


def show(name, coefficients, number=float):
    print(name, ", ".join(float(number(c)).hex() for c in coefficients))


def single(coefficient):
    """Rounded to the 24 digits of single precision."""
    mantissa, exponent = mp.frexp(coefficient)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, 24)), exponent - 24)


if __name__ == "__main__":
    limit = (mp.mpf(1) / 2 - mp.mpf(1) / 128) ** 2
    for degree, number in ((9, float), (4, single)):
        coefficients, error = exponential_coefficients(degree)
        show("exponential", coefficients, number)
        print("error", mp.nstr(error, 3))
    p, q, error = rational_fit(7, limit)
    p, q = from_upper_end(p, limit), from_upper_end(q, limit)
    print("limit squared", float(limit).hex())
    show("numerator", [c / q[0] for c in p])
    show("denominator", [c / q[0] for c in q])
    print("error", mp.nstr(error, 3))
    for name, (coefficients, error) in zip(("centre", "tail"), single_quantile_coefficients()):
        show(name, coefficients[::-1], single)
        print("error", mp.nstr(error, 3))
