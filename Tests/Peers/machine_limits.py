"""What this machine can do at best, by other people's code: NumPy's primitives, a triad, a matrix product, two processes."""

import multiprocessing
import time

import numpy as np
from scipy.linalg.blas import daxpy
from threadpoolctl import threadpool_limits

# Larger than any cache: two arrays of 256 MiB.
TRIAD_SIZE = 1 << 25
PRODUCT_ORDER = 1024
# Small enough for the innermost cache.
CACHED = 1024


def best(action, times=5):
    """The shortest of several times, which the machine's other work disturbs least."""
    shortest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        action()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def limits():
    """Nanoseconds for each number of a primitive, bytes and operations per second; one core each."""
    rng = np.random.Generator(np.random.SFC64(1))
    numbers, single = np.empty(CACHED * 16), np.empty(CACHED * 16, np.float32)
    fractions = rng.random(numbers.size) + 0.5
    primitives = {
        "normals": lambda: rng.standard_normal(out=numbers),
        "uniforms": lambda: rng.random(out=numbers),
        "exponentials, single precision": lambda: rng.standard_exponential(out=single, dtype=np.float32),
        "exp": lambda: np.exp(fractions, out=numbers),
        "log": lambda: np.log(fractions, out=numbers),
    }
    found = {}
    for name, action in primitives.items():
        action()
        found[name] = best(action, times=50) / numbers.size * 1e9
    with threadpool_limits(1):
        x, y = np.ones(TRIAD_SIZE), np.ones(TRIAD_SIZE)
        # y ← a · x + y: two reads and a write.
        bytes_per_second = 24 * TRIAD_SIZE / best(lambda: daxpy(x, y, a=0.5))
    return {"nanosecondsPerNumber": found, "triadBytesPerSecond": bytes_per_second, "productFlops": product_flops()}


def product_flops():
    """Operations per second of a large matrix product on one core."""
    a, b = np.random.default_rng(1).standard_normal((2, PRODUCT_ORDER, PRODUCT_ORDER))
    product = np.empty_like(a)
    with threadpool_limits(1):
        return 2 * PRODUCT_ORDER**3 / best(lambda: np.matmul(a, b, out=product))


def _compute(ready, finished, rounds):
    numbers = np.linspace(0, 1, CACHED)
    out = np.empty_like(numbers)
    ready.wait()
    start = time.perf_counter()
    for _ in range(rounds):
        np.exp(numbers, out=out)
    finished.put((start, time.perf_counter()))


def seconds_of_computing(count, rounds=100_000):
    """From the first start to the last end of `count` processes that each compute as much and need no memory."""
    context = multiprocessing.get_context("fork")
    ready, finished = context.Barrier(count), context.SimpleQueue()
    workers = [context.Process(target=_compute, args=(ready, finished, rounds)) for _ in range(count)]
    for worker in workers:
        worker.start()
    spans = [finished.get() for _ in workers]
    for worker in workers:
        worker.join()
    return max(end for _, end in spans) - min(start for start, _ in spans)
