"""NumPy's primitives, counted where they are used and then timed alone.

A program that uses them through this class can be told afterwards how long the same counts of the same primitives take by
themselves, on arrays of the sizes they were used on. A vectorised program that needs much longer than that wastes time of its own.
"""

import time
from collections import Counter

import numpy as np


class Primitives:
    def __init__(self, seed):
        self.generator = np.random.Generator(np.random.SFC64(seed))
        # By primitive, type and size of the call: how many calls.
        self.calls = Counter()

    def count(self, name, shape, kind=np.dtype(float), detail=()):
        self.calls[name, shape, kind, detail] += 1

    def normal(self, out):
        self.count("normals", out.shape, out.dtype)
        return self.generator.standard_normal(out=out, dtype=out.dtype)

    def uniform(self, out):
        self.count("uniforms", out.shape, out.dtype)
        return self.generator.random(out=out, dtype=out.dtype)

    def exponential(self, out):
        self.count("exponentials", out.shape, out.dtype)
        return self.generator.standard_exponential(out=out, dtype=out.dtype)

    def exp(self, array):
        self.count("exp", array.shape, array.dtype)
        return np.exp(array, out=array)

    def log(self, array):
        self.count("log", array.shape, array.dtype)
        return np.log(array, out=array)

    def product(self, a, b, out=None):
        self.count("products", (*a.shape, b.shape[1]))
        return np.matmul(a, b, out=out)

    def partition(self, array, ranks):
        self.count("selections", array.shape, array.dtype, tuple(np.atleast_1d(ranks)))
        return np.partition(array, ranks, axis=1)

    def percentile(self, table, levels):
        self.count("percentiles", table.shape, table.dtype, tuple(levels))
        return np.percentile(table, levels, axis=1, overwrite_input=True)

    def time_alone(self):
        """Elements and seconds of each primitive for the calls counted.

        Calls are grouped by their size to within a factor of 2^(1/2); a group is timed on one size and scaled by its elements.
        """
        groups = {}
        for (name, shape, kind, detail), count in self.calls.items():
            size = int(np.prod(shape))
            if size == 0:
                continue
            key = (name, kind, round(2 * np.log2(size)), len(detail), shape[:2] if name == "products" else len(shape))
            group = groups.setdefault(key, [0, (shape, detail)])
            group[0] += count * size
        parts = {}
        for (name, kind, *_), (elements, (shape, detail)) in groups.items():
            part = parts.setdefault(name, {"elements": 0, "seconds": 0.0})
            part["elements"] += elements
            part["seconds"] += elements / np.prod(shape) * self._seconds(name, shape, kind, detail)
        return parts

    def _seconds(self, name, shape, kind, detail):
        """The median time of one call, of as many as fit into a hundredth of a second and at least three."""
        rng = self.generator
        if name == "products":
            a, b, out = rng.random(shape[:2]), rng.random(shape[1:]), np.empty((shape[0], shape[2]))
            def call(): np.matmul(a, b, out=out)
        elif name in ("selections", "percentiles"):
            table = rng.standard_normal(shape, dtype=kind)
            if name == "selections":
                def call(): np.partition(table, detail, axis=1)
            else:
                # Selection in place leaves order behind, which the next call would profit from.
                def call(): np.percentile(table, detail, axis=1, overwrite_input=True)
        else:
            array = np.zeros(shape, kind)
            if name == "log":
                array += 0.5
            call = {
                "normals": lambda: rng.standard_normal(out=array, dtype=kind),
                "uniforms": lambda: rng.random(out=array, dtype=kind),
                "exponentials": lambda: rng.standard_exponential(out=array, dtype=kind),
                "exp": lambda: np.exp(array, out=other),
                "log": lambda: np.log(array, out=other),
            }[name]
            other = rng.standard_normal(shape).astype(kind)
            if name == "exp":
                array = other / 4
                other = np.empty_like(array)
        times, spent = [], 0.0
        while len(times) < 3 or (spent < 0.01 and len(times) < 50):
            if name == "percentiles":
                table[:] = rng.standard_normal(shape, dtype=kind)
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
            spent += times[-1]
        return float(np.median(times))
