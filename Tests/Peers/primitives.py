"""NumPy's primitives, timed where they are used; random numbers and functions are counted as well, and timed alone afterwards.

A program that calls NumPy through this class can be told what the primitives took of its time: random numbers into arrays that are there
already, functions and arithmetic in place, products, selections and quantiles, and gathers by lists of places. A vectorised
program that needs much longer than these wastes time of its own.
"""

import math
import time
from collections import Counter

import numpy as np


class Primitives:
    def __init__(self, seed):
        self.generator = np.random.Generator(np.random.SFC64(seed))
        # By primitive: seconds of its calls.
        self.seconds = Counter()
        # By primitive, type and size of the call: how many calls.
        self.calls = Counter()
        self.multiplications = 0

    def timed(self, name, function, *arguments, **options):
        start = time.perf_counter()
        result = function(*arguments, **options)
        self.seconds[name] += time.perf_counter() - start
        return result

    def counted(self, name, function, array, **options):
        self.calls[name, array.dtype, array.size] += 1
        return self.timed(name, function, **options)

    # Numbers and functions, into an array that is there already

    def normal(self, out):
        return self.counted("normals", self.generator.standard_normal, out, out=out, dtype=out.dtype)

    def uniform(self, out):
        return self.counted("uniforms", self.generator.random, out, out=out, dtype=out.dtype)

    def exponential(self, out):
        return self.counted("exponentials", self.generator.standard_exponential, out, out=out, dtype=out.dtype)

    def exp(self, array):
        return self.counted("exp", lambda: np.exp(array, out=array), array)

    def log(self, array):
        return self.counted("log", lambda: np.log(array, out=array), array)

    def in_place(self, ufunc, array, *operand):
        """array = ufunc(array, operand)."""
        return self.timed(ufunc.__name__, ufunc, array, *operand, out=array)

    def add_at(self, array, places, numbers):
        """array[places] += numbers, for places that differ."""
        self.timed("add", np.add.at, array, places, numbers)

    # Whole arrays

    def product(self, a, b, out=None):
        self.multiplications += a.size * b.shape[1]
        return self.timed("products", np.matmul, a, b, out=out)

    def squares(self, table):
        """The sum of squares of each row."""
        self.multiplications += table.size
        return self.timed("products", np.vecdot, table, table)

    def partition(self, array, ranks):
        """The array itself, its rows parted at the ranks."""
        self.timed("selections", array.partition, ranks, axis=1)
        return array

    def percentile(self, table, levels):
        return self.timed("quantiles", np.percentile, table, levels, axis=1, overwrite_input=True)

    # Lists of places

    def places(self, mask):
        """Where a mask is true."""
        return self.timed("gathers", np.flatnonzero, mask)

    def gather(self, array, places, out=None, axis=None):
        return self.timed("gathers", np.take, array, places, axis=axis, out=out, mode="clip")

    def scatter(self, places, numbers, count):
        """An array of zeros with numbers at places that differ."""
        return self.timed("gathers", np.bincount, places, numbers, count)

    def time_alone(self):
        """Elements and seconds of the random numbers and functions counted.

        Calls are grouped by their size to within a factor of 2^(1/2); a group is timed on one size and scaled by its elements.
        """
        groups = {}
        for (name, kind, size), count in self.calls.items():
            if size:
                group = groups.setdefault((name, kind, round(2 * math.log2(size))), [0, size])
                group[0] += count * size
        parts = {}
        for (name, kind, _), (elements, size) in groups.items():
            part = parts.setdefault(name, {"elements": 0, "seconds": 0.0})
            part["elements"] += elements
            part["seconds"] += elements / size * self._seconds(name, size, kind)
        return parts

    def _seconds(self, name, size, kind):
        """The median time of one call, of as many as fit into a hundredth of a second and at least three."""
        rng = self.generator
        array, other = np.empty(size, kind), (rng.standard_normal(size) / 4).astype(kind)
        if name == "log":
            other = np.exp(other)
        call = {
            "normals": lambda: rng.standard_normal(out=array, dtype=kind),
            "uniforms": lambda: rng.random(out=array, dtype=kind),
            "exponentials": lambda: rng.standard_exponential(out=array, dtype=kind),
            "exp": lambda: np.exp(other, out=array),
            "log": lambda: np.log(other, out=array),
        }[name]
        times, spent = [], 0.0
        while len(times) < 3 or (spent < 0.01 and len(times) < 50):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
            spent += times[-1]
        return float(np.median(times))
