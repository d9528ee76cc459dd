#include "Lists.h"

/* Which of some brackets hold each number; PartwiseQuantiles.swift explains it. Numbers are taken 256 at a time: those wanted are listed
   first and moved then, so that there is no branch to guess. */

enum { partCount = 256 };
typedef uint8_t Places[partCount + laneCount];

/* Eight numbers, or those that are left, if any, and zeros then. */
LANES void loadLeft(Doubles *numbers, const double *x, int64_t left) {
  *numbers = 0;
  if (left >= laneCount)
    memcpy(numbers, x, sizeof *numbers);
  else if (left > 0)
    memcpy(numbers, x, (size_t)left * sizeof *x);
}

/* Buckets of equal width: that of a number is scale · number + start, rounded down. */
typedef struct {
  double scale, start;
} Buckets;

enum { lastBucket = INT16_MAX, numbersAhead = 1024 };

/* In this order, not a number goes to bucket zero. */
LANES void bucketsOf(Numbers *buckets, const Doubles *numbers, const Buckets *own) {
  const Doubles last = lastBucket;
  Doubles place = fusedMultiplyAdd(*numbers, own->scale, own->start);
  place = place > 0 ? place : 0;
  place = place < last ? place : last;
  *buckets = __builtin_convertvector(place, Numbers);
}

/* Finds, for each bracket, the last bucket before it and the last one it reaches into. Returns whether buckets part brackets: each ends
   in one before that in which the next begins. */
LANES int partBrackets(Buckets *own, int16_t *limits, const double *lows, const double *highs, int32_t bracketCount) {
  double range = highs[bracketCount - 1] - lows[0];
  own->scale = (lastBucket - 8) / range;
  own->start = 4 - lows[0] * own->scale;
  if (!(own->scale * range > 0) || own->start - own->start != 0) return 0;
  for (int32_t k = 0; k < bracketCount; k++) {
    const Doubles ends = {lows[k], highs[k]};
    Numbers buckets;
    bucketsOf(&buckets, &ends, own);
    limits[2 * k] = (int16_t)(buckets[0] - 1);
    limits[2 * k + 1] = (int16_t)buckets[1];
    if (k > 0 && limits[2 * k] < limits[2 * k - 1]) return 0;
  }
  return 1;
}

typedef int16_t PartPlaces[partCount + wideCount];

/* Twice the number of brackets before each number, and one if it lies in the next or as near as a bucket. Adds zero times each number to
   a sum, which is not a number once one of them is not finite. */
