"""Who adopts which pledge, and when it is carried out: the twin's part that concerns all municipalities together.

Arrays are draws by municipalities by pledges while the adopted ones are chosen; from then on only what is adopted is kept, in the
order of that array, as positions in it.
"""

import math

import numpy as np

# Draws taken together, so that a tile of every municipality and pledge stays in the cache.
TILE = 1000


def sample(form, count, primitives):
    """Numbers of an uncertain value, written as the result writes it."""
    (kind, at), = form.items()
    rng = primitives.generator
    if kind == "fixed":
        return np.full(count, at["value"])
    if kind == "normal":
        return at["mean"] + at["standardDeviation"] * primitives.normal(np.empty(count))
    if kind == "logNormal":
        return at["median"] * primitives.exp(at["sigma"] * primitives.normal(np.empty(count)))
    if kind == "uniform":
        return rng.uniform(at["low"], at["high"], count)
    if kind == "triangular":
        return rng.triangular(at["low"], at["mode"], at["high"], count)
    if kind == "beta":
        return rng.beta(at["alpha"], at["beta"], count)
    spread = at["high"] - at["low"]
    return at["low"] + spread * rng.beta(
        1 + 4 * (at["mode"] - at["low"]) / spread, 1 + 4 * (at["high"] - at["mode"]) / spread, count)


