#include "Lists.h"

/* Which of some brackets hold each number; PartwiseQuantiles.swift explains it. Numbers are taken 256 at a time: those wanted are listed
   first and moved then, so that there is no branch to guess. */

enum { partCount = 256 };
typedef uint8_t Places[partCount + laneCount];

/* Eight numbers, or those that are left, and zeros then. */
LANES void loadLeft(Doubles *numbers, const double *x, int64_t left) {
  *numbers = 0;
  if (left >= laneCount)
    memcpy(numbers, x, sizeof *numbers);
  else
    memcpy(numbers, x, (size_t)left * sizeof *x);
}

CLONES int32_t kernel_sort_out(const double *x, int64_t count, const double *lows, const double *highs,
                               int32_t bracketCount, int64_t *counts, double *lists, int64_t *ends) {
  Doubles sum = 0;
  uint32_t even[2 * kernelBracketLimit + 1] = {0}, odd[2 * kernelBracketLimit + 1] = {0};
  for (int64_t first = 0; first < count; first += partCount) {
    const double *part = x + first;
    int64_t size = count - first < partCount ? count - first : partCount, found = 0;
    Places places;
    uint8_t own[partCount];
    for (int64_t i = 0; i < size; i += laneCount) {
      Doubles v;
      loadLeft(&v, part + i, size - i);
      /* Zero times a number that is not finite is not a number, and stays so in the sum. */
      sum = fusedMultiplyAdd(v, 0, sum);
      /* Twice the number of brackets before it, and one if it lies in the next. */
      Integers place = 0, inside;
      for (int32_t k = 0; k < bracketCount; k++) {
        place -= v >= lows[k];
        place -= v > highs[k];
      }
      inside = (place & 1) != 0;
      Bytes bytes = __builtin_convertvector(place, Bytes);
      memcpy(own + i, &bytes, sizeof bytes);
      found = appendPlaces(places, found, bitsLeft(wordLanesAsByte(&inside), size - i), i);
    }
    /* Two tables, since equal neighbours would wait for each other. */
    for (int64_t i = 0; i + 1 < size; i += 2) {
      even[own[i]]++;
      odd[own[i + 1]]++;
    }
    if (size % 2) even[own[size - 1]]++;
    for (int64_t i = 0; i < found; i++) lists[ends[own[places[i]] >> 1]++] = part[places[i]];
  }
  for (int32_t k = 0; k <= 2 * bracketCount; k++) counts[k] = (int64_t)even[k] + odd[k];
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