LANES void placesByBucket(PartPlaces places, const double *part, int64_t size, const Buckets *own, const int16_t *limits,
                          int32_t bracketCount, Doubles *sum) {
  for (int64_t i = 0; i < size; i += wideCount) {
    Numbers buckets[2];
    for (int64_t half = 0; half < 2; half++) {
      Doubles v;
      __builtin_prefetch(part + i + half * laneCount + numbersAhead);
      loadLeft(&v, part + i + half * laneCount, size - i - half * laneCount);
      *sum = fusedMultiplyAdd(v, 0, *sum);
      bucketsOf(&buckets[half], &v, own);
    }
    WideNumbers both = __builtin_shufflevector(buckets[0], buckets[1], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    Halves bucket = __builtin_convertvector(both, Halves), place = 0;
    for (int32_t k = 0; k < 2 * bracketCount; k++) place -= bucket > limits[k];
    memcpy(places + i, &place, sizeof place);
  }
}

/* The same for brackets that buckets do not part, and one only if it lies in the next. */
LANES void placesByNumber(PartPlaces places, const double *part, int64_t size, const double *lows, const double *highs,
                          int32_t bracketCount, Doubles *sum) {
  for (int64_t i = 0; i < size; i += laneCount) {
    Doubles v;
    Integers place = 0;
    loadLeft(&v, part + i, size - i);
    *sum = fusedMultiplyAdd(v, 0, *sum);
    for (int32_t k = 0; k < bracketCount; k++) {
      place -= v >= lows[k];
      place -= v > highs[k];
    }
    EightHalves own = __builtin_convertvector(place, EightHalves);
    memcpy(places + i, &own, sizeof own);
  }
}

LANES void loadPlaces(Halves *places, const int16_t *p) { memcpy(places, p, sizeof *places); }

/* How many of a whole part have a place. */
LANES int64_t countPlaces(const int16_t *places, int16_t place) {
  Halves equal = 0;
  for (int64_t i = 0; i < partCount; i += wideCount) {
    Halves own;
    loadPlaces(&own, places + i);
    equal -= own == place;
  }
  return __builtin_reduce_add(equal);
}

/* Whether a number found by its bucket lies strictly within its bracket; counts it where it belongs otherwise. */
LANES int isWithin(double number, double low, double high, int64_t *counts) {
  if (__builtin_expect(number > low && number < high, 1)) return 1;
  counts[number < low ? kernelBefore : number == low ? kernelAtLow : number == high ? kernelAtHigh : kernelBracketCounts]++;
  return 0;
}

CLONES int32_t kernel_sort_out(const double *x, int64_t count, const double *lows, const double *highs,
                               int32_t bracketCount, int64_t *counts, double *lists, int64_t *ends) {
  Doubles sum = 0;
  Buckets buckets;
  int16_t limits[2 * kernelBracketLimit];
  int areParted = partBrackets(&buckets, limits, lows, highs, bracketCount);
  for (int64_t first = 0; first < count; first += partCount) {
    const double *part = x + first;
    int64_t size = count - first < partCount ? count - first : partCount, found = 0;
    PartPlaces own;
    Places near;
    if (!areParted)
      placesByNumber(own, part, size, lows, highs, bracketCount, &sum);
    else if (bracketCount == 7) /* As many as there mostly are, known when this is compiled. */
      placesByBucket(own, part, size, &buckets, limits, 7, &sum);
    else
      placesByBucket(own, part, size, &buckets, limits, bracketCount, &sum);
    /* Behind the last, a place that nothing has. */
    for (int64_t i = size; i < partCount; i++) own[i] = INT16_MAX - 1;
    for (int64_t i = 0; i < size; i += wideCount) {
      Halves place;
      loadPlaces(&place, own + i);
      Halves isNear = (place & 1) != 0;
      uint16_t bits = halvesAsBits(&isNear);
      found = appendPlaces(near, found, (uint8_t)bits, i);
      found = appendPlaces(near, found, (uint8_t)(bits >> laneCount), i + laneCount);
    }
    for (int32_t k = 0; k <= bracketCount; k++) counts[kernelBracketCounts * k] += countPlaces(own, (int16_t)(2 * k));
    for (int64_t i = 0; i < found; i++) {
      int64_t k = own[near[i]] / 2;
      double number = part[near[i]];
      lists[ends[k]] = number;
      ends[k] += isWithin(number, lows[k], highs[k], counts + kernelBracketCounts * k);
    }
  }
  return __builtin_reduce_and(sum == 0);
}

CLONES int64_t kernel_keep_within(double *x, int64_t count, double low, double high, int64_t *below, int64_t *atLow,
                                  int64_t *atHigh) {
  Integers isBelow = 0, isAtLow = 0, isAtHigh = 0;
  int64_t kept = 0;
  for (int64_t first = 0; first < count; first += partCount) {
    const double *part = x + first;
    int64_t size = count - first < partCount ? count - first : partCount, found = 0;
    Places places;
    for (int64_t i = 0; i < size; i += laneCount) {
      const Integers lane = {0, 1, 2, 3, 4, 5, 6, 7};
      Doubles v;
      loadLeft(&v, part + i, size - i);
      Integers isThere = lane < size - i, within = (v > low) & (v < high);
      isBelow -= isThere & (v < low);
      isAtLow -= isThere & (v == low);
      isAtHigh -= isThere & (v == high);
      found = appendPlaces(places, found, bitsLeft(wordLanesAsByte(&within), size - i), i);
    }
    for (int64_t i = 0; i < found; i++) x[kept + i] = part[places[i]];
    kept += found;
  }
  *below = __builtin_reduce_add(isBelow);
  *atLow = __builtin_reduce_add(isAtLow);
  *atHigh = __builtin_reduce_add(isAtHigh);
  return kept;
}