def mean_logistic_cuts(shares, spread):
    """The cuts at which E[logistic(cut + N(0, spread²))] equals the shares, by Newton's method from the probit approximation."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(16)
    weights = weights / weights.sum()
    cuts = np.log(shares / (1 - shares)) * math.sqrt(1 + (16 * math.sqrt(3) / (15 * math.pi) * spread) ** 2)
    for _ in range(4):
        p = 1 / (1 + np.exp(-(cuts[:, None] + spread * nodes)))
        cuts += (shares - p @ weights) / ((p * (1 - p)) @ weights)
    return cuts


class Round:
    """A round with positions instead of codes and numbers."""

    def __init__(self, scenario, round_):
        catalogue = next(c for c in scenario["catalogues"] if c["id"] == round_["catalogue"])
        codes = [place["code"] for place in scenario["municipalities"]]
        self.first, self.last = round_["firstYear"], round_["lastYear"]
        self.follow_up = round_.get("followUp") or {}
        self.total = (round_.get("total") or {"value": None})["value"]
        self.shape = len(codes), len(catalogue["pledges"])
        position = {pledge["number"]: index for index, pledge in enumerate(catalogue["pledges"])}
        adoption = [pledge["adoption"] for pledge in catalogue["pledges"]]
        weights = -np.log1p(-np.array([(a["adopters"] + 0.5) / (a["lists"] + 1) for a in adoption]))
        speed = np.tile(weights, (len(codes), 1))
        possible, self.known = np.ones(self.shape, bool), np.zeros(self.shape, bool)
        records = {record["municipality"]: record for record in round_["known"]}
        counted, competing, without = {}, [], []
        for m, code in enumerate(codes):
            record = records.get(code)
            if record is None:
                without.append(m)
                competing.append(m)
                continue
            named = [position[number] for number in record["pledges"]]
            possible[m, [position[number] for number in record["alreadyDoing"]]] = False
            if record["status"] == "proposed":
                speed[m, named] *= math.exp(scenario["proposedBonus"]["value"])
                competing.append(m)
                continue
            self.known[m, named] = True
            possible[m, named] = False
            if not record["isComplete"] and record.get("count") is None:
                competing.append(m)
            elif not record["isComplete"] and record["count"] > len(named):
                counted[m] = record["count"] - len(named)
        if self.total is None:
            competing, without = [], []
        # Municipalities with pledges to impute; then, by their position among these: how many pledges a counted one misses,
        # which ones take at least one, and which ones may not take part.
        self.open = np.array(sorted([*counted, *competing]), int)
        place = {m: index for index, m in enumerate(self.open)}
        # Runs of neighbouring places, among these and among all municipalities.
        breaks = [0, *(np.flatnonzero(np.diff(self.open) > 1) + 1), len(self.open)]
        self.runs = [(slice(a, b), slice(self.open[a], self.open[b - 1] + 1)) for a, b in zip(breaks, breaks[1:]) if a < b]
        self.missing = {place[m]: count for m, count in counted.items()}
        self.needs_one = np.array([place[m] for m in competing if not self.known[m].any()], int)
        self.without = np.array([place[m] for m in without], int)
        self.away = len(codes) - (round_.get("participants") or {"value": len(codes)})["value"] if without else 0
        self.delay = (1 / speed[self.open]).astype(np.float32)
        self.impossible = ~possible[self.open]


class Courses:
    """Draws adoption and realisation of all rounds."""

    def __init__(self, scenario, primitives, draws, first_year):
        self.primitives, self.draws, self.first_year = primitives, draws, first_year
        self.horizon = scenario["horizon"]
        self.realisation = scenario["realisation"]
        self.adoption_spread = scenario["adoptionSpread"]["value"]
        self.place_count = len(scenario["municipalities"])
        self.rounds = [Round(scenario, round_) for round_ in scenario["rounds"]]
        # By round: adopted, done at its end, started at its end, done at the horizon; the fifth row is for tonnes.
        self.tables = [np.zeros((5, draws)) for _ in self.rounds]
        self.adopted_counts = [np.zeros(math.prod(r.shape)) for r in self.rounds]
        # The year of completion by municipality, pledge and draw, counted from the first pledge year; 0 is never.
        self.completed = [np.empty((*r.shape, draws), np.uint8) for r in self.rounds]

    def draw(self):
        rates = [sample(self.realisation[name]["value"], self.draws, self.primitives)
                 for name in ("notStartedToStarted", "startedToDone", "neverFinishes")]
        # A yearly step of probability h happens after as many years as an exponential time lasts at the rate −log(1 − h).
        self.waits = [(-1 / np.log1p(-rate)).astype(np.float32) for rate in rates[:2]]
        self.never = rates[2].astype(np.float32)
        for first in range(0, self.draws, TILE):
            self.draw_tile(slice(first, min(first + TILE, self.draws)))

    def draw_tile(self, tile):
        primitives, count = self.primitives, tile.stop - tile.start
        rates = primitives.exp(self.adoption_spread * primitives.normal(np.empty((count, self.place_count)))).astype(np.float32)
        for r, round_ in enumerate(self.rounds):
            per_draw = math.prod(round_.shape)
            adopted = self.adopt(round_, rates)
            self.adopted_counts[r] += np.count_nonzero(adopted, axis=0).ravel()
            at = primitives.places(adopted)
            ends = np.searchsorted(at, np.arange(1, count + 1) * per_draw)
            draw = np.repeat(np.arange(count), np.diff(ends, prepend=0))
            status = self.follow_up(round_, at, ends)
            codes, done, later = self.complete(round_, tile, draw, status)
            counts = [ends, *(np.searchsorted(found, ends) for found in (done, primitives.places(status == 1), later))]
            counts[3] += counts[1]
            self.tables[r][:4, tile] = np.diff(counts, prepend=0)
            completed = np.zeros(count * per_draw, np.uint8)
            completed[at] = codes
            self.completed[r][:, :, tile] = completed.reshape(count, *round_.shape).transpose(1, 2, 0)

    def adopt(self, round_, rates):
        """Known pledges, and the earliest arrivals of everybody else until the counts and the total are reached.

        Two arrivals in single precision are equal at the limit in fewer than one of ten thousand draws.
        """
        primitives, count = self.primitives, len(rates)
        adopted = np.broadcast_to(round_.known, (count, *round_.shape)).copy()
        if not len(round_.open):
            return adopted
        pledges = round_.shape[1]
        arrivals = primitives.exponential(np.empty((count, len(round_.open), pledges), np.float32))
        primitives.in_place(np.multiply, arrivals, round_.delay)
        primitives.in_place(np.divide, arrivals, rates[:, round_.open, None])
        arrivals[:, round_.impossible] = np.inf
        chosen = np.zeros(arrivals.shape, bool)
        for place, missing in round_.missing.items():
            own = arrivals[:, place]
            chosen[:, place] = own <= self.limits(own.copy(), missing)[:, None]
            own[:] = np.inf
        present = np.ones(arrivals.shape[:2], bool)
        if round_.away > 0:
            lots = primitives.uniform(np.empty((count, len(round_.without)), np.float32))
            absent = round_.without[np.argpartition(lots, round_.away - 1, axis=1)[:, :round_.away]]
            np.put_along_axis(present, absent, False, axis=1)
            arrivals[~present] = np.inf
        if round_.total is not None:
            first = np.zeros(arrivals.shape[:2], bool)
            first[:, round_.needs_one] = True
            first &= present
            earliest = primitives.timed("selections", arrivals.argmin, axis=2)
            own = (np.arange(first.size) * pledges)[first.ravel()] + earliest[first]
            chosen.ravel()[own] = True
            arrivals.ravel()[own] = np.inf
            low, high = round_.total
            settled = round_.known.sum() + sum(round_.missing.values()) + first.sum(axis=1)
            wanted = primitives.generator.integers(low, high + 1, count) - settled
            pool, limits = arrivals.reshape(count, -1), np.full(count, -1, np.float32)
            for left in np.unique(wanted[wanted > 0]):
                rows = np.flatnonzero(wanted == left)
                limits[rows] = self.limits(pool[rows], min(left, pool.shape[1]))
            chosen |= arrivals <= limits[:, None, None]
        for part, places in round_.runs:
            primitives.in_place(np.logical_or, adopted[:, places], chosen[:, part])
        return adopted

    def limits(self, values, rank):
        """The value of a rank in each row, whose order is spent; never infinity, which stands for what cannot be chosen."""
        self.primitives.partition(values, rank - 1)
        return np.minimum(values[:, rank - 1], np.finfo(np.float32).max)

    def follow_up(self, round_, at, ends):
        """The status at the end of the round of all that is adopted: 0 not started, 1 started, 2 done."""
        primitives, realisation = self.primitives, self.realisation
        count = len(ends)
        capacity, difficulty = (np.float32(realisation[name]["value"]) for name in ("capacitySpread", "difficultySpread"))
        scores = primitives.uniform(np.empty(len(at), np.float32))
        primitives.in_place(np.divide, scores, 1 - scores)
        # A uniform number of zero scores minus infinity: the first to be done.
        with np.errstate(divide="ignore"):
            primitives.log(scores)
        shift = np.add(
            capacity * primitives.normal(np.empty((count, round_.shape[0], 1), np.float32)),
            difficulty * primitives.normal(np.empty((count, 1, round_.shape[1]), np.float32)))
        primitives.in_place(np.subtract, scores, primitives.gather(shift, at))
        held = np.diff(ends, prepend=0)
        if round_.follow_up.get("done") is None:
            size = realisation["effectiveSampleSize"]["value"]
            done, started = (size * realisation[name]["value"] for name in ("done", "started"))
            first = primitives.generator.beta(done, size - done, count)
            second = primitives.generator.beta(started, size - done - started, count)
            limits = [mean_logistic_cuts(shares, math.hypot(capacity, difficulty)).astype(np.float32)
                      for shares in (first, first + (1 - first) * second)]
        else:
            rows = np.full((count, held.max()), np.inf, np.float32)
            rows[np.arange(held.max()) < held[:, None]] = scores
            done = round_.follow_up["done"]
            low, high = round_.follow_up.get("doneOrStarted") or (done, done)
            ranks = np.minimum(held, [np.full(count, done), primitives.generator.integers(low, high + 1, count)])
            limits = np.full((2, count), -np.inf, np.float32)
            for pair in np.unique(ranks[:, ranks[0] > 0], axis=1).T:
                draws = np.flatnonzero((ranks.T == pair).all(axis=1))
                ordered = primitives.partition(rows[draws], np.unique(pair) - 1)
                limits[:, draws] = ordered[:, pair - 1].T
        status = (scores <= np.repeat(limits[1], held)).view(np.uint8)
        status += scores <= np.repeat(limits[0], held)
        return status

    def complete(self, round_, tile, draw, status):
        """The years of completion: within the round for what is done by its end, later by yearly steps; and where either is the case."""
        primitives = self.primitives
        first = round_.first - self.first_year + 1
        span = round_.last - round_.first + 1
        codes = np.zeros(len(draw), np.uint8)
        done = primitives.places(status == 2)
        codes[done] = first
        if span > 1:
            codes[done] += (span * primitives.uniform(np.empty(len(done), np.float32))).astype(np.uint8)
        rest = primitives.places(status < 2)
        draw = primitives.gather(draw, rest)
        numbers = primitives.uniform(np.empty(len(rest), np.float32))
        finishing = primitives.places(numbers >= primitives.gather(self.never[tile], draw))
        rest, draw = primitives.gather(rest, finishing), primitives.gather(draw, finishing)
        waiting = primitives.places(primitives.gather(status, rest) == 0)
        years = self.steps(self.waits[1][tile], draw)
        years[waiting] += self.steps(self.waits[0][tile], primitives.gather(draw, waiting))
        in_time = primitives.places(years <= self.horizon - round_.last)
        later = primitives.gather(rest, in_time)
        codes[later] = primitives.gather(years, in_time).astype(np.uint8) + (round_.last - self.first_year + 1)
        return codes, done, later

    def steps(self, waits, draw):
        """How many yearly steps each takes, from its draw's mean waiting time."""
        primitives = self.primitives
        years = primitives.exponential(np.empty(len(draw), np.float32))
        primitives.in_place(np.multiply, years, primitives.gather(waits, draw))
        return primitives.in_place(np.ceil, years)
